"""Choosing the variant of a response that fits what a message is about, by the cues beside its words."""

from __future__ import annotations

from senco.words import Response, load_words

FAMILIES = {
    "out_of_scope": ("utter_out_of_scope", "utter_out_of_scope"),
    "support": ("utter_distress", "utter_child_at_risk"),
    "refusal": ("utter_refuse_generic", "utter_refuse_"),
}
"""For each family the response for want of a better one, and how the others' names begin."""

ALSO = {"refusal": ("utter_abuse",)}


def variant(family: str, text: str) -> str:
    """The response of a family whose cues the text has most of, or its general one."""
    general, prefix = FAMILIES[family]
    words = load_words()
    others = [words[name] for name in words if name.startswith(prefix) or name in ALSO.get(family, ())]
    heard = f" {_plain(text)} "
    best = max(others, key=lambda response: _hits(response, heard))
    return best.id if _hits(best, heard) else general


def _hits(response: Response, heard: str) -> int:
    return sum(f" {_plain(cue)} " in heard for cue in response.cues)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
