"""The command line as contract section 4 has it: exit codes, one clear line, the JSON of section 3."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from senco import cli
from senco.cli import OPTION_OF, main
from senco.rules import RuleFileError
from senco.rules.load import HERE
from senco.rules.model import FACTS

AS_OF = ["--as-of", "2026-11-21"]
DECISION = {
    "outcome", "deadline", "deadline_latest", "safe_by", "as_of", "facts", "assumed", "transition", "also",
    "rules", "standing", "sources", "readings", "rules_version",
}  # fmt: skip
SOURCE = {"id", "title", "publisher", "version", "url", "checked"}
HEAVY = ("spacy", "rasa", "rasa_sdk", "tensorflow", "sanic", "numpy", "sklearn", "onnxruntime")


@pytest.fixture(autouse=True)
def no_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENCO_TODAY", raising=False)
    monkeypatch.delenv("SENCO_ENV", raising=False)


class Run:
    """The command line run in this process: exit code and both outputs."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *argv: str) -> None:
        self.code = main(argv)
        self.out, self.err = capsys.readouterr()

    def json(self) -> dict[str, Any]:
        assert (self.code, self.err) == (0, "")
        assert self.out.count("\n") == 1
        return dict(json.loads(self.out))

    def refused(self) -> str:
        """The one line that refuses what was given."""
        assert (self.code, self.out) == (2, "")
        assert re.fullmatch(r"senco: [^\n]+\n", self.err), self.err
        return self.err


def test_a_decision_has_the_fields_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    told = Run(capsys, "check", "--appointed", "2023-09-01", "--nasenco", "none", *AS_OF, "--json").json()
    assert told.keys() == DECISION
    assert (told["outcome"], told["deadline"], told["deadline_latest"]) == ("OVERDUE", "2026-09-01", "2026-09-01")
    assert (told["safe_by"], told["as_of"], told["transition"]) == ("2026-08-31", "2026-11-21", "B")
    assert told["facts"]["appointed_on"] == {
        "earliest": "2023-09-01", "latest": "2023-09-01", "grain": "day", "text": "2023-09-01",
    }  # fmt: skip
    assert told["facts"].keys() <= set(FACTS)
    assert told["assumed"], "what is taken for granted is named"
    assert set(told["assumed"]) <= {"setting", "role", "qualified_teacher", "earlier_service", "npq"}
    assert all({"what", "value"} <= entry.keys() for entry in told["also"])
    assert all(source.keys() >= SOURCE for source in told["sources"])


def test_a_stretch_of_days_gives_a_range_with_the_earliest_as_the_safe_one(capsys: pytest.CaptureFixture[str]) -> None:
    told = Run(capsys, "check", "--appointed", "sept 2023", "--nasenco", "none", *AS_OF, "--json").json()
    assert (told["deadline"], told["deadline_latest"], told["safe_by"]) == ("2026-09-01", "2026-09-30", "2026-08-31")
    assert told["facts"]["appointed_on"]["grain"] == "month"


def test_what_is_missing_is_named_with_why(capsys: pytest.CaptureFixture[str]) -> None:
    told = Run(capsys, "check", *AS_OF, "--json").json()
    assert told.keys() == {"needs", "why"}
    assert set(told["needs"]) >= {"appointed_on", "nasenco"}
    assert told["why"].startswith("Give ")


