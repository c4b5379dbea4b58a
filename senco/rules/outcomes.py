"""What follows for each part of the possible facts, under every reading of disputed law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from senco.rules.book import Rule, Rules
from senco.rules.evaluate import Box, Days, Evaluation, Moving, ReadingOpen, leaves
from senco.rules.model import Reading

UNCERTAIN = "UNCLEAR_REFER"
NOT_YET = "NOT_SENCO_YET"
SETTLED = ("NO_QUAL_NEEDED", "NPQ_COUNTS", "NASENCO_COUNTS")
"""Outcomes that ask nothing more of a SENCO in scope, the one that claims least first."""


@dataclass(frozen=True)
class Conclusion:
    """The outcome for one part of the possible facts, the same for all that the part holds.

    ``deadline`` is the first and last day it can be; ``later`` the same counted from the
    present post where the first post came before.
    """

    box: Box
    outcome: str
    deadline: Days | None
    later: Days | None
    fired: tuple[Rule, ...]
    readings: tuple[Reading, ...] = ()

    @property
    def kind(self) -> str:
        """What tells two outcomes apart when asking: all that ask nothing more are one kind."""
        return "SETTLED" if self.outcome in SETTLED else self.outcome


def conclusions(box: Box, today: date, rules: Rules) -> Iterator[Conclusion]:
    """The conclusions that cover the box, in as few parts as the rules need."""
    return leaves(box, lambda part: conclude(part, today, rules))


def conclude(box: Box, today: date, rules: Rules) -> Conclusion:
    """Work out one part under every reading. Raises Split where the part is not all alike."""
    results = list(_under_each_reading(box, today, rules, {}))
    outcomes = {result.outcome for result in results}
    if len(outcomes) == 1 or all(_asks_nothing(result, rules) for result in results):
        return results[-1]
    dated = sorted(result.deadline for result in results if result.deadline)
    return Conclusion(
        box=box,
        outcome=UNCERTAIN,
        deadline=dated[0] if dated else None,
        later=next((result.later for result in results if result.later), None),
        fired=tuple({rule.id: rule for result in results for rule in result.fired}.values()),
        readings=tuple(reading for result in results for reading in result.readings),
    )


def reduced(outcomes: set[str]) -> str:
    """The one outcome to tell of several of one kind: the one that claims least."""
    return next((outcome for outcome in SETTLED if outcome in outcomes), min(outcomes))


def transition_of(box: Box, today: date, rules: Rules) -> Rule | None:
    """The transition rule that speaks to everybody in the box, or None."""
    found: dict[str, Rule] = {}
    for evaluation in leaves(box, lambda part: _transition(part, today, rules)):
        rule = evaluation.fired["transition"]
        found[rule.then] = rule
        if len(found) > 1:
            return None
    return next(rule if then != "none" else None for then, rule in found.items())


def _transition(box: Box, today: date, rules: Rules) -> Evaluation:
    evaluation = Evaluation(box, today, rules, {})
    evaluation.answer("transition")
    return evaluation


def _under_each_reading(
    box: Box, today: date, rules: Rules, readings: Mapping[str, str], fired: Mapping[str, Rule] | None = None
) -> Iterator[Conclusion]:
    """What follows under each reading; what was answered before a dispute arose is the same for all of its readings."""
    evaluation = Evaluation(box, today, rules, readings, fired)
    try:
        outcome = evaluation.answer("outcome")
    except ReadingOpen as question:
        for option in rules.disputes[question.dispute].readings:
            further = {**readings, question.dispute: option.id}
            yield from _under_each_reading(box, today, rules, further, evaluation.fired)
        return
    deadline, later = _deadlines(evaluation, outcome)
    told = (_reading(readings, outcome, deadline, rules),) if readings else ()
    yield Conclusion(box, outcome, deadline, later, tuple(evaluation.fired.values()), told)


def _deadlines(evaluation: Evaluation, outcome: str) -> tuple[Days | None, Days | None]:
    if outcome == NOT_YET:
        return _deadline_to_come(evaluation), None
    if "caught" not in evaluation.fired or evaluation.answer("caught") not in (
        "from_present_post",
        "from_first_post",
    ):
        return None, None
    later = None
    if evaluation.answer("caught") == "from_first_post":
        later = evaluation.bounds(Moving("appointed_on", evaluation.rules.anniversary))
    return evaluation.bounds(evaluation.deadline()), later


def _deadline_to_come(evaluation: Evaluation) -> Days | None:
    """For a planned SENCO, the third anniversary of the start (of a short first post where that is stated)."""
    if evaluation.box["role"] == frozenset({"not_designated"}):
        return None
    first_post, begins = evaluation.days("earlier_service_from"), evaluation.rules.dates["requirement_begins"]
    service = evaluation.box["earlier_service"]
    if first_post and service == frozenset({"over_12_months"}) and first_post[1] < begins:
        return None
    short = first_post and service == frozenset({"up_to_12_months"}) and first_post[0] >= begins
    return evaluation.bounds(evaluation.third_anniversary("earlier_service_from" if short else "appointed_on"))


def _asks_nothing(result: Conclusion, rules: Rules) -> bool:
    return result.outcome in rules.asks_nothing or (result.outcome == NOT_YET and result.deadline is None)


def _reading(readings: Mapping[str, str], outcome: str, deadline: Days | None, rules: Rules) -> Reading:
    options = [rules.disputes[dispute].option(reading) for dispute, reading in readings.items()]
    return Reading(
        dispute=" and ".join(readings),
        reading=" and ".join(readings.values()),
        statement=" ".join(option.statement for option in options),
        outcome=outcome,
        deadline=deadline[0] if deadline else None,
        sources=tuple(dict.fromkeys(source for option in options for source in option.cites)),
    )
