"""The facts: all of them are there, none is uncited, and a bad file is refused by name and line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from senco.knowledge import Fact, FactFileError, expired, load_facts, sources_of
from senco.rules import load_rules
from senco.yamlfile import DataFileError

NUMBERED = {"R": range(1, 27), "F": range(1, 40), "E": range(1, 20)}
SPLIT = {"R3": "abcdefgh", "R5": "abc", "F29": "abcde"}
FOUNDING = {"FD1": 9, "FD2": 4, "FD3": 6, "FD4": 13, "FD5": 6}
REGISTER = {*(f"S{n}" for n in range(1, 45)), *FOUNDING}
PAGE_VERSIONS = {f"P0.3{letter}" for letter in "abcde"}
GOOD: dict[str, Any] = {
    "id": "X1",
    "statement": "A statement.",
    "standing": "law",
    "sources": ["S5"],
    "as_of": "2024-02",
    "perishable": False,
    "check_by": date(2027, 11, 21),
    "live": None,
}


def expected_ids() -> set[str]:
    """Every rule, fact and conflict of policy.md and every statement of the founding documents."""
    plain = {f"{kind}{n}" for kind, numbers in NUMBERED.items() for n in numbers} - set(SPLIT)
    split = {f"{whole}{letter}" for whole, letters in SPLIT.items() for letter in letters}
    founding = {f"{document}.{n}" for document, last in FOUNDING.items() for n in range(1, last + 1)}
    return plain | split | founding | PAGE_VERSIONS


def write(folder: Path, *facts: dict[str, Any]) -> Path:
    """Put facts into a file of their own folder."""
    (folder / "facts.yml").write_text(yaml.safe_dump({"facts": list(facts)}, sort_keys=False), encoding="utf-8")
    return folder


def test_every_fact_of_the_policy_is_there_and_no_other(
    facts: Mapping[str, Fact],
) -> None:
    assert set(facts) == expected_ids()


def test_the_register_of_sources_is_complete() -> None:
    sources = load_rules().sources
    assert set(sources) >= REGISTER
    assert {source.kind for source in sources.values()} == {
        "law",
        "guidance",
        "secondary",
    }
    assert all(source.url is None or source.url.startswith(("https://", "http://")) for source in sources.values())


def test_every_bundled_source_belongs_to_a_registered_one() -> None:
    extra = set(load_rules().sources) - REGISTER
    assert {source.rstrip("abcdefgh") for source in extra} <= REGISTER


def test_nothing_is_told_that_nobody_has_seen_in_a_source(
    facts: Mapping[str, Fact],
) -> None:
    told = " ".join(fact.statement for fact in facts.values()).lower()
    assert "studio school" not in told
    assert "memory" not in told
    assert "unverified" not in told


def test_what_was_worked_out_says_so(facts: Mapping[str, Fact]) -> None:
    reckoned = {
        "R6",
        "R11",
        "R15",
        "R16",
        "R17",
        "R18",
        "R21",
        "E5",
        "F12",
        "F18",
        "R3c",
        "R4",
    }
    for fact_id in reckoned:
        assert "we worked this out" in facts[fact_id].statement, fact_id


def test_perishable_facts_have_a_page_and_a_near_day_to_check(
    facts: Mapping[str, Fact],
) -> None:
    perishable = [fact for fact in facts.values() if fact.perishable]
    assert len(perishable) > 25
    for fact in perishable:
        assert fact.live, fact.id
        assert fact.check_by <= date(2027, 5, 1), fact.id


@pytest.mark.parametrize(
    "fact_id",
    [
        "F9",
        "F14",
        "F16",
        "F17",
        "F18",
        "F23",
        "F25",
        "F26",
        "F29a",
        "F30",
        "F37",
        "F38",
    ],
)
def test_what_changes_with_the_year_is_perishable(facts: Mapping[str, Fact], fact_id: str) -> None:
    assert facts[fact_id].perishable


def test_statements_are_short(facts: Mapping[str, Fact]) -> None:
    for fact in facts.values():
        sentences = [part for part in fact.statement.replace("GOV.UK", "GOVUK").split(". ") if part]
        assert len(sentences) <= 3, fact.id


def test_old_statements_name_what_holds_now(facts: Mapping[str, Fact]) -> None:
    for fact_id, now in {
        "FD1.1": "R9",
        "FD1.7": "E5",
        "R13": "E5",
        "FD4.5": "E9",
        "FD4.11": "E10",
        "FD5.3": "E13",
    }.items():
        assert now in facts[fact_id].superseded_by


def test_a_fact_expires_the_day_after_its_last_day(facts: Mapping[str, Fact]) -> None:
    fact = facts["F17"]
    assert not expired(fact, fact.check_by)
    assert expired(fact, fact.check_by + timedelta(days=1))


def test_nothing_was_out_of_date_on_the_day_it_was_written(facts: Mapping[str, Fact]) -> None:
    written = date(2026, 11, 21)
    assert not [fact.id for fact in facts.values() if expired(fact, written)]
    assert not [fact.id for fact in facts.values() if fact.as_of > written.isoformat()]


def test_facts_cannot_be_changed(facts: Mapping[str, Fact]) -> None:
    with pytest.raises(TypeError):
        facts["F3"].statement = "Another."
    with pytest.raises(TypeError):
        facts["F3"] = facts["F4"]  # type: ignore[index]
    assert load_facts() is facts


def test_sources_come_once_and_law_first() -> None:
    sources = sources_of(["F36", "R12", "R9", "FD4.1"])
    assert [source.kind for source in sources] == sorted(
        (source.kind for source in sources), key=["law", "guidance", "secondary"].index
    )
    assert len({(source.title, source.version) for source in sources}) == len(sources)
    assert sources[0].id == "S5"


def test_sources_of_an_unknown_fact_are_refused() -> None:
    with pytest.raises(KeyError):
        sources_of(["F99"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"sources": []}, "cites nothing"),
        ({"sources": ["S99"]}, "S99"),
        ({"superseded_by": ["X9"]}, "X9"),
        ({"standing": "rumour"}, "standing"),
        ({"as_of": "last year"}, "as_of"),
        ({"perishable": True}, "live page"),
        ({"live": "https://example.org/"}, "official"),
        ({"statement": " "}, "empty"),
        ({"check_by": "soon"}, "check_by"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_fact_is_refused_with_file_and_line(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(FactFileError, match=r"^facts\.yml:\d+: ") as refusal:
        load_facts(write(tmp_path, GOOD, GOOD | {"id": "X2"} | change))
    assert problem in str(refusal.value)
    assert int(str(refusal.value).split(":")[1]) > 2, "the line is that of the second fact"


def test_a_fact_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactFileError, match="sources"):
        load_facts(
            write(
                tmp_path,
                {key: value for key, value in GOOD.items() if key != "sources"},
            )
        )


def test_an_id_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactFileError, match="'X1' stands there twice"):
        load_facts(write(tmp_path, GOOD, GOOD))


def test_a_key_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.yml").write_text("facts:\n  - id: X1\n    id: X2\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"facts\.yml:3: 'id' stands there twice"):
        load_facts(tmp_path)


def test_a_file_without_a_list_of_facts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.yml").write_text("facts: none\n", encoding="utf-8")
    with pytest.raises(FactFileError, match="must be a list"):
        load_facts(tmp_path)
