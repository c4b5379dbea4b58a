"""spaCy's matcher of token patterns over words that are already tokens. Imported when first used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TokenPattern = list[dict[str, Any]]


class PatternMatcher:
    """A ``Matcher`` with its own small vocabulary, in which each word has its class as ``NORM``."""

    def __init__(self, norms: Mapping[str, str] | None = None) -> None:
        """Begin a vocabulary in which the words of ``norms`` have these classes."""
        from spacy.matcher import Matcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

        self.vocab = Vocab()
        self._new_doc = Doc
        for word, norm in (norms or {}).items():
            self.vocab[word].norm_ = norm
        self._matcher = Matcher(self.vocab, validate=False)

    def add(self, name: str, patterns: list[TokenPattern]) -> None:
        """Add the patterns of one phrase."""
        self._matcher.add(name, patterns)

    def match(self, words: list[str]) -> list[tuple[str, int, int]]:
        """Every match: the name of the phrase, its first word and the one after its last."""
        strings = self.vocab.strings
        doc = self._new_doc(self.vocab, words=words)
        return [(strings[key], first, last) for key, first, last in self._matcher(doc)]
