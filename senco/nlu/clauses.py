"""Parting a message into clauses: people run facts and questions together without a full stop.

A clause is the stretch in which a word may change the meaning of another ("not", "in 2016").
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from spacy.tokens import Doc

Kind = Literal["statement", "question", "condition"]

STOPS = frozenset(".,;:!?()[]…") | {"..", "...", "....", "-", "–", "—", "--"}
JOINERS = frozenset(
    """
    and but so because cos cuz coz although though tho however plus while whereas then or & + bc thx thanks x
    """.split()
)
LEADERS = frozenset(
    """
    if when since before after once until as because what whether say where that suppose unless for sure means
    """.split()
)
SUBJECTS = frozenset({"i", "we", "she", "he", "they", "you"})
GOING_ON = frozenset("when long much many by if to that as".split())
"""After these a helper goes on with what began before."""
OWNERS = frozenset({"my", "our", "your", "her", "his", "their", "the"})
HELPERS = frozenset(
    """
    do does did can could should must will would am is are was were has have had shall may might ca wo isnt
    doesnt dont cant wont
    """.split()
)
ALWAYS_ASKING = frozenset(
    """
    does is are can could should must shall may might do ca would
    """.split()
)
UNSAID = frozenset(
    """
    unless whether before until till once that sure means
    """.split()
)
"""What follows these is not said to be so."""
BARE_VERBS = frozenset(
    """
    replace pass get stop end close change exist use become finish complete start count have hold
    """.split()
)
ENDED = frozenset(
    """
    finished replaced turned gone stopped ended become changed closed been got
    """.split()
)
ASKING = frozenset(
    """
    how where what which who why whats whens hows wheres whos whose wot wat
    """.split()
)
OPENERS = frozenset(
    """
    hi hello hey hiya so ok okay and but also please pls thanks thx then well right just quick question or now
    yes yeah no um er ps morning afternoon
    """.split()
)


@dataclass(frozen=True)
class Clause:
    """Tokens ``start`` to ``end`` (exclusive). ``asked`` says that a question mark closes it."""

    start: int
    end: int
    kind: Kind
    asked: bool = False


def split_clauses(doc: Doc, together: frozenset[int]) -> list[Clause]:
    """The clauses of ``doc`` in order. No cut falls before a token of ``together``, the inside of a phrase."""
    words = [token.norm_ for token in doc]
    cuts = {0, len(words)}
    for i, word in enumerate(words):
        if i in together:
            continue
        if word in STOPS and not _inside_number(words, i):
            cuts |= {i, i + 1}
        elif i and (word in JOINERS or _opens_question(words, i) or _opens_sentence(words, i)):
            cuts.add(i)
    edges = sorted(cuts)
    spans = [(a, b) for a, b in pairwise(edges) if any(w not in STOPS for w in words[a:b])]
    return [Clause(a, b, _kind(words[a:b]), b < len(words) and words[b] == "?") for a, b in spans]


def _inside_number(words: list[str], i: int) -> bool:
    return (
        words[i] in {"-", "–"} and 0 < i < len(words) - 1 and words[i - 1][-1:].isdigit() and words[i + 1][:1].isdigit()
    )


def _opens_question(words: list[str], i: int) -> bool:
    """Whether "do i", "is npq", "how long" begins at ``i`` in the middle of a line."""
    word, following = words[i], words[i + 1] if i + 1 < len(words) else ""
    if word in ASKING and words[i - 1] not in {"know", "sure", "by", "say", "that", "senco", "sendco", "someone"}:
        return not (word == "who" or (word == "what" and words[i - 1] in {"is", "for"}))
    if word not in HELPERS or words[i - 1] in ASKING | SUBJECTS | GOING_ON:
        return False
    if following in SUBJECTS:
        return words[i - 1] not in {"so", "neither", "nor"} or word in {"do", "can", "should"}
    return word in {"is", "does", "can", "will", "are"} and following in {
        "npq",
        "nasenco",
        "it",
        "there",
        "npqsenco",
        "the",
    }


def _opens_sentence(words: list[str], i: int) -> bool:
    """Whether a new subject begins at ``i``: "... nasenco i started", "... if i", but not "do i"."""
    word, before = words[i], words[i - 1]
    if word in LEADERS:
        return i + 1 < len(words) and words[i + 1] in SUBJECTS and before not in LEADERS
    if word not in SUBJECTS:
        return False
    return before not in HELPERS | LEADERS | ASKING | JOINERS | {
        "n't",
        "nt",
        "not",
        "for",
        "with",
        "to",
        "by",
        "than",
        "of",
    }


def _kind(words: list[str]) -> Kind:
    start = 0
    while start < len(words) - 1 and words[start] in OPENERS:
        start += 1
    first, second = words[start], words[start + 1] if start + 1 < len(words) else ""
    if first in {"what", "wot"} and second == "if":
        return "condition"
    if first in {"if", "say", "suppose", "supposing", "imagine", "assuming"}:
        return "condition"
    if first == "when" and second not in HELPERS:
        return "statement"
    if first in ASKING | UNSAID | {"when"} or (
        first in {"by", "until", "till", "since"} and second in {"when", "what"}
    ):
        return "question"
    if first in {"asking", "wondering", "wonder"} and second in {"whether", "if", "about", "what", "how"}:
        return "question"
    return "question" if first in HELPERS and _inverted(first, second, set(words)) else "statement"


def _inverted(first: str, second: str, words: set[str]) -> bool:
    """Whether a helper at the head of a clause asks: "did they stop it", and not "did nasenco in 2016"."""
    if first in ALWAYS_ASKING:
        return second not in {"n't", "nt", "not", "no", "like", "love"}
    if second in SUBJECTS or second.isdigit() or (first == "will" and second in OWNERS):
        return True
    if first == "has":
        return second in OWNERS - {"the"} or second in {"it", "any", "this", "that", "there"} or bool(words & ENDED)
    return first == "did" and second not in {"n't", "nt", "not"} and bool(words & BARE_VERBS)
