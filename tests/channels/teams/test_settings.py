"""Settings: off without secrets, strict with them, and Rasa loads the channel either way."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import register
from sanic import Sanic

from senco.channels.settings import BadSettings
from senco.channels.teams import TeamsChat
from senco.channels.teams_settings import OPENID_URL, REQUIRED, SERVICE_HOSTS, TeamsSettings

from .microsoft import APP_ID, PASSWORD, TENANT

ROOT = Path(__file__).resolve().parents[3]
SECRETS = {"SENCO_TEAMS_APP_ID": APP_ID, "SENCO_TEAMS_APP_PASSWORD": PASSWORD, "SENCO_TEAMS_TENANT": TENANT}


def read(credentials: dict[str, Any] | None = None, **changes: str) -> TeamsSettings:
    return TeamsSettings.read(credentials, {**SECRETS, **changes})


def test_the_usual_settings_are_microsoft_s() -> None:
    settings = read()
    assert settings.openid_url == OPENID_URL
    assert settings.tenants == {TENANT}
    assert settings.hosts.names == set(SERVICE_HOSTS)
    assert settings.hosts.origins == set()


@pytest.mark.parametrize("missing", REQUIRED)
def test_without_a_secret_the_channel_is_off_and_says_which(
    missing: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in {**SECRETS, missing: " "}.items():
        monkeypatch.setenv(name, value)
    assert TeamsChat.from_credentials(None).get_output_channel() is None
    assert [record.getMessage() for record in caplog.records] == [f"Teams is off. Not set: {missing}."]
    assert PASSWORD not in caplog.text


def test_without_any_setting_the_channel_is_off_with_one_quiet_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name, raising=False)
    with caplog.at_level(logging.INFO, "senco"):
        TeamsChat.from_credentials(None)
    assert [record.getMessage() for record in caplog.records] == ["Teams is off: it has no settings."]


def test_rasa_loads_every_channel_of_credentials_without_a_secret() -> None:
    code = (
        "from senco.rasa_lite import prepare; prepare();"
        "from rasa.core.run import create_http_input_channels;"
        "print(*(type(channel).__module__ for channel in create_http_input_channels(None, 'credentials.yml')))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SENCO_")}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    channels = run.stdout.split()
    assert {"senco.channels.web", "senco.channels.teams"} <= set(channels)
    assert all(channel.startswith("senco.channels.") for channel in channels)


def test_a_channel_that_is_off_has_no_address() -> None:
    channel = TeamsChat(None)
    assert channel.get_output_channel() is None
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    register([channel], app, route="/webhooks/")
    assert not app.router.routes_all


def test_environment_wins_over_credentials(tmp_path: Path) -> None:
    credentials = {
        "turn_seconds": 3,
        "messages_per_minute": 5,
        "messages_per_day": 50,
        "service_hosts": "a.example.org",
    }
    settings = read(credentials, SENCO_TEAMS_TURN_SECONDS="4.5", SENCO_VAR=str(tmp_path))
    assert (settings.turn_seconds, settings.messages_per_minute, settings.messages_per_day) == (4.5, 5, 50)
    assert settings.hosts.names == {"a.example.org"}
    assert settings.var == tmp_path


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"SENCO_TEAMS_APP_ID": "not-an-id"}, "SENCO_TEAMS_APP_ID must be an id"),
        ({"SENCO_TEAMS_TENANT": "contoso.example"}, "SENCO_TEAMS_TENANT must be an id"),
        ({"SENCO_TEAMS_TENANTS": f"{TENANT} common"}, "SENCO_TEAMS_TENANTS must be an id"),
        ({"SENCO_TEAMS_OPENID_URL": "http://login.example.org/x"}, "openid_url must be an https address"),
        ({"SENCO_TEAMS_TOKEN_URL": "http://10.0.0.1/"}, "token_url must be an https address"),
        ({"SENCO_TEAMS_SERVICE_HOSTS": "http://evil.example"}, "service_hosts must be an https address"),
        ({"SENCO_TEAMS_SERVICE_HOSTS": "*"}, "service_hosts holds '\\*'"),
        ({"SENCO_TEAMS_SERVICE_HOSTS": "*.com*"}, "no host name"),
        ({"SENCO_TEAMS_TURN_SECONDS": "soon"}, "turn_seconds must be a number above 0"),
        ({"SENCO_TEAMS_MESSAGES_PER_DAY": "0"}, "messages_per_day must be a number above 0"),
        ({"SENCO_ENV": "production", "SENCO_TEAMS_OPENID_URL": "http://127.0.0.1:9/x"}, "openid_url"),
        ({"SENCO_ENV": "production", "SENCO_TEAMS_SERVICE_HOSTS": "http://127.0.0.1:9"}, "service_hosts"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(changes: dict[str, str], complaint: str) -> None:
    with pytest.raises(BadSettings, match=complaint) as problem:
        read(**changes)
    assert PASSWORD not in str(problem.value)


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(BadSettings, match="no setting app_password"):
        read({"app_password": "x"})
