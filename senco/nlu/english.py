"""What is an English word: the vocabulary file that comes with the sentence model."""

from __future__ import annotations

from functools import lru_cache

from senco.nlu.embeddings import model_folder


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """The words and names, in lower case, that the sentence model knows whole. Raises EmbeddingsError without it."""
    lines = (model_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha())
