"""Mending slips of the keys: only what is no word, only by one slip, and the commoner word of two."""

from __future__ import annotations

import pytest

from senco.nlu.lexicon import lexicon
from senco.nlu.speller import Speller, is_one_slip

KNOWN = {"finished": 1.0, "started": 1.0, "completed": 2.0, "complete": 5.0, "npq": 1.0}
ENGLISH = frozenset({"stared", "the", "course"})


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("finishd", "finished"),
        ("finnished", "finished"),
        ("finsihed", "finished"),
        ("finoshed", "finished"),
        ("completd", "completed"),
        ("stared the course", "stared the course"),
        ("fnishd", "fnishd"),
        ("mpq", "mpq"),
        ("st4rted", "st4rted"),
        ("", ""),
    ],
)
def test_mending(said: str, meant: str) -> None:
    assert Speller(KNOWN, ENGLISH.__contains__).mend(said) == meant


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("abc", "abc", True),
        ("abc", "acb", True),
        ("abc", "ab", True),
        ("abc", "xbc", True),
        ("abc", "cba", False),
        ("abcd", "ab", False),
    ],
)
def test_what_one_slip_is(one: str, other: str, slip: bool) -> None:
    assert is_one_slip(one, other) is slip
    assert is_one_slip(other, one) is slip


def test_nasen_is_not_the_nasenco() -> None:
    """The charity and the award differ by two letters, and its name by one from a common misspelling."""
    doc = lexicon().read("i rang nasen about nasneco")
    assert [mark.label for mark in lexicon().marks(doc) if mark.label == "nasenco"] == ["nasenco"]
