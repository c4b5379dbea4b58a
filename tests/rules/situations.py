"""Situations for the property tests: every fact stated, every date one that can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from senco.rules import Facts
from senco.timespan import DateSpan

ROLES = ("designated", "planned", "not_designated")
COVERED = ("mainstream", "maintained_nursery")
OUTSIDE = ("special", "independent", "post_16", "early_years", "outside_england")
SETTINGS = (*COVERED, *OUTSIDE, "alternative_provision")
TEACHERS = ("yes", "no", "head", "in_induction")
EARLIER = ("none", "up_to_12_months", "over_12_months")
AWARDS = ("none", "in_progress", "completed", "stopped")
NPQS = ("none", "in_progress", "passed")

FIRST_TODAY, LAST_TODAY = date(2023, 11, 1), date(2032, 12, 31)
NPQ_BEGAN = date(2024, 9, 1)
MORE_THAN_A_YEAR = 367


@dataclass(frozen=True)
class Situation:
    """The facts of contract section 1, each known to the day."""

    role: str
    setting: str
    qualified_teacher: str
    appointed_on: date
    earlier_service: str
    earlier_service_from: date | None
    nasenco: str
    nasenco_started_on: date | None
    nasenco_completed_on: date | None
    npq: str
    npq_started_on: date | None

    def facts(self, **instead: DateSpan | None) -> Facts:
        """These facts, some of them known less exactly or not at all."""
        return Facts.of(**{**vars(self), **instead})

    def with_value(self, name: str, value: str | date) -> Situation:
        """The same with one fact changed."""
        changed: dict[str, Any] = {name: value}
        return replace(self, **changed)


# Most days that matter lie close to the days of the law, the cohorts and the leap years.
LANDMARKS = (
    date(2009, 9, 1),
    date(2021, 9, 1),
    date(2023, 9, 1),
    date(2024, 2, 29),
    date(2024, 9, 1),
    date(2024, 11, 30),
    date(2025, 4, 30),
    date(2025, 11, 1),
    date(2026, 9, 1),
    date(2026, 11, 30),
    date(2027, 9, 1),
    date(2027, 11, 30),
    date(2028, 2, 28),
)


def days(first: date, last: date) -> st.SearchStrategy[date]:
    """A day of a range, often one beside a landmark."""
    beside = [mark + timedelta(days=step) for mark in LANDMARKS for step in (-1, 0, 1)]
    within = [day for day in beside if first <= day <= last]
    anywhere = st.dates(first, last)
    return st.one_of(st.sampled_from(within), anywhere) if within else anywhere


def appointments() -> st.SearchStrategy[date]:
    """A day of taking up the post, before and after every date of the law."""
    return days(date(2004, 1, 1), date(2029, 12, 31))


def mostly(usual: str, values: tuple[str, ...]) -> st.SearchStrategy[str]:
    """One of the values, the usual one as often as all others together."""
    return st.just(usual) | st.sampled_from(values)


@st.composite
def situations(draw: st.DrawFn, today: date, appointed_on: date | None = None) -> Situation:
    """Any combination of facts that can be true on that day."""
    appointed = appointed_on or draw(appointments())
    earlier = draw(mostly("none", EARLIER))
    latest_from = appointed - timedelta(days=MORE_THAN_A_YEAR if earlier == "over_12_months" else 0)
    earlier_from = draw(st.none() | days(date(2002, 1, 1), latest_from)) if earlier != "none" else None
    award = draw(st.sampled_from(AWARDS))
    started = draw(days(date(2019, 9, 1), today)) if award != "none" else None
    completed = draw(days(started, today)) if award == "completed" and started else None
    npq = draw(st.sampled_from(NPQS)) if today >= NPQ_BEGAN else "none"
    return Situation(
        role=draw(mostly("designated", ROLES)),
        setting=draw(mostly("mainstream", SETTINGS)),
        qualified_teacher=draw(mostly("yes", TEACHERS)),
        appointed_on=appointed,
        earlier_service=earlier,
        earlier_service_from=earlier_from,
        nasenco=award,
        nasenco_started_on=started,
        nasenco_completed_on=completed,
        npq=npq,
        npq_started_on=draw(days(NPQ_BEGAN, today)) if npq != "none" else None,
    )


@st.composite
def situations_today(draw: st.DrawFn) -> tuple[Situation, date]:
    """A situation and a day on which it is asked about, often one beside the third anniversary."""
    appointed_on = draw(appointments())
    anniversary = appointed_on + relativedelta(years=3)
    near = st.sampled_from([anniversary + timedelta(days=step) for step in (-1, 0, 1)])
    in_range = FIRST_TODAY < anniversary < LAST_TODAY
    anywhere = days(FIRST_TODAY, LAST_TODAY)
    today = draw(st.one_of(near, anywhere) if in_range else anywhere)
    return draw(situations(today, appointed_on)), today
