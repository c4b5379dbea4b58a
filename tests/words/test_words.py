"""The words of data/responses as actions read them, and dates as GOV.UK writes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from senco.message import KINDS
from senco.timespan import DateSpan, Grain
from senco.words import OTHER, SELF, WordsError, fill, load_words, render, told_day, told_month, told_span, told_when
from senco.yamlfile import DataFileError


def span(first: str, last: str, grain: Grain = "approximate") -> DateSpan:
    return DateSpan(date.fromisoformat(first), date.fromisoformat(last), grain)


@pytest.mark.parametrize(
    ("days", "told", "when"),
    [
        (span("2026-09-01", "2026-09-01", "day"), "1 September 2026", "on 1 September 2026"),
        (span("2023-09-01", "2023-09-30", "month"), "September 2023", "in September 2023"),
        (span("2024-02-01", "2024-02-29", "month"), "February 2024", "in February 2024"),
        (span("2023-01-01", "2023-12-31", "year"), "2023", "in 2023"),
        (span("2023-09-01", "2024-08-31", "academic_year"), "the academic year 2023 to 2024", None),
        (span("2023-09-01", "2023-12-31", "term"), "the autumn term 2023", "in the autumn term 2023"),
        (span("2024-01-01", "2024-04-30", "term"), "the spring term 2024", None),
        (span("2024-04-01", "2024-08-31", "term"), "the summer term 2024", None),
        (span("2023-09-18", "2023-09-30", "month"), "between 18 September 2023 and 30 September 2023", None),
        (span("2023-09-01", "2023-09-21", "month"), "between 1 September 2023 and 21 September 2023", None),
        (span("2023-09-01", "2023-12-20", "term"), "between 1 September 2023 and 20 December 2023", None),
        (span("2023-02-01", "2023-04-30", "term"), "between 1 February 2023 and 30 April 2023", None),
        (span("2023-01-01", "2023-11-21", "year"), "between 1 January 2023 and 21 November 2023", None),
        (span("2023-09-01", "2023-11-21", "academic_year"), "between 1 September 2023 and 21 November 2023", None),
        (span("2025-04-01", "2025-06-30"), "between April 2025 and June 2025", None),
        (span("2025-04-02", "2025-06-30"), "between 2 April 2025 and 30 June 2025", None),
        (span("1960-01-01", "2009-08-31"), "before 1 September 2009", "before 1 September 2009"),
    ],
)
def test_an_interval_is_named_by_what_it_is(days: DateSpan, told: str, when: str | None) -> None:
    assert told_span(days) == told
    if when or told.startswith("between"):
        assert told_when(days) == (when or told)


def test_days_and_months_have_no_nought_and_no_ordinal() -> None:
    assert told_day(date(2026, 9, 1)) == "1 September 2026"
    assert told_month(date(2026, 9, 1)) == "September 2026"


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


def test_a_response_is_read_with_what_it_carries(tmp_path: Path) -> None:
    words = load_words(
        write(
            tmp_path,
            "one.yml",
            """
            responses:
              utter_one:
              - text: " How {you} asked. "
                buttons:
                - {title: None, payload: '/inform{"nasenco":"none"}'}
                metadata: {kind: question, topic: funding, title: Money, facts: [F1], cues: [free, 2024]}
              utter_two:
              - text: Yes.
                metadata: {kind: answer}
            """,
        )
    )
    one, two = words["utter_one"], words["utter_two"]
    assert (one.id, one.text, one.kind, one.topic, one.title) == (
        "utter_one", "How {you} asked.", "question", "funding", "Money",
    )  # fmt: skip
    assert (one.facts, one.cues) == (("F1",), ("free", "2024"))
    assert [(button.title, button.payload) for button in one.buttons] == [("None", '/inform{"nasenco":"none"}')]
    assert (two.topic, two.title, two.facts, two.buttons, two.cues) == (None, None, (), (), ())


def test_a_response_said_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.yml", "responses:\n  utter_one:\n  - {text: One, metadata: {kind: answer}}\n")
    write(tmp_path, "b.yml", "responses:\n  utter_one:\n  - {text: One, metadata: {kind: answer}}\n")
    with pytest.raises(WordsError, match=r"^b.yml:3: 'utter_one' stands there twice"):
        load_words(tmp_path)


@pytest.mark.parametrize("metadata", ["", ", metadata: {kind: chat}", ", metadata: {topic: funding}"])
def test_a_response_without_a_kind_of_message_is_refused(metadata: str, tmp_path: Path) -> None:
    write(tmp_path, "a.yml", f"responses:\n  utter_one:\n  - {{text: One{metadata}}}\n")
    with pytest.raises(WordsError, match=r"^a.yml:3: 'utter_one' has no kind"):
        load_words(tmp_path)


def test_a_response_said_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.yml", "responses:\n  utter_one:\n  - {text: One}\n  utter_one:\n  - {text: Two}\n")
    with pytest.raises(DataFileError, match=r"^a.yml:4: 'utter_one' stands there twice"):
        load_words(tmp_path)


def test_the_words_for_oneself_and_for_another_fill_the_same_places() -> None:
    assert SELF.keys() == OTHER.keys()
    text = "{You} asked about {your} post on {day}."
    assert fill(text, SELF, day="1 May 2026") == "You asked about your post on 1 May 2026."
    assert fill(text, OTHER, day="1 May 2026") == "They asked about their post on 1 May 2026."
    with pytest.raises(KeyError, match="day"):
        fill(text, SELF)


def test_the_real_words_are_read_and_rendered() -> None:
    words = load_words()
    assert len(words) > 50
    assert {response.kind for response in words.values()} <= set(KINDS)
    plain = next(name for name, response in words.items() if "{" not in response.text)
    assert render(plain) == words[plain].text
    with pytest.raises(KeyError):
        render("utter_nothing_of_that_name")
