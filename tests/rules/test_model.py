"""Facts: what they may be, what cannot be true together, and what is taken for granted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from senco.rules import USUAL, FactError, Facts, decide, load_rules, usual_in_conversation
from senco.rules.boxes import box_of
from senco.rules.evaluate import ANY_VALUE, Evaluation, RuleBookError, Split
from senco.rules.outcomes import conclude
from senco.timespan import DateSpan

RULES = load_rules()
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        ({"age": "40"}, "age"),
        ({"role": "boss"}, "role"),
        ({"appointed_on": "last year"}, "appointed_on"),
        ({"npq": "none", "npq_started_on": "2025-11-01"}, "npq_started_on"),
        ({"nasenco": "in_progress", "nasenco_completed_on": "2025-11-01"}, "nasenco_completed_on"),
        (
            {"nasenco": "completed", "nasenco_started_on": "2024-01-08", "nasenco_completed_on": "2023-01-09"},
            "nasenco_completed_on",
        ),
        ({"appointed_on": "2024-01-08", "earlier_service_from": "2025-01-08"}, "earlier_service_from"),
        (
            {"appointed_on": "2024-01-08", "earlier_service": "over_12_months", "earlier_service_from": "2023-01-08"},
            "earlier_service_from",
        ),
        ({"nasenco": "in_progress", "nasenco_started_on": "2026-11-22"}, "nasenco_started_on"),
        ({"nasenco": "completed", "nasenco_completed_on": "2026-11-22"}, "nasenco_completed_on"),
        ({"npq": "in_progress", "npq_started_on": "2026-11-22"}, "npq_started_on"),
        ({"npq": "passed", "npq_started_on": "2023-10-01"}, "npq_started_on"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_the_fact_to_change(given: dict[str, str], fact: str) -> None:
    with pytest.raises(FactError) as caught:
        decide(Facts.of(**given), TODAY, RULES)
    assert caught.value.fact == fact


def test_a_fact_may_be_a_value_a_day_an_iso_date_or_an_interval() -> None:
    span = DateSpan(date(2023, 9, 1), date(2023, 9, 30), "month", "sept 23")
    facts = Facts.of(
        role="planned", appointed_on=span, npq_started_on=date(2025, 11, 1), nasenco_started_on="2023-01-09"
    )
    assert facts.appointed_on is span
    assert facts.npq_started_on == DateSpan.of_day(date(2025, 11, 1))
    assert facts.nasenco_started_on == DateSpan.of_day(date(2023, 1, 9))
    assert Facts.of(appointed_on=None) == Facts()
    assert facts.known().keys() == {"role", "appointed_on", "npq_started_on", "nasenco_started_on"}


@pytest.mark.parametrize(
    ("known", "more"),
    [
        ({}, {}),
        ({"nasenco": "none"}, {}),
        ({"nasenco": "completed"}, {}),
        ({"nasenco": "in_progress"}, {"npq": "none"}),
        ({"npq": "in_progress"}, {"nasenco": "none"}),
        ({"npq": "passed"}, {"nasenco": "none"}),
    ],
)
def test_somebody_on_one_course_is_not_taken_to_be_on_the_other(known: dict[str, str], more: dict[str, str]) -> None:
    assert usual_in_conversation(Facts.of(**known)) == {**USUAL, **more}


def test_what_is_known_is_never_assumed() -> None:
    facts, assumed = Facts.of(setting="special").assuming(USUAL)
    assert facts.setting == "special"
    assert assumed == ("role", "qualified_teacher")


def test_a_value_for_an_entry_that_a_decision_does_not_have_is_none() -> None:
    decision = decide(Facts.of(setting="special"), TODAY, RULES)
    assert decision.also_value("npq_next_cohort") is None  # type: ignore[union-attr]


def test_long_service_that_must_have_begun_before_the_rule_is_not_left_unstated() -> None:
    begins = RULES.dates["requirement_begins"]
    facts = Facts.of(earlier_service="over_12_months", appointed_on=RULES.anniversary(begins))
    assert box_of(facts, TODAY, RULES, optional_unstated=True)["earlier_service_from"] == ANY_VALUE
    soon = facts.changed({"appointed_on": DateSpan.of_day(begins)})
    assert box_of(soon, TODAY, RULES, optional_unstated=True)["earlier_service_from"] != ANY_VALUE


def test_what_is_not_all_alike_is_split_where_it_turns() -> None:
    box = box_of(
        Facts.of(**USUAL, nasenco="none", npq="none", earlier_service="none"), TODAY, RULES, optional_unstated=False
    )
    with pytest.raises(Split) as caught:
        conclude(box, TODAY, RULES)
    (_, last_before), (first_after, _) = caught.value.parts
    assert (caught.value.fact, caught.value.facts) == ("appointed_on", ("appointed_on",))
    assert (last_before, first_after) == (TODAY, date(2026, 11, 22))


def test_rules_with_a_gap_that_was_not_proved_are_an_error() -> None:
    broken = replace(RULES, rules=tuple(rule for rule in RULES.rules if rule.id != "uncovered_nation"))
    box = box_of(Facts.of(setting="outside_england"), TODAY, broken, optional_unstated=True)
    with pytest.raises(RuleBookError, match="no rule answers 'scope'"):
        Evaluation(box, TODAY, broken, {}).answer("scope")
