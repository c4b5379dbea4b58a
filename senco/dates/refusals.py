"""What is said to a person whose date could not be read: one reason, and what to write instead."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from senco.dates.result import DateRefusal, RefusalCode
from senco.dates.school_year import EARLIEST_YEAR, MONTH_NAMES, YEARS_AHEAD
from senco.timespan import DateSpan

_LONGEST_QUOTE = 40
_EXAMPLE = "Write it like 27 September 2023 or September 2023."


def refuse(code: RefusalCode, said: str, today: date, options: tuple[DateSpan, ...] = ()) -> DateRefusal:
    """The refusal of the words ``said``, with its message."""
    return DateRefusal(code, _message(code, _quoted(said), today, options), said, options)


def _message(code: RefusalCode, said: str, today: date, options: tuple[DateSpan, ...]) -> str:
    if code == "impossible":
        return f"{said} is not a real date. Check the day and the month. {_EXAMPLE}"
    if code == "too_early":
        return f"{said} is too long ago. The date must be in {EARLIEST_YEAR} or later. {_EXAMPLE}"
    if code == "too_late":
        last = say_day(last_day(today))
        return f"{said} is too far ahead. The date must be on or before {last}. {_EXAMPLE}"
    if code == "too_vague":
        return f"{said} does not say when. A month and year is enough, for example September 2023."
    if code == "ambiguous":
        readings = " or ".join(dict.fromkeys(say_span(option) for option in options))
        return f"{said} could mean {readings}. Write the one that you mean."
    return f"I could not find a date in what you wrote. {_EXAMPLE}"


def _quoted(said: str) -> str:
    plain = " ".join(said.split())
    return f"“{plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1].rstrip() + '…'}”"


def last_day(today: date) -> date:
    """The last day that is not too far ahead."""
    last: date = today + relativedelta(years=YEARS_AHEAD)
    return last


def say_day(day: date) -> str:
    """A day as GOV.UK writes it: 1 September 2026."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def say_span(span: DateSpan) -> str:
    """A span in words, as short as its grain allows."""
    if span.is_day:
        return say_day(span.earliest)
    if span.grain == "month":
        return f"{MONTH_NAMES[span.earliest.month - 1]} {span.earliest.year}"
    if span.grain == "academic_year":
        return f"the academic year {span.earliest.year} to {span.latest.year}"
    if span.grain == "year":
        return str(span.earliest.year)
    return f"{say_day(span.earliest)} to {say_day(span.latest)}"
