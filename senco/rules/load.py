"""Reading the rule book, and refusing one that is not sound.

Refused, with file and line: duplicate keys and ids, unknown terms, values and sources,
rules that cite nothing, and questions whose rules leave a gap or overlap.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from senco.rules.book import (
    UNSTATED,
    Cohort,
    Cohorts,
    Condition,
    DateTest,
    Dispute,
    FactLabel,
    Operator,
    ReadingOption,
    Rule,
    Rules,
    Source,
    Standing,
)
from senco.rules.model import DATES, FACTS, VALUES
from senco.rules.proof import first_fault
from senco.yamlfile import LINE, DataFileError, read_yaml

HERE = Path(__file__).parent
QUESTIONS = ("outcome", "transition", "caught", "award")
"""The questions that a decision asks by name."""

COMPUTED = ("today", "deadline", "npq_result_by", "next_cohort_result_by")


class RuleFileError(DataFileError):
    """A rule file that cannot be relied on."""


@lru_cache(maxsize=4)
def load_rules(folder: Path = HERE) -> Rules:
    """Read sources, cohorts and rules from a folder and prove the rules sound.

    Raises RuleFileError (or DataFileError for a file that is no YAML), naming file and line.
    """
    sources = _Sources(folder / "sources.yml").read()
    cohorts = _CohortFile(folder / "cohorts.yml", sources).read()
    return _RuleFile(folder / "rules.yml", sources).read(cohorts)


class _File:
    """A data file being read: knows how to complain."""

    def __init__(self, path: Path, sources: dict[str, Source]) -> None:
        self.path, self.sources = path, sources
        self.data = read_yaml(path)

    def refuse(self, line: int, problem: str) -> RuleFileError:
        return RuleFileError(self.path, line, problem)

    def part(self, name: str) -> dict[str, Any]:
        """A part of the file that is a mapping."""
        part: dict[str, Any] = self.get(self.data, name, dict)
        return part

    def entries(self, name: str) -> list[dict[str, Any]]:
        """A part of the file that is a list of mappings, of which there is at least one."""
        entries: list[dict[str, Any]] = self.get(self.data, name, list)
        if not entries or not all(isinstance(entry, dict) for entry in entries):
            raise self.refuse(self.data[LINE], f"{name!r} must be a list of mappings")
        return entries

    def named(self, entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The mappings that a mapping holds, by name."""
        for name, value in _named(entry):
            if not isinstance(value, dict):
                raise self.refuse(entry[LINE], f"{name!r} has the wrong kind of value")
        return _named(entry)

    def get(self, entry: dict[str, Any], key: str, kind: type | tuple[type, ...]) -> Any:
        if key not in entry:
            raise self.refuse(entry[LINE], f"{key!r} is missing")
        if not isinstance(entry[key], kind):
            raise self.refuse(entry[LINE], f"{key!r} has the wrong kind of value")
        return entry[key]

    def cites(self, entry: dict[str, Any]) -> tuple[str, ...]:
        cited = tuple(self.get(entry, "cites", list))
        if not cited:
            raise self.refuse(entry[LINE], "cites nothing")
        for source in cited:
            if source not in self.sources:
                raise self.refuse(entry[LINE], f"cites {source!r}, which sources.yml does not have")
        return cited


class _Sources(_File):
    def __init__(self, path: Path) -> None:
        super().__init__(path, {})

    def read(self) -> dict[str, Source]:
        for entry in self.entries("sources"):
            source = self._source(entry)
            if source.id in self.sources:
                raise self.refuse(entry[LINE], f"the id {source.id!r} stands there twice")
            self.sources[source.id] = source
        return self.sources

    def _source(self, entry: dict[str, Any]) -> Source:
        return Source(
            id=self.get(entry, "id", str),
            title=self.get(entry, "title", str),
            publisher=self.get(entry, "publisher", str),
            kind=self.get(entry, "kind", str),
            version=str(self.get(entry, "version", (str, date))),
            url=self.get(entry, "url", (str, type(None))),
            checked=self.get(entry, "checked", date),
            paragraph=entry.get("paragraph"),
        )


class _CohortFile(_File):
    def read(self) -> Cohorts:
        course, yearly = self.part("course"), self.part("then_yearly")
        listed = tuple(self._cohort(entry) for entry in self.entries("listed"))
        for entry, (one, other) in zip(self.entries("listed")[1:], pairwise(listed), strict=True):
            if other.starts <= one.starts:
                raise self.refuse(entry[LINE], "cohorts must stand in the order in which they start")
        return Cohorts(
            listed=listed,
            yearly=Cohort(
                self.get(yearly, "name", str),
                self._first_expected(yearly, listed[-1].starts.year + 1),
                self.get(yearly, "status", str),
                self.cites(yearly),
            ),
            worst_months=self.get(course, "worst_months", int),
            first_possible_start=self.get(course, "first_possible_start", date),
            cites=self.cites(course),
        )

    def _first_expected(self, yearly: dict[str, Any], year: int) -> date:
        try:
            return date(year, self.get(yearly, "month", int), self.get(yearly, "day", int))
        except ValueError as error:
            raise self.refuse(yearly[LINE], f"is no day of the year: {error}") from None

    def _cohort(self, entry: dict[str, Any]) -> Cohort:
        return Cohort(
            self.get(entry, "name", str),
            self.get(entry, "starts", date),
            self.get(entry, "status", str),
            self.cites(entry),
        )


