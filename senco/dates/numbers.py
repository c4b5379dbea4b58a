"""Dates written in figures. Day first, always; a year of four figures first is ISO."""

from __future__ import annotations

from datetime import date

from senco.dates.reading import Floating, Known, Reading, Refused, Yearly
from senco.dates.school_year import YEARS_AHEAD, Days, academic_year, day, month, most_recent

_FIRST_TWO_FIGURE_YEAR = 60
_ALWAYS = ("24", "7")
LEAP_YEAR = 2000


def full_year(figures: int) -> int:
    """The year that figures stand for: 60 to 99 are 1960 to 1999, less are 2000 and after."""
    if figures >= 100:
        return figures
    return figures + (1900 if figures >= _FIRST_TWO_FIGURE_YEAR else 2000)


def day_of(year: int, month_number: int, day_number: int) -> Days | None:
    """The day, or None where there is no such day."""
    try:
        return day(date(year, month_number, day_number))
    except ValueError:
        return None


def every_year(month_number: int, day_number: int) -> Yearly:
    """The day of each year; None in years that lack it (29 February)."""
    return lambda year: day_of(year, month_number, day_number)


def day_reading(day_number: int, month_number: int, year: int | None) -> Reading:
    """A day with its year or still without one; refused where the calendar has no such day."""
    days = day_of(LEAP_YEAR if year is None else year, month_number, day_number)
    if days is None:
        return Refused("impossible")
    return Floating(every_year(month_number, day_number)) if year is None else Known(days, year_said=True)


def month_reading(month_number: int, year: int) -> Reading:
    """A month of a year; refused where there is no such month or year."""
    if not (1 <= month_number <= 12 and 1 <= year <= 9998):
        return Refused("impossible")
    return Known(month(year, month_number), year_said=True)


def read_figures(raw: str, parts: tuple[str, ...]) -> Reading | None:
    """A whole date in figures: day, month, year in this order, or ISO. None where it is no date."""
    if len(parts) == 1:
        return _read_compact(parts[0])
    first, second, third = parts[0], parts[1], parts[2]
    if len(first) == 4 and len(third) <= 2:
        return day_reading(int(third), int(second), int(first))
    short_year = len(third) == 2 and not any(mark in raw for mark in ",_:")
    if len(first) <= 2 and (len(third) == 4 or short_year):
        return day_reading(int(first), int(second), full_year(int(third)) if short_year else int(third))
    return None


def _read_compact(figures: str) -> Reading | None:
    """Eight figures: 20230901 or 01092023. The century shows which."""
    iso = day_of(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    if figures[:2] in ("19", "20") and iso is not None:
        return Known(iso, year_said=True)
    days = day_of(int(figures[4:]), int(figures[2:4]), int(figures[:2]))
    return None if days is None else Known(days, year_said=True)


def read_pair(raw: str, parts: tuple[str, ...], today: date) -> Reading | None:
    """Two numbers: month and year, day and month, or the two years of an academic year.

    Refused as ambiguous where more than one of these fits ("05/06"), as impossible where
    none does ("13/23"); None for what is no date ("3-18", "24/7").
    """
    first, second = parts
    if len(first) == 4:
        return _read_year_first(int(first), second)
    if len(second) == 4:
        return month_reading(int(first), int(second)) if len(first) <= 2 and int(first) <= 31 else None
    if len(first) > 2 or len(second) > 2 or parts == _ALWAYS or not (int(first) and int(second)):
        return None
    if "-" in raw and not _is_dashed_date(first, second):
        return None
    return _read_short_pair(first, second, today)


def _read_year_first(year: int, second: str) -> Reading | None:
    if not 1900 <= year < 2100:
        return None
    follows = _follows(year, int(second)) and len(second) > 1
    in_month = 1 <= int(second) <= 12
    if follows and in_month and len(second) == 2:
        return Refused("ambiguous", (academic_year(year), month(year, int(second))))
    if follows:
        return Known(academic_year(year), year_said=True)
    return month_reading(int(second), year) if len(second) <= 2 else None


def _follows(year: int, figures: int) -> bool:
    """Whether ``figures`` (two or four) are the year after ``year``."""
    return figures in (year + 1, (year + 1) % 100)


def _is_dashed_date(first: str, second: str) -> bool:
    """Whether "09-23" is a date and not a range of ages or marks ("3-18", "11-16")."""
    if "0" in (first[0], second[0]):
        return True
    return int(second) >= 20 and (int(first) <= 12 or int(second) == int(first) + 1)


def _read_short_pair(first: str, second: str, today: date) -> Reading | None:
    one, two = int(first), int(second)
    options: list[Days] = []
    of_day: Reading | None = None
    if two <= 12:
        of_day = day_reading(one, two, None)
        if isinstance(of_day, Floating):
            options.append(most_recent(of_day.yearly, today))
    if one <= 12 and len(second) == 2 and full_year(two) <= today.year + YEARS_AHEAD:
        options.append(month(full_year(two), one))
    if len(first) == len(second) == 2 and _follows(one, two):
        options.append(academic_year(full_year(one)))
    if len(options) > 1:
        return Refused("ambiguous", tuple(options))
    if not options:
        return Refused("impossible") if one <= 31 and len(second) == 2 else None
    return of_day if isinstance(of_day, Floating) else Known(options[0], year_said=True)
