"""`make check-credentials` says what is there and what is missing, and shows nothing of it."""

from __future__ import annotations

import pytest

from scripts.check_credentials import channels, main

GUID = "0a0a0a0a-1111-4222-8333-444444444444"
COMPLETE = {
    "SENCO_WEB_KEY": "k" * 40,
    "SENCO_SLACK_BOT_TOKEN": "xoxb-secret",
    "SENCO_SLACK_SIGNING_SECRET": "signing-secret",
    "SENCO_SLACK_TEAMS": "T0987ZYXW",
    "SENCO_TEAMS_APP_ID": GUID,
    "SENCO_TEAMS_APP_PASSWORD": "teams-secret",
    "SENCO_TEAMS_TENANT": GUID,
}


def test_with_nothing_set_the_web_is_ready_and_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main({}) == 0
    said = capsys.readouterr().out
    assert "Web: ready" in said and "Slack: off" in said and "Teams: off" in said
    assert said.count("missing") == 6
    assert "docs/slack.md" in said and "docs/teams.md" in said


def test_with_everything_set_all_are_ready() -> None:
    assert all(channel.is_ready for channel in channels(COMPLETE))
    assert main(COMPLETE) == 0


@pytest.mark.parametrize("name", [name for name in COMPLETE if name != "SENCO_WEB_KEY"])
def test_what_is_missing_of_a_wanted_channel_is_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main({**COMPLETE, name: " "}) == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(f"  {name} ")]
    assert "missing" in line


def test_production_needs_a_key_for_the_web(capsys: pytest.CaptureFixture[str]) -> None:
    assert main({"SENCO_ENV": "production"}) == 1
    assert "SENCO_WEB_KEY must be set" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMPLETE)
def test_no_value_is_shown_be_it_right_or_wrong(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for value in ("kanarienvogel", "kanarienvogel 4711,x"):
        main({**COMPLETE, name: value})
    said = capsys.readouterr().out
    assert "kanarienvogel" not in said and "4711" not in said
    assert not any(value in said for value in COMPLETE.values())


@pytest.mark.parametrize("name", ["SENCO_WEB_ORIGINS", "SENCO_WEB_TURN_SECONDS", "SENCO_TEAMS_SERVICE_HOSTS"])
def test_nor_is_that_of_any_other_setting(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main({**COMPLETE, name: "kanarienvogel!"}) == 1
    assert "kanarienvogel" not in capsys.readouterr().out
