"""What CI checks, one step after another, until one fails: ``python scripts/checks.py [step ...]``."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET  # the file read is pytest's own

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REPORTS = ROOT / ".cache" / "checks"
CODE = ("senco", "actions", "scripts", "tests")
# Playwright keeps an event loop running in its thread, which other tests cannot have beside them.
DRIVING = ("tests/browser", "tests/channels/teams/test_playground.py")
EXACT = ("rules", "dates")  # held to 100% of their branches, by their own tests


@dataclass(frozen=True)
class Step:
    """One check: commands that must all succeed."""

    name: str
    title: str
    commands: tuple[tuple[str, ...], ...]


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line of a tool of the project's environment."""
    return (str(BIN / name), *arguments)


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line of a Python module."""
    return (sys.executable, "-m", name, *arguments)


def tests(report: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line of a pytest run, whose counts go into a report."""
    return module("pytest", "-q", f"--junitxml={REPORTS / report}.xml", *arguments)


def rasa(*arguments: str) -> tuple[str, ...]:
    """Return the command line of a Rasa command."""
    return module("senco.rasa_lite", *arguments)


def npm(*arguments: str) -> tuple[str, ...]:
    """Return the command line of npm in the widget's folder; packages run nothing when they are installed."""
    return ("npm", "--prefix", "widget", "--silent", "--ignore-scripts", *arguments)


def steps() -> tuple[Step, ...]:
    """Return all checks, the quick ones first."""
    exact_tests = tuple(f"tests/{name}" for name in EXACT)
    coverage = (*(f"--cov=senco.{name}" for name in EXACT), "--cov-branch", "--cov-fail-under=100")
    others = tuple(f"--ignore={path}" for path in (*exact_tests, *DRIVING))
    not_driving = tuple(f"--ignore={path}" for path in DRIVING)
    stories = (
        "--stories",
        "tests/stories",
        "--fail-on-prediction-errors",
        "--no-plot",
        "--out",
        str(REPORTS / "stories"),
    )
    return (
        Step("style", "Style (ruff)", (tool("ruff", "check", *CODE), tool("ruff", "format", "--check", *CODE))),
        Step("types", "Types (mypy --strict)", (tool("mypy"),)),
        Step("imports", "Who may import whom (import-linter)", (tool("lint-imports"),)),
        Step(
            "exact",
            "Rules and dates, every branch (pytest)",
            (tests("exact", "-m", "not slow", *coverage, *exact_tests),),
        ),
        Step("slow", "Rules and dates, every combination (pytest)", (tests("slow", "-m", "slow", *exact_tests),)),
        Step("widget", "Widget: its bundle is what its source builds (tsc, esbuild)", (npm("ci"), npm("run", "check"))),
        Step("units", "All other parts (pytest)", (tests("units", "-m", "not live", *others),)),
        Step(
            "browser", "Widget in a browser, with a stand-in (pytest)", (tests("browser", "-m", "not live", *DRIVING),)
        ),
        Step(
            "data",
            "Domain, data and actions against each other (rasa data validate, check_domain)",
            (rasa("data", "validate", "--fail-on-warnings"), module("scripts.check_domain")),
        ),
        Step("train", "Training", (module("senco.trained_model", "--if-needed"),)),
        Step("stories", "Stories (rasa test)", (rasa("test", "core", "--model", "models", *stories),)),
        Step("live", "Conversations with the running assistant (pytest)", (tests("live", "-m", "live", *not_driving),)),
        Step(
            "pages",
            "Widget and Teams in a browser, with the running assistant (pytest)",
            tuple(tests(f"pages-{number}", "-m", "live", path) for number, path in enumerate(DRIVING)),
        ),
    )


def run(step: Step) -> bool:
    """Run one step under a heading and tell how long it took; return whether it succeeded."""
    print(f"\n=== {step.title} ===", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    succeeded = all(
        subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0
        for command in step.commands
    )
    print(f"--- {step.title}: {'passed' if succeeded else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return succeeded


def summary(seconds: float) -> str:
    """Return the counts of all pytest runs as pytest's own closing line."""
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for report in REPORTS.glob("*.xml"):
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - see the import
            for key in totals:
                totals[key] += int(suite.get(key, "0"))
    failed = totals["failures"] + totals["errors"]
    passed = totals["tests"] - failed - totals["skipped"]
    counts = [(failed, "failed"), (passed, "passed"), (totals["skipped"], "skipped")]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"===== {told or 'no tests ran'} in {seconds:.2f}s ====="


def main(names: Sequence[str]) -> int:
    """Run the named steps, or all. Return the exit code."""
    wanted = [step for step in steps() if not names or step.name in names]
    unknown = set(names) - {step.name for step in wanted}
    if unknown:
        print(f"No such step: {', '.join(sorted(unknown))}. There are: {', '.join(s.name for s in steps())}.")
        return 2
    REPORTS.mkdir(parents=True, exist_ok=True)
    for report in REPORTS.glob("*.xml"):
        report.unlink()
    started = time.monotonic()
    failed = next((step for step in wanted if not run(step)), None)
    print()
    if failed:
        print(f"Failed: {failed.title}. Only this step again: .venv/bin/python scripts/checks.py {failed.name}")
    if any(REPORTS.glob("*.xml")):
        print(summary(time.monotonic() - started))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
