"""The school calendar: months, terms, holidays and academic years as intervals of days.

Terms and academic years are those of contract section 2. Schools set their own holidays,
so each holiday is an interval wide enough for the schools of England.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.easter import easter
from dateutil.relativedelta import MO, relativedelta

from senco.timespan import Grain

EARLIEST_YEAR = 1960
YEARS_AHEAD = 5
MONTH_NAMES = "January February March April May June July August September October November December".split()


class Days(NamedTuple):
    """All days from ``earliest`` to ``latest``, both included, at one grain.

    ``feast`` is the day that a holiday is named for: Easter Sunday, Christmas Day.
    """

    earliest: date
    latest: date
    grain: Grain
    feast: date | None = None


def day(when: date) -> Days:
    """One day."""
    return Days(when, when, "day")


def month(year: int, number: int) -> Days:
    """A calendar month."""
    first = date(year, number, 1)
    return Days(first, first + relativedelta(day=31), "month")


def year(number: int) -> Days:
    """A calendar year."""
    return Days(date(number, 1, 1), date(number, 12, 31), "year")


def academic_year(first: int) -> Days:
    """The academic year that begins in September of ``first``."""
    return Days(date(first, 9, 1), date(first + 1, 8, 31), "academic_year")


_TERMS = {"autumn": ((9, 1), (12, 31)), "spring": ((1, 1), (4, 30)), "summer": ((4, 1), (8, 31))}
TERMS = tuple(_TERMS)


def term(number: int, name: str) -> Days:
    """The term ``name`` of the calendar year ``number``. The terms overlap: schools differ."""
    first, last = _TERMS[name]
    return Days(date(number, *first), date(number, *last), "term")


def term_of_academic_year(first: int, name: str) -> Days:
    """The term ``name`` of the academic year that begins in September of ``first``."""
    if name == "winter":
        return winter(first)
    return term(first if name == "autumn" else first + 1, name)


def winter(number: int) -> Days:
    """The winter that begins in December of ``number``."""
    return Days(date(number, 12, 1), date(number + 1, 3, 1) - timedelta(days=1), "approximate")


def easter_holiday(number: int) -> Days:
    """Two weeks and a weekend either side of Easter Sunday: the school holiday lies within."""
    sunday = easter(number)
    reach = timedelta(days=16)
    return Days(sunday - reach, sunday + reach, "holiday", sunday)


def christmas_holiday(number: int) -> Days:
    """The holiday around the Christmas of ``number``; it ends in the next year."""
    return Days(date(number, 12, 18), date(number + 1, 1, 8), "holiday", date(number, 12, 25))


def new_year(number: int) -> Days:
    """The days around 1 January of ``number``, to the start of the spring term."""
    return Days(date(number, 1, 1), date(number, 1, 8), "holiday", date(number, 1, 1))


def summer_holiday(number: int) -> Days:
    """From mid-July to the first days of September."""
    return Days(date(number, 7, 15), date(number, 9, 5), "holiday", date(number, 8, 31))


def half_term(number: int, name: str) -> Days:
    """The half-term holiday within the term ``name``: October, February, or the end of May."""
    if name == "autumn":
        return Days(date(number, 10, 13), date(number, 11, 5), "holiday", date(number, 10, 28))
    if name == "spring":
        return Days(date(number, 2, 8), date(number, 2, 28), "holiday", date(number, 2, 16))
    bank_holiday = date(number, 5, 31) + relativedelta(weekday=MO(-1))
    return Days(bank_holiday - timedelta(days=3), bank_holiday + timedelta(days=13), "holiday", bank_holiday)


_THIRDS = {"start": 0, "early": 0, "middle": 1, "mid": 1, "late": 2, "end": 2}
_FIRST_WEEKS = timedelta(days=13)
# days from which the end of a term or school year is counted, by the month it ends in
_LAST_WEEKS = {12: timedelta(days=30), 4: timedelta(days=41), 8: timedelta(days=61)}


def part_of(days: Days, part: str) -> Days:
    """The start, middle or end of an interval: a third of it, or the first or last weeks of a term."""
    if days.grain in ("term", "academic_year") and part in ("start", "end"):
        if part == "end":
            return Days(days.latest - _LAST_WEEKS[days.latest.month], days.latest, "approximate")
        weeks = 2 * _FIRST_WEEKS if days.earliest.month == 4 else _FIRST_WEEKS
        return Days(days.earliest, days.earliest + weeks, "approximate")
    length = (days.latest - days.earliest).days + 1
    third = _THIRDS[part]
    first = days.earliest + timedelta(days=length * third // 3)
    return Days(
        first, days.earliest + timedelta(days=max(length * (third + 1) // 3 - 1, length * third // 3)), "approximate"
    )


def academic_year_of(when: date) -> int:
    """The year in which the academic year of ``when`` began."""
    return when.year if when.month >= 9 else when.year - 1


def most_recent(yearly: Callable[[int], Days | None], today: date) -> Days:
    """The latest occurrence that had begun by ``today``."""
    return next(
        days for y in range(today.year + 1, today.year - 10, -1) if (days := yearly(y)) and days.earliest <= today
    )


def coming(yearly: Callable[[int], Days | None], today: date) -> Days:
    """The first occurrence that is not over on ``today``."""
    return next(days for y in range(today.year - 1, today.year + 10) if (days := yearly(y)) and days.latest >= today)
