"""What is said to a person whose date could not be read."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from senco.dates import REFUSAL_CODES, DateRefusal, read_date

TODAY = date(2026, 11, 21)
SAID = {
    "impossible": "31 june 2023",
    "too_early": "1 sept 1950",
    "too_late": "sept 2045",
    "ambiguous": "05/06",
    "not_a_date": "hello",
    "too_vague": "a while ago",
}


def _refusal(text: str) -> DateRefusal:
    result = read_date(text, TODAY)
    assert isinstance(result, DateRefusal)
    return result


def test_every_code_has_a_message_of_its_own() -> None:
    assert set(SAID) == set(REFUSAL_CODES)
    messages = {code: _refusal(said) for code, said in SAID.items()}
    assert {refusal.code for refusal in messages.values()} == set(REFUSAL_CODES)
    assert len({refusal.text for refusal in messages.values()}) == len(REFUSAL_CODES)


@pytest.mark.parametrize("code", REFUSAL_CODES)
def test_sentences_are_short_and_say_what_to_write(code: str) -> None:
    text = _refusal(SAID[code]).text
    assert max(len(sentence.split()) for sentence in re.split(r"[.?!] ", text)) <= 25
    assert "September 2023" in text or "Write the one that you mean" in text


@pytest.mark.parametrize("code", sorted(set(REFUSAL_CODES) - {"not_a_date"}))
def test_the_words_are_named(code: str) -> None:
    assert SAID[code] in _refusal(SAID[code]).text


def test_one_error_at_a_time() -> None:
    assert "too" not in _refusal("31 june 1950").text


def test_the_last_day_is_named() -> None:
    assert "21 November 2031" in _refusal("2050").text


@pytest.mark.parametrize(
    ("said", "readings"),
    [
        ("01/09", "1 September 2026 or January 2009"),
        ("2009-10", "the academic year 2009 to 2010 or October 2009"),
        ("winter 2023", "1 December 2022 to 28 February 2023 or 1 December 2023 to 29 February 2024"),
        ("Monday 1 September 2023", "1 September 2023 or 1 September 2025"),
        ("2022 or 2023", "2022 or 2023"),
    ],
)
def test_readings_are_told_as_gov_uk_writes_dates(said: str, readings: str) -> None:
    refusal = _refusal(said)
    assert f"could mean {readings}." in refusal.text
    assert len(refusal.options) == 2


def test_long_texts_are_quoted_in_part() -> None:
    refusal = _refusal("it was september 2022 or it may well have been later, say october 2022")
    assert "…” could mean" in refusal.text
    assert refusal.said.endswith("october 2022")


def test_json() -> None:
    assert json.loads(json.dumps(_refusal("01/09").as_dict())) == {
        "code": "ambiguous",
        "text": "“01/09” could mean 1 September 2026 or January 2009. Write the one that you mean.",
        "said": "01/09",
        "options": [
            {"earliest": "2026-09-01", "latest": "2026-09-01", "grain": "day", "text": "01/09"},
            {"earliest": "2009-01-01", "latest": "2009-01-31", "grain": "month", "text": "01/09"},
        ],
    }
    assert _refusal("hello").as_dict() == {
        "code": "not_a_date",
        "text": "I could not find a date in what you wrote. Write it like 27 September 2023 or September 2023.",
        "said": "hello",
    }
