"""What follows from each answer to a question that somebody cannot answer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from senco.rules import Decision, Facts, decide, load_rules, still_needed
from senco.rules.model import VALUES
from senco.rules.possibilities import possibilities
from senco.timespan import DateSpan

RULES = load_rules()
TODAY = date(2026, 11, 21)
USUAL = {"role": "designated", "setting": "mainstream", "qualified_teacher": "yes"}
NO_COURSE = {"nasenco": "none", "npq": "none", "earlier_service": "none"}


def test_each_value_is_followed() -> None:
    facts = Facts.of(**USUAL, appointed_on="2023-01-09", nasenco="none", npq="none")
    found = possibilities("earlier_service", facts, TODAY, RULES)
    assert [(each.value, each.outcome) for each in found] == [
        ("none", "OVERDUE"),
        ("up_to_12_months", "OVERDUE"),
        ("over_12_months", "UNCLEAR_REFER"),
    ]
    assert found[0].deadline == date(2026, 1, 9)
    assert [each.or_earlier for each in found] == [False, True, True]


def test_a_value_that_leaves_the_answer_open_is_left_out() -> None:
    facts = Facts.of(**USUAL, appointed_on="2025-01-09", npq="none", earlier_service="none")
    assert {each.value for each in possibilities("nasenco", facts, TODAY, RULES)} < set(VALUES["nasenco"])


def test_every_day_is_in_one_stretch_and_says_what_its_days_say() -> None:
    facts = Facts.of(**USUAL, **NO_COURSE)
    found = possibilities("appointed_on", facts, TODAY, RULES)
    spans = [each.span for each in found if each.span]
    assert len(spans) == len(found) > 3
    assert all(later.earliest == span.latest + timedelta(days=1) for span, later in pairwise(spans))
    for each in found:
        assert each.span
        for day in {each.span.earliest, each.span.latest}:
            decision = decide(facts.changed({"appointed_on": DateSpan.of_day(day)}), TODAY, RULES)
            assert isinstance(decision, Decision)
            assert decision.outcome == each.outcome
    assert [each.outcome for each in found] == [
        "NO_QUAL_NEEDED",
        "UNCLEAR_REFER",
        "OVERDUE",
        "NPQ_AT_RISK",
        "NPQ_REQUIRED",
        "NOT_SENCO_YET",
    ]


def test_a_vague_date_is_followed_within_what_was_said() -> None:
    span = DateSpan(date(2023, 9, 1), date(2024, 8, 31), "academic_year", "23-24")
    found = possibilities("appointed_on", Facts.of(**USUAL, **NO_COURSE, appointed_on=span), TODAY, RULES)
    assert [(each.span and (each.span.earliest, each.span.latest), each.outcome) for each in found] == [
        ((date(2023, 9, 1), date(2023, 11, 20)), "OVERDUE"),
        ((date(2023, 11, 21), date(2024, 8, 31)), "NPQ_AT_RISK"),
    ]


def test_a_date_that_changes_nothing_has_no_stretches() -> None:
    facts = Facts.of(**USUAL, **NO_COURSE, appointed_on="2023-01-09")
    assert possibilities("npq_started_on", facts, TODAY, RULES) == []


def test_the_start_of_a_course_under_way_has_two_sides() -> None:
    facts = Facts.of(**USUAL, appointed_on="2025-09-01", nasenco="in_progress", npq="none", earlier_service="none")
    assert still_needed(facts, TODAY, RULES) == ["nasenco_started_on"]
    found = possibilities("nasenco_started_on", facts, TODAY, RULES)
    assert [each.outcome for each in found] == ["NASENCO_IN_PROGRESS", "NPQ_REQUIRED"]


def test_an_answer_that_does_not_go_with_what_is_known_is_left_out() -> None:
    facts = Facts.of(**USUAL, appointed_on="2021-11-08", nasenco_started_on="2023-01-09", npq="none")
    facts = facts.changed({"earlier_service": "none"})
    assert [each.value for each in possibilities("nasenco", facts, TODAY, RULES)] == [
        "in_progress",
        "completed",
        "stopped",
    ]
