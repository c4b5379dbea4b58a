"""A server whose model cannot be loaded ends, instead of staying up and answering everything with nothing."""

from __future__ import annotations

import os
import sys
from typing import Any

import rasa.core.run

_rasas_own_load = rasa.core.run.load_agent_on_start


def install() -> None:
    """Make Rasa's server insist on a model, for this process. Calling again is harmless."""
    rasa.core.run.load_agent_on_start = _load


async def _load(*args: Any, **kwargs: Any) -> Any:
    agent = await _rasas_own_load(*args, **kwargs)
    if not agent.is_ready():
        print("The model could not be loaded. Run: make train", file=sys.stderr, flush=True)
        os._exit(1)  # Sanic would print a traceback around any exception, and nothing is open yet
    return agent
