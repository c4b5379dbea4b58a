"""How far the conversation has come: whether the check is open, and what has happened since the latest message."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker

FORM = "senco_check_form"


def in_check(tracker: Tracker) -> bool:
    """Whether the check is open."""
    return bool((tracker.active_loop or {}).get("name") == FORM)


def since_message(tracker: Tracker) -> Iterator[dict[str, Any]]:
    """The events since the person's latest message, the newest first."""
    return takewhile(lambda event: event["event"] != "user", reversed(tracker.events))
