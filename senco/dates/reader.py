"""The two questions: when is this text about, and which dates does it hold."""

from __future__ import annotations

from datetime import date

from senco.dates.result import DateRefusal, FoundDate
from senco.timespan import DateSpan


def read_date(text: str, today: date) -> DateSpan | DateRefusal:
    """The one date that ``text`` is about, or a typed refusal. Never raises."""
    try:
        return DateSpan.of_day(date.fromisoformat(text.strip()), text.strip())
    except ValueError:
        return DateRefusal("not_a_date", "I could not read a date. Write it like 27 September 2023.", text)


def find_dates(text: str, today: date) -> list[FoundDate]:
    """Every date in ``text``, in order, without overlaps. Never raises."""
    return []
