"""An interval of days keeps both ends, its grain and the words it was read from."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco.timespan import GRAINS, DateSpan

FIRST, LAST = date(2023, 9, 1), date(2023, 9, 30)
SEPTEMBER = DateSpan(FIRST, LAST, "month", "sept 23")
spans = st.builds(
    lambda ends, grain, text: DateSpan(min(ends), max(ends), grain, text),
    st.tuples(st.dates(), st.dates()),
    st.sampled_from(GRAINS),
    st.text(max_size=20),
)


def test_the_json_form_is_that_of_the_contract() -> None:
    assert SEPTEMBER.as_dict() == {
        "earliest": "2023-09-01",
        "latest": "2023-09-30",
        "grain": "month",
        "text": "sept 23",
    }


@given(spans)
def test_what_is_written_is_read_again(span: DateSpan) -> None:
    assert DateSpan.from_dict(span.as_dict()) == span


def test_words_may_be_missing() -> None:
    assert DateSpan.from_dict({"earliest": "2023-09-01", "latest": "2023-09-30", "grain": "month"}).text == ""


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"earliest": "2023-09-01", "latest": "2023-09-30"},
        {"earliest": "sept", "latest": "2023-09-30", "grain": "month"},
        {"earliest": "2023-10-01", "latest": "2023-09-30", "grain": "month"},
        {"earliest": "2023-09-01", "latest": "2023-09-30", "grain": "decade"},
    ],
)
def test_anything_else_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        DateSpan.from_dict(data)


def test_the_ends_cannot_be_the_wrong_way_round() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        DateSpan(LAST, FIRST, "month")


def test_a_day_is_named_by_its_words_or_by_itself() -> None:
    assert DateSpan.of_day(FIRST) == DateSpan(FIRST, FIRST, "day", "2023-09-01")
    assert DateSpan.of_day(FIRST, "my birthday").text == "my birthday"
    assert DateSpan.of_day(FIRST).is_day
    assert not SEPTEMBER.is_day


@given(spans, st.dates())
def test_cutting_off_later_days_leaves_the_earlier_ones(span: DateSpan, last: date) -> None:
    cut = span.up_to(last)
    assert (cut.earliest, cut.grain, cut.text) == (span.earliest, span.grain, span.text)
    assert cut.latest == (min(span.latest, last) if span.earliest <= last else span.latest)


def test_a_span_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SEPTEMBER.earliest = LAST  # type: ignore[misc]
