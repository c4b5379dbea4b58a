"""The rule book in memory: what `load` reads from the data files and `evaluate` works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from dateutil.relativedelta import relativedelta

Standing = Literal["law", "guidance", "disputed"]
Operator = Literal["before", "from", "after", "up_to", "is"]
WEAKNESS: tuple[Standing, ...] = ("law", "guidance", "disputed")
UNSTATED = "unstated"
"""The value in a condition for an optional date that nobody has given."""


@lru_cache(maxsize=4096)
def months_after(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day where it has none such."""
    later: date = day + relativedelta(months=months)
    return later


@dataclass(frozen=True)
class DateTest:
    """A comparison of a date with a named date of the law or with a computed one."""

    operator: Operator
    against: str

    def holds(self, day: date, other: date) -> bool:
        """Whether ``day`` stands to ``other`` as the operator says."""
        if self.operator == "before":
            return day < other
        if self.operator == "from":
            return day >= other
        if self.operator == "after":
            return day > other
        if self.operator == "up_to":
            return day <= other
        return day == other


@dataclass(frozen=True)
class Condition:
    """One line of a rule's ``when``: allowed values, or comparisons that must all hold.

    ``or_unstated`` also admits an optional date that nobody has given.
    """

    term: str
    values: frozenset[str] = frozenset()
    comparisons: tuple[DateTest, ...] = ()
    or_unstated: bool = False

    @property
    def on_date(self) -> bool:
        """Whether the condition is about a date."""
        return bool(self.comparisons) or self.or_unstated


@dataclass(frozen=True)
class Rule:
    """One row of the law: when it holds, what follows, and on whose authority."""

    id: str
    decides: str
    when: tuple[Condition, ...]
    then: str
    statement: str
    standing: Standing
    cites: tuple[str, ...]
    policy: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class FactLabel:
    """How a fact is called when it is missing, and why it matters."""

    label: str
    why: str


@dataclass(frozen=True)
class ReadingOption:
    """One way of reading disputed law."""

    id: str
    statement: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Dispute:
    """A point on which the sources part, with every way of reading it."""

    id: str
    question: str
    readings: tuple[ReadingOption, ...]

    def option(self, reading: str) -> ReadingOption:
        """The reading of that id. Raises StopIteration when there is none."""
        return next(option for option in self.readings if option.id == reading)


@dataclass(frozen=True)
class Source:
    """Where a statement comes from. ``checked`` is the day on which somebody last looked."""

    id: str
    title: str
    publisher: str
    kind: str
    version: str
    url: str | None
    checked: date
    paragraph: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of contract section 3."""
        data = {
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "version": self.version,
            "url": self.url,
            "checked": self.checked.isoformat(),
        }
        return data if self.paragraph is None else data | {"paragraph": self.paragraph}


@dataclass(frozen=True)
class Cohort:
    """One intake of the NPQ. ``status`` is announced or expected."""

    name: str
    starts: date
    status: str
    cites: tuple[str, ...]

    @property
    def joinable_to(self) -> date:
        """The last day on which it counts as joinable, if still open: the end of its first month."""
        last: date = self.starts + relativedelta(day=31)
        return last


@dataclass(frozen=True)
class Cohorts:
    """The listed intakes, then one a year for ever, marked as expected."""

    listed: tuple[Cohort, ...]
    yearly: Cohort
    worst_months: int
    first_possible_start: date
    cites: tuple[str, ...]

    def result_by(self, started: date) -> date:
        """The day by which somebody who starts on ``started`` has the result at worst."""
        return months_after(started, self.worst_months)

    def next_from(self, today: date) -> Cohort:
        """The first intake that can still be joined on ``today``."""
        return next(cohort for cohort in self._all(today.year + 1) if cohort.joinable_to >= today)

    def latest_for(self, deadline: date) -> Cohort | None:
        """The last intake whose result comes by ``deadline`` at worst, or None."""
        fitting = [c for c in self._all(deadline.year) if self.result_by(c.starts) <= deadline]
        return fitting[-1] if fitting else None

    def _all(self, last_year: int) -> list[Cohort]:
        later = range(self.listed[-1].starts.year + 1, last_year + 1)
        return [*self.listed, *(self._expected(year) for year in later)]

    def _expected(self, year: int) -> Cohort:
        starts = self.yearly.starts.replace(year=year)
        return Cohort(f"{self.yearly.name} {year}", starts, self.yearly.status, self.yearly.cites)


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything that deciding needs, read and checked."""

    version: str
    dates: dict[str, date]
    years_allowed: int
    long_service_months: int
    labels: dict[str, FactLabel]
    disputes: dict[str, Dispute]
    asks_nothing: frozenset[str]
    titles: dict[str, str]
    rules: tuple[Rule, ...]
    sources: dict[str, Source]
    cohorts: Cohorts

    @cached_property
    def by_question(self) -> dict[str, tuple[Rule, ...]]:
        """The rules of each question."""
        grouped: dict[str, list[Rule]] = {}
        for rule in self.rules:
            grouped.setdefault(rule.decides, []).append(rule)
        return {question: tuple(rules) for question, rules in grouped.items()}

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.rules}

    def anniversary(self, day: date) -> date:
        """The third anniversary of ``day``; of 29 February, 28 February."""
        return months_after(day, 12 * self.years_allowed)

    def last_nasenco_day(self) -> date:
        """The last day on which a NASENCO under way can be completed and count."""
        return self.dates["nasenco_ends"] - timedelta(days=1)
