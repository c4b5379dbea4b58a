"""Working out the rules over facts of which some are known only as a range, or not at all.

Facts become a *box*: for each fact the values, or the interval of days, that it may
still have. A condition that is true for part of the box and false for the rest splits
the box there, and each part is worked out alone. So every leaf has one answer for all
that it holds, and no combination is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar, cast

from senco.rules.book import UNSTATED, Condition, DateTest, Rule, Rules

Days = tuple[date, date]
Room = frozenset[str] | Days
Box = Mapping[str, Room]
ONE_DAY = timedelta(days=1)
Worked = TypeVar("Worked")
ANY_VALUE = frozenset({UNSTATED})


def interval(room: Room) -> Days:
    """The first and last day of a room that is known to hold days."""
    return cast("Days", room)


class Split(Exception):
    """The box must be parted along one fact before the rules can be worked out.

    ``facts`` are all that the undecided condition hangs on: two where a date is compared
    with another that is not known either.
    """

    def __init__(self, fact: str, first: Room, second: Room, facts: tuple[str, ...] = ()) -> None:
        super().__init__(fact)
        self.fact, self.parts, self.facts = fact, (first, second), facts or (fact,)


class ReadingOpen(Exception):
    """A dispute must be read in one way before the rules can be worked out."""

    def __init__(self, dispute: str) -> None:
        super().__init__(dispute)
        self.dispute = dispute


class RuleBookError(Exception):
    """No rule of a question holds. Loading proves that this cannot happen."""


@dataclass(frozen=True)
class Moving:
    """A date that moves with one fact: ``at`` never falls when the fact's day rises."""

    fact: str | None
    at: Callable[[date], date]


def fixed(day: date) -> Moving:
    """A date that does not move."""
    return Moving(None, lambda _: day)


class Evaluation:
    """The rules worked out in one box under one set of readings."""

    def __init__(
        self, box: Box, today: date, rules: Rules, readings: Mapping[str, str], fired: Mapping[str, Rule] | None = None
    ) -> None:
        self.box, self.today, self.rules, self.readings = box, today, rules, readings
        self.fired: dict[str, Rule] = dict(fired or {})

    def answer(self, question: str) -> str:
        """The answer to one question. Raises Split when it is not the same all over the box."""
        if question not in self.fired:
            self.fired[question] = self._rule_that_holds(question)
        return self.fired[question].then

    def days(self, fact: str) -> Days | None:
        """The interval of a date fact in this box, or None where it is left unstated."""
        room = self.box[fact]
        return None if isinstance(room, frozenset) else room

    def deadline(self) -> Moving:
        """The third anniversary, or the end of the NASENCO where that is under way and earlier."""
        fact = "earlier_service_from" if self.answer("caught") == "from_first_post" else "appointed_on"
        return self.limit_from(fact)

    def limit_from(self, fact: str) -> Moving:
        """The third anniversary of a date, or the end of the NASENCO where that is under way and earlier."""
        if self.answer("award") != "under_way":
            return Moving(fact, self.rules.anniversary)
        last = self.rules.last_nasenco_day()
        return Moving(fact, lambda day: min(self.rules.anniversary(day), last))

    def bounds(self, moving: Moving) -> Days:
        """The first and the last day that a moving date can be in this box."""
        days = self.days(moving.fact) if moving.fact else None
        start, end = days or (self.today, self.today)
        return moving.at(start), moving.at(end)

    def _reading(self, dispute: str) -> str:
        if dispute not in self.readings:
            raise ReadingOpen(dispute)
        return self.readings[dispute]

    def _rule_that_holds(self, question: str) -> Rule:
        for rule in self.rules.by_question[question]:
            if all(self._holds(condition) for condition in rule.when):
                return rule
        raise RuleBookError(f"no rule answers {question!r} for {dict(self.box)}")

    def _holds(self, condition: Condition) -> bool:
        answered = self.fired.get(condition.term)
        if answered is not None:
            return answered.then in condition.values
        if condition.on_date:
            return self._compares(condition)
        if condition.term.startswith("reading."):
            return self._reading(condition.term.removeprefix("reading.")) in condition.values
        if condition.term in self.rules.by_question:
            return self.answer(condition.term) in condition.values
        room = cast("frozenset[str]", self.box[condition.term])
        inside = room & condition.values
        if inside and inside != room:
            raise Split(condition.term, inside, room - inside)
        return bool(inside)

    def _compares(self, condition: Condition) -> bool:
        if self.box.get(condition.term) == ANY_VALUE:
            return condition.or_unstated
        return bool(condition.comparisons) and all(
            self._compare(condition.term, test) for test in condition.comparisons
        )

    def _compare(self, term: str, test: DateTest) -> bool:
        left, right = self._moving(term), self._moving(test.against)
        (left_first, left_last), (right_first, right_last) = (
            self.bounds(left),
            self.bounds(right),
        )
        corners = {
            test.holds(left_first, right_first),
            test.holds(left_first, right_last),
            test.holds(left_last, right_first),
            test.holds(left_last, right_last),
        }
        inside_is = test.operator == "is" and left_first < right_first < left_last
        if len(corners) == 1 and not inside_is:
            return corners.pop()
        raise self._split(left, right, test)

    def _moving(self, term: str) -> Moving:
        if term in self.rules.dates:
            return fixed(self.rules.dates[term])
        if term == "today":
            return fixed(self.today)
        if term == "deadline":
            return self.deadline()
        if term == "npq_result_by":
            return Moving("npq_started_on", self.rules.cohorts.result_by)
        if term == "next_cohort_result_by":
            return fixed(self.rules.cohorts.result_by(self.rules.cohorts.next_from(self.today).starts))
        return Moving(term, lambda day: day)

    def _split(self, left: Moving, right: Moving, test: DateTest) -> Split:
        """Part the longer interval: where the comparison turns, or in the middle if both sides move."""
        movers = {m.fact: m for m in (left, right) if m.fact and len(set(self.box[m.fact])) == 2}
        fact = max(movers, key=lambda name: _length(self.box[name]))
        widest = movers[fact]
        first, last = self.days(fact) or (self.today, self.today)
        turn = first + (last - first) // 2
        if len(movers) == 1:
            other = self.bounds(right if widest is left else left)[0]
            turn = _last_before_turn(widest, first, last, lambda day: _side(test, day, other, widest is left))
        return Split(fact, (first, turn), (turn + ONE_DAY, last), tuple(movers))


def _side(test: DateTest, moved: date, other: date, moved_is_left: bool) -> object:
    if test.operator == "is":
        return (moved > other) - (moved < other)
    return test.holds(moved, other) if moved_is_left else test.holds(other, moved)


def _last_before_turn(moving: Moving, first: date, last: date, side: Callable[[date], object]) -> date:
    """The last day on the same side as ``first``; ``last`` is known to be on another."""
    start = side(moving.at(first))
    low, high = first, last
    while high - low > ONE_DAY:
        middle = low + (high - low) // 2
        low, high = (middle, high) if side(moving.at(middle)) == start else (low, middle)
    return low


def _length(room: Room) -> timedelta:
    first, last = interval(room)
    return last - first


def leaves(box: Box, work: Callable[[Box], Worked]) -> Iterator[Worked]:
    """Work out ``work`` over the whole box, in as few parts as its conditions need."""
    waiting: list[Box] = [box]
    while waiting:
        part = waiting.pop()
        try:
            yield work(part)
        except Split as split:
            first, second = split.parts
            waiting += [{**part, split.fact: second}, {**part, split.fact: first}]
