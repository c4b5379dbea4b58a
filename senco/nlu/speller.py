"""Mending slips of the keys: a word that is no word becomes the known word that is one slip away.

A slip is one letter missing, too many, wrong, or two that changed places. Words that the sentence model knows
whole are words, however rare with us, and stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

SHORTEST = 4
"""Shorter words are one slip from too many others."""


class Speller:
    """Mends words against ``known`` (word to rarity: the commoner of two candidates has the lower number)."""

    def __init__(self, known: Mapping[str, float], is_word: Callable[[str], bool]) -> None:
        self._known = known
        self._is_word = is_word
        self._without: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(word) >= SHORTEST and word.isalpha():
                for key in _shortened(word):
                    self._without[key].append(word)

    def mend(self, sentence: str) -> str:
        """``sentence`` with each of its words mended, or as it was."""
        return " ".join(self.mend_word(word) for word in sentence.split())

    def mend_word(self, word: str) -> str:
        """One word, mended, or as it was."""
        if len(word) < SHORTEST or not word.isalpha() or word in self._known or self._is_word(word):
            return word
        near = {
            candidate
            for key in _shortened(word)
            for candidate in self._without.get(key, ())
            if is_one_slip(word, candidate)
        }
        return min(near, key=lambda candidate: (self._known[candidate], candidate), default=word)


def _shortened(word: str) -> Iterable[str]:
    """``word`` and what is left of it without each one of its letters: words one slip apart share one of these."""
    yield word
    yield from {word[:i] + word[i + 1 :] for i in range(len(word))}


def is_one_slip(a: str, b: str) -> bool:
    """Whether one slip makes ``a`` of ``b``."""
    if len(a) > len(b):
        a, b = b, a
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return len(b) - len(a) == 1 and a[start:] == b[start + 1 :]
    swapped = a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    return swapped or a[start + 1 :] == b[start + 1 :]
