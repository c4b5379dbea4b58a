"""Going on with the check after something else was answered."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction

from actions.memory import Memory

FORM = "senco_check_form"


def back_to_check(tracker: Tracker, memory: Memory) -> list[EventType]:
    """Run the check next where the message gave facts or asked for it; inside the check the rules do so."""
    if tracker.active_loop and tracker.active_loop.get("name"):
        return []
    return [FollowupAction(FORM)] if memory.turn.wants_check else []
