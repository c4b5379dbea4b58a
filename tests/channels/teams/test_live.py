"""The real assistant in Teams: whole conversations to a decision, the same as on the web."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.conversations.player import Player, words

from .live_rig import Person, Running, assistant
from .microsoft import Sent
from .teams_rig import BEN, CHANNEL, PRIVATE, Rig
from .test_conversation import coming

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with assistant(tmp_path_factory.mktemp("var")) as on:
        yield on


@pytest.fixture
def teams(running: Running) -> Rig:
    running.microsoft.sent.clear()
    return running.rig()


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
