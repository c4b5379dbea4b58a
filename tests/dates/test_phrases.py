"""The tables of phrases: what each means, what is no date, and texts that hold several."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from senco.dates import REFUSAL_CODES, DateRefusal, find_dates, read_date
from senco.timespan import DateSpan

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)


def _load(name: str) -> Any:
    return YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8"))


def assert_means(result: DateSpan | DateRefusal, expected: str) -> None:
    """Compare with an expectation as the head of ``phrases.yml`` explains it."""
    kind, *rest = expected.split()
    if kind in REFUSAL_CODES:
        assert isinstance(result, DateRefusal), result
        assert result.code == kind
        return
    assert isinstance(result, DateSpan), result
    first = date.fromisoformat(rest[0])
    if kind.startswith("around"):
        assert result.grain == ("holiday" if kind == "around_holiday" else "approximate")
        assert result.earliest <= first <= result.latest, result
        assert (result.latest - result.earliest).days <= int(rest[1]), result
        return
    assert (result.grain, result.earliest, result.latest) == (kind, first, date.fromisoformat(rest[-1]))


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [(today, text, expected) for today, rows in _load("phrases.yml").items() for text, expected in rows.items()],
)
def test_a_phrase_means(today: date, text: str, expected: str) -> None:
    assert_means(read_date(text, today), expected)


@pytest.mark.parametrize("text", _load("not_dates.yml"))
def test_is_no_date(text: str) -> None:
    assert find_dates(text, TODAY) == []
    result = read_date(text, TODAY)
    assert isinstance(result, DateRefusal)


@pytest.mark.parametrize(("text", "expected"), _load("several.yml").items())
def test_each_date_is_found_with_its_words(text: str, expected: list[list[str]]) -> None:
    found = find_dates(text, TODAY)
    assert [text[one.start : one.end] for one in found] == [words for words, _ in expected]
    for one, (_, meaning) in zip(found, expected, strict=True):
        assert_means(one.result, meaning)


def _probe(text: str, expected: str) -> str:
    """Say "right", "wrong" (another date is read in silence) or "no answer"."""
    found = find_dates(text, TODAY)
    if expected == "nothing":
        return "wrong" if found else "right"
    result = read_date(text, TODAY)
    try:
        assert_means(result, expected)
    except AssertionError:
        return "wrong" if isinstance(result, DateSpan) else "no answer"
    return "right"


def test_sixty_probes_and_none_is_wrong_in_silence() -> None:
    outcomes = [_probe(text, expected) for rows in _load("probes.yml").values() for text, expected in rows.items()]
    assert len(outcomes) == 60
    assert outcomes.count("wrong") == 0
    assert outcomes.count("right") >= 57