class _RuleFile(_File):
    def read(self, cohorts: Cohorts) -> Rules:
        dates = {name: self._day(entry) for name, entry in self.named(self.part("dates"))}
        disputes = {name: self._dispute(name, entry) for name, entry in self.named(self.part("disputes"))}
        questions = {self.get(entry, "decides", str) for entry in self.entries("rules")}
        self.terms = {
            *FACTS,
            *COMPUTED,
            *dates,
            *questions,
            *(f"reading.{name}" for name in disputes),
        }
        self.dates, self.disputes = dates, disputes
        outcomes = dict(self.named(self.part("outcomes")))
        rules = Rules(
            version=self.get(self.data, "version", str),
            dates=dates,
            years_allowed=self._limit("years_allowed", "years"),
            long_service_months=self._limit("long_service", "months"),
            labels=self._labels(),
            disputes=disputes,
            asks_nothing=frozenset(name for name, entry in outcomes.items() if self._asks(entry) == "nothing"),
            titles={name: self.get(entry, "title", str) for name, entry in outcomes.items()},
            rules=self._rules(),
            sources=self.sources,
            cohorts=cohorts,
        )
        self._prove(rules)
        return rules

    def _day(self, entry: dict[str, Any]) -> date:
        self.cites(entry)
        day: date = self.get(entry, "day", date)
        return day

    def _limit(self, name: str, unit: str) -> int:
        entry: dict[str, Any] = self.get(self.part("limits"), name, dict)
        self.cites(entry)
        amount: int = self.get(entry, unit, int)
        return amount

    def _asks(self, outcome: dict[str, Any]) -> str:
        asks: str = self.get(outcome, "asks", str)
        if asks not in ("nothing", "something"):
            raise self.refuse(outcome[LINE], f"an outcome cannot ask {asks!r}")
        return asks

    def _labels(self) -> dict[str, FactLabel]:
        labels = {name: self._label(name, entry) for name, entry in self.named(self.part("facts"))}
        for fact in FACTS:
            if fact not in labels:
                raise self.refuse(self.part("facts")[LINE], f"{fact!r} is missing")
        return labels

    def _label(self, name: str, entry: dict[str, Any]) -> FactLabel:
        if name not in FACTS:
            raise self.refuse(entry[LINE], f"there is no fact {name!r}")
        return FactLabel(self.get(entry, "label", str), self.get(entry, "why", str))

    def _dispute(self, name: str, entry: dict[str, Any]) -> Dispute:
        readings = tuple(
            ReadingOption(reading, self.get(option, "statement", str), self.cites(option))
            for reading, option in self.named(self.get(entry, "readings", dict))
        )
        return Dispute(name, self.get(entry, "question", str), readings)

    def _rules(self) -> tuple[Rule, ...]:
        rules: dict[str, Rule] = {}
        for entry in self.entries("rules"):
            rule = self._rule(entry)
            if rule.id in rules:
                raise self.refuse(entry[LINE], f"the id {rule.id!r} stands there twice")
            rules[rule.id] = rule
        return tuple(rules.values())

    def _rule(self, entry: dict[str, Any]) -> Rule:
        standing = self.get(entry, "standing", str)
        if standing not in get_args(Standing):
            raise self.refuse(entry[LINE], f"standing cannot be {standing!r}")
        when = self.get(entry, "when", dict)
        return Rule(
            id=self.get(entry, "id", str),
            decides=self.get(entry, "decides", str),
            when=tuple(self._condition(term, test, when[LINE]) for term, test in _named(when)),
            then=self.get(entry, "then", str),
            statement=self.get(entry, "statement", str),
            standing=standing,
            cites=self.cites(entry),
            policy=tuple(self.get(entry, "policy", list)),
            line=entry[LINE],
        )

    def _condition(self, term: str, test: Any, line: int) -> Condition:
        if term not in self.terms:
            raise self.refuse(line, f"there is nothing called {term!r}")
        alternatives = test if isinstance(test, list) else [test]
        compared = [part for part in alternatives if isinstance(part, dict)]
        values = frozenset(part for part in alternatives if not isinstance(part, dict))
        if term in DATES or term in COMPUTED:
            if len(compared) > 1 or not values <= {UNSTATED}:
                raise self.refuse(line, f"{term!r} is a date: compare it once")
            tests = tuple(self._date_test(*pair, line) for part in compared for pair in _named(part))
            return Condition(term, comparisons=tests, or_unstated=bool(values))
        unknown = values - frozenset(self._possible(term)) if not compared else {"a comparison"}
        if unknown:
            raise self.refuse(
                line,
                f"{term!r} cannot be {', '.join(map(repr, sorted(map(str, unknown))))}",
            )
        return Condition(term, values=values)

    def _possible(self, term: str) -> set[str]:
        if term in VALUES:
            return set(VALUES[term])
        if term.startswith("reading."):
            return {option.id for option in self.disputes[term.removeprefix("reading.")].readings}
        return {self.get(entry, "then", str) for entry in self.entries("rules") if entry["decides"] == term}

    def _date_test(self, operator: str, against: str, line: int) -> DateTest:
        if operator not in get_args(Operator):
            raise self.refuse(line, f"there is no comparison {operator!r}")
        if against not in self.dates and against not in COMPUTED:
            raise self.refuse(line, f"there is no date called {against!r}")
        return DateTest(operator, against)  # type: ignore[arg-type]

    def _prove(self, rules: Rules) -> None:
        for question in QUESTIONS:
            if question not in rules.by_question:
                raise self.refuse(1, f"no rule decides {question!r}")
        for rule in rules.by_question["outcome"]:
            if rule.then not in rules.titles:
                raise self.refuse(rule.line, f"there is no outcome {rule.then!r}")
        fault = first_fault(rules)
        if fault:
            raise self.refuse(*fault)


def _named(entry: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in entry.items() if name != LINE]
