"""The ways to begin: buttons named after what they ask."""

from __future__ import annotations

from actions.intents import topic_of
from senco.message import Choice
from senco.words import load_words, render

STARTS = ("ask_deadline", "ask_need", "ask_funding", "ask_npq_content")


def start_choices() -> list[Choice]:
    """A button for each way to begin."""
    return [intent_choice(intent) for intent in STARTS]


def intent_choice(intent: str) -> Choice:
    """A button that asks what an intent asks."""
    topic = topic_of(intent)
    title = load_words()[topic].title if topic else None
    return Choice(title or render(f"utter_button_{intent}"), f"/{intent}")
