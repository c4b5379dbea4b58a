"""What would follow from each answer to a question that somebody cannot answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from senco.rules.ask import stretches, turning_points
from senco.rules.book import Rules
from senco.rules.boxes import box_of
from senco.rules.decide import decide
from senco.rules.evaluate import Room
from senco.rules.model import VALUES, Decision, FactError, Facts
from senco.timespan import DateSpan


@dataclass(frozen=True)
class Possibility:
    """One answer, as a value or a stretch of days, with what follows from it.

    ``or_earlier``: the date may be earlier, because it may count from a first post of unknown date.
    """

    fact: str
    value: str | None
    span: DateSpan | None
    outcome: str
    deadline: date | None
    or_earlier: bool = False


def possibilities(fact: str, facts: Facts, today: date, rules: Rules) -> list[Possibility]:
    """Every answer to the question for ``fact`` that can be and leads to a decision, with its outcome."""
    if fact in VALUES:
        found = [_follow(fact, value, None, facts, today, rules) for value in VALUES[fact]]
    else:
        turns = turning_points(box_of(facts, today, rules, optional_unstated=True), today, rules)
        found = [_follow(fact, None, span, facts, today, rules) for span in _spans(turns.get(fact, []))]
    return [possibility for possibility in found if possibility]


def _follow(
    fact: str, value: str | None, span: DateSpan | None, facts: Facts, today: date, rules: Rules
) -> Possibility | None:
    answer = value if value is not None else span
    try:
        result = decide(facts.changed({fact: answer}), today, rules)
    except FactError:  # an answer that does not go with what is known
        return None
    if not isinstance(result, Decision):
        return None
    return Possibility(fact, value, span, result.outcome, result.deadline, "earlier_service_from" in result.assumed)


def _spans(turns: list[Room]) -> list[DateSpan]:
    return [DateSpan(start, end, "approximate") for start, end in stretches(turns)]
