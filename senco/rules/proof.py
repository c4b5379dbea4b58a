"""Proving that the rules of every question leave no gap and do not overlap.

The terms that a question's rules look at are given every value they can have, one after
the other, and rules that can no longer hold are dropped on the way. A date needs only one
day on each side of everything it is compared with, and that day itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from senco.rules.book import UNSTATED, Condition, Rule, Rules
from senco.rules.model import VALUES

ONE_DAY = timedelta(days=1)
ANY_DAY = date(2020, 6, 15)
Value = str | date
Point = Mapping[str, Value]


def first_fault(rules: Rules) -> tuple[int, str] | None:
    """The line and description of the first gap or overlap, or None when there is none."""
    for question, table in rules.by_question.items():
        fault = _Question(question, table, rules).fault(list(table), {})
        if fault:
            return fault
    return None


class _Question:
    """One question's rules and every value that their terms can have."""

    def __init__(self, name: str, table: tuple[Rule, ...], rules: Rules) -> None:
        self.name, self.table, self.rules = name, table, rules
        self.terms: dict[str, list[Value]] = {}
        days = _days(table, rules)
        for condition in (condition for rule in table for condition in rule.when):
            known = self.terms.setdefault(condition.term, _values(condition, rules, days))
            if condition.or_unstated and UNSTATED not in known:
                known.append(UNSTATED)
            for test in condition.comparisons:
                if test.against not in rules.dates:
                    self.terms.setdefault(test.against, list(days))

    def fault(self, alive: list[Rule], point: Point) -> tuple[int, str] | None:
        """The first gap or overlap below this point."""
        if not alive:
            return self.table[0].line, f"the rules on {self.name!r} leave a gap at {_told(point)}"
        if len(alive) == 1 and all(self._holds(condition, point) for condition in alive[0].when):
            return None
        term = next((term for term in self.terms if term not in point), None)
        if term is None:
            return alive[1].line, f"{alive[0].id!r} and {alive[1].id!r} overlap at {_told(point)}"
        for value in self.terms[term]:
            further = {**point, term: value}
            left = [rule for rule in alive if not any(self._holds(c, further) is False for c in rule.when)]
            fault = self.fault(left, further)
            if fault:
                return fault
        return None

    def _holds(self, condition: Condition, point: Point) -> bool | None:
        """Whether a condition holds at a point; None where the point does not say yet."""
        value = point.get(condition.term)
        if value is None:
            return None
        if not isinstance(value, date):
            return condition.or_unstated if value == UNSTATED else value in condition.values
        if not condition.comparisons:
            return False
        results = []
        for test in condition.comparisons:
            other = self.rules.dates.get(test.against) or point.get(test.against)
            results.append(test.holds(value, other) if isinstance(other, date) else None)
        return False if False in results else None if None in results else True


def _values(condition: Condition, rules: Rules, days: list[date]) -> list[Value]:
    term = condition.term
    if term in VALUES:
        return list(VALUES[term])
    if term.startswith("reading."):
        return [option.id for option in rules.disputes[term.removeprefix("reading.")].readings]
    if term in rules.by_question:
        return sorted({rule.then for rule in rules.by_question[term]})
    return list(days)


def _days(table: tuple[Rule, ...], rules: Rules) -> list[date]:
    """Each named date of the table and a day on each side of it; any three days where none is named."""
    tests = [test for rule in table for condition in rule.when for test in condition.comparisons]
    named = {rules.dates[test.against] for test in tests if test.against in rules.dates} or {ANY_DAY}
    return sorted({day + step for day in named for step in (-ONE_DAY, timedelta(), ONE_DAY)})


def _told(point: Point) -> str:
    return ", ".join(f"{term}={value}" for term, value in point.items())
