"""The decision table (decisions.yml) and the days on which answers change (boundaries.yml), run through `senco check`.

What a row may expect:

* ``exit``: 2, one line on standard error and nothing on standard output.
* ``needs`` (exactly these facts) or ``needs_includes`` (at least these): a question comes back, and no decision.
* any field of a decision, compared as it is; ``also`` and ``assumed_includes`` ask for at least these entries,
  ``assumed_excludes`` for none of them; ``also_values`` and ``also_values_exclude`` look at its values alone.

Whatever a row expects, every answer must also be whole: cited, dated, and with nothing assumed that was said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from senco.cli import main

HERE = Path(__file__).parent
FACT_OF_OPTION = {
    "appointed": "appointed_on",
    "nasenco-started": "nasenco_started_on",
    "nasenco-completed": "nasenco_completed_on",
    "npq-started": "npq_started_on",
}
SOURCE = re.compile(r"R\d+[a-h]?|F\d+[a-e]?|E\d+|FD\d\.\d+|contract [1-4]")


def as_text(value: Any) -> Any:
    """The value as JSON would give it: days as YYYY-MM-DD, at any depth."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return value


def read(name: str) -> dict[str, Any]:
    """One of the two files beside this one."""
    return dict(as_text(YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8"))))


@dataclass(frozen=True)
class Case:
    """One call of the command line and what must come of it."""

    id: str
    as_of: str
    options: Mapping[str, Any]
    expect: Mapping[str, Any]

    def argv(self) -> list[str]:
        """The command line; an option set to true is a switch."""
        argv = ["check", "--as-of", self.as_of, "--json"]
        for option, value in self.options.items():
            argv += [f"--{option}"] if value is True else [f"--{option}", str(value)]
        return argv

    def stated(self) -> set[str]:
        """The facts that this command line states."""
        return {FACT_OF_OPTION.get(option, option.replace("-", "_")) for option in self.options}


def table_cases() -> Iterator[Case]:
    table = read("decisions.yml")
    for row in table["rows"]:
        yield Case(row["id"], row.get("as_of", table["as_of"]), row["args"], row["expect"])


def boundary_cases() -> Iterator[Case]:
    table = read("boundaries.yml")
    for row in table["boundaries"]:
        for step, when in enumerate(("day_before", "same_day", "day_after"), start=-1):
            moved = {row["moves"]: (date.fromisoformat(row["day"]) + timedelta(days=step)).isoformat()}
            as_of = moved.pop("as-of", row.get("as_of", table["as_of"]))
            yield Case(f"{row['id']}:{when}", as_of, {**row["args"], **moved}, row[when])


CASES = [*table_cases(), *boundary_cases()]

Answer = dict[str, Any]
CHECKS: dict[str, Callable[[Answer, Any], bool]] = {
    "also": lambda answer, wanted: all(
        any(part.items() <= entry.items() for entry in answer["also"]) for part in wanted
    ),
    "also_values": lambda answer, wanted: set(wanted) <= {entry["value"] for entry in answer["also"]},
    "also_values_exclude": lambda answer, wanted: not set(wanted) & {entry["value"] for entry in answer["also"]},
    "assumed": lambda answer, wanted: set(answer["assumed"]) == set(wanted),
    "assumed_includes": lambda answer, wanted: set(wanted) <= set(answer["assumed"]),
    "assumed_excludes": lambda answer, wanted: not set(wanted) & set(answer["assumed"]),
    "needs": lambda answer, wanted: set(answer["needs"]) == set(wanted),
    "needs_includes": lambda answer, wanted: set(wanted) <= set(answer["needs"]),
}
FIELDS = {"outcome", "deadline", "deadline_latest", "safe_by", "transition", "standing"}


def wrong_with(answer: Answer, expect: Mapping[str, Any]) -> dict[str, Any]:
    """What the row wants and the answer does not have."""
    return {
        key: wanted
        for key, wanted in expect.items()
        if not (answer[key] == wanted if key in FIELDS else CHECKS[key](answer, wanted))
    }


def assert_whole(answer: Answer, case: Case) -> None:
    """The decision is cited and dated, and calls nothing assumed that was said."""
    assert answer["as_of"] == case.as_of
    assert answer["rules"], "no rule is named"
    assert answer["sources"], "no source is named"
    for source in answer["sources"]:
        assert all(source[part] for part in ("id", "title", "publisher", "version", "checked")), source
        assert "url" in source, source
    assert answer["standing"] in {"law", "guidance", "disputed"}
    assert not case.stated() & set(answer["assumed"])
    if answer["deadline"] is None:
        assert (answer["deadline_latest"], answer["safe_by"]) == (None, None)
        return
    deadline = date.fromisoformat(answer["deadline"])
    assert date.fromisoformat(answer["deadline_latest"]) >= deadline
    assert date.fromisoformat(answer["safe_by"]) == deadline - timedelta(days=1)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_row(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(case.argv())
    out, err = capsys.readouterr()
    if "exit" in case.expect:
        assert (code, out.strip(), len(err.strip().splitlines())) == (case.expect["exit"], "", 1), err
        return
    assert (code, err) == (0, "")
    answer = json.loads(out)
    if case.expect.keys() & {"needs", "needs_includes"}:
        assert answer.keys() == {"needs", "why"}, answer
        assert answer["why"].strip()
    else:
        assert "outcome" in answer, answer
        assert_whole(answer, case)
    assert not wrong_with(answer, case.expect), answer


def test_every_example_of_the_policy_has_a_row() -> None:
    ids = {case.id for case in CASES}
    assert not {f"C{number}" for number in range(1, 54)} - ids


def test_rows_are_well_formed() -> None:
    rows = read("decisions.yml")["rows"]
    boundaries = read("boundaries.yml")["boundaries"]
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids))
    assert all(case.expect for case in CASES), "a row that expects nothing cannot fail"
    assert all(case.expect.keys() <= {"exit", *CHECKS, *FIELDS} for case in CASES)
    assert all(row["why"] and row.get("reading", "owner") in {"owner", "tester"} for row in rows)
    assert all(SOURCE.fullmatch(source) for row in [*rows, *boundaries] for source in row["source"])
