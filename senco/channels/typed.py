"""What a person typed, made safe to read: one plain line that Rasa can never take for a command."""

from __future__ import annotations

import unicodedata

COMMAND = "/"
_SEPARATORS = {"Cc", "Zl", "Zp", "Zs"}
_DROPPED = {"Cf", "Cs"}


def clean(text: str) -> str:
    """Return ``text`` on one line: NFKC, no invisible characters, single spaces.

    Control characters count as spaces. Format characters (zero width, direction
    marks) and lone surrogates go, before folding, so that none of them can hide
    a leading slash.
    """
    categories = ((character, unicodedata.category(character)) for character in text)
    visible = "".join(
        " " if category in _SEPARATORS else character for character, category in categories if category not in _DROPPED
    )
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def is_command(cleaned: str) -> bool:
    """Whether Rasa would run this as an intent call instead of reading it.

    Such text must never be handed on: what the person typed changes nothing.
    """
    return cleaned.startswith(COMMAND)
