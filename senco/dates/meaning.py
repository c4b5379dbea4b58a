"""What each phrase of ``phrases.py`` means: one small function a phrase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from senco.dates import lengths, numbers
from senco.dates import school_year as school
from senco.dates.lexer import Token
from senco.dates.reading import EveryYear, Floating, Known, Reading, Refused, Two
from senco.dates.result import RefusalCode
from senco.dates.school_year import Days
from senco.dates.words import FUTURE_CUES, IN_THE_JOB, PAST_CUES, TIME_IN_POST, WEAK_FUTURE_CUES


class Phrase(NamedTuple):
    """A phrase where it stands: the tokens of the text, from ``first`` up to and without ``last``.

    ``content`` is the first token of the text that is no mark, and the one after the last such.
    """

    text: list[Token]
    first: int
    last: int
    today: date
    content: tuple[int, int]

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the phrase itself."""
        return self.text[self.first : self.last]

    @property
    def before(self) -> Token | None:
        """The token before the phrase."""
        return self.text[self.first - 1] if self.first else None

    @property
    def after(self) -> Token | None:
        """The token after the phrase."""
        return self.text[self.last] if self.last < len(self.text) else None

    @property
    def is_whole_text(self) -> bool:
        """Whether nothing but marks stands around the phrase."""
        return self.first <= self.content[0] and self.content[1] <= self.last

    def of(self, *norms: str) -> list[Token]:
        """The tokens of these classes."""
        return [token for token in self.tokens if token.norm in norms]

    def one(self, *norms: str) -> Token:
        """The first token of these classes, which the pattern says is there."""
        return self.of(*norms)[0]


Meaning = Callable[[Phrase], Reading | Two | None]
MEANINGS: dict[str, Meaning] = {}
_LAST, _THIS, _NEXT = -1, 0, 1
_SHIFTS = {"last": _LAST, "past": _LAST, "this": _THIS, "next": _NEXT, "coming": _NEXT}
_NEAR = timedelta(days=60)
_FAR = timedelta(days=183)


def _means(function: Meaning) -> Meaning:
    """Enter a function under the name of its phrase."""
    MEANINGS[function.__name__.strip("_")] = function
    return function


def _shift(phrase: Phrase) -> int:
    """Whether the phrase says last, this or next; "just gone" is last."""
    pointers = phrase.of("REL", "GONE")
    return _LAST if pointers[-1].norm == "GONE" else _SHIFTS[pointers[0].word]


def _year(token: Token) -> int:
    return numbers.full_year(token.value)


def _is_full_year(token: Token) -> bool:
    return token.norm == "NUM" and token.value >= 1000


def _is_year(token: Token) -> bool:
    """Whether a number after a month or a term can be its year: four figures or two, as "23" or "09"."""
    return token.norm == "YR2" or token.value >= 1000 or len(token.raw) == 2


def _known(days: Days) -> Known:
    return Known(days, year_said=True)


def _pointed(yearly: EveryYear, shift: int, today: date) -> Reading:
    """Last, this or next of what comes round every year."""
    if shift == _LAST:
        return Known(_last(yearly, today))
    if shift == _NEXT:
        years = range(today.year, today.year + 10)
        return Known(next(days for days in map(yearly, years) if days.earliest > today))
    return _this(yearly, today)


def _last(yearly: EveryYear, today: date) -> Days:
    """The latest that is over; a holiday is over with the day it is named for."""
    years = range(today.year, today.year - 10, -1)
    return next(days for days in map(yearly, years) if (days.feast or days.latest) < today)


def _this(yearly: EveryYear, today: date) -> Reading:
    """The one of this calendar year, but ambiguous where the one of the year beside it is much nearer."""
    days = yearly(today.year)
    before, after = yearly(today.year - 1), yearly(today.year + 1)
    if days.latest < today - _FAR and after.earliest < today + _FAR:
        return Refused("ambiguous", (days, after))
    if days.earliest > today + _FAR and before.latest > today - _NEAR:
        return Refused("ambiguous", (before, days))
    return Known(days)


