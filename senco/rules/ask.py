"""Asking only what matters: which unknown facts can still change the outcome, best question first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from senco.rules.book import Rules
from senco.rules.boxes import BELONGS_TO, box_of, check
from senco.rules.evaluate import Box, Room, Split
from senco.rules.model import DATES, FACTS, VALUES, Facts, Needs
from senco.rules.outcomes import Conclusion, conclude, conclusions

ASKED = (
    "appointed_on",
    "nasenco",
    "npq",
    "nasenco_started_on",
    "nasenco_completed_on",
    "npq_started_on",
    "earlier_service",
    "earlier_service_from",
)
"""What a conversation may ask, in the order that breaks ties. One question covers nasenco and npq."""

HELD = (
    ("none", "none"),
    ("in_progress", "none"),
    ("completed", "none"),
    ("stopped", "none"),
    ("none", "in_progress"),
    ("none", "passed"),
)
"""The answers to "what do you hold or have you begun?", as nasenco and npq."""


def still_needed(facts: Facts, today: date, rules: Rules, skip: Collection[str] = ()) -> list[str]:
    """Return the facts worth asking for, the one that settles most first; empty when decided.

    A date that is known but too wide to decide is worth asking for again. ``skip`` names
    facts that the person cannot give. Raises FactError on facts that cannot be.
    """
    check(facts, today, rules)
    box = box_of(facts, today, rules, optional_unstated="earlier_service_from" in skip)
    if settled(box, today, rules):
        return []
    turns = turning_points(box, today, rules)
    worth = [fact for fact in ASKED if fact in turns and fact not in skip and _can_be_asked(fact, facts)]
    return sorted(worth, key=lambda fact: -_settling(fact, turns[fact], box, facts, today, rules))


def needs(facts: Facts, today: date, rules: Rules, *, strict: bool) -> Needs:
    """The facts that a caller who asks nobody must still give, and why."""
    turns = turning_points(box_of(facts, today, rules, optional_unstated=not strict), today, rules)
    missing = tuple(f for f in (*ASKED, *FACTS) if f in turns and _can_be_asked(f, facts))
    missing = tuple(dict.fromkeys(missing))
    known = facts.known()
    why = [_why(fact, fact in known, rules) for fact in missing]
    return Needs(missing, " ".join(why))


def settled(box: Box, today: date, rules: Rules) -> bool:
    """Whether everything that the box holds comes out as one kind."""
    return of_one_kind(box, today, rules) is not None


def of_one_kind(box: Box, today: date, rules: Rules) -> list[Conclusion] | None:
    """The conclusions that cover the box if all are of one kind; None as soon as two are not."""
    found: list[Conclusion] = []
    for conclusion in conclusions(box, today, rules):
        if found and conclusion.kind != found[0].kind:
            return None
        found.append(conclusion)
    return found


def turning_points(box: Box, today: date, rules: Rules) -> dict[str, list[Room]]:
    """The facts that can still change the outcome, each with the sides that it can fall on."""
    turns: dict[str, list[Room]] = {}
    _collect(_tree(box, today, rules), turns)
    return turns


@dataclass(frozen=True)
class _Fork:
    """Facts on which the outcome turns, and what follows on either side."""

    facts: tuple[str, ...]
    parts: tuple[Room, Room]
    sides: tuple[_Fork | str, ...]


def _tree(box: Box, today: date, rules: Rules) -> _Fork | str:
    """The outcome as a tree of the facts that it turns on; a fork with equal sides is none.

    Where one unknown date is compared with another, that both matter is all there is to
    know, and the staircase between them is not walked.
    """
    try:
        return conclude(box, today, rules).kind
    except Split as split:
        if len(split.facts) == 2:
            return _Fork(split.facts, split.parts, ())
        sides = tuple(_tree({**box, split.fact: room}, today, rules) for room in split.parts)
        return sides[0] if sides[0] == sides[1] else _Fork(split.facts, split.parts, sides)


def _collect(tree: _Fork | str, turns: dict[str, list[Room]]) -> None:
    if isinstance(tree, str):
        return
    for fact in tree.facts:
        turns.setdefault(fact, []).extend(tree.parts)
    for side in tree.sides:
        _collect(side, turns)


def _can_be_asked(fact: str, facts: Facts) -> bool:
    if getattr(facts, fact) is not None and fact not in DATES:
        return False
    parent, allowed = BELONGS_TO.get(fact, (None, set()))
    return parent is None or getattr(facts, parent) in allowed


def _settling(fact: str, turns: list[Room], box: Box, facts: Facts, today: date, rules: Rules) -> float:
    """The share of the answers to a question that leave nothing more to ask."""
    answers = list(_answers(fact, turns, box, facts))
    return sum(settled(answer, today, rules) for answer in answers) / len(answers)


def _answers(fact: str, turns: list[Room], box: Box, facts: Facts) -> Iterable[Box]:
    if fact in ("nasenco", "npq") and facts.nasenco is None and facts.npq is None:
        return [{**box, "nasenco": frozenset([a]), "npq": frozenset([n])} for a, n in HELD]
    if fact in VALUES:
        return [{**box, fact: frozenset([value])} for value in VALUES[fact]]
    return [{**box, fact: (day, day)} for day in _representatives(turns)]


def _representatives(turns: list[Room]) -> list[date]:
    """One day on every side of every turn."""
    edges = sorted({room[0] for room in turns if not isinstance(room, frozenset)})
    last = max(room[1] for room in turns if not isinstance(room, frozenset))
    ends = [*(edge - timedelta(days=1) for edge in edges[1:]), last]
    return [start + (end - start) // 2 for start, end in zip(edges, ends, strict=True)]


def _why(fact: str, vague: bool, rules: Rules) -> str:
    words = rules.labels[fact]
    return f"Give {words.label}{' more exactly' if vague else ''}. {words.why}"
