"""Long text made to fit a platform's limit: parted where a reader would pause, and never lost unseen."""

from __future__ import annotations

import re
import unicodedata

MARK = "…"
_PARAGRAPH, _LINE, _SENTENCE, _WORD = (re.compile(end) for end in (r"\n\s*\n", r"\n", r"(?<=[.!?])\s+", r"\s+"))
_JOINER = "\u200d"


def split(text: str, limit: int) -> list[str]:
    """Return ``text`` in pieces of at most ``limit`` characters, none of them blank.

    A piece ends at a paragraph, a line, a sentence or a word, the first of these
    that fills at least half of it. Only white space where it was parted goes.
    Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError("a piece needs room for a character")
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        end = _end(rest[: limit + 1], limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> str:
    """Return ``text``, or as much of its beginning as fits in ``limit`` characters with ``…`` for what is left out.

    Raises ValueError for a limit below 2.
    """
    whole = text.strip()
    return whole if len(whole) <= limit else split(whole, limit - len(MARK))[0] + MARK


def _end(window: str, limit: int) -> int:
    """Where to part: ``window`` is one character longer than may be kept."""
    for end, at_least in ((_PARAGRAPH, limit // 2), (_LINE, limit // 2), (_SENTENCE, limit // 2), (_WORD, 0)):
        places = [match.start() for match in end.finditer(window) if match.start() > at_least]
        if places:
            return places[-1]
    return _between_characters(window, limit)


def _between_characters(window: str, limit: int) -> int:
    """The last place that tears no accent or joined picture from what it belongs to."""
    for place in range(limit, 0, -1):
        if window[place] != _JOINER and window[place - 1] != _JOINER and unicodedata.category(window[place])[0] != "M":
            return place
    return limit
