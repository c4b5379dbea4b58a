"""Lengths of time ("2 yrs 2 months", "a couple of years") and the days they point at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from senco.dates.lexer import Token
from senco.dates.school_year import Days

_MONTHS_IN = {"year": 12.0, "month": 1.0, "term": 4.0}
_DAYS_IN = {"fortnight": 14.0, "week": 7.0, "day": 1.0}
_DAYS_A_MONTH = 30.4
_FEW = {"couple": (1.5, 3.0), "few": (2.0, 5.0), "several": (3.0, 8.0)}
_MOST_MONTHS = 12 * 120


@dataclass(frozen=True)
class Length:
    """From ``low`` to ``high`` months, and how many days either way the words leave open."""

    low: float
    high: float
    slack: int

    @property
    def too_long(self) -> bool:
        """Whether it reaches further than any date that is read here."""
        return self.high > _MOST_MONTHS


def length_of(token: Token) -> Length:
    """What a LENGTH token says."""
    low = high = 0.0
    unit = ""
    units = 0
    amount: list[Token] = []
    for part in token.inner:
        if part.norm != "UNIT":
            amount.append(part)
            continue
        unit, units = part.name, units + 1
        fewest, most = _amount(amount)
        low, high = low + fewest * _months(unit), high + most * _months(unit)
        amount = []
    if any(token.name == "half" for token in amount):  # "a year and a half"
        low, high, units = low + _months(unit) / 2, high + _months(unit) / 2, 2
    elif amount:  # "a year or two", "a year or so"
        high = max([high, *(number * _months(unit) for token in amount for number in _numbers(token))])
    return Length(low, high, 31 if units > 1 else _slack(unit, high))


def _months(unit: str) -> float:
    return _MONTHS_IN.get(unit) or _DAYS_IN[unit] / _DAYS_A_MONTH


def _amount(tokens: list[Token]) -> tuple[float, float]:
    names = {token.name for token in tokens}
    few = next((_FEW[name] for name in names if name in _FEW), None)
    if few is not None:
        return few
    numbers = [number for token in tokens for number in _numbers(token)] or [0.0 if "half" in names else 1.0]
    half = 0.5 if "half" in names else 0.0
    return min(numbers) + half, max(numbers) + half


def _numbers(token: Token) -> list[float]:
    if token.norm == "COUNT" and not token.value:
        return [float(part) for part in token.parts or (token.raw,)]
    return [float(token.value)] if token.norm in ("COUNT", "NUM", "NUMW") else []


def _slack(unit: str, months: float) -> int:
    """How far off people are who count in ``unit``: half of it, or more when it is long ago."""
    if unit == "year":
        return 92 if months <= 12 else 183
    if unit == "month":
        return 15 if months < 12 else 45
    if unit == "term":
        return 60
    days = months * _DAYS_A_MONTH
    if unit == "day":
        return 0 if days <= 14.5 else round(days / 10)
    return 4 if days <= 60 else round(days / 10)


def ago(length: Length, today: date) -> Days:
    """The days that lie the length before ``today``."""
    first = _shift(today, -length.high) - timedelta(days=length.slack)
    last = _shift(today, -length.low) + timedelta(days=length.slack)
    return _interval(first, min(last, today))


def ahead(length: Length, today: date) -> Days:
    """The days that lie the length after ``today``."""
    first = _shift(today, length.low) - timedelta(days=length.slack)
    return _interval(max(first, today), _shift(today, length.high) + timedelta(days=length.slack))


def ago_at_least(length: Length, today: date) -> Days:
    """From twice the length ago to the length ago: "over 3 years ago"."""
    return _interval(_shift(today, -2 * length.high), _shift(today, -length.low))


def ago_at_most(length: Length, today: date) -> Days:
    """From the length ago to ``today``: "less than a year ago"."""
    return _interval(_shift(today, -length.high), today)


def _interval(first: date, last: date) -> Days:
    return Days(first, last, "day" if first == last else "approximate")


def _shift(today: date, months: float) -> date:
    whole = int(months)
    day: date = today + relativedelta(months=whole, days=round((months - whole) * _DAYS_A_MONTH))
    return day
