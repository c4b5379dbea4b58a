"""The shell and Python scripts behind the Makefile: finding Python 3.10, honest exit codes, the list of targets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import checks
from senco.trained_model import ROOT

SHIM = '#!/bin/sh\necho "pyenv: python3.10: command not found" >&2\nexit 127\n'


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def found_python(tmp_path: Path, **environment: str) -> str:
    """Return what the set-up finds as Python 3.10, with nothing but the given environment."""
    script = 'source scripts/common.sh; find_python310; echo "$python310"'
    clean = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", **environment}
    done = subprocess.run(["bash", "-euc", script], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def pyenv(tmp_path: Path) -> Path:
    """A pyenv whose shim fails and whose versions folder has this Python as 3.10."""
    root = tmp_path / "pyenv"
    executable(root / "shims" / "python3.10", SHIM)
    executable(root / "versions" / "3.10.13" / "bin" / "python3.10", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    return root


def test_python_is_found_behind_a_pyenv_shim_that_fails(tmp_path: Path, pyenv: Path) -> None:
    path = f"{pyenv}/shims:/usr/bin:/bin"
    for version in ("3.11.7", "no-such-version"):
        found = found_python(tmp_path, PATH=path, PYENV_ROOT=str(pyenv), PYENV_VERSION=version)
        assert found == sys.executable


def test_python_is_found_in_the_pyenv_of_the_home_folder(tmp_path: Path, pyenv: Path) -> None:
    pyenv.rename(tmp_path / ".pyenv")
    assert found_python(tmp_path) == sys.executable


def test_a_python_named_by_hand_is_taken_if_it_is_3_10(tmp_path: Path, pyenv: Path) -> None:
    assert found_python(tmp_path, PYTHON=sys.executable) == sys.executable
    broken = executable(tmp_path / "broken", SHIM)
    assert found_python(tmp_path, PYTHON=str(broken), PYENV_ROOT=str(pyenv)) == sys.executable


def test_a_python_of_another_version_is_passed_over(tmp_path: Path, pyenv: Path) -> None:
    other = executable(tmp_path / "bin" / "python3.10", "#!/bin/sh\nexit 1\n")
    found = found_python(tmp_path, PATH=f"{other.parent}:/usr/bin:/bin", PYENV_ROOT=str(pyenv))
    assert found == sys.executable


def test_make_without_a_target_lists_every_target() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert len(targets) > 10
    assert [line.split()[1] for line in done.stdout.splitlines()] == targets


def test_the_locks_name_no_address_and_hash_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        blocks = re.split(r"\n(?=[a-z])", text.strip())
        assert len(blocks) > 20
        assert all(re.match(r"[\w.-]+==", block) and "--hash=sha256:" in block for block in blocks)


def test_the_product_is_locked_without_tensorflow_and_without_the_tools() -> None:
    names = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert {"rasa", "spacy"} <= names
    assert not names & {"tensorflow", "torch", "keras", "sentence-transformers", "pytest", "playwright", "mypy"}


def run_checks(*names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/checks.py", *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_unknown_step_is_refused_with_the_list() -> None:
    done = run_checks("nonsense")
    assert done.returncode == 2
    assert "No such step: nonsense. There are: style, types" in done.stdout


def test_the_checks_stop_at_the_first_failure_and_add_up_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_two.py").write_text("def test_a(): pass\n\ndef test_b(): assert False\n")
    monkeypatch.setattr(checks, "REPORTS", tmp_path / "reports")
    good = checks.Step("good", "Good", ((sys.executable, "-c", "print('fine')"),))
    bad = checks.Step("bad", "Bad", (checks.tests("bad", "-c", os.devnull, str(tmp_path / "test_two.py")),))
    never = checks.Step("never", "Never", ((sys.executable, "-c", "print('not reached')"),))
    monkeypatch.setattr(checks, "steps", lambda: (good, bad, never))

    assert checks.main([]) == 1
    output = capfd.readouterr().out
    assert "Good: passed" in output
    assert "Bad: FAILED" in output
    assert "not reached" not in output
    assert "Failed: Bad." in output
    assert re.search(r"^===== 1 failed, 1 passed in [\d.]+s =====$", output.splitlines()[-1])
    assert checks.main(["good"]) == 0
