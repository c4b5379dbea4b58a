"""Say for every channel which settings are there: ``make check-credentials``. No value is ever shown."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from senco.channels import slack_settings, teams_settings
from senco.channels.settings import BadSettings, WebSettings
from senco.channels.teams_settings import TeamsSettings
from senco.channels.tokens import KEY_VARIABLE, SHORTEST_KEY


@dataclass(frozen=True)
class Setting:
    """One setting, what is missing while it is not set, and whether the channel does without it."""

    name: str
    meaning: str
    optional: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel with its settings and what stands in its way. ``wanted``: somebody means to use it."""

    name: str
    settings: tuple[Setting, ...]
    wanted: bool
    problems: tuple[str, ...]
    guide: str

    def lines(self, environment: Mapping[str, str]) -> list[str]:
        """What to print."""
        lines = [f"{self.name}: {'ready' if self.is_ready else 'off'}"]
        for setting in self.settings:
            state = "set" if environment.get(setting.name, "").strip() else "missing"
            note = f" ({setting.meaning})" if state == "missing" else ""
            lines.append(f"  {setting.name:28} {'not set' if note and setting.optional else state}{note}")
        if self.wanted:
            lines += [f"  ! {_without_values(problem, environment)}" for problem in self.problems]
        if self.problems:
            lines.append(f"  How to set it up: {self.guide}")
        return lines

    @property
    def is_ready(self) -> bool:
        """Whether the channel can be switched on."""
        return not self.problems


def channels(environment: Mapping[str, str]) -> tuple[Channel, ...]:
    """Return the three channels as ``environment`` has them."""
    return _web(environment), _slack(environment), _teams(environment)


def main(environment: Mapping[str, str]) -> int:
    """Print the state of every channel; 1 when one that is wanted cannot be switched on, else 0."""
    found = channels(environment)
    print("\n".join(line for channel in found for line in channel.lines(environment)))
    return int(any(channel.wanted and not channel.is_ready for channel in found))


def _without_values(problem: str, environment: Mapping[str, str]) -> str:
    """What is wrong, without the value that it quotes."""
    for name, value in environment.items():
        if name.startswith("SENCO_"):
            for part in {value, *re.split(r"[\s,]+", value)}:
                problem = problem.replace(repr(part), "what is set")
    return problem


def _web(environment: Mapping[str, str]) -> Channel:
    key = environment.get(KEY_VARIABLE, "").strip()
    in_production = environment.get("SENCO_ENV", "").strip().lower() == "production"
    problems = []
    if key and len(key) < SHORTEST_KEY:
        problems.append(f"{KEY_VARIABLE} must have at least {SHORTEST_KEY} characters.")
    if in_production and not key:
        problems.append(f"{KEY_VARIABLE} must be set when SENCO_ENV is production.")
    try:
        WebSettings.read(None, environment)
    except BadSettings as problem:
        problems.append(str(problem))
    settings = (
        Setting(KEY_VARIABLE, "signs sessions; without it a key is made in var/", optional=not in_production),
        Setting(
            "SENCO_WEB_ORIGINS", "the sites that show the widget; without it only this server's own", optional=True
        ),
    )
    return Channel("Web", settings, True, tuple(problems), "README.md")


def _slack(environment: Mapping[str, str]) -> Channel:
    settings = (
        Setting(slack_settings.BOT_VARIABLE, "the bot token of the Slack app"),
        Setting(slack_settings.SIGNING_VARIABLE, "the signing secret of the Slack app"),
        Setting(slack_settings.TEAMS_VARIABLE, "the workspaces that may write"),
    )
    wanted, problems = slack_settings.is_wanted(environment), slack_settings.problems(environment)
    return Channel("Slack", settings, wanted, tuple(problems), "docs/slack.md")


def _teams(environment: Mapping[str, str]) -> Channel:
    meanings = ("the app id of the Azure Bot", "its client secret", "the tenant where it is registered")
    settings = tuple(Setting(name, meaning) for name, meaning in zip(teams_settings.REQUIRED, meanings, strict=True))
    allowed = Setting(teams_settings.TENANTS, "the tenants that may write; without it the bot's own", optional=True)
    try:
        TeamsSettings.read(None, environment)
        problems: tuple[str, ...] = ()
    except BadSettings as problem:
        problems = (str(problem),)
    return Channel("Teams", (*settings, allowed), teams_settings.is_wanted(environment), problems, "docs/teams.md")


if __name__ == "__main__":
    sys.exit(main(os.environ))
