"""Every fault that the domain checker is for is found: domain_faults.yml puts them into a copy of the project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.check_domain import CHECKS, payload_problem
from senco.yamlfile import LINE, read_yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PARTS = ("actions", "senco", "scripts", "data", "docs", "widget/demo", "domain.yml")
INTENTS, ENTITIES = frozenset({"inform", "not_sure"}), frozenset({"nasenco", "appointed_on", "change", "status"})
A_MONTH = '{"earliest":"2023-09-01","latest":"2023-09-30","grain":"month","text":"sept 23"}'


FAULTS = {check: faults for check, faults in read_yaml(HERE / "domain_faults.yml").items() if check != LINE}


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The parts of the project that the checker reads."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    yield tmp_path
    shutil.rmtree(tmp_path)


def run(project: Path, *checks: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.check_domain", *checks]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("check", FAULTS)
def test_every_fault_is_found(copy: Path, check: str) -> None:
    for fault in FAULTS[check]:
        path = copy / fault["file"]
        text = path.read_text(encoding="utf-8")
        assert fault["old"] in text, fault["fault"]
        path.write_text(text.replace(fault["old"], fault["new"], 1), encoding="utf-8")
    found = run(copy, check)
    assert found.returncode == 1, found.stderr
    missed = [fault["fault"] for fault in FAULTS[check] if fault["told"] not in found.stdout]
    assert missed == [], found.stdout + found.stderr


def test_every_check_has_faults_to_find() -> None:
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.slow
def test_the_project_has_none_of_them() -> None:
    found = run(ROOT)
    assert (found.returncode, found.stdout) == (0, f"Nothing found by: {', '.join(CHECKS)}.\n"), found.stderr


def test_an_unknown_check_is_refused() -> None:
    found = run(ROOT, "spelling")
    assert found.returncode == 2
    assert found.stdout.startswith("No such check: spelling.")


@pytest.mark.parametrize(
    "payload",
    [
        "/not_sure",
        '/inform{"nasenco":"completed"}',
        '/inform{"change":"appointed_on"}',
        '/inform{"appointed_on":"before_change"}',
        f'/inform{{"appointed_on":{A_MONTH}}}',
    ],
)
def test_a_good_payload_passes(payload: str) -> None:
    assert payload_problem(payload, INTENTS, ENTITIES) is None


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ("inform", "is not /intent"),
        ('/inform{"nasenco":"completed"', "is not /intent"),
        ('/inform{"nasenco":}', "holds no JSON"),
        ('/inform{"change":"weather"}', "'weather'"),
        ('/inform{"status":"none"}', "which the contract does not have"),
        ('/inform{"appointed_on":"some day"}', "'some day'"),
        ('/inform{"appointed_on":{"earliest":"2023-09-31"}}', "2023-09-31"),
    ],
)
def test_a_bad_payload_is_named(payload: str, problem: str) -> None:
    assert problem in str(payload_problem(payload, INTENTS, ENTITIES))