def _monthly(number: int) -> EveryYear:
    return lambda year: school.month(year, number)


def _termly(name: str) -> EveryYear:
    return school.winter if name == "winter" else (lambda year: school.term(year, name))


_FEASTS: dict[str, EveryYear] = {
    "easter": school.easter_holiday,
    "christmas": school.christmas_holiday,
    "summer": school.summer_holiday,
    "newyear": school.new_year,
    "october": lambda year: school.half_term(year, "autumn"),
    "whitsun": lambda year: school.half_term(year, "summer"),
}
_HALF_TERM_OF_MONTH = {10: "autumn", 11: "autumn", 2: "spring", 5: "summer", 6: "summer"}


# days


@_means
def _figures(phrase: Phrase) -> Reading | None:
    token = phrase.tokens[0]
    return numbers.read_figures(token.raw, token.parts)


@_means
def _pair(phrase: Phrase) -> Reading | None:
    token = phrase.tokens[0]
    fraction = token.raw in ("1/2", "1/3", "2/3", "1/4", "3/4")
    if fraction and not phrase.is_whole_text and not (phrase.before and phrase.before.word in ("on", "since", "from")):
        return None
    return numbers.read_pair(token.raw, token.parts, phrase.today)


@_means
def _day_month_year(phrase: Phrase) -> Reading | None:
    number, month, year = phrase.of("NUM", "ORD", "ORDW", "MONTH", "YR2")
    if _is_full_year(number) and year.value <= 31:  # "2023 sept 1"
        number, year = year, number
    if number.value > 99 or not _is_year(year):
        return None
    return numbers.day_reading(number.value, month.value, _year(year))


@_means
def _month_day_year(phrase: Phrase) -> Reading | None:
    month, number, year = phrase.of("NUM", "ORD", "ORDW", "MONTH", "YR2")
    listed = phrase.of(",") and not _is_full_year(year)
    if number.value > 99 or listed or not _is_year(year):
        return None
    return numbers.day_reading(number.value, month.value, _year(year))


@_means
def _day_month(phrase: Phrase) -> Reading | None:
    number = phrase.one("NUM", "ORD", "ORDW")
    if number.value > 31 and number.norm == "NUM":
        return None
    return numbers.day_reading(number.value, phrase.one("MONTH").value, None)


@_means
def _days_of_month(phrase: Phrase) -> Reading | Two | None:
    return _two_days(phrase, None)


@_means
def _days_of_month_year(phrase: Phrase) -> Reading | Two | None:
    year = phrase.tokens[-1]
    return _two_days(phrase, _year(year)) if _is_year(year) else None


def _two_days(phrase: Phrase, year: int | None) -> Reading | Two | None:
    """Two days of a month; written as a pair ("1-5 september") they are one interval."""
    month, pair = phrase.one("MONTH").value, phrase.of("PAIR")
    if pair:
        days = [numbers.day_reading(int(part), month, year) for part in pair[0].parts]
        return _from_to(days[0], days[1])
    before_month = phrase.tokens[: phrase.tokens.index(phrase.one("MONTH"))]
    one, other = (token for token in before_month if token.norm in ("NUM", "ORD"))
    if max(one.value, other.value) > 31:
        return None
    cut = next(place for place, token in enumerate(before_month) if token.norm in ("AND", "TO")) + 1
    return Two(numbers.day_reading(one.value, month, year), numbers.day_reading(other.value, month, year), cut)


def _from_to(one: Reading, other: Reading) -> Reading | None:
    if isinstance(one, Known) and isinstance(other, Known) and one.days < other.days:
        return _known(Days(one.days.earliest, other.days.latest, "approximate"))
    if isinstance(one, Floating) and isinstance(other, Floating):
        first, last = one.yearly, other.yearly
        if _span_of(first(numbers.LEAP_YEAR), last(numbers.LEAP_YEAR)) is not None:
            return Floating(lambda year: _span_of(first(year), last(year)))
    return Refused("impossible")


