"""Going on with the check after something else was answered."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction

from actions.memory import Memory
from actions.progress import FORM, in_check


def back_to_check(tracker: Tracker, memory: Memory) -> list[EventType]:
    """Run the check next where the message gave facts or asked for it."""
    return go_on(tracker) if memory.turn.wants_check else []


def go_on(tracker: Tracker) -> list[EventType]:
    """Run the check next; inside the check the rules do so by themselves."""
    return [] if in_check(tracker) else [FollowupAction(FORM)]
