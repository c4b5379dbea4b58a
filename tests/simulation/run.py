"""Playing many conversations, one after another, with one assistant."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import structlog

from senco.clock import today
from senco.rules import load_rules
from tests.simulation.assistant import Assistant
from tests.simulation.user import Result, converse


async def run(model: Path, seeds: Iterable[int]) -> list[Result]:
    """The results of the conversations with these seeds, on the day that SENCO_TODAY says."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    assistant = Assistant(model)
    day, rules = today(), load_rules()
    return [await converse(assistant, seed, day, rules) for seed in seeds]