def test_strict_takes_nothing_for_granted(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["check", "--appointed", "2023-09-01", "--nasenco", "none", *AS_OF, "--json"]
    assert "outcome" in Run(capsys, *given).json()
    needs = set(Run(capsys, *given, "--strict").json()["needs"])
    assert {"setting", "role", "qualified_teacher", "earlier_service", "npq"} <= needs
    assert not needs & {"appointed_on", "nasenco"}


def test_strict_with_everything_said_assumes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--role", "designated", "--setting", "mainstream", "--qualified-teacher", "yes", "--npq", "none"]
    given = ["--appointed", "2023-09-01", "--nasenco", "none", "--earlier-service", "none", *said]
    assert Run(capsys, "check", *given, *AS_OF, "--strict", "--json").json()["assumed"] == []


def test_a_date_too_vague_to_be_one_stays_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--appointed", "a while ago", "--nasenco", "none"]
    assert Run(capsys, "check", *given, *AS_OF, "--json").json()["needs"] == ["appointed_on"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["check", "--appointed", "31 june 2024"], "--appointed"),
        (["check", "--appointed", "1890-01-01"], "--appointed"),
        (["check", "--nasenco", "maybe"], "maybe"),
        (["check", "--role", ""], "--role"),
        (["check", "--colour", "red"], "--colour"),
        (["check", "extra"], "extra"),
        (["check", "--appointed"], "--appointed"),
        (["check", "--as-of", "sept 2026"], "must be one day"),
        (["check", "--as-of", "a while ago"], "too vague"),
        (["check", "--as-of", "31/6/2026"], "--as-of"),
        (["check", "--nasenco", "none", "--nasenco-started", "2023-09-01", *AS_OF], "--nasenco-started"),
        (["check", "--nasenco", "in_progress", "--nasenco-started", "2027-01-01", *AS_OF], "--nasenco-started"),
        (["check", "--npq", "in_progress", "--npq-started", "2020-01-01", *AS_OF], "autumn 2024"),
        (["date"], "TEXT"),
        (["dates"], "dates"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in Run(capsys, *argv).refused()


def test_the_plain_answer_reads_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "check", "--appointed", "sept 2023", "--nasenco", "none", *AS_OF)
    assert (run.code, run.err) == (0, "")
    first, second, *rest = run.out.splitlines()
    assert first.startswith("OVERDUE: ")
    assert second == (
        "Deadline: 1 September 2026 to 30 September 2026. Safe day: 31 August 2026. As of 21 November 2026."
    )
    assert any(line.startswith("Taken for granted: ") for line in rest)
    assert any(line.startswith("Standing: law. Sources:") for line in rest)


def test_the_plain_answer_tells_every_reading(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--appointed", "2024-09-02", "--nasenco", "none", "--earlier-service", "over_12_months"]
    out = Run(capsys, "check", *given, *AS_OF).out
    assert out.startswith("UNCLEAR_REFER: ")
    assert out.count("One reading: ") == 2
    assert "No date." in out
    assert "Date: 2 September 2027." in out


def test_the_plain_answer_without_a_deadline_tells_none(capsys: pytest.CaptureFixture[str]) -> None:
    out = Run(capsys, "check", "--setting", "special", *AS_OF).out
    assert out.startswith("NOT_IN_SCOPE: ")
    assert "Deadline" not in out


def test_the_plain_answer_lists_the_options_that_are_missing(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Run(capsys, "check", *AS_OF).out.splitlines()
    assert lines[0].startswith("Not decided yet. Give ")
    assert {"--appointed", "--nasenco"} <= {line.split()[0] for line in lines[1:]}


def test_every_fact_has_an_option() -> None:
    assert OPTION_OF.keys() == set(FACTS)


@pytest.mark.parametrize("argv", [[], ["--help"], ["check", "--help"], ["date", "--help"]])
def test_help_is_no_error(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, *argv)
    assert (run.code, run.err) == (0, "")
    assert "Usage: senco" in run.out


def test_a_date_is_told_as_an_interval(capsys: pytest.CaptureFixture[str]) -> None:
    told = Run(capsys, "date", "sept 23", *AS_OF, "--json").json()
    assert told == {"earliest": "2023-09-01", "latest": "2023-09-30", "grain": "month", "text": "sept 23"}
    assert Run(capsys, "date", "sept 23", *AS_OF).out == "1 September 2023 to 30 September 2023\n"
    assert Run(capsys, "date", "01/09/23", *AS_OF).out == "1 September 2023\n"


def test_a_date_that_cannot_be_read_has_a_typed_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    told = Run(capsys, "date", "31 june 2024", *AS_OF, "--json").json()
    assert told["code"]
    assert Run(capsys, "date", "31 june 2024", *AS_OF).out == told["text"] + "\n"


def test_the_rehearsal_day_is_today(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENCO_TODAY", "2026-09-01")
    given = ["check", "--appointed", "2023-09-01", "--nasenco", "none", "--json"]
    told = Run(capsys, *given).json()
    assert (told["as_of"], told["outcome"]) == ("2026-09-01", "NPQ_AT_RISK")
    assert Run(capsys, *given, "--as-of", "2026-09-02").json()["outcome"] == "OVERDUE"


@pytest.mark.parametrize("argv", [["check"], ["check", *AS_OF], ["date", "sept 23"]])
def test_production_refuses_a_rehearsal_day(
    argv: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENCO_TODAY", "2026-09-01")
    monkeypatch.setenv("SENCO_ENV", "production")
    assert "SENCO_TODAY" in Run(capsys, *argv).refused()


def test_a_rehearsal_day_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENCO_TODAY", "next week")
    assert "SENCO_TODAY must be a date" in Run(capsys, "check").refused()


def test_rules_that_cannot_be_used_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuleFileError(HERE / "rules.yml", 7, "'version' is missing")

    monkeypatch.setattr(cli, "load_rules", broken)
    assert "rules.yml:7: 'version' is missing" in Run(capsys, "check", *AS_OF).refused()


def test_a_check_with_plain_dates_loads_nothing_heavy() -> None:
    script = f"""
import sys
from senco.cli import main
code = main(["check", "--appointed", "2023-09-01", "--nasenco", "none", "--as-of", "2026-11-21", "--json"])
print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SENCO_")}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert (run.returncode, run.stderr) == (0, "[]\n")
    assert json.loads(run.stdout)["outcome"] == "OVERDUE"
