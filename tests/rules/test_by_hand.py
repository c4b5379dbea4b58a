"""The contract reckoned a second time, in plain code that shares nothing with the rules but the calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from itertools import count

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings

from senco.rules import Decision, decide, load_rules
from tests.rules.situations import OUTSIDE, Situation, situations_today

RULES = load_rules()
RULE_BEGAN = date(2009, 9, 1)
NASENCO_CLOSED = date(2024, 9, 1)
NASENCO_LAST_DAY = date(2027, 8, 31)
NPQ_AT_WORST = relativedelta(months=22)
COHORTS = [date(2024, 11, 1), date(2025, 4, 1), date(2025, 11, 1), date(2026, 11, 1)]
NOTHING_ASKED = {"NASENCO_COUNTS", "NPQ_COUNTS", "NO_QUAL_NEEDED", "NOT_SENCO_YET"}
"""Outcomes that ask nothing of the school, as long as they have no deadline."""

Answer = tuple[str, date | None]


def by_hand(case: Situation, today: date) -> Answer:
    """Outcome and deadline, each thing that settles it in its order of precedence."""
    if case.setting in OUTSIDE:
        return "NOT_IN_SCOPE", None
    if case.setting == "alternative_provision":
        outcome, deadline = by_hand(replace(case, setting="mainstream"), today)
        asks = deadline is not None or outcome not in NOTHING_ASKED
        return ("UNCLEAR_REFER" if asks else outcome), deadline
    if case.role == "not_designated":
        return "NOT_SENCO_YET", None
    if case.qualified_teacher in ("no", "in_induction"):
        return "CANNOT_BE_SENCO", None
    return held(case) or by_appointment(case, today) or by_clock(case, today)


def held(case: Situation) -> Answer | None:
    """A qualification that settles it."""
    completed = case.nasenco_completed_on
    if completed and completed <= NASENCO_LAST_DAY and begun_in_time(case):
        return "NASENCO_COUNTS", None
    return ("NPQ_COUNTS", None) if case.npq == "passed" else None


def by_appointment(case: Situation, today: date) -> Answer | None:
    """When the appointment, or an earlier one, leaves no clock or no certain one."""
    long = case.earlier_service == "over_12_months"
    outside = case.appointed_on < RULE_BEGAN or (long and served_early(case))
    if case.role == "planned" or case.appointed_on > today:
        if outside and case.earlier_service != "none":
            return "NOT_SENCO_YET", None
        first_post = (case.earlier_service_from or case.appointed_on) if long else clock_from(case)
        return "NOT_SENCO_YET", due(case, first_post)
    if outside:
        return "NO_QUAL_NEEDED", None
    if case.appointed_on == RULE_BEGAN:
        return "UNCLEAR_REFER", due(case, RULE_BEGAN)
    if long:
        return "UNCLEAR_REFER", due(case, case.earlier_service_from or case.appointed_on)
    if served_early(case):
        return "UNCLEAR_REFER", due(case, case.appointed_on)
    return None


def by_clock(case: Situation, today: date) -> Answer:
    """What is under way or has still to be begun, and whether it ends in time."""
    deadline = due(case, clock_from(case))
    if today > deadline:
        return "OVERDUE", deadline
    if case.nasenco == "in_progress" and begun_in_time(case):
        return "NASENCO_IN_PROGRESS", deadline
    if case.npq_started_on:
        in_time = case.npq_started_on + NPQ_AT_WORST <= deadline
        return ("NPQ_IN_PROGRESS" if in_time else "NPQ_AT_RISK"), deadline
    in_time = next_cohort(today) + NPQ_AT_WORST <= deadline
    return ("NPQ_REQUIRED" if in_time else "NPQ_AT_RISK"), deadline


def served_early(case: Situation) -> bool:
    """Whether the first post began before the requirement did, as stated or as it must have."""
    if case.earlier_service_from:
        return case.earlier_service_from < RULE_BEGAN
    return case.earlier_service == "over_12_months" and case.appointed_on - relativedelta(years=1) <= RULE_BEGAN


def clock_from(case: Situation) -> date:
    """The day that starts the clock: the first post, where that is the safe reading."""
    short = case.earlier_service == "up_to_12_months" and not served_early(case)
    return case.earlier_service_from or case.appointed_on if short else case.appointed_on


def begun_in_time(case: Situation) -> bool:
    """Whether a NASENCO was begun while it could be."""
    return case.nasenco_started_on is not None and case.nasenco_started_on < NASENCO_CLOSED


def due(case: Situation, became_senco: date) -> date:
    """The third anniversary, or the end of a NASENCO under way where that is sooner."""
    anniversary = became_senco + relativedelta(years=3)
    under_way = case.nasenco == "in_progress" and begun_in_time(case)
    return min(anniversary, NASENCO_LAST_DAY) if under_way else anniversary


def next_cohort(today: date) -> date:
    """The start of the next cohort, joinable to the end of its first month."""
    expected = (date(year, 11, 1) for year in count(COHORTS[-1].year + 1))
    for start in (*COHORTS, *(next(expected) for _ in range(10))):
        if today <= start.replace(day=monthrange(start.year, start.month)[1]):
            return start
    raise AssertionError("no cohort so late")


@given(situations_today())
@settings(max_examples=2000, deadline=None, derandomize=True)
def test_the_rules_agree_with_the_sum_done_by_hand(case: tuple[Situation, date]) -> None:
    situation, today = case
    decision = decide(situation.facts(), today, RULES)
    assert isinstance(decision, Decision), decision
    assert (decision.outcome, decision.deadline) == by_hand(situation, today)