def _span_of(first: Days | None, last: Days | None) -> Days | None:
    return None if first is None or last is None or last < first else Days(first.earliest, last.latest, "approximate")


@_means
def _day_relative_year(phrase: Phrase) -> Reading | None:
    year = phrase.today.year + _shift(phrase)
    return numbers.day_reading(phrase.one("NUM", "ORD", "ORDW").value, phrase.one("MONTH").value, year)


@_means
def _relative_day(phrase: Phrase) -> Reading | None:
    shifts = {"yesterday": -1, "today": 0, "tomorrow": 1}
    shift = -2 if phrase.of("before") else shifts[phrase.one("TODAY").word]
    return Known(school.day(phrase.today + timedelta(days=shift)))


@_means
def _now(phrase: Phrase) -> Reading | None:
    return Known(school.day(phrase.today))


@_means
def _day_of_relative_month(phrase: Phrase) -> Reading | None:
    month = phrase.today + relativedelta(months=_shift(phrase))
    return numbers.day_reading(phrase.one("ORD").value, month.month, month.year)


@_means
def _relative_weekday(phrase: Phrase) -> Reading | None:
    shift = _shift(phrase) if phrase.of("REL", "GONE") else _LAST
    weekday = phrase.one("WEEKDAY").value
    if shift == _LAST:
        return Known(school.day(phrase.today - timedelta(days=(phrase.today.weekday() - weekday - 1) % 7 + 1)))
    if shift == _NEXT:
        return Known(school.day(phrase.today + timedelta(days=(weekday - phrase.today.weekday() - 1) % 7 + 1)))
    return Known(school.day(phrase.today + timedelta(days=weekday - phrase.today.weekday())))


@_means
def _weekday_of_week(phrase: Phrase) -> Reading | None:
    monday = _unit("week", _shift(phrase), phrase.today).days.earliest
    return Known(school.day(monday + timedelta(days=phrase.one("WEEKDAY").value)))


@_means
def _weekday(phrase: Phrase) -> Reading | Two | None:
    return _relative_weekday(phrase) if phrase.is_whole_text else None


@_means
def _week_of_month(phrase: Phrase) -> Reading | None:
    place = _place_in_month(phrase, most=5)
    if place is None:
        return None

    def yearly(year: int) -> Days:
        month = school.month(year, phrase.one("MONTH").value)
        if place == _LAST:
            return Days(month.latest - timedelta(days=6), month.latest, "approximate")
        first = min(month.earliest + timedelta(days=7 * (place - 1)), month.latest)
        return Days(first, min(first + timedelta(days=6), month.latest), "approximate")

    return _in_year_of(phrase, yearly)


@_means
def _weekday_of_month(phrase: Phrase) -> Reading | None:
    place = _place_in_month(phrase, most=4)
    if place is None:
        return None

    def yearly(year: int) -> Days:
        month = school.month(year, phrase.one("MONTH").value)
        weekday = phrase.one("WEEKDAY").value
        if place == _LAST:
            return school.day(month.latest - timedelta(days=(month.latest.weekday() - weekday) % 7))
        ahead = (weekday - month.earliest.weekday()) % 7 + 7 * (place - 1)
        return school.day(month.earliest + timedelta(days=ahead))

    return _in_year_of(phrase, yearly)


def _place_in_month(phrase: Phrase, most: int) -> int | None:
    """The first to the ``most``th, or the last; None for anything else ("this", "tenth")."""
    place = phrase.one("REL", "ORD", "ORDW")
    if place.norm == "REL":
        return _LAST if place.word == "last" else None
    return place.value if place.value <= most else None


def _in_year_of(phrase: Phrase, yearly: EveryYear) -> Reading | None:
    """In the year that ends the phrase, or in one still to be settled."""
    last = phrase.tokens[-1]
    if last.norm not in ("NUM", "YR2"):
        return Floating(yearly)
    return _known(yearly(_year(last))) if _is_year(last) else None


# months


