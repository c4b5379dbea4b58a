"""Matches spaCy token patterns over words that are already tokens.

spaCy's ``Matcher`` does it wherever spaCy is loaded, as it is in Rasa's server. Importing spaCy
takes longer than a second, though, and the command line has one text to read: there the same
patterns are read into a tree of words. Which of the two it is changes no result
(``tests/dates/test_matching.py`` holds them to that).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Protocol

TokenPattern = list[dict[str, Any]]
Found = tuple[str, int, int]


class PatternMatcher(Protocol):
    """Finds patterns; ``seen`` is how many different words it keeps in memory."""

    @property
    def seen(self) -> int:
        """How many different words it keeps in memory."""

    def add(self, name: str, patterns: list[TokenPattern]) -> None:
        """Add the patterns of one phrase."""

    def match(self, words: list[str]) -> list[Found]:
        """Every match, in no order: name of the phrase, its first word, the word after its last."""


def new_matcher(norms: Mapping[str, str] | None = None) -> PatternMatcher:
    """A matcher for words of these classes (their ``NORM``): spaCy's own where spaCy is loaded."""
    return SpacyMatcher(norms or {}) if "spacy" in sys.modules else PlainMatcher(norms or {})


class SpacyMatcher:
    """spaCy's ``Matcher`` with its own small vocabulary."""

    def __init__(self, norms: Mapping[str, str]) -> None:
        """Begin a vocabulary in which the words of ``norms`` have these classes."""
        from spacy.matcher import Matcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

        self._vocab = Vocab()
        self._new_doc = Doc
        for word, norm in norms.items():
            self._vocab[word].norm_ = norm
        self._matcher = Matcher(self._vocab, validate=False)

    @property
    def seen(self) -> int:
        """How many different words it keeps in memory."""
        return len(self._vocab.strings)

    def add(self, name: str, patterns: list[TokenPattern]) -> None:
        """Add the patterns of one phrase."""
        self._matcher.add(name, patterns)

    def match(self, words: list[str]) -> list[Found]:
        """Every match, in no order."""
        strings = self._vocab.strings
        doc = self._new_doc(self._vocab, words=words)
        return [(strings[key], first, last) for key, first, last in self._matcher(doc)]


class _Node:
    """A place in the tree: which words and classes lead on from it, and which phrases end at it."""

    __slots__ = ("ends", "leads_on")

    def __init__(self) -> None:
        self.leads_on: dict[tuple[str, str], _Node] = {}
        self.ends: set[str] = set()


class PlainMatcher:
    """Reads the token patterns that are used here: ``ORTH``, ``NORM``, ``OP: ?`` and, alone, ``FUZZY``."""

    seen = 0

    def __init__(self, norms: Mapping[str, str]) -> None:
        """Begin with words of these classes."""
        self._norms = norms
        self._root = _Node()
        self._fuzzy: list[tuple[str, str, int]] = []

    def add(self, name: str, patterns: list[TokenPattern]) -> None:
        """Add the patterns of one phrase."""
        for pattern in patterns:
            for keys in _keys(pattern):
                if isinstance(keys[0][1], dict):
                    ((operator, target),) = keys[0][1].items()
                    self._fuzzy.append((name, target, int(operator.removeprefix("FUZZY"))))
                else:
                    self._grow(keys).ends.add(name)

    def _grow(self, keys: list[tuple[str, Any]]) -> _Node:
        node = self._root
        for key in keys:
            node = node.leads_on.setdefault(key, _Node())
        return node

    def match(self, words: list[str]) -> list[Found]:
        """Every match, in no order."""
        keys = [(("ORTH", word), ("NORM", self._norms.get(word, word))) for word in words]
        return [found for first in range(len(words)) for found in (*self._from(first, keys), *self._near(first, words))]

    def _from(self, first: int, keys: list[tuple[tuple[str, str], tuple[str, str]]]) -> Iterator[Found]:
        nodes = [self._root]
        for place in range(first, len(keys)):
            nodes = [node.leads_on[key] for node in nodes for key in keys[place] if key in node.leads_on]
            if not nodes:
                return
            for name in {name for node in nodes for name in node.ends}:
                yield name, first, place + 1

    def _near(self, first: int, words: list[str]) -> Iterator[Found]:
        for name, target, most in self._fuzzy:
            if edits(words[first], target, most) <= most:
                yield name, first, first + 1


def _keys(pattern: TokenPattern) -> Iterator[list[tuple[str, Any]]]:
    """The ways to read a pattern, with and without its optional tokens, as attribute and value."""
    steps = []
    for token in pattern:
        key = next((attribute, value) for attribute, value in token.items() if attribute != "OP")
        steps.append([[key], []] if token.get("OP") == "?" else [[key]])
    for way in product(*steps):
        yield [key for step in way for key in step]


def edits(word: str, target: str, most: int) -> int:
    """How many letters differ, are missing or too many (Levenshtein); more than ``most`` may be too low."""
    if abs(len(word) - len(target)) > most:
        return most + 1
    row = list(range(len(target) + 1))
    for place, letter in enumerate(word, 1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(target, 1):
            diagonal, row[column] = row[column], min(diagonal + (letter != other), row[column] + 1, row[column - 1] + 1)
    return row[-1]
