"""Whole conversations in Slack with the running assistant: the decision is the web channel's."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from senco import trained_model
from senco.server import Servers, Settings
from tests.conftest import TODAY, free_ports
from tests.conversations.player import Player

from .fake_slack import TEAM, TOKEN, Call, FakeSlack
from .slack_rig import SECRET, Hands

pytestmark = [pytest.mark.live, pytest.mark.slow]

DAY = "2025-01-06"
SITUATION = "I started as SENCO on 6 January 2025, no NASENCO, not begun the NPQ, it is my first SENCO post"


@dataclass
class Assistant:
    """The running assistant between a person in Slack and the web."""

    address: str
    slack: FakeSlack
    var: Path
    user: str = "U1"

    def __post_init__(self) -> None:
        self.hands = Hands(f"{self.address}/webhooks/slack/events", self.slack, time.time, user=self.user)
        self.seen = len(self.posts())

    def posts(self) -> list[Call]:
        return self.slack.of("chat.postMessage", "response")

    def next(self) -> Call:
        """The last message of the next answer."""
        self.slack.wait(self.seen + 1, "chat.postMessage", "response", seconds=20)
        deadline = time.monotonic() + 0.5
        while time.monotonic() < deadline:
            time.sleep(0.05)
        self.seen = len(self.posts())
        return self.posts()[-1]

    def decisions(self) -> list[dict[str, Any]]:
        """What this person was told, as the channel keeps it."""
        with sqlite3.connect(self.var / "slack.sqlite3") as db:
            rows = db.execute(
                "SELECT body FROM messages WHERE conversation LIKE ? ORDER BY seq", (f"slack:T1:{self.user}:%",)
            )
            kept = [json.loads(row[0]) for row in rows]
        return [message["decision"] for message in kept if message.get("decision")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FakeSlack, Path]]:
    slack = FakeSlack()
    slack.start()
    ports = free_ports(2)
    settings = Settings(port=ports[0], actions_port=ports[1])
    var = tmp_path_factory.mktemp("var")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        "SENCO_TODAY": TODAY,
        "SENCO_VAR": str(var),
        "SENCO_SLACK_BOT_TOKEN": TOKEN,
        "SENCO_SLACK_SIGNING_SECRET": SECRET,
        "SENCO_SLACK_TEAMS": TEAM,
        "SENCO_SLACK_API_URL": slack.url,
    }
    with Servers(settings, trained_model.ensure(), environment) as servers:
        servers.start()
        servers.wait_until_ready()
        yield settings.address, slack, var
    slack.stop()
    assert slack.refused == []


@pytest.fixture(scope="module")
def on_the_web(running: tuple[str, FakeSlack, Path]) -> dict[str, Any]:
    """The decision that the web channel gives."""
    [decision] = [m["decision"] for m in Player(running[0]).say(SITUATION) if m.get("decision")]
    return dict(decision)


def told(call: Call, decision: dict[str, Any]) -> None:
    """A decision is on the screen with its deadline and its sources."""
    assert call.body["blocks"][0]["type"] in ("header", "section")
    assert "6 January 2028" in call.words
    assert "*Sources*" in call.words
    for source in decision["sources"]:
        assert not source.get("url") or f"<{source['url']}|" in call.words


def test_a_decision_by_text_in_the_direct_talk(
    running: tuple[str, FakeSlack, Path], on_the_web: dict[str, Any]
) -> None:
    slack = Assistant(*running, user="U1")
    slack.hands.say(SITUATION)
    told(slack.next(), on_the_web)
    assert slack.decisions() == [on_the_web]


def test_a_decision_by_clicks_and_a_date_in_a_thread(
    running: tuple[str, FakeSlack, Path], on_the_web: dict[str, Any]
) -> None:
    slack = Assistant(*running, user="U2")
    slack.hands.mention("I am the SENCO and have done neither the NASENCO nor the NPQ")
    question = slack.next()
    assert "date" in question.buttons
    slack.hands.press(question, "date", day=DAY)
    question = slack.next()
    slack.hands.press(question, "No, this is my first SENCO post")
    answer = slack.next()
    told(answer, on_the_web)
    assert answer.body["thread_ts"] == question.body["thread_ts"]
    [decision] = slack.decisions()
    assert {**decision, "facts": None} == {**on_the_web, "facts": None}


def test_a_decision_with_the_command(running: tuple[str, FakeSlack, Path], on_the_web: dict[str, Any]) -> None:
    slack = Assistant(*running, user="U3")
    slack.hands.command(SITUATION)
    answer = slack.next()
    assert answer.method == "response"
    told(answer, on_the_web)
    assert slack.decisions() == [on_the_web]


def test_the_home_page_greets_and_delete_my_data_forgets(running: tuple[str, FakeSlack, Path]) -> None:
    slack = Assistant(*running, user="U4")
    slack.hands.event({"type": "app_home_opened", "tab": "home", "channel": "D4"})
    [home] = slack.slack.wait(1, "views.publish")
    assert "automated assistant" in home.words
    slack.hands.say(SITUATION, channel="D4")
    slack.next()
    assert len(slack.decisions()) == 1
    slack.hands.say("delete my data", channel="D4")
    assert "This covers all that you told me in Slack." in slack.next().words
    assert slack.decisions() == []
    slack.hands.say("what have you noted?", channel="D4")
    assert "6 January 2025" not in slack.next().words
