"""Facts from sentences: the tables say what comes out, and what must not."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from senco.nlu.facts import extract_facts

TODAY = date(2026, 11, 21)
HERE = Path(__file__).parent


def polarity_rows() -> list[Any]:
    """One row a sentence: the sentence, and what it says of the two awards."""
    groups = YAML(typ="safe").load(HERE / "polarity.yml")
    return [pytest.param(text, group["expect"], id=text) for group in groups for text in group["texts"]]


def fact_rows() -> list[Any]:
    """One row a message: the message, all that it says, and how it is meant."""
    rows = YAML(typ="safe").load(HERE / "facts.yml")
    return [pytest.param(row["text"], row["facts"], row.get("cues", []), id=row["text"] or "empty") for row in rows]


def plain(value: str | dict[str, Any]) -> str:
    """A value as the tables write it."""
    if isinstance(value, str):
        return value
    if value["earliest"] == value["latest"]:
        return str(value["earliest"])
    return f"{value['earliest']}..{value['latest']}"


@pytest.mark.parametrize(("text", "expected"), polarity_rows())
def test_polarity(text: str, expected: dict[str, str]) -> None:
    facts = extract_facts(text, TODAY).facts
    assert {fact.entity: fact.value for fact in facts if fact.entity in {"nasenco", "npq", "status"}} == expected


@pytest.mark.parametrize(("text", "expected", "cues"), fact_rows())
def test_every_fact_and_no_other(text: str, expected: dict[str, Any], cues: list[str]) -> None:
    reading = extract_facts(text, TODAY)
    assert {fact.entity: plain(fact.value) for fact in reading.facts} == {k: str(v) for k, v in expected.items()}
    assert list(reading.cues) == cues


def test_offsets_are_those_of_the_text() -> None:
    text = "Hi – I’m the SENCO since 3 March 2024, no NASENCO"
    found = {fact.entity: text[fact.start : fact.end] for fact in extract_facts(text, TODAY).facts}
    assert found["appointed_on"] == "3 March 2024"
    assert found["nasenco"] == "no NASENCO"


def test_a_date_that_cannot_be_is_refused_with_its_words() -> None:
    refused = extract_facts("i became senco on 31 june 2023", TODAY).value("date_refusal")
    assert isinstance(refused, dict)
    assert refused["code"] == "impossible"
    assert refused["said"] == "31 june 2023"


def test_a_past_start_ends_today() -> None:
    """ "since this term" cannot reach into tomorrow."""
    value = extract_facts("i've been senco since november", TODAY).value("appointed_on")
    assert isinstance(value, dict)
    assert (value["earliest"], value["latest"]) == ("2026-11-01", "2026-11-21")


def test_present_service_is_an_appointment_about_then() -> None:
    value = extract_facts("been senco for 3 years", TODAY).value("appointed_on")
    assert isinstance(value, dict)
    assert value["grain"] == "approximate"
    assert value["earliest"] < "2023-11-21" < value["latest"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for fact in extract_facts(text, TODAY).facts:
        assert 0 <= fact.start <= fact.end <= len(text)


PIECES = st.sampled_from(
    """
    nasenco npq senco not no i my our started finished done dropped out since in sept 2022 , . ? and but if what she
    school special academy 2 years before never 31/06/2023 halfway through without waiting result head deputy qts
    """.split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_any_jumble_of_our_words_can_be_read(words: list[str]) -> None:
    values = {"none", "in_progress", "completed", "stopped"}
    for fact in extract_facts(" ".join(words), TODAY).facts:
        assert fact.entity != "nasenco" or fact.value in values


def test_reading_takes_time_in_step_with_length() -> None:
    started = time.process_time()
    extract_facts("senco since sept 22, no nasenco and " * 250, TODAY)
    assert time.process_time() - started < 10
