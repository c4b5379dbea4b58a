"""Lengths of service in words ("just over a year", "8 months") as months, lowest and highest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from senco.nlu.lexicon import Mark

COUNTED = "one two three four five six seven eight nine ten eleven twelve".split()
WORDS = {word: number for number, word in enumerate(COUNTED, start=1)} | {"a": 1, "an": 1, "couple": 2, "eighteen": 18}
VAGUE = {"few": (2, 5), "several": (3, 9), "many": (5, 30)}
MONTHS_IN = {"year": 12.0, "yr": 12.0, "month": 1.0, "mth": 1.0, "mnth": 1.0, "week": 0.23}
TERM = (2.5, 4.0)
"""A school term in months: three make a year, but people count them loosely."""
A_YEAR = 12.0
LONGEST = 600.0


@dataclass(frozen=True)
class Service:
    """Between ``low`` and ``high`` months."""

    low: float
    high: float

    def __add__(self, other: Service) -> Service:
        return Service(self.low + other.low, self.high + other.high)

    @property
    def bracket(self) -> str | None:
        """``up_to_12_months`` (twelve itself included), ``over_12_months``, or None where it could be either."""
        if self.high <= A_YEAR:
            return "up_to_12_months"
        return "over_12_months" if self.low > A_YEAR else None


def read_duration(words: Sequence[str], before: Mark | None) -> Service | None:
    """The service that ``words`` ("two", "years") name; ``before`` is the mark that stands in front ("just over")."""
    unit = words[-1].rstrip("s") or words[-1]
    if words[-1] in {"years", "ages", "decades"} and len(words) == 1:
        return Service(24.0, LONGEST)
    number = next((word for word in words if word.isdigit() or word in WORDS or word in VAGUE), None)
    if "half" in words and number is None:
        number = "a"
    if number is None or (unit not in MONTHS_IN and unit != "term"):
        return None
    special = [word for word in words if word in VAGUE or word == "couple"]
    low, high = _count(special[0] if special else number)
    service = _months(low, high, unit, "half" in words and len(words) > 2)
    if words[0] == "half" or words[:3] == ["half", "a", "year"]:
        service = Service(6.0, 6.0)
    return _bounded(service, before, exact=unit == "month" and not special)


def _count(word: str) -> tuple[float, float]:
    if word in VAGUE:
        return VAGUE[word]
    number = float(WORDS.get(word, 0) or word)
    return number, number


def _months(low: float, high: float, unit: str, and_a_half: bool) -> Service:
    if unit == "term":
        return Service(low * TERM[0], high * TERM[1])
    each = MONTHS_IN[unit]
    extra = each / 2 if and_a_half else 0.0
    return Service(low * each + extra, high * each + extra)


def _bounded(service: Service, before: Mark | None, exact: bool) -> Service:
    """``service`` with "over", "nearly" or "about" applied; a plain year is only near twelve months."""
    label = before.label if before else ""
    if label == "more_than":
        return Service(service.low + 0.5, LONGEST if service.low else service.high)
    if label == "less_than":
        return Service(max(service.low - 5.0, 0.0), service.high)
    if label == "exactly":
        return service
    if label == "about":
        return Service(service.low * 0.85, service.high * 1.2)
    return service if exact else Service(service.low * 0.9, service.high * 1.1)
