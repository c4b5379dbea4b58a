"""Facts from sentences: the tables say what comes out, and what must not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from senco.nlu.facts import extract_facts

TODAY = date(2026, 11, 21)
HERE = Path(__file__).parent


def polarity_rows() -> list[Any]:
    """One row a sentence: the sentence, and what it says of the two awards."""
    groups = YAML(typ="safe").load(HERE / "polarity.yml")
    return [pytest.param(text, group["expect"], id=text) for group in groups for text in group["texts"]]


@pytest.mark.parametrize(("text", "expected"), polarity_rows())
def test_polarity(text: str, expected: dict[str, str]) -> None:
    facts = extract_facts(text, TODAY).facts
    assert {fact.entity: fact.value for fact in facts if fact.entity in {"nasenco", "npq", "status"}} == expected
