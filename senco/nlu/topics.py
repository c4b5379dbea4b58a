"""The questions of a message, in order: "is npq free and how long and when do i have to finish" asks three."""

from __future__ import annotations

from dataclasses import dataclass

from senco.nlu.clauses import ASKING, HELPERS, OPENERS, Clause, split_clauses
from senco.nlu.embeddings import SentenceEncoder
from senco.nlu.intent_model import IntentModel
from senco.nlu.lexicon import lexicon

QUESTIONS = "ask_"
SURE = 0.55
"""Confidence from which a part of a message counts as a question of its own."""
FEWEST_WORDS = 2


@dataclass(frozen=True)
class Guess:
    """The likeliest intent of some words. ``familiar`` is whether they are ours to answer at all."""

    intent: str
    confidence: float
    familiar: bool

    @property
    def asks(self) -> bool:
        """Whether this is a question of one of the topics."""
        return self.familiar and self.intent.startswith(QUESTIONS)

    @property
    def sure(self) -> bool:
        """Whether this can stand without the rest of the message."""
        return self.familiar and self.confidence >= SURE


def find_topics(text: str, whole: Guess, model: IntentModel, encoder: SentenceEncoder) -> list[str]:
    """The intents of the questions in ``text``; ``whole`` is what all of it together was taken for."""
    parts = question_parts(text)
    guesses = _guesses(parts, model, encoder) if parts != [text] else []
    if len(parts) == 1:
        guesses = [guess for guess in guesses if not whole.asks or guess.confidence > whole.confidence]
    topics = list(dict.fromkeys(guess.intent for guess in guesses if guess.asks and guess.sure))
    if whole.asks and whole.intent not in topics and (not topics or (whole.sure and 1 < len(parts) > len(topics))):
        # The whole was judged with all its words, so where a part was not understood it stands first.
        return [whole.intent, *topics]
    return topics


def _guesses(parts: list[str], model: IntentModel, encoder: SentenceEncoder) -> list[Guess]:
    if not parts:
        return []
    said = model.predict(parts, encoder)
    return [
        Guess(model.intents[int(row.argmax())], float(row.max()), bool(familiarity >= model.threshold))
        for row, familiarity in zip(said.probabilities, said.familiarity, strict=True)
    ]


def question_parts(text: str) -> list[str]:
    """The stretches of ``text`` that ask: each question clause, with the "if ..." that follows it."""
    doc = lexicon().read(text)
    parts: list[str] = []
    open_until = -1
    for clause in split_clauses(doc, frozenset()):
        words = [token.norm_ for token in doc[clause.start : clause.end]]
        start = clause.start + _after_openers(words)
        if clause.kind == "condition" and clause.start == open_until:
            parts[-1] += " " + doc[clause.start : clause.end].text
        elif _asks(doc[start].norm_, clause) and clause.end - start >= FEWEST_WORDS:
            parts.append(doc[start : clause.end].text)
            open_until = clause.end
    return parts


def _after_openers(words: list[str]) -> int:
    start = 0
    while start < len(words) - 1 and words[start] in OPENERS:
        start += 1
    return start


def _asks(first: str, clause: Clause) -> bool:
    return clause.kind == "question" or first in ASKING | HELPERS - {"have", "had", "did", "was", "were", "will"}
