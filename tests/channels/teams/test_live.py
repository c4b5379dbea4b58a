"""The real assistant in Teams: whole conversations to a decision, the same as on the web."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from senco import trained_model
from senco.server import Servers, Settings
from tests.conftest import TODAY, free_ports
from tests.conversations.player import Player, words

from .microsoft import Microsoft, Sent
from .teams_rig import BEN, CHANNEL, PRIVATE, Rig, environment
from .test_conversation import coming

pytestmark = pytest.mark.live


@dataclass
class Running:
    """The assistant with both channels on."""

    address: str
    microsoft: Microsoft
    var: Path

    def rig(self) -> Rig:
        client = httpx.Client(base_url=f"{self.address}/webhooks/teams/", timeout=30, verify=False)
        return Rig(client, None, self.microsoft, None, self.var, None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    microsoft = Microsoft()
    microsoft.start()
    var = tmp_path_factory.mktemp("var")
    ports = free_ports(2)
    settings = Settings(port=ports[0], actions_port=ports[1])
    variables = environment(microsoft, var, SENCO_TEAMS_TURN_SECONDS="30", SENCO_TODAY=TODAY)
    with Servers(settings, trained_model.ensure(), {**os.environ, **variables}) as servers:
        servers.start()
        servers.wait_until_ready()
        yield Running(settings.address, microsoft, var)
    microsoft.stop()
    assert microsoft.breaches == []


@pytest.fixture
def teams(running: Running) -> Rig:
    running.microsoft.sent.clear()
    return running.rig()


class Person:
    """Somebody in Teams, who types, presses and picks, and reads what is shown."""

    def __init__(self, rig: Rig, place: dict[str, Any]) -> None:
        self.rig = rig
        self.place = place
        self.latest: list[Sent] = []
        self.updates: list[Sent] = []

    def say(self, text: str) -> list[Sent]:
        return self._read(self.rig.activity(text=text, conversation=self.place))

    def press(self, title: str) -> list[Sent]:
        return self._read(self._submit(self._data(title)))

    def pick(self, day: str) -> list[Sent]:
        return self._read(self._submit({**self._data("Send date"), "date": day}))

    def offered(self) -> dict[str, dict[str, Any]]:
        return {
            action["title"]: action["data"]
            for sent in self.latest
            if "attachments" in sent.body
            for action in sent.actions()
        }

    def _data(self, title: str) -> dict[str, Any]:
        return self.offered()[title]

    def _submit(self, value: dict[str, Any]) -> dict[str, Any]:
        return self.rig.activity(value=value, replyToId="1:card", conversation=self.place)

    def _read(self, activity: dict[str, Any]) -> list[Sent]:
        """What answers this activity: all that is sent before the answer to a marker that nobody can mistake."""
        before = len(self.rig.microsoft.messages())
        assert self.rig.deliver(activity).status_code == 202
        assert self.rig.say("/marker", conversation=self.place) == 202
        while not (heard := self.rig.microsoft.messages()[before:]) or "not commands" not in heard[-1].words:
            self.rig.microsoft.wait_for(before + len(heard) + 1, seconds=30)
        self.latest = [sent for sent in heard[:-1] if sent.method == "POST"]
        self.updates = [sent for sent in heard[:-1] if sent.method == "PUT"]
        return self.latest


def decision_of(running: Running, place: str) -> dict[str, Any]:
    """The newest decision that the channel keeps for a place."""
    with closing(sqlite3.connect(running.var / "teams.sqlite3")) as db:
        rows = db.execute(
            "SELECT body FROM messages WHERE conversation LIKE ? ORDER BY seq", (f"%:{place}",)
        ).fetchall()
    decisions = [json.loads(row[0])["decision"] for row in rows if "decision" in json.loads(row[0])]
    return dict(decisions[-1])


CONVERSATIONS: dict[str, list[tuple[str, str]]] = {
    "by text": [("say", "started as senco sept 23, havent done anything yet"), ("say", "none")],
    "by clicks and a date": [
        ("say", "What is my deadline?"),
        ("press", "None of these yet"),
        ("pick", "2025-09-01"),
        ("press", "No, this is my first SENCO post"),
    ],
    "after changing an answer": [
        ("say", "I became SENCO in January 2025 and have no qualification"),
        ("press", "No, this is my first SENCO post"),
        ("say", "actually it was January 2026"),
    ],
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_conversation_comes_to_the_same_decision_as_on_the_web(running: Running, teams: Rig, name: str) -> None:
    chat = f"a:{name.replace(' ', '-')}"
    ann, web = Person(teams, {**PRIVATE, "id": chat}), Player(running.address)
    for action, what in CONVERSATIONS[name]:
        heard = web.say(what) if action == "say" else web.press(what) if action == "press" else web.pick(what)
        shown = getattr(ann, action)(what)
        assert_same_words(heard, shown)
        if action != "say":
            assert [update.activity for update in ann.updates] == ["1:card"]
    (decision,) = [message["decision"] for message in heard if "decision" in message]
    assert decision_of(running, chat) == decision
    assert decision["outcome"] in ("NPQ_REQUIRED", "NPQ_AT_RISK", "OVERDUE")


def assert_same_words(web: list[dict[str, Any]], teams: list[Sent]) -> None:
    """Everything that the web says, and every choice, is in what Teams shows."""
    shown = "\n".join(sent.words for sent in teams).replace("\\", "")
    for message in web:
        parts = [part for line in words(message) for part in line.split(": ", 1)]
        titles = [choice["title"] for choice in message.get("choices", ())]
        addresses = [source["url"] for source in message.get("sources", ()) if source.get("url")]
        assert [part for part in (*parts, *titles, *addresses) if part not in shown] == []


def test_the_bot_greets_a_team_once_and_anybody_may_press(running: Running, teams: Rig) -> None:
    place = {**CHANNEL, "id": "19:team@thread.tacv2"}
    for event in (coming(), {"type": "installationUpdate", "action": "add"}):
        assert teams.deliver(teams.activity(**event, conversation=place)).status_code == 202
    (greeting,) = teams.microsoft.wait_for(1, 30)
    assert "automated assistant" in greeting.words
    assert teams.press(greeting.actions()[0]["data"], conversation=place, **{"from": BEN}) == 202
    assert teams.microsoft.wait_for(2, 30)[1].body["recipient"] == BEN


def test_delete_my_data_leaves_nothing(running: Running, teams: Rig) -> None:
    chat = "a:kanarienvogel"
    ann = Person(teams, {**PRIVATE, "id": chat})
    ann.say("I became SENCO in March 2024")
    (erased,) = ann.say("delete my data")
    assert "erased" in erased.words
    with closing(sqlite3.connect(running.var / "teams.sqlite3")) as db:
        rows = db.execute("SELECT body FROM messages WHERE conversation LIKE ?", (f"%:{chat}",)).fetchall()
    assert [row for row in rows if "March" in row[0]] == []
    assert "March" not in "".join(sent.words for sent in ann.say("what have I told you so far"))
