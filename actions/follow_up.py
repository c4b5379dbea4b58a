"""Going on with the check after something else was answered."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction

from actions.memory import Memory

FORM = "senco_check_form"


def back_to_check(tracker: Tracker, memory: Memory) -> list[EventType]:
    """Run the check next where the message gave facts or asked for it."""
    return go_on(tracker) if memory.turn.wants_check else []


def go_on(tracker: Tracker) -> list[EventType]:
    """Run the check next; inside the check the rules do so by themselves."""
    inside = bool(tracker.active_loop and tracker.active_loop.get("name"))
    return [] if inside else [FollowupAction(FORM)]
