"""A small run of the simulation, as a gate; ``make simulate`` is the whole one."""

from __future__ import annotations

import asyncio

import pytest

from senco import trained_model
from tests.simulation.report import report
from tests.simulation.run import run
from tests.simulation.user import Result

SEEDS = range(1_000, 1_060)
LEAST_SUCCESS = 0.97


@pytest.fixture(scope="module")
def results() -> list[Result]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SENCO_TODAY", "2026-11-21")
        return asyncio.run(run(trained_model.ensure(), SEEDS))


@pytest.mark.slow
def test_nobody_is_told_a_wrong_outcome(results: list[Result]) -> None:
    assert [result.seed for result in results if result.wrong] == [], "\n".join(report(results))


@pytest.mark.slow
def test_nearly_everybody_gets_the_answer(results: list[Result]) -> None:
    succeeded = sum(result.succeeded for result in results)
    assert succeeded >= LEAST_SUCCESS * len(results), "\n".join(report(results))
