"""An interval of days: how every date in the product is held (contract, section 2).

A person who says "sept 23" has named thirty days. Both ends are kept, with the
grain at which it was said and the words it was read from, so that nothing is
made more exact than it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

Grain = Literal["day", "month", "term", "year", "academic_year", "holiday", "approximate"]
GRAINS: tuple[Grain, ...] = get_args(Grain)


@dataclass(frozen=True)
class DateSpan:
    """All days from ``earliest`` to ``latest``, both included.

    Raises ValueError when the ends are the wrong way round.
    """

    earliest: date
    latest: date
    grain: Grain
    text: str = ""

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"the span ends ({self.latest}) before it begins ({self.earliest})")
        if self.grain not in GRAINS:
            raise ValueError(f"unknown grain: {self.grain}")

    @classmethod
    def of_day(cls, day: date, text: str = "") -> DateSpan:
        """The span of one exactly known day."""
        return cls(day, day, "day", text or day.isoformat())

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> DateSpan:
        """Read what ``as_dict`` wrote. Raises ValueError or KeyError on anything else."""
        return cls(
            date.fromisoformat(data["earliest"]),
            date.fromisoformat(data["latest"]),
            data["grain"],
            data.get("text", ""),
        )

    @property
    def is_day(self) -> bool:
        """Whether the span is a single day."""
        return self.earliest == self.latest

    def as_dict(self) -> dict[str, str]:
        """The JSON form of contract section 2."""
        return {
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "grain": self.grain,
            "text": self.text,
        }

    def up_to(self, last: date) -> DateSpan:
        """This span without the days after ``last``; itself where that would leave nothing."""
        if self.earliest <= last < self.latest:
            return replace(self, latest=last)
        return self
