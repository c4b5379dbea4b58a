"""Conversations played through the running assistant: each file is one, with the exact words of every answer.

A turn is ``say`` (typed), ``press`` (a button) or ``pick`` (a date), and ``hear``: for each
message its kind and its lines. ``SENCO_REWRITE=1`` writes down what was heard, for a person
to read before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.player import Message, Player, words

FOLDER = Path(__file__).parent / "played"
FILES = sorted(FOLDER.glob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_conversation(path: Path, server: str) -> None:
    turns = yaml.safe_load(path.read_text(encoding="utf-8"))
    player = Player(server)
    heard = [take_turn(player, turn) for turn in turns]
    if os.environ.get("SENCO_REWRITE"):
        written = [{**turn, "hear": told} for turn, told in zip(turns, heard, strict=True)]
        path.write_text(yaml.safe_dump(written, sort_keys=False, width=200, allow_unicode=True), encoding="utf-8")
        return
    for turn, told in zip(turns, heard, strict=True):
        assert told == turn["hear"], turn


def take_turn(player: Player, turn: dict[str, Any]) -> list[dict[str, Any]]:
    """Do what the turn says and return what is heard, as it is written in the files."""
    if "press" in turn:
        messages = player.press(turn["press"])
    elif "pick" in turn:
        messages = player.pick(turn["pick"])
    else:
        messages = player.say(turn["say"])
    return [heard(message) for message in messages]


def heard(message: Message) -> dict[str, Any]:
    """A message as it is written down."""
    decision = message.get("decision") or {}
    told = {"kind": message["kind"], "outcome": decision.get("outcome"), "deadline": decision.get("deadline")}
    return {**{name: value for name, value in told.items() if value is not None}, "words": words(message)}
