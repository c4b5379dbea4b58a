"""What must hold for every day, every text and every today."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco.dates import REFUSAL_CODES, DateRefusal, find_dates, read_date
from senco.timespan import DateSpan

TODAY = date(2026, 11, 21)
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _month(day: date) -> str:
    return MONTHS[day.month - 1]


FORMATS: list[Callable[[date], str]] = [
    lambda d: d.isoformat(),
    lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year} {d.month:02} {d.day:02}",
    lambda d: f"{d.year}{d.month:02}{d.day:02}",
    lambda d: f"{d.isoformat()}T09:30:00Z",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    lambda d: f"{d.day}/{d.month}/{d.year % 100:02}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day:02}-{d.month:02}-{d.year % 100:02}",
    lambda d: f"{d.day:02} {d.month:02} {d.year}",
    lambda d: f"{d.day:02}{d.month:02}{d.year}",
    lambda d: f"{d.day} {_month(d)} {d.year}",
    lambda d: f"{d.day} {_month(d)[:3]} {d.year}",
    lambda d: f"{_ordinal(d.day)} {_month(d)} {d.year}",
    lambda d: f"the {_ordinal(d.day)} of {_month(d)}, {d.year}",
    lambda d: f"{_ordinal(d.day)} {_month(d)[:3]} '{d.year % 100:02}",
    lambda d: f"{d.day:02}-{_month(d)[:3].upper()}-{d.year}",
    lambda d: f"{_month(d)} {d.day}, {d.year}",
    lambda d: f"{_month(d)} {_ordinal(d.day)} {d.year}",
    lambda d: f"{d.day}{_month(d)[:3].lower()}{d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {_month(d)} {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()][:3]}, {_ordinal(d.day)} {_month(d)[:3]} {d.year}",
]


@pytest.mark.parametrize("form", FORMATS)
def test_every_day_is_read_back(form: Callable[[date], str]) -> None:
    day, last, today = date(2000, 1, 1), date(2035, 12, 31), date(2031, 6, 1)
    while day <= last:
        result = read_date(form(day), today)
        assert isinstance(result, DateSpan), (form(day), result)
        assert (result.earliest, result.latest, result.grain) == (day, day, "day"), form(day)
        day += timedelta(days=1)


WORDS = st.sampled_from(
    (
        "sept september september's 23 2023 1 1st first may march of the to - / . , ' and last this next past year ish"
        " years month term autumn spring summer easter christmas holidays new ago since for in from been senco"
        " half 2 18 months a couple few before after about start end mid monday friday week day academic school 2023/24"
        " 23/24 post 01/09/23 31/06/2023 '09 twenty three thousand oh coming just gone"
        " time same while over more than less 2o23 st th so \u00a3 \u00bd \U0001f389 ( ) ?"
    ).split()
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=8).map("".join)
)
TODAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@settings(max_examples=600, deadline=None)
@given(TEXTS, TODAYS)
def test_any_text_is_answered_and_offsets_are_those_of_the_text(text: str, today: date) -> None:
    end = 0
    for found in find_dates(text, today):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        said = found.result.said if isinstance(found.result, DateRefusal) else found.result.text
        assert said == text[found.start : found.end]
        if isinstance(found.result, DateSpan):
            assert found.result.latest >= date(1960, 1, 1)
            assert found.result.earliest <= today + timedelta(days=5 * 366)
        else:
            assert found.result.code in REFUSAL_CODES
            assert found.result.text
    answer = read_date(text, today)
    assert isinstance(answer, DateSpan | DateRefusal)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=8).map(" ".join), TODAYS)
def test_case_does_not_matter(text: str, today: date) -> None:
    def meanings(typed: str) -> list[tuple[int, int, object]]:
        return [
            (one.start, one.end, one.result.code if isinstance(one.result, DateRefusal) else one.result.earliest)
            for one in find_dates(typed, today)
        ]

    assert meanings(text.upper()) == meanings(text.lower())


@pytest.mark.parametrize(
    "said", ["1 sept 2023", "sept 23", "01/09/23", "autumn term 2023", "2023/24", "last easter", "31 june 2023"]
)
@pytest.mark.parametrize(
    "around", ["{}", "senco since {}", "it was {} i think", "👍 {} 👍", "({})", "hi!! {}.", "  {}\n", "ok so, {}, yes"]
)
def test_words_around_a_date_do_not_change_it(said: str, around: str) -> None:
    text = around.format(said)
    [found] = find_dates(text, TODAY)
    [alone] = find_dates(said, TODAY)
    assert text[found.start : found.end] == said
    assert found.result == alone.result


@pytest.mark.parametrize(
    "piece",
    [
        "sept 22 and ",
        "before the ",
        "1/",
        "1 2 3 ",
        "a year and ",
        "may ",
        "x",
        "1.",
        "£1",
        "'",
        "last ",
        "\u0301é ",
        "20",
        "\n",
    ],
)
def test_time_is_linear_in_the_length_of_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = 9.0
        for _ in range(4):
            began = time.process_time()
            find_dates(text, TODAY)
            best = min(best, time.process_time() - began)
        return best

    find_dates(piece, TODAY)
    gc.disable()
    try:
        assert seconds(10_000) < 25 * seconds(1_000) + 0.02
    finally:
        gc.enable()
