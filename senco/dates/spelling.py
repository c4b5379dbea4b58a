"""Misspelt months, seasons and holidays, by spaCy's fuzzy token patterns.

Only words that are nothing else are looked at: long enough, with the right first letter.
Short words ("may", "term") are too near to other words to be guessed at.
"""

from __future__ import annotations

from functools import lru_cache

from senco.dates.matching import PatternMatcher, new_matcher
from senco.dates.words import WORDS, Word

# one edit for every five letters or so; two letters that changed places count as one
_TWO_EDITS = "january february september november december christmas yesterday tomorrow".split()
_ONE_EDIT = "march april august october autumn spring summer easter academic thursday wednesday saturday".split()
_REAL_WORDS = frozenset(
    "marsh match marcy macho eastern easier eater esther string sprint springs sprung sprang sprig springy summers"
    " summed academia academics augusta".split()
)
_INITIALS = frozenset(word[0] for word in (*_TWO_EDITS, *_ONE_EDIT))
# spaCy's vocabulary keeps every word it has seen, so it is begun anew before it grows
_WORDS_PER_VOCABULARY = 5000


def mend(word: str) -> Word | None:
    """The known word that ``word`` is a misspelling of, or None."""
    if (
        not 4 <= len(word) <= 11
        or word[0] not in _INITIALS
        or word in _REAL_WORDS
        or not word.isalpha()
        or word[:-1] in WORDS
    ):
        return None
    return _mend(word)


@lru_cache(maxsize=4096)
def _mend(word: str) -> Word | None:
    if _speller().seen > _WORDS_PER_VOCABULARY:
        _speller.cache_clear()
    for near, _, _ in _speller().match([word]):
        target, _, slip = near.partition(" ")
        if target[0] == word[0] and (not slip or sorted(target) == sorted(word)):
            return WORDS[target]
    return None


@lru_cache(maxsize=1)
def _speller() -> PatternMatcher:
    speller = new_matcher()
    for target in _TWO_EDITS:
        speller.add(target, [[{"ORTH": {"FUZZY2": target}}]])
    for target in _ONE_EDIT:
        speller.add(target, [[{"ORTH": {"FUZZY1": target}}]])
        speller.add(f"{target} swapped", [[{"ORTH": {"FUZZY2": target}}]])
    return speller
