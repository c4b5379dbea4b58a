"""What one phrase can mean, before its message says which year it is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from senco.dates.result import RefusalCode
from senco.dates.school_year import Days

EveryYear = Callable[[int], Days]
"""What comes round every year."""

Yearly = Callable[[int], Days | None]
"""What may miss a year, as 29 February does."""


@dataclass(frozen=True)
class Known:
    """The phrase names its days."""

    days: Days
    year_said: bool = False


@dataclass(frozen=True)
class Floating:
    """The phrase comes round every year ("september"): the message, or today, settles the year."""

    yearly: Yearly


@dataclass(frozen=True)
class Refused:
    """The phrase is about a date and cannot be read as one."""

    code: RefusalCode
    options: tuple[Days, ...] = ()


@dataclass(frozen=True)
class Two:
    """One phrase names two dates ("1 and 2 september"); the second begins ``cut`` tokens on."""

    one: Known | Floating | Refused
    other: Known | Floating | Refused
    cut: int


Reading = Known | Floating | Refused


class Settled(NamedTuple):
    """A mention whose year is settled."""

    first: int
    last: int
    reading: Known | Refused


class Mention(NamedTuple):
    """A reading and the tokens it was read from: ``first`` up to and without ``last``."""

    first: int
    last: int
    reading: Reading
