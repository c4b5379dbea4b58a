"""The words of the field: turns ``lexicon.yml`` into spaCy token patterns, and a text into marks.

A mark is a run of tokens that means one thing ("got round to", "the national award").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.util import compile_suffix_regex

from senco.nlu.english import english
from senco.nlu.speller import Speller
from senco.yamlfile import LINE, read_yaml

LEXICON_FILE = Path(__file__).with_name("lexicon.yml")
WORDS_MET = 50_000
FILLERS = 3
"""How many filler words ``..`` may stand for."""

# One character for one, so that offsets in the text stay true.
_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "\t": " ", "\n": ".", "\r": " ", "_": " "})


class LexiconError(ValueError):
    """lexicon.yml cannot be used; the message names the mark and the phrase."""


@dataclass(frozen=True)
class Mark:
    """Tokens ``start`` to ``end`` (exclusive) of a text, and what they mean."""

    label: str
    start: int
    end: int


class Lexicon:
    """The compiled patterns. ``marks(doc)`` finds the longest, non-overlapping ones in order."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._lists: dict[str, list[str]] = _named(data["lists"])
        marks = _named(data["marks"])
        self._order = list(marks)
        self.language = _language()
        self._matcher = Matcher(self.language.vocab)
        for label, phrases in marks.items():
            self._matcher.add(label, [p for phrase in phrases for p in self._patterns(label, phrase)])
        self._speller = Speller(dict.fromkeys(self._all_words(marks), 0.0), english().__contains__)
        self._at_first = len(self.language.vocab.strings)

    @property
    def crowded(self) -> bool:
        """Whether spaCy has met so many words since the beginning that it is better begun anew: it keeps them all."""
        return len(self.language.vocab.strings) > self._at_first + WORDS_MET

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Small words that may stand between two words that belong together."""
        return self.words("filler")

    def words(self, name: str) -> frozenset[str]:
        """The words of one of the lists."""
        return frozenset(self._lists[name])

    def read(self, text: str) -> Doc:
        """The tokens of ``text``, each with its lower-case word, slips mended, as its norm; offsets stay true."""
        doc = self.language.make_doc(_plain(text))
        for token in doc:
            token.norm_ = self._speller.mend_word(token.lower_)
        return doc

    def marks(self, doc: Doc, skip: frozenset[int] = frozenset()) -> list[Mark]:
        """All marks that touch no token of ``skip``; the longer, then the earlier listed one wins."""
        names = self.language.vocab.strings
        found = [Mark(names[key], start, end) for key, start, end in self._matcher(doc)]
        found.sort(key=lambda mark: (mark.start - mark.end, self._order.index(mark.label), mark.start))
        taken = set(skip)
        chosen: list[Mark] = []
        for mark in found:
            tokens = range(mark.start, mark.end)
            if taken.isdisjoint(tokens):
                taken.update(tokens)
                chosen.append(mark)
        return sorted(chosen, key=lambda mark: mark.start)

    def _all_words(self, marks: dict[str, list[str]]) -> set[str]:
        listed = {word for words in self._lists.values() for word in words}
        parts = {
            part
            for phrases in marks.values()
            for phrase in phrases
            for word in phrase.split()
            for part in word.split("|")
        }
        return listed | {part.rstrip("?~") for part in parts}

    def _patterns(self, label: str, phrase: str) -> list[list[dict[str, Any]]]:
        """The phrase as it is spelt, and, where a word bears ``~``, once more with slips allowed in those."""
        patterns = [self._pattern(label, phrase, slips=False)]
        return patterns if "~" not in phrase else [*patterns, self._pattern(label, phrase, slips=True)]

    def _pattern(self, label: str, phrase: str, slips: bool) -> list[dict[str, Any]]:
        pattern: list[dict[str, Any]] = []
        for word in phrase.split():
            if word == "..":
                pattern += [{"NORM": {"IN": self._lists["filler"]}, "OP": "?"}] * FILLERS
            else:
                pattern.append(self._token(label, word, slips))
        if not pattern:
            raise LexiconError(f"lexicon.yml: {label} has an empty phrase")
        return pattern

    def _token(self, label: str, word: str, slips: bool) -> dict[str, Any]:
        optional = word.endswith("?") and len(word) > 1
        parts = word.rstrip("?").split("|")
        if slips and "~" in word:
            token: dict[str, Any] = {"NORM": {"FUZZY1": {"IN": [part[:-1] for part in parts if part.endswith("~")]}}}
        else:
            token = {"NORM": {"IN": [choice for part in parts for choice in self._choices(label, part.rstrip("~"))]}}
        return token | {"OP": "?"} if optional else token

    def _choices(self, label: str, part: str) -> list[str]:
        if not part.startswith("<"):
            return [part]
        name = part.strip("<>")
        if name not in self._lists:
            raise LexiconError(f"lexicon.yml: {label} uses the unknown list {part}")
        return self._lists[name]


def _plain(text: str) -> str:
    """``text`` with plain apostrophes, line ends as full stops, and hyphens in words as spaces."""
    plain = text.translate(_PLAIN)
    return "".join(
        " " if char in "-‐‑–" and plain[i - 1 : i].isalpha() and plain[i + 1 : i + 2].isalpha() else char
        for i, char in enumerate(plain)
    )


def _language() -> Language:
    """English tokens, with "12months" and "3yrs" read as two."""
    language = spacy.blank("en")
    suffixes = [*(language.Defaults.suffixes or ()), r"(?<=[0-9])(?:years?|yrs?|months?|mths?|mnths?|terms?)"]
    tokenizer: Any = language.tokenizer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    return language


def lexicon() -> Lexicon:
    """The lexicon of the product. Raises LexiconError, or DataFileError (duplicate keys too)."""
    if _lexicon().crowded:
        _lexicon.cache_clear()
    return _lexicon()


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(read_yaml(LEXICON_FILE))


def _named(group: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [str(entry) for entry in entries] for name, entries in group.items() if name != LINE}
