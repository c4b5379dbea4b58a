"""Rule files that cannot be relied on are refused, naming file and line: the real ones, each with one fault put in."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from senco.rules import RuleFileError, load_rules
from senco.rules.load import HERE
from senco.yamlfile import DataFileError

RULES, COHORTS, SOURCES = "rules.yml", "cohorts.yml", "sources.yml"


@dataclass(frozen=True)
class Fault:
    """One replacement in one file, and what is said of it; ``at`` begins the line that must be named."""

    id: str
    file: str
    old: str
    new: str
    said: str
    at: str = ""


def faults() -> list[Fault]:
    rows = YAML(typ="safe").load((Path(__file__).parent / "faults.yml").read_text(encoding="utf-8"))["faults"]
    return [Fault(**row) for row in rows]


FAULTS = faults()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real rule files."""
    for name in (RULES, COHORTS, SOURCES):
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


def put_in(folder: Path, fault: Fault) -> int:
    """Put the fault in and return the line that must be named."""
    path = folder / fault.file
    before, found, after = path.read_text(encoding="utf-8").partition(fault.old)
    assert found, f"{fault.old!r} stands nowhere in {fault.file}"
    text = before + fault.new + after
    path.write_text(text, encoding="utf-8")
    if fault.at:
        return text.count("\n", 0, text.index(fault.at)) + 1
    return before.count("\n") + 1


def refusal(folder: Path) -> str:
    with pytest.raises(DataFileError) as caught:
        load_rules(folder)
    return str(caught.value)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_is_refused_by_file_and_line(fault: Fault, folder: Path) -> None:
    line = put_in(folder, fault)
    said = refusal(folder)
    assert said.startswith(f"{fault.file}:{line}: "), (said, line)
    assert fault.said in said


def test_the_copy_without_a_fault_is_read_like_the_real_files(folder: Path) -> None:
    assert load_rules(folder).rules == load_rules().rules


@pytest.mark.parametrize("name", [RULES, COHORTS, SOURCES])
def test_a_file_that_is_no_mapping_is_refused(name: str, folder: Path) -> None:
    (folder / name).write_text("- one\n- two\n", encoding="utf-8")
    assert refusal(folder) == f"{name}:1: the file must be a mapping"


def test_cohorts_cannot_be_empty(folder: Path) -> None:
    path = folder / COHORTS
    path.write_text(re.sub(r"\n  - \{name.*", "", path.read_text(encoding="utf-8")).replace("listed:", "listed: []"))
    assert refusal(folder).endswith("'listed' must be a list of mappings")


def rule_blocks(text: str) -> dict[str, str]:
    """The text of every rule by its id."""
    rules = text[text.index("\nrules:\n") :]
    blocks = re.findall(r"^  - id: (\w+)\n((?:    .*\n)+)", rules, flags=re.MULTILINE)
    return {name: f"  - id: {name}\n{body}" for name, body in blocks}


TEXT = (HERE / RULES).read_text(encoding="utf-8")
BLOCKS = rule_blocks(TEXT)


def test_every_rule_is_found_in_the_text() -> None:
    assert list(BLOCKS) == [rule.id for rule in load_rules().rules]


@pytest.mark.parametrize("rule", BLOCKS)
def test_without_any_one_rule_there_is_a_gap_or_an_answer_that_nothing_gives(rule: str, folder: Path) -> None:
    (folder / RULES).write_text(TEXT.replace(BLOCKS[rule], ""), encoding="utf-8")
    said = refusal(folder)
    question = load_rules().by_id[rule].decides
    gap = re.fullmatch(rf"rules.yml:(\d+): the rules on '{question}' leave a gap at (.+)", said)
    if gap:
        first = next(other for other in load_rules().by_question[question] if other.id != rule)
        assert said.split(":")[1] == str(line_of(f"  - id: {first.id}\n", folder))
    else:
        assert re.fullmatch(r"rules.yml:\d+: .* cannot be .*", said), said


def line_of(text: str, folder: Path) -> int:
    whole = (folder / RULES).read_text(encoding="utf-8")
    return whole.count("\n", 0, whole.index(text)) + 1


@pytest.mark.parametrize("rule", BLOCKS)
def test_any_rule_said_twice_overlaps(rule: str, folder: Path) -> None:
    again = BLOCKS[rule].replace(f"id: {rule}\n", f"id: {rule}_again\n")
    (folder / RULES).write_text(TEXT.replace(BLOCKS[rule], BLOCKS[rule] + again), encoding="utf-8")
    said = refusal(folder)
    assert said.startswith(
        f"rules.yml:{line_of(f'  - id: {rule}_again', folder)}: '{rule}' and '{rule}_again' overlap at "
    )


def test_a_question_that_no_rule_decides_is_refused(folder: Path) -> None:
    text = TEXT
    for name, block in BLOCKS.items():
        if load_rules().by_id[name].decides == "transition":
            text = text.replace(block, "")
    (folder / RULES).write_text(text, encoding="utf-8")
    assert refusal(folder) == "rules.yml:1: no rule decides 'transition'"


def test_a_refusal_is_a_value_error_that_names_the_rule_file(folder: Path) -> None:
    put_in(folder, FAULTS[2])
    with pytest.raises(RuleFileError, match=r"^rules.yml:\d+: "):
        load_rules(folder)
