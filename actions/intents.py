"""Which intents are what, for the actions. The list itself is in docs/intents.md and domain.yml."""

from __future__ import annotations

from senco.words import load_words

CHECK = frozenset({"ask_need", "ask_deadline", "inform"})
"""Intents that are about the person's own situation and lead to the check."""

ANSWERS = frozenset({"affirm", "deny", "not_sure", "nlu_fallback"})
"""Intents that the check takes as an attempt to answer its question."""


def topic_of(intent: str) -> str | None:
    """The response that answers an intent, or None where it is no topic."""
    name = f"utter_{intent.removeprefix('ask_')}"
    response = load_words().get(name)
    return name if response and response.kind == "answer" and response.title else None
