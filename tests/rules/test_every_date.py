"""Every date in the rules and cohorts changes the answer on that very day, and not the day before or after it.

The days are read from the rules, so that a date that is moved, or a new one, is tested too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from senco.rules import Decision, FactError, Facts, Needs, decide, load_rules
from senco.rules.book import Cohort

RULES = load_rules()
STEPS = (-1, 0, 1)
LATER = date(2028, 3, 1)
"""A day after every named date, on which all of them can lie in the past."""
YEARS_EXPECTED = 4
USUAL = {"role": "designated", "setting": "mainstream", "qualified_teacher": "yes", "earlier_service": "none"}
NONE_HELD = {"nasenco": "none", "npq": "none"}


def answer(today: date, **given: str | date | None) -> Decision | Needs:
    """The answer for usual facts, some of them given."""
    return decide(Facts.of(**{**USUAL, **NONE_HELD, **given}), today, RULES)


def decided(today: date, **given: str | date | None) -> Decision:
    """The decision for usual facts, some of them given."""
    decision = answer(today, **given)
    assert isinstance(decision, Decision), decision
    return decision


@dataclass(frozen=True)
class Turn:
    """What changes at a named date when one fact (or today) is the day before it, that day and the day after."""

    named: str
    moves: str
    given: dict[str, str | date]
    field: str
    values: tuple[str | None, str | None, str | None]

    def __str__(self) -> str:
        return f"{self.named}-{self.moves}-{self.field}"

    def found(self) -> tuple[str | None, ...]:
        """The field of the decision on the three days."""
        days = [RULES.dates[self.named] + timedelta(days=step) for step in STEPS]
        return tuple(self._on(day) for day in days)

    def _on(self, day: date) -> str | None:
        moved = {} if self.moves == "today" else {self.moves: day}
        found = answer(day if self.moves == "today" else LATER, **self.given, **moved)
        if isinstance(found, Needs):
            return f"asks for {', '.join(found.facts)}"
        value: str | None = getattr(found, self.field)
        return value


LONG_AGO, RECENT = date(2021, 11, 8), date(2026, 11, 2)
UNDER_WAY: dict[str, str | date] = {"nasenco": "in_progress", "appointed_on": RECENT}
FINISHED: dict[str, str | date] = {"nasenco": "completed", "appointed_on": LONG_AGO}
BEGUN_EARLY, BEGUN_LATE = RULES.dates["year_2023_24_begins"], RULES.dates["npq_replaces_nasenco"]

TURNS = [
    Turn("requirement_begins", "appointed_on", {}, "outcome", ("NO_QUAL_NEEDED", "UNCLEAR_REFER", "OVERDUE")),
    Turn(
        "requirement_begins",
        "earlier_service_from",
        {"appointed_on": LONG_AGO, "earlier_service": "over_12_months"},
        "outcome",
        ("NO_QUAL_NEEDED", "UNCLEAR_REFER", "UNCLEAR_REFER"),
    ),
    Turn(
        "requirement_begins",
        "earlier_service_from",
        {"appointed_on": LONG_AGO, "earlier_service": "up_to_12_months"},
        "outcome",
        ("UNCLEAR_REFER", "OVERDUE", "OVERDUE"),
    ),
    Turn("year_2023_24_begins", "appointed_on", {}, "transition", ("D", "B", "B")),
    Turn("npq_replaces_nasenco", "appointed_on", {}, "transition", ("B", "D", "D")),
    Turn(
        "year_2023_24_begins",
        "nasenco_started_on",
        {**FINISHED, "nasenco_completed_on": BEGUN_LATE},
        "transition",
        (None, "A", "A"),
    ),
    Turn("npq_replaces_nasenco", "nasenco_started_on", UNDER_WAY, "outcome", ("OVERDUE", "NPQ_AT_RISK", "NPQ_AT_RISK")),
    Turn(
        "npq_replaces_nasenco",
        "nasenco_started_on",
        {**FINISHED, "nasenco_completed_on": RULES.dates["nasenco_ends"] - timedelta(days=30)},
        "outcome",
        ("NASENCO_COUNTS", "OVERDUE", "OVERDUE"),
    ),
    Turn(
        "npq_replaces_nasenco",
        "nasenco_completed_on",
        FINISHED,
        "outcome",
        ("NASENCO_COUNTS", "asks for nasenco_started_on", "asks for nasenco_started_on"),
    ),
    Turn(
        "nasenco_ends",
        "nasenco_completed_on",
        {**FINISHED, "nasenco_started_on": BEGUN_EARLY},
        "outcome",
        ("NASENCO_COUNTS", "OVERDUE", "OVERDUE"),
    ),
    Turn(
        "nasenco_ends",
        "today",
        {"nasenco": "in_progress", "nasenco_started_on": BEGUN_EARLY, "appointed_on": BEGUN_LATE},
        "outcome",
        ("NASENCO_IN_PROGRESS", "OVERDUE", "OVERDUE"),
    ),
    Turn("npq_replaces_nasenco", "today", {"role": "planned", "appointed_on": RECENT}, "transition", ("C", "D", "D")),
]


def compared() -> set[tuple[str, str]]:
    """Every named date with every fact (or today) that a rule compares with it."""
    conditions = [condition for rule in RULES.rules for condition in rule.when]
    return {
        (test.against, condition.term)
        for condition in conditions
        for test in condition.comparisons
        if test.against in RULES.dates
    }


def cohorts() -> Iterator[Cohort]:
    """The listed cohorts and the first of those that are expected."""
    day = RULES.cohorts.listed[0].starts
    for _ in range(len(RULES.cohorts.listed) + YEARS_EXPECTED):
        cohort = RULES.cohorts.next_from(day)
        yield cohort
        day = cohort.joinable_to + timedelta(days=1)


COHORTS = list(cohorts())
by_name = pytest.mark.parametrize("cohort", COHORTS, ids=lambda cohort: cohort.name.replace(" ", "-"))


def appointed_for(deadline: date) -> date:
    """The day of appointment that leads to a deadline."""
    appointed: date = deadline - relativedelta(years=RULES.years_allowed)
    return appointed


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_the_answer_changes_on_the_day(turn: Turn) -> None:
    assert turn.found() == turn.values


def test_every_date_that_a_rule_compares_is_tested() -> None:
    assert compared() <= {(turn.named, turn.moves) for turn in TURNS}
    assert RULES.dates.keys() == {turn.named for turn in TURNS}


@pytest.mark.parametrize("named", RULES.dates)
def test_overdue_begins_the_day_after_the_third_anniversary(named: str) -> None:
    appointed = RULES.dates[named] + timedelta(days=1)
    deadline = RULES.anniversary(appointed)
    decisions = [decided(deadline + timedelta(days=step), appointed_on=appointed) for step in STEPS]
    assert [decision.outcome == "OVERDUE" for decision in decisions] == [False, False, True]
    assert {decision.deadline for decision in decisions} == {deadline}


def test_the_cohorts_are_the_listed_ones_and_then_one_a_year() -> None:
    listed = len(RULES.cohorts.listed)
    assert tuple(COHORTS[:listed]) == RULES.cohorts.listed
    assert {cohort.status for cohort in COHORTS[listed:]} == {"expected"}
    assert [cohort.starts.year - COHORTS[listed - 1].starts.year for cohort in COHORTS[listed:]] == [1, 2, 3, 4]


@by_name
def test_a_cohort_is_the_next_one_to_the_end_of_its_month(cohort: Cohort) -> None:
    last = cohort.starts + relativedelta(months=1, day=1) - timedelta(days=1)
    found = [
        decided(last + timedelta(days=step), appointed_on=last - timedelta(days=90)).also_value("npq_next_cohort")
        for step in STEPS
    ]
    assert found[:2] == [cohort.name, cohort.name]
    assert found[2] != cohort.name


@by_name
def test_a_cohort_is_in_time_when_its_result_comes_by_the_deadline(cohort: Cohort) -> None:
    result = cohort.starts + relativedelta(months=RULES.cohorts.worst_months)
    deadlines = [result + timedelta(days=step) for step in STEPS]
    joining = [decided(cohort.starts, appointed_on=appointed_for(deadline)) for deadline in deadlines]
    assert [decision.outcome for decision in joining] == ["NPQ_AT_RISK", "NPQ_REQUIRED", "NPQ_REQUIRED"]
    latest = [decision.also_value("npq_latest_cohort") for decision in joining]
    assert latest[0] != cohort.name
    assert latest[1:] == [cohort.name, cohort.name]


@by_name
def test_an_npq_begun_with_a_cohort_is_in_time_by_the_same_sum(cohort: Cohort) -> None:
    result = cohort.starts + relativedelta(months=RULES.cohorts.worst_months)
    given: dict[str, str | date] = {"npq": "in_progress", "npq_started_on": cohort.starts}
    found = [
        decided(cohort.starts, appointed_on=appointed_for(result + timedelta(days=step)), **given).outcome
        for step in STEPS
    ]
    assert found == ["NPQ_AT_RISK", "NPQ_IN_PROGRESS", "NPQ_IN_PROGRESS"]


@pytest.mark.parametrize("step", STEPS)
def test_no_npq_was_under_way_before_there_was_one(step: int) -> None:
    day = RULES.cohorts.first_possible_start + timedelta(days=step)
    facts = Facts.of(**USUAL, appointed_on=LONG_AGO, nasenco="none", npq="in_progress", npq_started_on=day)
    if step < 0:
        with pytest.raises(FactError, match="first taught") as caught:
            decide(facts, LATER, RULES)
        assert caught.value.fact == "npq_started_on"
    else:
        assert isinstance(decide(facts, LATER, RULES), Decision)
