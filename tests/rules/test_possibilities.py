"""What would follow from each answer to a question that somebody cannot answer."""

from __future__ import annotations

from datetime import date

from senco.rules import Decision, Facts, Needs, decide, load_rules
from senco.rules.possibilities import possibilities

TODAY = date(2026, 11, 21)
RULES = load_rules()


def test_an_answer_that_cannot_be_is_left_out() -> None:
    facts = Facts.of(
        role="designated",
        setting="mainstream",
        qualified_teacher="yes",
        nasenco="none",
        npq="none",
        earlier_service="over_12_months",
        earlier_service_from=date(2010, 1, 1),
    )
    found = possibilities("appointed_on", facts, TODAY, RULES)
    assert found
    assert all(answer.span and answer.span.latest > date(2010, 1, 1) for answer in found)


def test_a_value_that_leaves_something_open_is_left_out() -> None:
    facts = Facts.of(role="designated", setting="mainstream", qualified_teacher="yes", appointed_on="2023-10-02")
    assert isinstance(decide(facts, TODAY, RULES), Needs)
    assert [answer.value for answer in possibilities("role", facts, TODAY, RULES)] == ["not_designated"]
    told = possibilities("nasenco", Facts.of(**facts.known(), npq="none", earlier_service="none"), TODAY, RULES)
    overdue = dict.fromkeys(("none", "in_progress", "stopped"), "OVERDUE")  # completed: that depends on when it began
    assert {answer.value: answer.outcome for answer in told} == overdue


def test_no_reading_has_a_date_where_the_start_is_unknown() -> None:
    said = {"setting": "alternative_provision", "role": "planned", "nasenco": "none", "npq": "none"}
    facts, assumed = Facts.of(**said).assuming({"qualified_teacher": "yes"})
    decision = decide(facts, TODAY, RULES, assumed)
    assert isinstance(decision, Decision)
    assert (decision.outcome, decision.deadline) == ("UNCLEAR_REFER", None)
    assert [reading.deadline for reading in decision.readings] == [None, None]
