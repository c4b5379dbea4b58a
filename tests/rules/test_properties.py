"""What is true of every decision, whatever the facts and the day."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from senco.rules import Decision, FactError, Facts, Needs, decide, load_rules
from senco.timespan import DateSpan
from tests.rules.situations import (
    FIRST_TODAY,
    LAST_TODAY,
    ROLES,
    SETTINGS,
    TEACHERS,
    Situation,
    days,
    situations,
    situations_today,
)

RULES = load_rules()
MANY = settings(max_examples=400, deadline=None, derandomize=True)
UNMET = {"NASENCO_IN_PROGRESS", "NPQ_IN_PROGRESS", "NPQ_REQUIRED", "NPQ_AT_RISK", "OVERDUE"}
VALUES = {"setting": SETTINGS, "role": ROLES, "qualified_teacher": TEACHERS}
SPANS = ("appointed_on", "earlier_service_from", "nasenco_started_on", "npq_started_on")
FIELDS = {
    "outcome",
    "deadline",
    "deadline_latest",
    "safe_by",
    "as_of",
    "facts",
    "assumed",
    "transition",
    "also",
    "rules",
    "standing",
    "sources",
}


def decided(facts: Facts, today: date) -> Decision:
    """The decision; a situation with every fact stated always has one."""
    decision = decide(facts, today, RULES)
    assert isinstance(decision, Decision), decision
    return decision


@given(situations_today(), st.integers(1, 1500))
@MANY
def test_a_later_appointment_never_brings_an_earlier_deadline(case: tuple[Situation, date], later: int) -> None:
    situation, today = case
    moved = situation.with_value("appointed_on", situation.appointed_on + timedelta(days=later))
    first, second = (decided(each.facts(), today).deadline for each in (situation, moved))
    if first and second:
        assert first <= second


@given(situations(FIRST_TODAY), days(FIRST_TODAY, LAST_TODAY), days(FIRST_TODAY, LAST_TODAY))
@MANY
def test_the_deadline_does_not_depend_on_today(situation: Situation, today: date, other: date) -> None:
    # Earlier posts are weighed only once somebody is in post, so both days lie on one side of the start.
    assume((today < situation.appointed_on) == (other < situation.appointed_on))
    facts = situation.facts()
    assert decided(facts, today).deadline == decided(facts, other).deadline


@given(situations_today())
@MANY
def test_every_decision_is_whole_and_cited(case: tuple[Situation, date]) -> None:
    situation, today = case
    decision = decided(situation.facts(), today)
    told = decision.as_dict()
    assert told.keys() >= FIELDS
    assert json.loads(json.dumps(told)) == told
    assert decision.rules and decision.sources
    assert decision.standing in {"law", "guidance", "disputed"}
    assert decision.as_of == today


@given(situations_today())
@MANY
def test_overdue_means_unmet_after_the_deadline(case: tuple[Situation, date]) -> None:
    situation, today = case
    decision = decided(situation.facts(), today)
    if decision.outcome in UNMET:
        assert decision.deadline is not None
        assert (decision.outcome == "OVERDUE") == (today > decision.deadline)


@given(situations_today())
@MANY
def test_the_safe_day_is_the_day_before_the_deadline(case: tuple[Situation, date]) -> None:
    situation, today = case
    decision = decided(situation.facts(), today)
    expected = decision.deadline - timedelta(days=1) if decision.deadline else None
    assert decision.safe_by == expected


@given(
    situations_today(),
    st.sampled_from(["appointed_on", "earlier_service_from", "nasenco_started_on", "npq_started_on"]),
)
@MANY
def test_an_interval_says_what_all_its_days_say(case: tuple[Situation, date], name: str) -> None:
    situation, today = case
    first: date | None = getattr(situation, name)
    assume(first is not None)
    assert first is not None
    last = first + timedelta(days=30)
    bound = situation.appointed_on if name == "earlier_service_from" else situation.nasenco_completed_on or today
    if name != "appointed_on":
        last = min(last, max(first, bound))
    every_day = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    possible = [situation.with_value(name, day).facts() for day in every_day]
    decisions = [decided(facts, today) for facts in possible if can_be(facts, today)]
    answer = decide(situation.facts(**{name: DateSpan(first, last, "approximate")}), today, RULES)
    if len({decision.outcome for decision in decisions}) > 1:
        assert isinstance(answer, Needs), answer
        assert name in answer.facts
        return
    assert isinstance(answer, Decision), answer
    assert answer.outcome == decisions[0].outcome
    deadlines = [decision.deadline for decision in decisions if decision.deadline]
    assert answer.deadline == min(deadlines, default=None)
    assert answer.deadline_latest == max(deadlines, default=None)


def can_be(facts: Facts, today: date) -> bool:
    """Whether the rules take the facts to be possible together."""
    try:
        decide(facts, today, RULES)
    except FactError:
        return False
    return True


@given(situations_today(), st.sampled_from(sorted(VALUES)))
@MANY
def test_an_unknown_fact_is_asked_for_where_its_values_differ(case: tuple[Situation, date], name: str) -> None:
    situation, today = case
    outcomes = {decided(situation.with_value(name, value).facts(), today).outcome for value in VALUES[name]}
    answer = decide(situation.facts(**{name: None}), today, RULES)
    if len(outcomes) > 1:
        assert isinstance(answer, Needs), answer
        assert name in answer.facts
    else:
        assert isinstance(answer, Decision), answer
        assert {answer.outcome} == outcomes


@given(situations_today())
@settings(MANY, max_examples=50)
def test_deciding_twice_is_the_same(case: tuple[Situation, date]) -> None:
    situation, today = case
    assert decide(situation.facts(), today, RULES) == decide(situation.facts(), today, load_rules())
