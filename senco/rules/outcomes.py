"""What follows for each part of the possible facts, under every reading of disputed law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from senco.rules.book import Rule, Rules
from senco.rules.evaluate import Box, Days, Evaluation, ReadingOpen, leaves
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
    if len(results) == 1 or (len(outcomes) == 1 and not _dates_differ(results)):
        return results[-1]
    if all(_asks_nothing(result, rules) for result in results):
        return results[-1]
    dated = sorted(result.deadline for result in results if result.deadline)
    return Conclusion(
        box=box,
        outcome=UNCERTAIN if len(outcomes) > 1 else results[-1].outcome,
        deadline=dated[0] if dated else None,
        later=next((result.later for result in results if result.later), None),
        fired=tuple({rule.id: rule for result in results for rule in result.fired}.values()),
        readings=tuple(reading for result in results for reading in result.readings),
    )


def _dates_differ(results: list[Conclusion]) -> bool:
    return len({result.deadline for result in results}) > 1


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
        deadline, later = _deadlines(evaluation, outcome)
    except ReadingOpen as question:
        for option in rules.disputes[question.dispute].readings:
            further = {**readings, question.dispute: option.id}
            yield from _under_each_reading(box, today, rules, further, evaluation.fired)
        return
    told = (_reading(readings, outcome, deadline, rules),) if readings else ()
    yield Conclusion(box, outcome, deadline, later, tuple(evaluation.fired.values()), told)


def _deadlines(evaluation: Evaluation, outcome: str) -> tuple[Days | None, Days | None]:
    """The deadline, and the later one of the present post where the first post came before."""
    if outcome == NOT_YET:
        if evaluation.box["role"] == frozenset({"not_designated"}):
            return None, None
        if not _had_earlier_service(evaluation):
            return evaluation.bounds(evaluation.limit_from("appointed_on")), None
        evaluation.answer("caught")
    caught = evaluation.fired.get("caught")
    if caught is None or caught.then not in ("from_present_post", "from_first_post"):
        return None, None
    first_post = caught.then == "from_first_post"
    later = evaluation.bounds(evaluation.limit_from("appointed_on")) if first_post else None
    return evaluation.bounds(evaluation.deadline()), later


def _had_earlier_service(evaluation: Evaluation) -> bool:
    """Whether earlier service is stated; for a post still to come it is not asked for."""
    service = evaluation.box["earlier_service"]
    return len(service) == 1 and "none" not in service


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
