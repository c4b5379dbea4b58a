"""Made-up people: facts from the space of the decision table, and how exactly each knows their dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from senco.rules import FactError, Facts, Rules
from senco.rules.boxes import check
from senco.rules.model import DATES
from senco.timespan import DateSpan, Grain

Value = str | DateSpan

AWARDS = {
    ("none", "none"): 45,
    ("in_progress", "none"): 10,
    ("completed", "none"): 15,
    ("stopped", "none"): 7,
    ("none", "in_progress"): 15,
    ("none", "passed"): 8,
}
"""What is held or begun, as nasenco and npq, and how many in a hundred people have it."""

UNUSUAL = {
    "setting": (
        "special", "alternative_provision", "independent", "post_16",
        "early_years", "maintained_nursery", "outside_england",
    ),
    "role": ("not_designated",),
    "qualified_teacher": ("no", "head", "in_induction"),
}  # fmt: skip
"""What a conversation does not take for granted; a person says so unasked."""

USUAL = {"setting": "mainstream", "role": "designated", "qualified_teacher": "yes"}
NPQ_COHORTS = (date(2024, 11, 1), date(2025, 4, 1), date(2025, 11, 1), date(2026, 11, 1))
FIRST_MONTH_OF_TERM = {"autumn": 9, "spring": 1, "summer": 4}
MONTHS_IN_TERM = {"autumn": 4, "spring": 4, "summer": 5}
A_FULL_YEAR = 366


@dataclass(frozen=True)
class Persona:
    """One person's true facts. ``known_as`` is how exactly they say each date at first; ``lacking`` they never knew."""

    truth: Mapping[str, str | date]
    known_as: Mapping[str, DateSpan]
    lacking: frozenset[str]
    third_person: bool

    def says(self, fact: str, *, exactly: bool = False) -> Value:
        """The value of a fact as the person would give it; ``exactly`` is to the day."""
        value = self.truth[fact]
        if isinstance(value, str):
            return value
        return DateSpan.of_day(value) if exactly else self.known_as[fact]

    @property
    def unusual(self) -> list[str]:
        """The facts that the assistant would take for granted wrongly."""
        return [fact for fact in UNUSUAL if self.truth[fact] in UNUSUAL[fact]]


def draw(random: Random, today: date, rules: Rules) -> Persona:
    """Somebody whose facts can be true together on that day."""
    while True:
        truth = _truth(random, today)
        known_as = {name: _known_as(day, random, today) for name, day in truth.items() if isinstance(day, date)}
        if _can_be(truth, known_as, today, rules):
            return Persona(truth, known_as, _lacking(truth, random), random.random() < 0.10)


def _truth(random: Random, today: date) -> dict[str, str | date]:
    truth: dict[str, str | date] = dict(USUAL)
    for fact, share in (("setting", 0.10), ("role", 0.04), ("qualified_teacher", 0.08)):
        if random.random() < share:
            truth[fact] = random.choice(UNUSUAL[fact])
    appointed = _appointed(random, today)
    truth["appointed_on"] = appointed
    if appointed > today and truth["role"] == "designated":
        truth["role"] = "planned"
    nasenco, npq = random.choices(list(AWARDS), list(AWARDS.values()))[0]
    return truth | _award_dates(nasenco, npq, random, today) | _earlier(appointed, random)


def _appointed(random: Random, today: date) -> date:
    kind = random.random()
    if kind < 0.08:
        return _day(random, date(2003, 9, 1), date(2009, 12, 31))
    if kind < 0.15:
        return _day(random, date(2010, 1, 1), date(2020, 8, 31))
    if kind < 0.22:
        return _day(random, today + timedelta(days=20), date(2027, 10, 1))
    if kind < 0.50:
        return date(random.randint(2021, 2026), 9, random.randint(1, 7))
    return _day(random, date(2020, 9, 1), today - timedelta(days=3))


def _award_dates(nasenco: str, npq: str, random: Random, today: date) -> dict[str, str | date]:
    facts: dict[str, str | date] = {"nasenco": nasenco, "npq": npq}
    if nasenco != "none":
        first = date(2022, 9, 1) if nasenco == "in_progress" else date(2010, 9, 1)
        last = today - timedelta(days=30 if nasenco == "in_progress" else 330)
        facts["nasenco_started_on"] = started = _day(random, first, last)
        if nasenco == "completed":
            finished = started + timedelta(days=random.randint(240, 700))
            facts["nasenco_completed_on"] = min(finished, today - timedelta(days=2))
    if npq != "none":
        cohorts = NPQ_COHORTS[:2] if npq == "passed" else NPQ_COHORTS
        facts["npq_started_on"] = min(random.choice(cohorts) + timedelta(days=random.randint(0, 19)), today)
    return facts


def _earlier(appointed: date, random: Random) -> dict[str, str | date]:
    kind = random.choices(("none", "up_to_12_months", "over_12_months"), (60, 15, 25))[0]
    if kind == "none":
        return {"earlier_service": kind}
    long = kind == "over_12_months"
    before = random.randint(A_FULL_YEAR + 90, 4500) if long else random.randint(90, 2500)
    return {"earlier_service": kind, "earlier_service_from": appointed - timedelta(days=before)}


def _day(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, (last - first).days))


def _known_as(day: date, random: Random, today: date) -> DateSpan:
    """The day, its month or its term. Where that would hold today the day is meant, to keep past from future."""
    grain = random.choices(("day", "month", "term"), (30, 50, 20))[0]
    span = DateSpan.of_day(day) if grain == "day" else month_of(day) if grain == "month" else _term_of(day)
    return DateSpan.of_day(day) if span.earliest <= today <= span.latest else span


def month_of(day: date) -> DateSpan:
    """The calendar month that a day lies in."""
    first = day.replace(day=1)
    return DateSpan(first, first + relativedelta(day=31), "month")


def _term_of(day: date) -> DateSpan:
    term = "autumn" if day.month >= FIRST_MONTH_OF_TERM["autumn"] else "spring" if day.month <= 3 else "summer"
    first = date(day.year, FIRST_MONTH_OF_TERM[term], 1)
    grain: Grain = "term"
    return DateSpan(first, first + relativedelta(months=MONTHS_IN_TERM[term], days=-1), grain)


def _can_be(truth: Mapping[str, str | date], known_as: Mapping[str, DateSpan], today: date, rules: Rules) -> bool:
    try:
        check(Facts.of(**truth), today, rules)
        check(Facts.of(**{**truth, **known_as}), today, rules)
    except FactError:
        return False
    return True


def _lacking(truth: Mapping[str, str | date], random: Random) -> frozenset[str]:
    """Now and then a date that only an old contract or certificate would show."""
    forgettable = [name for name in DATES if name in truth and name != "appointed_on"]
    return frozenset([random.choice(forgettable)]) if forgettable and random.random() < 0.05 else frozenset()
