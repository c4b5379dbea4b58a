"""The questions of a message, in order: "is npq free and how long and when do i have to finish" asks three."""

from __future__ import annotations

from senco.nlu.clauses import ASKING, HELPERS, OPENERS, Clause, split_clauses
from senco.nlu.embeddings import SentenceEncoder
from senco.nlu.intent_model import IntentModel
from senco.nlu.lexicon import lexicon

QUESTIONS = "ask_"
SURE = 0.55
"""Confidence from which a part of a message counts as a question of its own."""
FEWEST_WORDS = 2


def find_topics(text: str, whole: str | None, model: IntentModel, encoder: SentenceEncoder) -> list[str]:
    """The intents of the questions in ``text``. ``whole`` is the intent of it all, None where it is not ours."""
    asked = whole is not None and whole.startswith(QUESTIONS)
    parts = question_parts(text)
    if len(parts) < 2:
        return [whole] if whole is not None and asked else []
    said = model.predict(parts, encoder)
    topics: list[str] = []
    for probabilities, familiarity in zip(said.probabilities, said.familiarity, strict=True):
        intent = model.intents[int(probabilities.argmax())]
        sure = familiarity >= model.threshold and probabilities.max() >= SURE
        if sure and intent.startswith(QUESTIONS) and intent not in topics:
            topics.append(intent)
    if whole is not None and asked and whole not in topics:
        # The whole was judged with all its words: when the parts disagree it stands first.
        return [whole] if not topics else [whole, *topics] if len(topics) < len(parts) else topics
    return topics


def question_parts(text: str) -> list[str]:
    """The stretches of ``text`` that ask: each question clause with the clauses that belong to it."""
    doc = lexicon().read(text)
    parts: list[str] = []
    for clause in split_clauses(doc, frozenset()):
        words = doc[clause.start : clause.end].text
        if not _asks([token.lower_ for token in doc[clause.start : clause.end]], clause):
            continue
        if len(words.split()) >= FEWEST_WORDS:
            parts.append(words)
    return parts


def _asks(words: list[str], clause: Clause) -> bool:
    start = 0
    while start < len(words) - 1 and words[start] in OPENERS:
        start += 1
    return clause.kind == "question" or words[start] in ASKING | HELPERS - {"have", "had", "did", "was", "were", "will"}
