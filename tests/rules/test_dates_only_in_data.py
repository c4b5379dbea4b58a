"""No date of the law stands anywhere but in rules.yml and cohorts.yml: not in code or its messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from senco.rules import load_rules

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("senco", "actions") for path in (ROOT / folder).rglob("*.py"))
ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)\b")
WORDS = re.compile(r"\b(\d{1,2}) (January|April|August|September|October|November) (\d{4})\b")
MONTHS = ("January", "April", "August", "September", "October", "November")
NUMBERS = dict(zip(MONTHS, (1, 4, 8, 9, 10, 11), strict=True))


def dates_of_the_law() -> set[date]:
    """Every date of the rules and cohorts, and the last day before it."""
    rules = load_rules()
    cohorts = rules.cohorts
    named = {*rules.dates.values(), cohorts.first_possible_start, *(cohort.starts for cohort in cohorts.listed)}
    return named | {day - timedelta(days=1) for day in named}


LAW = dates_of_the_law()


def written(code: str) -> Iterator[date]:
    """Every date that stands in code: as figures anywhere, in words in a message, as a call of ``date``."""
    yield from (date.fromisoformat(found) for found in ISO.findall(code))
    nodes = list(ast.walk(ast.parse(code)))
    # A text that stands alone is a docstring, where a date is an example of how dates are written.
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        match node:
            case ast.Call(
                func=func, args=[ast.Constant(int(year)), ast.Constant(int(month)), ast.Constant(int(day)), *_]
            ):
                if ast.unparse(func).endswith(("date", "datetime")):
                    yield date(year, month, day)
            case ast.Constant(str(text)) if id(node) not in alone:
                yield from (date(int(y), NUMBERS[word], int(d)) for d, word, y in WORDS.findall(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_holds_no_date_of_the_law(path: Path) -> None:
    found = LAW & set(written(path.read_text(encoding="utf-8")))
    assert not found, f"{path.name} holds {sorted(map(str, found))}: it belongs in rules.yml or cohorts.yml"


def test_the_search_finds_a_date_however_it_is_written() -> None:
    code = """
        a = "2009-09-01"
        b = date(2024, 9, 1)
        c = datetime.date(2027, 8, 31)
        c = 'until 1 September 2023'
        d = date(year, 9, 1)
    """
    assert set(written(dedent(code))) == {date(2009, 9, 1), date(2024, 9, 1), date(2027, 8, 31), date(2023, 9, 1)}
    assert set(written(dedent(code))) <= LAW


def test_there_is_code_to_search() -> None:
    assert {"cli.py", "decide.py", "check_form.py"} <= {path.name for path in FILES}
