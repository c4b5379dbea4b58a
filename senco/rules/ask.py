"""Asking only what matters: which unknown facts can still change the outcome, best question first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from senco.rules.book import Rules
from senco.rules.boxes import BELONGS_TO, box_of, check
from senco.rules.evaluate import ONE_DAY, Box, Days, Room, Split, interval
from senco.rules.model import DATES, FACTS, VALUES, FactError, Facts, Needs
from senco.rules.outcomes import Conclusion, conclude, conclusions
from senco.rules.search import Person, Search
from senco.timespan import DateSpan

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

TOGETHER = ("nasenco", "npq")
"""What one question covers while neither is known."""

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
    """Return the facts worth asking for, the one after which the fewest follow first; empty when decided.

    A date that is known but too wide to decide is worth asking for again. ``skip`` names
    facts that the person cannot give. Raises FactError on facts that cannot be.
    """
    check(facts, today, rules)
    return list(_best_first(_without_words(facts), today, rules, frozenset(skip)))


@lru_cache(maxsize=1024)
def _best_first(facts: Facts, today: date, rules: Rules, skip: frozenset[str]) -> tuple[str, ...]:
    box = box_of(facts, today, rules, optional_unstated="earlier_service_from" in skip)
    if settled(box, today, rules):
        return ()
    tree = _tree(box, today, rules)
    open_facts = _turns(tree).keys() - skip
    worth = [fact for fact in ASKED if fact in open_facts and _can_be_asked(fact, facts)]
    if len(worth) < 2:
        return tuple(worth)
    search = Search(list(_people(facts, box, tree, today, rules)), open_facts)
    return tuple(sorted(worth, key=search.after))


def _without_words(facts: Facts) -> Facts:
    """The facts without what was typed, so that nothing of it is kept."""
    spans = {name: replace(span, text="") for name, span in facts.known().items() if isinstance(span, DateSpan)}
    return facts.changed(spans)


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
    return _turns(_tree(box, today, rules))


@dataclass(frozen=True)
class _Fork:
    """A fact on which the outcome turns, and what follows on either side."""

    fact: str
    parts: tuple[Room, Room]
    sides: tuple[_Tree, _Tree]


@dataclass(frozen=True)
class _Staircase:
    """Two dates that are compared with one another: the outcome turns on both, and the steps are not walked."""

    rooms: Mapping[str, Days]


_Tree: TypeAlias = "_Fork | _Staircase | str"
"""The outcome by the facts that it turns on."""


def _tree(box: Box, today: date, rules: Rules) -> _Tree:
    """The tree of a box; a fork with equal sides is none."""
    try:
        return conclude(box, today, rules).kind
    except Split as split:
        if len(split.facts) == 2:
            return _Staircase({fact: interval(box[fact]) for fact in split.facts})
        first, second = (_tree({**box, split.fact: room}, today, rules) for room in split.parts)
        return first if first == second else _Fork(split.fact, split.parts, (first, second))


def _turns(tree: _Tree) -> dict[str, list[Room]]:
    turns: dict[str, list[Room]] = {}
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, _Fork):
            turns.setdefault(part.fact, []).extend(part.parts)
            waiting += part.sides
        elif isinstance(part, _Staircase):
            for fact, days in part.rooms.items():
                turns.setdefault(fact, []).extend(_halves(days))
    return turns


def _halves(days: Days) -> tuple[Days, Days]:
    """The halves of an interval of more than one day, as that of a compared date always is."""
    first, last = days
    middle = first + (last - first) // 2
    return (first, middle), (middle + ONE_DAY, last)


def _can_be_asked(fact: str, facts: Facts) -> bool:
    if getattr(facts, fact) is not None and fact not in DATES:
        return False
    parent, allowed = BELONGS_TO.get(fact, (None, set()))
    return parent is None or getattr(facts, parent) in allowed


def _people(facts: Facts, box: Box, tree: _Tree, today: date, rules: Rules) -> Iterator[Person]:
    """Everybody whom the facts fit: each value, and a day on every side of each turn, of what can still matter."""
    turns = _turns(tree)
    together = facts.nasenco is None and facts.npq is None
    for complete in _completions(facts, turns):
        try:
            check(complete, today, rules)
        except FactError:
            continue
        answers = {fact: getattr(complete, fact) for fact in turns}
        if together:
            answers |= dict.fromkeys(TOGETHER, (complete.nasenco, complete.npq))
        yield Person(answers, _kind(tree, _within(box, complete, turns), today, rules))


def _within(box: Box, facts: Facts, turns: Iterable[str]) -> Box:
    """The box with what is known of the facts that matter."""
    known = {fact: value for fact in {*turns, *TOGETHER} if (value := getattr(facts, fact)) is not None}
    return {**box, **{fact: _room(value) for fact, value in known.items()}}


def _room(value: str | DateSpan) -> Room:
    return (value.earliest, value.latest) if isinstance(value, DateSpan) else frozenset([value])


def _kind(tree: _Tree, box: Box, today: date, rules: Rules) -> str:
    """Where the tree leads somebody; the steps of a staircase are worked out."""
    while isinstance(tree, _Fork):
        tree = tree.sides[0] if _inside(box[tree.fact], tree.parts[0]) else tree.sides[1]
    return tree if isinstance(tree, str) else next(conclusions(box, today, rules)).kind


def _inside(room: Room, part: Room) -> bool:
    if isinstance(part, frozenset):
        return frozenset(room) <= part
    first, last = interval(room)
    return part[0] <= first and last <= part[1]


def _completions(facts: Facts, turns: Mapping[str, list[Room]]) -> list[Facts]:
    completions = [facts]
    for fact in ASKED:
        if fact in turns:
            completions = [each.changed(answer) for each in completions for answer in _answers(fact, turns[fact], each)]
    return completions


def _answers(fact: str, turns: list[Room], facts: Facts) -> Iterable[dict[str, str | DateSpan]]:
    if not _can_be_asked(fact, facts):
        return [{}]
    if fact in TOGETHER and facts.nasenco is None and facts.npq is None:
        return [{"nasenco": nasenco, "npq": npq} for nasenco, npq in HELD]
    if fact in VALUES:
        return [{fact: value} for value in VALUES[fact]]
    return [{fact: DateSpan.of_day(day)} for day in _representatives(turns)]


def stretches(turns: list[Room]) -> list[Days]:
    """The days between one turn and the next, from the first to the last."""
    rooms = [room for room in turns if not isinstance(room, frozenset)]
    starts = sorted({start for start, _ in rooms})
    if not starts:
        return []
    ends = [*(start - ONE_DAY for start in starts[1:]), max(end for _, end in rooms)]
    return list(zip(starts, ends, strict=True))


def _representatives(turns: list[Room]) -> list[date]:
    """One day on every side of every turn."""
    return [start + (end - start) // 2 for start, end in stretches(turns)]


def _why(fact: str, vague: bool, rules: Rules) -> str:
    words = rules.labels[fact]
    return f"Give {words.label}{' more exactly' if vague else ''}. {words.why}"
