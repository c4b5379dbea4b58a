"""How the channel is set up: through Rasa's own loader, with settings that are refused in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.utils.common import class_from_module_path

from senco.channels.settings import BadSettings, WebSettings
from senco.channels.web import WebChat, WebOutbox

from .web_rig import KEY


def test_rasa_finds_the_channel_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENCO_VAR", str(tmp_path))
    monkeypatch.setenv("SENCO_WEB_KEY", KEY)
    channel = class_from_module_path("senco.channels.web.WebChat").from_credentials(None)
    assert isinstance(channel, WebChat)
    assert channel.name() == channel.url_prefix() == WebOutbox.name() == "web"


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        ({"origin": []}, "no setting origin"),
        ({"var": "/"}, "no setting var"),
        ({"origins": "https://a.example"}, "must be a list"),
        ({"origins": ["*"]}, "looks like"),
        ({"origins": ["https://a.example/"]}, "looks like"),
        ({"origins": ["a.example"]}, "looks like"),
        ({"turn_seconds": 0}, "more than 0"),
        ({"messages_per_minute": "many"}, "must be a number"),
        ({"sessions_per_hour": 1.5}, "must be a number"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(credentials: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSettings, match=words):
        WebSettings.read(credentials, {})


def test_the_environment_wins_over_the_file() -> None:
    settings = WebSettings.read(
        {"messages_per_minute": 15, "origins": ["https://a.example"], "turn_seconds": 4},
        {"SENCO_WEB_MESSAGES_PER_MINUTE": "1000", "SENCO_WEB_ORIGINS": "https://b.example http://127.0.0.1:8000"},
    )
    assert settings.messages_per_minute == 1000
    assert settings.turn_seconds == 4
    assert settings.origins == {"https://b.example", "http://127.0.0.1:8000"}


def test_a_production_server_without_a_key_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENCO_VAR", str(tmp_path))
    monkeypatch.setenv("SENCO_ENV", "production")
    monkeypatch.delenv("SENCO_WEB_KEY", raising=False)
    with pytest.raises(ValueError, match="Set SENCO_WEB_KEY"):
        WebChat.from_credentials({})