@_means
def _month_year(phrase: Phrase) -> Reading | None:
    month, year = phrase.one("MONTH"), phrase.one("NUM", "YR2")
    if phrase.tokens[-1] is month:
        return numbers.month_reading(month.value, year.value) if _is_full_year(year) else None
    if not _is_year(year):
        return numbers.day_reading(year.value, month.value, None) if len(phrase.tokens) == 2 and year.value else None
    if year.norm == "NUM" and phrase.today.year % 100 < year.value <= 31:
        return _day_or_year(month.value, year.value, phrase)
    return numbers.month_reading(month.value, _year(year))


def _day_or_year(month: int, figures: int, phrase: Phrase) -> Reading:
    """Of "sept 28" said in 2026: the 28th or the year. Words of the future mean the year."""
    before = phrase.text[max(phrase.first - _REACH, 0) : phrase.first]
    if any(token.raw in FUTURE_CUES or token.raw in WEAK_FUTURE_CUES for token in before):
        return numbers.month_reading(month, numbers.full_year(figures))
    day = numbers.day_reading(figures, month, None)
    if isinstance(day, Floating):
        options = school.most_recent(day.yearly, phrase.today), school.month(numbers.full_year(figures), month)
        return Refused("ambiguous", options)
    return day


@_means
def _month_relative_year(phrase: Phrase) -> Reading | None:
    return numbers.month_reading(phrase.one("MONTH").value, phrase.today.year + _shift(phrase))


@_means
def _month_of_year_before_last(phrase: Phrase) -> Reading | None:
    return numbers.month_reading(phrase.one("MONTH").value, phrase.today.year - 2)


@_means
def _relative_month(phrase: Phrase) -> Reading | None:
    shift = _shift(phrase) if phrase.of("REL", "GONE") else _LAST
    return _pointed(_monthly(phrase.one("MONTH").value), shift, phrase.today)


@_means
def _month(phrase: Phrase) -> Reading | None:
    return Floating(_monthly(phrase.tokens[0].value))


@_means
def _month_academic_year(phrase: Phrase) -> Reading | None:
    """The month within an academic year: "sept 23/24", "january 2023-24"."""
    first, month = _academic_year_in_figures(phrase.one("PAIR")), phrase.one("MONTH").value
    return None if first is None else numbers.month_reading(month, first if month >= 9 else first + 1)


@_means
def _before_last(phrase: Phrase) -> Reading | None:
    token = phrase.one("MONTH", "TERM", "SCHOOLYEAR", "UNIT", "FEAST")
    if token.norm == "UNIT":
        return _unit(token.name, -2, phrase.today)
    if token.norm == "SCHOOLYEAR":
        return Known(school.academic_year(school.academic_year_of(phrase.today) - 2))
    yearly = _yearly_of(token)
    return Known(yearly(_last(yearly, phrase.today).earliest.year - 1))


def _yearly_of(token: Token) -> EveryYear:
    """What comes round every year under the name of this token."""
    if token.norm == "MONTH":
        return _monthly(token.value)
    return _FEASTS[token.name] if token.norm == "FEAST" else _termly(token.name)


# terms


@_means
def _term_year(phrase: Phrase) -> Reading | None:
    season, figures = phrase.one("TERM", "SEASON"), phrase.of("NUM", "YR2")
    if phrase.tokens[-1] is season:
        return _of_season(season.name, _year(figures[0])) if _is_full_year(figures[0]) else None
    if len(figures) == 2:  # "autumn 2 2023": the second half of the term
        return _of_season(season.name, _year(figures[1])) if figures[0].value <= 2 and _is_year(figures[1]) else None
    if not _is_year(figures[0]):
        return Floating(_termly(season.name)) if 1 <= figures[0].value <= 2 else None
    return _of_season(season.name, _year(figures[0]))


def _of_season(name: str, year: int) -> Reading:
    if name == "winter":
        return Refused("ambiguous", (school.winter(year - 1), school.winter(year)))
    return _known(school.term(year, name))


@_means
def _term_academic_year(phrase: Phrase) -> Reading | None:
    first, name = _academic_year_in_figures(phrase.one("PAIR")), phrase.one("TERM").name
    return None if first is None else _known(school.term_of_academic_year(first, name))


