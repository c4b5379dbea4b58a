"""The app that a school's IT makes from the manifest is the app that the channel serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from senco.channels import slack_settings
from senco.channels.slack_app import COMMAND

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "https://assist.example.org/webhooks/slack/events"


def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "deploy/slack/manifest.yml").read_text()))


def test_everything_goes_to_the_one_address() -> None:
    settings = manifest()["settings"]
    [command] = manifest()["features"]["slash_commands"]
    assert command["command"] == COMMAND
    addresses = [
        command["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    ]
    assert addresses == [ADDRESS] * 3


def test_it_asks_for_no_more_than_it_needs() -> None:
    assert manifest()["oauth_config"] == {
        "scopes": {"bot": ["app_mentions:read", "chat:write", "commands", "im:history"]}
    }
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened", "app_mention", "app_uninstalled", "message.im",
    ]  # fmt: skip


def test_it_is_within_slacks_limits() -> None:
    about = manifest()["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    [command] = manifest()["features"]["slash_commands"]
    assert len(command["description"]) <= 100


def test_the_guide_names_every_setting() -> None:
    guide = (ROOT / "docs/slack.md").read_text()
    for name in ("BOT", "SIGNING", "TEAMS", "API"):
        assert f"`{getattr(slack_settings, f'{name}_VARIABLE')}`" in guide
