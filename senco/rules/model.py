"""What a decision is made from and what it says (contract, sections 1 and 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, cast

from senco.timespan import DateSpan

VALUES: dict[str, tuple[str, ...]] = {
    "role": ("designated", "planned", "not_designated"),
    "setting": (
        "mainstream",
        "maintained_nursery",
        "special",
        "alternative_provision",
        "independent",
        "post_16",
        "early_years",
        "outside_england",
    ),
    "earlier_service": ("none", "up_to_12_months", "over_12_months"),
    "nasenco": ("none", "in_progress", "completed", "stopped"),
    "npq": ("none", "in_progress", "passed"),
    "qualified_teacher": ("yes", "no", "head", "in_induction"),
}
"""Every categorical fact and the values it may have."""

DATES = (
    "appointed_on",
    "earlier_service_from",
    "nasenco_started_on",
    "nasenco_completed_on",
    "npq_started_on",
)
"""Every fact that is a date, held as an interval of days."""

FACTS = (*VALUES, *DATES)

USUAL = {"setting": "mainstream", "role": "designated", "qualified_teacher": "yes"}
"""What a conversation takes for granted until told otherwise, and always names."""

USUAL_ON_COMMAND_LINE = {**USUAL, "earlier_service": "none", "npq": "none"}
"""What the command line, which asks nobody, takes for granted and names."""


def usual_in_conversation(facts: Facts) -> dict[str, str]:
    """What a conversation takes for granted beside ``USUAL``: somebody on one course is not also on the other.

    One question covers both awards, so naming one answers it; what follows for the other is assumed and named.
    """
    if facts.npq in ("in_progress", "passed"):
        return {**USUAL, "nasenco": "none"}
    if facts.nasenco == "in_progress":
        return {**USUAL, "npq": "none"}
    return USUAL


class FactError(ValueError):
    """A fact that cannot be, or two that cannot both be. ``fact`` names the one to change."""

    def __init__(self, fact: str, message: str) -> None:
        super().__init__(message)
        self.fact = fact


@dataclass(frozen=True)
class Facts:
    """The facts of contract section 1. None is unknown, and never a value in silence."""

    role: str | None = None
    setting: str | None = None
    appointed_on: DateSpan | None = None
    earlier_service: str | None = None
    earlier_service_from: DateSpan | None = None
    nasenco: str | None = None
    nasenco_started_on: DateSpan | None = None
    nasenco_completed_on: DateSpan | None = None
    npq: str | None = None
    npq_started_on: DateSpan | None = None
    qualified_teacher: str | None = None

    def __post_init__(self) -> None:
        for name, allowed in VALUES.items():
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise FactError(
                    name,
                    f"{name} cannot be {value!r}. Choose one of: {', '.join(allowed)}.",
                )

    @classmethod
    def of(cls, **given: str | date | DateSpan | None) -> Facts:
        """Build facts from values, ISO dates, days or spans. Raises FactError on anything else."""
        ready: dict[str, Any] = {}
        for name, value in given.items():
            if name not in FACTS:
                raise FactError(name, f"There is no fact called {name}.")
            ready[name] = _span(name, value) if name in DATES else value
        return cls(**ready)

    def changed(self, changes: Mapping[str, str | DateSpan | None]) -> Facts:
        """These facts with some of them changed. Raises FactError on a value that cannot be."""
        return replace(self, **cast("dict[str, Any]", dict(changes)))

    def known(self) -> dict[str, str | DateSpan]:
        """The facts that are known, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}

    def assuming(self, usual: dict[str, str]) -> tuple[Facts, tuple[str, ...]]:
        """Fill in what is unknown from ``usual``; also return the names that were filled in."""
        filled = {name: value for name, value in usual.items() if getattr(self, name) is None}
        return self.changed(filled), tuple(filled)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: known facts only."""
        return {name: v.as_dict() if isinstance(v, DateSpan) else v for name, v in self.known().items()}


def _span(name: str, value: str | date | DateSpan | None) -> DateSpan | None:
    if value is None or isinstance(value, DateSpan):
        return value
    if isinstance(value, date):
        return DateSpan.of_day(value)
    try:
        return DateSpan.of_day(date.fromisoformat(value))
    except ValueError:
        raise FactError(name, f"{name} must be a date like 2023-01-09, not {value!r}.") from None


@dataclass(frozen=True)
class Reading:
    """One way of reading disputed law: what follows from it, and on whose authority."""

    dispute: str
    reading: str
    statement: str
    outcome: str
    deadline: date | None
    sources: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "dispute": self.dispute,
            "reading": self.reading,
            "statement": self.statement,
            "outcome": self.outcome,
            "deadline": _iso(self.deadline),
            "sources": list(self.sources),
        }


@dataclass(frozen=True)
class Decision:
    """The answer (contract, section 3). Dates are days; ``deadline_latest`` closes a range."""

    outcome: str
    deadline: date | None
    deadline_latest: date | None
    safe_by: date | None
    as_of: date
    facts: Facts
    assumed: tuple[str, ...]
    transition: str | None
    also: tuple[dict[str, str], ...]
    rules: tuple[str, ...]
    standing: str
    sources: tuple[dict[str, Any], ...]
    rules_version: str
    readings: tuple[Reading, ...] = field(default=())

    def also_value(self, what: str) -> str | None:
        """The value of one entry of ``also``, or None."""
        return next((entry["value"] for entry in self.also if entry["what"] == what), None)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of contract section 3 (``readings`` and ``rules_version`` are additions)."""
        return {
            "outcome": self.outcome,
            "deadline": _iso(self.deadline),
            "deadline_latest": _iso(self.deadline_latest),
            "safe_by": _iso(self.safe_by),
            "as_of": self.as_of.isoformat(),
            "facts": self.facts.as_dict(),
            "assumed": list(self.assumed),
            "transition": self.transition,
            "also": [dict(entry) for entry in self.also],
            "rules": list(self.rules),
            "standing": self.standing,
            "sources": [dict(source) for source in self.sources],
            "readings": [reading.as_dict() for reading in self.readings],
            "rules_version": self.rules_version,
        }


@dataclass(frozen=True)
class Needs:
    """No decision yet: these facts, best question first, can still change the outcome."""

    facts: tuple[str, ...]
    why: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of contract section 4."""
        return {"needs": list(self.facts), "why": self.why}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
