"""What a word before a phrase does to it: "end of", "about", "before", "Monday"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from senco.dates import school_year as school
from senco.dates.lexer import Token
from senco.dates.reading import Floating, Known, Reading, Refused
from senco.dates.school_year import Days

_WEEKS_AROUND = {"day": 14, "month": 31, "holiday": 7}
_MONTH = timedelta(days=31)
_DAY = timedelta(days=1)
_THREE_WEEKS = timedelta(days=21)
_FIRST_DAY = date(school.EARLIEST_YEAR, 1, 1)


def modify(name: str, tokens: list[Token], reading: Reading, today: date) -> Reading | None:
    """The reading of a phrase with its modifier; None where the two do not go together."""
    if isinstance(reading, Refused):
        return reading
    if name == "part":
        part = next(token.word for token in tokens if token.norm in ("PART", "EDGE"))
        return each(reading, lambda days: school.part_of(days, part))
    if name == "around":
        return nearly(reading)
    if name == "some_time_in":
        return reading
    if name == "weekday_named":
        return _on_weekday(reading, tokens[0].value, today)
    if isinstance(reading, Floating):
        return each(reading, _just_before if name == "before" else _just_after)
    return Known(_before(reading.days, today) if name == "before" else _after(reading.days, today), reading.year_said)


def nearly(reading: Reading) -> Reading:
    """The reading made wider: "2022ish"."""
    return reading if isinstance(reading, Refused) else each(reading, around)


def each(reading: Known | Floating, change: Callable[[Days], Days]) -> Reading:
    if isinstance(reading, Known):
        return Known(change(reading.days), reading.year_said)
    yearly = reading.yearly
    return Floating(lambda year: None if (days := yearly(year)) is None else change(days))


def around(days: Days) -> Days:
    """Wider by two weeks for a day, a month for a month, and a sixth at each end for anything longer."""
    sixth = (days.latest - days.earliest).days // 6
    reach = timedelta(days=_WEEKS_AROUND.get(days.grain, sixth))
    return Days(days.earliest - reach, days.latest + reach, "approximate")


def _just_before(days: Days) -> Days:
    return Days(
        days.earliest - _MONTH, min(days.feast or days.earliest, days.earliest + _THREE_WEEKS) - _DAY, "approximate"
    )


def _just_after(days: Days) -> Days:
    return Days(days.feast or days.latest + _DAY, days.latest + _MONTH, "approximate")


def _before(days: Days, today: date) -> Days:
    """Any time before; of a day that is still to come, from now on."""
    last = days.earliest - _DAY
    return Days(min(today if days.earliest > today else _FIRST_DAY, last), last, "approximate")


def _after(days: Days, today: date) -> Days:
    return Days(days.latest + _DAY, max(today, days.latest + _MONTH), "approximate")


def _on_weekday(reading: Known | Floating, weekday: int, today: date) -> Reading | None:
    """A day whose weekday was said too. Where the two disagree, the choice is the person's."""
    days = reading.days if isinstance(reading, Known) else school.most_recent(reading.yearly, today)
    if days.grain != "day":
        return None
    if days.earliest.weekday() == weekday:
        return Known(days, year_said=True)
    return Refused("ambiguous", (days, *_same_day_on(days.earliest, weekday)))


def _same_day_on(when: date, weekday: int) -> list[Days]:
    """The same day of the nearest years in which it falls on ``weekday``."""
    near = sorted(range(when.year - 6, when.year + 7), key=lambda year: abs(year - when.year))
    fitting = [day for year in near if (day := _in_year(when, year)) and day.weekday() == weekday]
    return [school.day(day) for day in fitting[:1]]


def _in_year(when: date, year: int) -> date | None:
    try:
        return when.replace(year=year)
    except ValueError:
        return None