def _academic_year_in_figures(pair: Token) -> int | None:
    """The first year of "2023/24" or "23/24"; None where the second does not follow it."""
    first, second = (int(part) for part in pair.parts)
    follows = second in (first + 1, (first + 1) % 100)
    return numbers.full_year(first) if follows and len(pair.parts[0]) in (2, 4) else None


@_means
def _term_relative_year(phrase: Phrase) -> Reading | None:
    name = phrase.one("TERM", "SEASON").name
    if phrase.of("SCHOOLYEAR"):
        first = school.academic_year_of(phrase.today) + _shift(phrase)
        return Known(school.term_of_academic_year(first, name))
    return _of_season(name, phrase.today.year + _shift(phrase))


@_means
def _relative_named_term(phrase: Phrase) -> Reading | None:
    return _pointed(_termly(phrase.one("TERM", "SEASON").name), _shift(phrase), phrase.today)


_HOLIDAY_BEGINS = ((12, 20), (12, 31)), ((7, 20), (8, 31))


@_means
def _relative_term(phrase: Phrase) -> Reading | None:
    return _term_from_today(_shift(phrase), phrase.today)


def _term_from_today(shift: int, today: date) -> Known | Refused:
    """Last, this or next term. In the holidays at its end, a term may still be "this" or already "last"."""
    year, place = _running_term(today)
    found = [_counted_term(year, place + shift)]
    if shift != _NEXT and any(first <= (today.month, today.day) <= last for first, last in _HOLIDAY_BEGINS):
        found.append(_counted_term(year, place + shift + 1))
    return Known(found[0]) if len(found) == 1 else Refused("ambiguous", tuple(found))


def _running_term(today: date) -> tuple[int, int]:
    """The year and the place in it (spring 0, summer 1, autumn 2) of the term of ``today``."""
    sunday = school.easter_holiday(today.year).feast
    if today.month >= 9:
        return today.year, 2
    return today.year, 0 if today.month < 4 or (today.month == 4 and sunday is not None and today <= sunday) else 1


