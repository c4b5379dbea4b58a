"""spaCy's matcher and the plain one find the same, and which is used changes no result."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from senco.dates import find_dates, grammar, spelling
from senco.dates.matching import PlainMatcher, SpacyMatcher, edits, new_matcher
from senco.dates.phrases import ALONE, CHUNKS, MODIFIERS, PHRASES
from senco.dates.reader import _MODIFYING, _STARTERS, _STARTING_WORDS
from senco.dates.words import WORDS

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 21)
NORMS = {word.word: word.norm for word in WORDS.values()} | grammar._PLACEHOLDERS | {norm: norm for norm in CHUNKS}


def _both() -> tuple[SpacyMatcher, PlainMatcher]:
    matchers = SpacyMatcher(NORMS), PlainMatcher(NORMS)
    for matcher in matchers:
        for table in (CHUNKS, PHRASES, MODIFIERS, ALONE):
            for name, phrases in table.items():
                matcher.add(name, [pattern for phrase in phrases for pattern in grammar.token_patterns(phrase)])
    return matchers


BY_SPACY, PLAIN = _both()


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(sorted(NORMS)), max_size=12))
def test_both_matchers_find_the_same_phrases(words: list[str]) -> None:
    assert set(BY_SPACY.match(words)) == set(PLAIN.match(words))


def test_every_pattern_is_found_by_both_in_words_made_from_it() -> None:
    word_of = {norm: word for word, norm in NORMS.items()}
    for table in (CHUNKS, PHRASES, MODIFIERS, ALONE):
        for name, phrases in table.items():
            for phrase in phrases:
                for pattern in grammar.token_patterns(phrase):
                    words = [token.get("ORTH") or word_of[token["NORM"]] for token in pattern]
                    assert (name, 0, len(words)) in BY_SPACY.match(words)
                    assert (name, 0, len(words)) in PLAIN.match(words)


@settings(max_examples=300, deadline=None)
@given(st.text("septmbrjanuyocg", min_size=1, max_size=11))
def test_both_matchers_find_the_same_misspellings(word: str) -> None:
    found = []
    for matcher in (SpacyMatcher({}), PlainMatcher({})):
        matcher.add("two", [[{"ORTH": {"FUZZY2": "september"}}], [{"ORTH": {"FUZZY2": "january"}}]])
        matcher.add("one", [[{"ORTH": {"FUZZY1": "august"}}]])
        found.append(set(matcher.match([word])))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("word", "target", "distance"),
    [("september", "september", 0), ("septmber", "september", 1), ("septmeber", "september", 2), ("a", "abc", 2)],
)
def test_edits(word: str, target: str, distance: int) -> None:
    assert edits(word, target, 2) == distance


def _forget() -> None:
    for cached in (grammar._chunk_matcher, grammar._phrase_matcher, spelling._speller, spelling._mend):
        cached.cache_clear()


def _table(name: str) -> Any:
    return YAML(typ="safe").load((Path(__file__).parent / name).read_text("utf-8"))


def test_the_tables_read_the_same_with_either(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Path(__file__).parent
    texts = [
        text for rows in YAML(typ="safe").load((here / "phrases.yml").read_text("utf-8")).values() for text in rows
    ]
    texts += YAML(typ="safe").load((here / "not_dates.yml").read_text("utf-8"))
    texts += YAML(typ="safe").load((here / "several.yml").read_text("utf-8"))
    results = []
    for matcher in (SpacyMatcher, PlainMatcher):
        _forget()
        for module in (grammar, spelling):
            monkeypatch.setattr(module, "new_matcher", lambda norms=None, matcher=matcher: matcher(norms or {}))
        results.append([find_dates(text, TODAY) for text in texts])
    monkeypatch.undo()
    _forget()
    assert results[0] == results[1]


def test_spacy_is_used_where_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy  # noqa: F401

    assert isinstance(new_matcher(), SpacyMatcher)
    monkeypatch.delitem(sys.modules, "spacy")
    assert isinstance(new_matcher(), PlainMatcher)


def test_spacy_keeps_no_word_that_was_typed() -> None:
    import spacy  # noqa: F401

    _forget()
    find_dates("senco since sept 22", TODAY)
    matcher = grammar._phrase_matcher()
    before = matcher.seen
    find_dates("qwertyuiop senco since zxcvbnm 23 sept", TODAY)
    assert matcher.seen == before > 0


def test_the_vocabulary_of_misspellings_is_begun_anew_before_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy  # noqa: F401

    _forget()
    monkeypatch.setattr(spelling, "_WORDS_PER_VOCABULARY", 40)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert spelling.mend(f"sept{letter * 4}") is None
    assert spelling._speller().seen <= 42
    assert spelling.mend("septmeber") == WORDS["september"]
    _forget()


def test_a_text_without_these_words_holds_no_phrase() -> None:
    """The reader goes without a matcher when none of these is there, so every pattern must need one."""
    starters = _STARTERS | _STARTING_WORDS | {"HALFTERM", "TERM", "LENGTH", "SCHOOLYEAR", "FEAST"}
    units = {"year", "term", "day", "week", "month"}
    of_figures = {"figures", "pair", "year_said", "term_so_far"}
    for name, phrases in {**PHRASES, **ALONE}.items():
        for phrase in phrases:
            for pattern in grammar.token_patterns(phrase):
                needed = {value for token in pattern if "OP" not in token for value in token.values()}
                assert needed & (starters | units) or name in of_figures, pattern
    for phrases in MODIFIERS.values():
        for phrase in phrases:
            for pattern in grammar.token_patterns(phrase):
                needed = {value for token in pattern if "OP" not in token for value in token.values()}
                assert needed & (_MODIFYING | _STARTERS | _STARTING_WORDS), pattern


@pytest.mark.parametrize(
    "text", ["01/09/23", "2023-09-01", "2016", "last easter", "septmeber 2023", "been senco for 2 years"]
)
def test_a_command_does_not_wait_for_spacy(text: str) -> None:
    program = (
        "import sys\nfrom datetime import date\nfrom senco.dates import read_date\n"
        "print(read_date(sys.argv[1], date(2026, 11, 21)).as_dict()['earliest'])\n"
        "assert not {'spacy', 'numpy', 'thinc'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("20")
