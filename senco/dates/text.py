"""Plain lower-case text for reading, and the way back to the offsets of what was typed."""

from __future__ import annotations

import unicodedata

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_QUOTES = dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u0060\u00b4\u2032\uff07", "'")
_SLASHES = dict.fromkeys("\u2044\u2215\uff0f\\", "/")
_PLAIN = {**_DASHES, **_QUOTES, **_SLASHES, "\u00bd": "\u00bd"}
_DROPPED = frozenset({"Mn", "Me", "Cf"})


def simplify(text: str) -> tuple[str, list[int] | None]:
    """Lower case, plain digits, dashes, quotes and spaces; accents and invisible marks gone.

    The second part gives, for each character of the first, where in ``text`` it came
    from; None when every character stands where it stood.
    """
    if text.isascii():
        return text.lower().replace("\\", "/").replace("`", "'"), None
    plain: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for simple in _simplify_character(character):
            plain.append(simple)
            origin.append(position)
    return "".join(plain), origin


def _simplify_character(character: str) -> str:
    known = _PLAIN.get(character)
    if known is not None:
        return known
    kept = (part for part in unicodedata.normalize("NFKD", character) if unicodedata.category(part) not in _DROPPED)
    return "".join(_PLAIN.get(part) or _digit(part) for part in kept).lower()


def _digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