def _counted_term(year: int, place: int) -> Days:
    return school.term(year + place // 3, ("spring", "summer", "autumn")[place % 3])


@_means
def _term_so_far(phrase: Phrase) -> Reading | None:
    reading = _term_from_today(_THIS, phrase.today)
    ends = any(token.word == "last" for token in phrase.tokens)
    part = next((token.word for token in phrase.of("PART", "EDGE")), "end" if ends else "start")
    if isinstance(reading, Refused):
        return Refused("ambiguous", tuple(school.part_of(days, part) for days in reading.options))
    return Known(school.part_of(reading.days, part))


@_means
def _term(phrase: Phrase) -> Reading | None:
    return Floating(_termly(phrase.one("TERM").name))


@_means
def _season(phrase: Phrase) -> Reading | None:
    return Floating(_termly(phrase.tokens[0].name)) if _is_said_as_a_time(phrase) else None


_BEFORE_TIME = (
    PAST_CUES
    | FUTURE_CUES
    | WEAK_FUTURE_CUES
    | frozenset("at in the during over around before after and or to early late mid of".split())
)


def _is_said_as_a_time(phrase: Phrase) -> bool:
    """Whether a season or a holiday says when ("since easter"), and not what ("do summer holidays count")."""
    return phrase.is_whole_text or (phrase.before is not None and phrase.before.raw in _BEFORE_TIME)


# holidays


def _half_term_name(phrase: Phrase) -> str | None:
    """The term that the half term is in; None where no school has one ("january half term")."""
    token = phrase.one("MONTH", "SEASON")
    name = token.name if token.norm == "SEASON" else _HALF_TERM_OF_MONTH.get(token.value)
    return name if name in school.TERMS else None


@_means
def _half_term_year(phrase: Phrase) -> Reading | None:
    name, year = _half_term_name(phrase), phrase.one("NUM", "YR2")
    if not _is_year(year):
        return None
    return Refused("impossible") if name is None else _known(school.half_term(_year(year), name))


@_means
def _half_term_relative_year(phrase: Phrase) -> Reading | None:
    name, year = _half_term_name(phrase), phrase.today.year + _shift(phrase)
    return Refused("impossible") if name is None else _known(school.half_term(year, name))


@_means
def _relative_half_term(phrase: Phrase) -> Reading | None:
    name = _half_term_name(phrase)
    if name is None:
        return Refused("impossible")
    return _pointed(lambda year: school.half_term(year, name), _shift(phrase), phrase.today)


@_means
def _half_term(phrase: Phrase) -> Reading | None:
    name = _half_term_name(phrase)
    return Refused("impossible") if name is None else Floating(lambda year: school.half_term(year, name))


@_means
def _some_half_term(phrase: Phrase) -> Reading | None:
    """A half term without its name: the last one, or the next."""
    year, today = phrase.today.year, phrase.today
    every = sorted(school.half_term(y, name) for y in (year - 1, year, year + 1) for name in school.TERMS)
    if phrase.of("REL") and _shift(phrase) == _NEXT:
        return Known(next(days for days in every if days.earliest > today))
    return Known(next(days for days in reversed(every) if days.earliest <= today))


@_means
def _holiday_year(phrase: Phrase) -> Reading | None:
    feast, year = phrase.one("FEAST"), phrase.one("NUM", "YR2")
    if not _is_year(year) or (phrase.tokens[0] is year and not _is_full_year(year)):
        return None
    return _known(_FEASTS[feast.name](_year(year)))


@_means
def _holiday_relative_year(phrase: Phrase) -> Reading | None:
    return _known(_FEASTS[phrase.one("FEAST").name](phrase.today.year + _shift(phrase)))


@_means
def _relative_holiday(phrase: Phrase) -> Reading | None:
    return _pointed(_FEASTS[phrase.one("FEAST").name], _shift(phrase), phrase.today)


@_means
def _over_the_summer(phrase: Phrase) -> Reading | None:
    name = phrase.one("SEASON").name
    return Floating(_FEASTS["summer"]) if name == "summer" else Floating(_termly(name))


@_means
def _holiday(phrase: Phrase) -> Reading | None:
    name = phrase.tokens[0].name
    if name == "newyear" and [token.word for token in phrase.text[max(phrase.first - 2, 0) : phrase.first]] == [
        "in",
        "the",
    ]:
        return Known(school.coming(school.new_year, phrase.today))
    return Floating(_FEASTS[name]) if _is_said_as_a_time(phrase) else None


# years

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ROUND_NUMBER = 2000
_BEFORE_YEAR = frozenset("in since from year until till til back during".split())


@_means
def _year_said(phrase: Phrase) -> Reading | None:
    token, before = phrase.one("NUM"), phrase.before
    cued = phrase.is_whole_text or len(phrase.tokens) == 2 or (before is not None and before.raw in _BEFORE_YEAR)
    if not 1000 <= token.value <= 2999 or (
        before is not None and before.word in _BEFORE_AMOUNT and not _in_part(phrase)
    ):
        return None
    if not cued and (token.value == _ROUND_NUMBER or not _FIRST_YEAR <= token.value < _LAST_YEAR):
        return None
    return _known(school.year(token.value))


_BEFORE_AMOUNT = frozenset({"of", "than", "over"})


def _in_part(phrase: Phrase) -> bool:
    """Whether "start of" or "end of" stands before the phrase."""
    return phrase.first > 1 and phrase.text[phrase.first - 2].norm in ("PART", "EDGE")


@_means
def _short_year(phrase: Phrase) -> Reading | None:
    return _known(school.year(_year(phrase.one("YR2"))))


@_means
def _years_in_short(phrase: Phrase) -> Reading | None:
    """An academic year written "'22/'23"."""
    one, other = phrase.of("YR2")
    return _known(school.academic_year(_year(one))) if other.value == (one.value + 1) % 100 else None


@_means
def _academic_year(phrase: Phrase) -> Reading | None:
    pair = phrase.of("PAIR")
    first = _academic_year_in_figures(pair[0]) if pair else _year(phrase.one("NUM"))
    if first is None or (not pair and _year(phrase.of("NUM")[1]) != first + 1):
        return None
    return _known(school.academic_year(first))


@_means
def _one_academic_year(phrase: Phrase) -> Reading | None:
    """An academic year named by one year may begin or end in it."""
    year = phrase.one("NUM")
    if not _is_full_year(year):
        return None
    return Refused("ambiguous", (school.academic_year(_year(year) - 1), school.academic_year(_year(year))))


@_means
def _relative_academic_year(phrase: Phrase) -> Reading | None:
    return Known(school.academic_year(school.academic_year_of(phrase.today) + _shift(phrase)))


@_means
def _school_year_so_far(phrase: Phrase) -> Reading | None:
    days = school.academic_year(school.academic_year_of(phrase.today))
    return Known(school.part_of(days, phrase.one("PART").word))


@_means
def _relative_unit(phrase: Phrase) -> Reading | None:
    pointer, unit = phrase.one("REL"), phrase.one("UNIT").name
    if unit in ("day", "fortnight", "term") or (pointer.raw in _NOT_OF_MANY and phrase.tokens[-1].raw.endswith("s")):
        return None
    in_the_last = len(pointer.inner) > 1 and phrase.before is not None and phrase.before.raw in _WITHIN
    if pointer.word == "past" or (pointer.word == "last" and in_the_last) or pointer.word == "coming":
        days = _unit(unit, _THIS, phrase.today).days
        length = days.latest - days.earliest
        if pointer.word in ("past", "last"):
            return Known(Days(phrase.today - length, phrase.today, "approximate"))
        return Known(Days(phrase.today, phrase.today + length, "approximate"))
    return _unit(unit, _shift(phrase), phrase.today)


_WITHIN = frozenset({"in", "over", "during", "within", "for"})
_NOT_OF_MANY = frozenset({"previous", "past", "coming"})


def _unit(unit: str, shift: int, today: date) -> Known:
    """The calendar week (Monday to Sunday), month or year so many before or after that of ``today``."""
    if unit == "year":
        return Known(school.year(today.year + shift))
    if unit == "month":
        month = today + relativedelta(months=shift)
        return Known(school.month(month.year, month.month))
    if unit == "term":
        year, place = _running_term(today)
        return Known(_counted_term(year, place + shift))
    size = 14 if unit == "fortnight" else 7
    if unit == "day":
        return Known(school.day(today + timedelta(days=shift)))
    monday = today - timedelta(days=today.weekday()) + timedelta(days=size * shift)
    return Known(Days(monday, monday + timedelta(days=size - 1), "approximate"))


@_means
def _unit_so_far(phrase: Phrase) -> Reading | None:
    days = _unit(phrase.one("UNIT").name, _THIS, phrase.today).days
    return Known(school.part_of(days, phrase.one("PART").word))


@_means
def _earlier(phrase: Phrase) -> Reading | None:
    shift = _shift(phrase)
    days = _unit(phrase.one("UNIT").name, shift, phrase.today).days
    return None if shift == _NEXT else Known(Days(days.earliest, min(days.latest, phrase.today), "approximate"))


@_means
def _later(phrase: Phrase) -> Reading | None:
    shift = _shift(phrase)
    days = _unit(phrase.one("UNIT").name, shift, phrase.today).days
    return None if shift == _LAST else Known(Days(max(days.earliest, phrase.today), days.latest, "approximate"))


# counted from today

_NOT_AHEAD = frozenset(
    "finish finished finishing complete completed completing do done pass passed achieve get got take takes qualify"
    " qualified hours".split()
)
_REACH = 12
_NOT_IN_POST = frozenset("after within first my of these those every before previously".split())


@_means
def _ago(phrase: Phrase) -> Reading | None:
    return _counted(phrase, lengths.ago, "too_early")


@_means
def _ago_at_least(phrase: Phrase) -> Reading | None:
    return _counted(phrase, lengths.ago_at_least, "too_early")


@_means
def _ago_at_most(phrase: Phrase) -> Reading | None:
    return _counted(phrase, lengths.ago_at_most, "too_early")


def _counted(phrase: Phrase, count: Callable[[lengths.Length, date], Days], beyond: RefusalCode) -> Reading:
    length = lengths.length_of(phrase.one("LENGTH"))
    return Refused(beyond) if length.too_long else Known(count(length, phrase.today))


@_means
def _ahead(phrase: Phrase) -> Reading | None:
    bare = phrase.tokens[-1].norm == "LENGTH"
    ends = phrase.after is None or phrase.after.norm in ("STOP", ",")
    if bare and (
        not ends or any(token.raw in _NOT_AHEAD for token in phrase.text[max(phrase.first - _REACH, 0) : phrase.first])
    ):
        return None
    return _counted(phrase, lengths.ahead, "too_late")


@_means
def _years_at_month(phrase: Phrase) -> Reading | None:
    """The month, so many years back: "2 years ago in september", "3 years this september"."""
    length, month = lengths.length_of(phrase.one("LENGTH")), phrase.one("MONTH").value
    years = round(length.high / 12)
    if length.low != length.high or length.high != 12 * years or length.too_long or not phrase.of("in", "REL", "ago"):
        return None
    pointer = _SHIFTS[phrase.one("REL").word] if phrase.of("REL") else None
    past = school.most_recent(_monthly(month), phrase.today).earliest.year - years
    this = phrase.today.year - years
    if pointer == _NEXT:
        return numbers.month_reading(month, past + 1)
    if pointer == _LAST or past == this:
        return numbers.month_reading(month, past)
    return Refused("ambiguous", (school.month(past, month), school.month(this, month)))


@_means
def _in_post(phrase: Phrase) -> Reading | None:
    """Time in the job up to now ("been senco for 2 years"); any other length of time is no date."""
    before, after = phrase.before, phrase.after
    if after is not None and after.word in ("before", "ago", "time"):
        return None
    named = phrase.tokens[-1].norm in ("post", "role")
    if named and before is not None and before.raw in _NOT_IN_POST:
        return None
    if not (named or _has_been_in_post(phrase)):
        return None
    at_least = any(token.word in ("more", "over") for token in phrase.tokens)
    return _counted(phrase, lengths.ago_at_least if at_least else lengths.ago, "too_early")


_BEFORE_POST = frozenset({"in", "the", "this", "my", "our", "current"})


def _has_been_in_post(phrase: Phrase) -> bool:
    """Whether "been ..." or "in post ..." leads up to the length, with only words about the job between."""
    for place in range(phrase.first - 1, max(phrase.first - 9, -1), -1):
        raw = phrase.text[place].raw
        if raw == "been" and place == phrase.first - 1 and phrase.tokens[0].word != "for":
            return phrase.after is not None and phrase.after.raw in ("as", "in", "now")
        if raw in TIME_IN_POST:
            return raw == "been" or (place > 0 and phrase.text[place - 1].raw in _BEFORE_POST)
        if raw not in IN_THE_JOB:
            return False
    return False


@_means
def _this_time(phrase: Phrase) -> Reading | None:
    """The same day then, give or take: "this time last year"."""
    pointer, unit = phrase.of("REL")[-1], phrase.one("UNIT").name
    steps = {
        "year": (relativedelta(years=1), 15),
        "month": (relativedelta(months=1), 4),
        "week": (relativedelta(days=7), 1),
    }
    if unit not in steps or (len(phrase.of("REL")) == 2 and phrase.of("REL")[0].word != "this"):
        return None
    step, slack = steps[unit]
    then = phrase.today + _SHIFTS[pointer.word] * step
    return Known(Days(then - timedelta(days=slack), then + timedelta(days=slack), "approximate"))


@_means
def _vague(phrase: Phrase) -> Reading | None:
    unit = phrase.tokens[0]
    if unit.norm == "UNIT" and not unit.raw.endswith("s"):  # "first day back"
        return None
    return Refused("too_vague")


MEANINGS["vague_alone"] = _vague
