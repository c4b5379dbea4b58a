"""Finds the phrases of ``phrases.py`` in a line of tokens, with spaCy's ``Matcher``.

The matcher is shown the class and the canonical spelling of each token and never what was
typed, so its vocabulary does not grow with what people write.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from senco.dates.lexer import Token
from senco.dates.matching import PatternMatcher, TokenPattern, new_matcher
from senco.dates.phrases import ALONE, CHUNKS, MODIFIERS, PHRASES
from senco.dates.words import WORDS

# what the matcher is shown of tokens that are no known word, and their class
_PLACEHOLDERS = {
    "w": "WORD",
    ".": "STOP",
    ",": ",",
    "0": "NUM",
    "1st": "ORD",
    "first": "ORDW",
    "one": "NUMW",
    "2": "COUNT",
    "'00": "YR2",
    "1/1/00": "DATE",
    "1/00": "PAIR",
    "0.0": "DECIMAL",
}
# a chunk is shown as its class, but for this one, whose members patterns also name one by one
_SHOWN_BY_NAME = frozenset({"REL"})


class Match(NamedTuple):
    """A phrase by its name, and its tokens: ``first`` up to and without ``last``."""

    name: str
    first: int
    last: int


def token_patterns(phrase: str) -> Iterator[TokenPattern]:
    """The spaCy token patterns of one line of ``phrases.py``."""
    for pattern in product(*(_choices(token) for token in phrase.split())):
        yield list(pattern)


def _choices(token: str) -> list[dict[str, str]]:
    optional = {"OP": "?"} if token.endswith("?") else {}
    return [{_attribute(word): word, **optional} for word in token.rstrip("?").split("|")]


def _attribute(word: str) -> str:
    return "NORM" if word.isupper() or word == "," else "ORTH"


def join_chunks(tokens: list[Token]) -> list[Token]:
    """The tokens with each chunk ("2 years", "half term", "the last") joined to one."""
    joined: list[Token] = []
    place = 0
    chunks = {match.first: match for match in reversed(_longest_first(_chunk_matcher(), tokens))}
    while place < len(tokens):
        chunk = chunks.get(place)
        if chunk is None or not _holds(chunk.name, tokens[place : chunk.last]):
            joined.append(tokens[place])
            place += 1
        else:
            joined.append(_chunk(chunk.name, tuple(tokens[place : chunk.last])))
            place = chunk.last
    return joined


def _holds(norm: str, inner: list[Token]) -> bool:
    """Whether the joined tokens make sense: of "22 and 3 months" only "3 months" is a length."""
    if norm != "LENGTH" or inner[1].norm not in ("TO", "AND") or inner[2].name in ("a", "half"):
        return True
    return inner[0].value < inner[2].value


_NAMED_HOLIDAYS = {
    "summer": "summer",
    "spring": "easter",
    "autumn": "october",
    "winter": "christmas",
    "year": "newyear",
}


def _chunk(norm: str, inner: tuple[Token, ...]) -> Token:
    head = inner[-1]
    if norm in ("TERM", "FEAST"):
        head = next((token for token in inner if token.norm in ("SEASON", "FEAST")), head)
    name = _NAMED_HOLIDAYS.get(head.name, head.name) if norm == "FEAST" else head.name
    word = name if norm in _SHOWN_BY_NAME else norm
    return Token(head.raw, word, norm, inner[0].start, inner[-1].end, head.value, name, inner=inner)


def find_phrases(tokens: list[Token]) -> list[Match]:
    """Every phrase in the tokens; those that begin sooner first, of these modifiers, then the longest, first."""
    return _longest_first(_phrase_matcher(), tokens)


def _longest_first(matcher: PatternMatcher, tokens: list[Token]) -> list[Match]:
    matches = {Match(*found) for found in matcher.match([token.word for token in tokens])}
    return sorted(
        matches, key=lambda match: (match.first, match.name not in MODIFIERS, -match.last, _ORDER[match.name])
    )


_TABLES = (PHRASES, MODIFIERS, ALONE)
_ORDER = {name: place for place, name in enumerate([*CHUNKS, *MODIFIERS, *PHRASES, *ALONE])}


@lru_cache(maxsize=1)
def _chunk_matcher() -> PatternMatcher:
    return _matcher(CHUNKS)


@lru_cache(maxsize=1)
def _phrase_matcher() -> PatternMatcher:
    return _matcher(*_TABLES)


def _matcher(*tables: dict[str, list[str]]) -> PatternMatcher:
    shown = {word.word: word.norm for word in WORDS.values()}
    matcher = new_matcher({**shown, **_PLACEHOLDERS, **{norm: norm for norm in CHUNKS}})
    for table in tables:
        for name, phrases in table.items():
            matcher.add(name, [pattern for phrase in phrases for pattern in token_patterns(phrase)])
    return matcher
