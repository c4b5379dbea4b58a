"""Dates whose fact the words alone do not tell, and what was asked or told before does."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.memory import Memory
from actions.take_facts import Heard, take
from senco.rules import Facts
from senco.timespan import DateSpan

TODAY = date(2026, 11, 21)
POST = DateSpan(date(2022, 9, 1), date(2022, 9, 30), "month", "sept 22")
EARLIER = DateSpan(date(2015, 9, 1), date(2015, 9, 30), "month", "sept 15")


def heard(*cues: str, **facts: Any) -> Heard:
    entities = [{"entity": name, "value": v.as_dict() if isinstance(v, DateSpan) else v} for name, v in facts.items()]
    return Heard("inform", "", tuple(entities), cues=frozenset(cues))


def asked(question: str, **facts: Any) -> Memory:
    return Memory(facts=Facts.of(appointed_on=POST, **facts), requested=question)


def test_first_post_when_asked_for_it() -> None:
    memory = asked("earlier_service_from", earlier_service="over_12_months")
    after = take(memory, heard(appointed_on=EARLIER), TODAY)
    assert (after.facts.earlier_service_from, after.facts.appointed_on) == (EARLIER, POST)


def test_first_post_when_asked_for_it_is_no_denial_of_it() -> None:
    memory = asked("earlier_service_from", earlier_service="over_12_months")
    after = take(memory, heard(earlier_service="none", date=EARLIER), TODAY)
    assert after.facts.earlier_service == "over_12_months"
    assert after.facts.earlier_service_from == EARLIER


def test_a_correction_still_moves_the_start() -> None:
    memory = asked("earlier_service_from", earlier_service="over_12_months")
    after = take(memory, heard("correction", appointed_on=EARLIER), TODAY)
    assert (after.facts.appointed_on, after.facts.earlier_service_from) == (EARLIER, None)


def test_both_dates_in_one_answer() -> None:
    memory = asked("nasenco_started_on", nasenco="in_progress")
    after = take(memory, heard(appointed_on=POST, nasenco_started_on=EARLIER), TODAY)
    assert (after.facts.appointed_on, after.facts.nasenco_started_on) == (POST, EARLIER)


def test_when_a_completed_course_began_does_not_put_it_under_way() -> None:
    memory = asked("nasenco_started_on", nasenco="completed")
    after = take(memory, heard(nasenco="in_progress", nasenco_started_on=EARLIER), TODAY)
    assert (after.facts.nasenco, after.facts.nasenco_started_on) == ("completed", EARLIER)


def test_a_mended_start_of_a_stopped_course_leaves_it_stopped() -> None:
    memory = Memory(facts=Facts.of(appointed_on=POST, nasenco="stopped", nasenco_started_on=POST))
    after = take(memory, heard("correction", nasenco="in_progress", nasenco_started_on=EARLIER), TODAY)
    assert (after.facts.nasenco, after.facts.nasenco_started_on) == ("stopped", EARLIER)


def test_a_course_begun_again_is_under_way() -> None:
    memory = Memory(facts=Facts.of(appointed_on=POST, nasenco="stopped"))
    after = take(memory, heard(nasenco="in_progress", nasenco_started_on=EARLIER), TODAY)
    assert after.facts.nasenco == "in_progress"


def test_a_start_before_the_earlier_service_just_told_mends_that() -> None:
    facts = Facts.of(appointed_on=POST, earlier_service="over_12_months", earlier_service_from=EARLIER)
    before = DateSpan(date(2014, 9, 1), date(2014, 9, 30), "month", "sept 14")
    after = take(
        Memory(facts=facts, latest_date="earlier_service_from"), heard("correction", appointed_on=before), TODAY
    )
    assert (after.facts.earlier_service_from, after.facts.appointed_on) == (before, POST)
    kept = take(Memory(facts=facts, latest_date="appointed_on"), heard("correction", appointed_on=before), TODAY)
    assert kept.facts == facts
    assert kept.turn.problem


def test_a_date_told_again_as_that_of_the_present_post_is_no_longer_the_earlier_one() -> None:
    later = DateSpan(date(2023, 9, 1), date(2023, 9, 30), "month", "sept 23")
    facts = Facts.of(appointed_on=later, earlier_service="over_12_months", earlier_service_from=POST)
    after = take(Memory(facts=facts), heard("correction", appointed_on=POST), TODAY)
    assert (after.facts.appointed_on, after.facts.earlier_service_from) == (POST, None)
