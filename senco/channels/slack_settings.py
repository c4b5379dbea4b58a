"""Slack's settings. All secrets come from the environment; without them the channel is off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BOT_VARIABLE = "SENCO_SLACK_BOT_TOKEN"
SIGNING_VARIABLE = "SENCO_SLACK_SIGNING_SECRET"
TEAMS_VARIABLE = "SENCO_SLACK_TEAMS"
API_VARIABLE = "SENCO_SLACK_API_URL"

_TEAM = re.compile(r"[TE][A-Z0-9]+")


@dataclass(frozen=True)
class SlackSettings:
    """How the channel reaches Slack, and which workspaces (``T...``) may use it.

    ``turn_seconds`` is how long an answer may take; the limits are messages of one conversation.
    """

    token: str
    secret: str
    teams: frozenset[str]
    api_url: str = "https://slack.com/api/"
    var: Path = Path("var")
    turn_seconds: float = 10.0
    messages_per_minute: int = 15
    messages_per_day: int = 200

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> SlackSettings:
        """Read what ``problems`` has found in order."""
        return cls(
            environment[BOT_VARIABLE].strip(),
            environment[SIGNING_VARIABLE].strip(),
            frozenset(_teams(environment)),
            environment.get(API_VARIABLE) or cls.api_url,
            Path(environment.get("SENCO_VAR") or "var"),
        )


def problems(environment: Mapping[str, str]) -> list[str]:
    """What keeps the channel from working, one sentence each; empty when it can be switched on."""
    found = [
        f"{name} is not set."
        for name in (BOT_VARIABLE, SIGNING_VARIABLE, TEAMS_VARIABLE)
        if not environment.get(name, "").strip()
    ]
    token = environment.get(BOT_VARIABLE, "").strip()
    if token and not token.startswith("xoxb-"):
        found.append(f"{BOT_VARIABLE} is not a bot token: those begin with xoxb-.")
    found += [
        f"{TEAMS_VARIABLE} has {team!r}: a workspace id looks like T0123ABCD." for team in _odd_teams(environment)
    ]
    if not (environment.get(API_VARIABLE) or SlackSettings.api_url).startswith(("https://", "http://127.0.0.1")):
        found.append(f"{API_VARIABLE} must begin with https://.")
    return found


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether any of the settings is there: somebody means to use Slack."""
    return any(environment.get(name, "").strip() for name in (BOT_VARIABLE, SIGNING_VARIABLE, TEAMS_VARIABLE))


def _teams(environment: Mapping[str, str]) -> list[str]:
    return environment.get(TEAMS_VARIABLE, "").replace(",", " ").split()


def _odd_teams(environment: Mapping[str, str]) -> list[str]:
    return [team for team in _teams(environment) if not _TEAM.fullmatch(team)]
