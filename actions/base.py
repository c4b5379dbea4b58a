"""What every action of ours is: a name, and a reply made from the conversation's memory."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.memory import Memory


class Step(Action, ABC):  # type: ignore[misc]
    """An action that reads the memory, may say something, and returns events."""

    action: str
    """The action's name in the domain."""

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Called by the action server."""
        return self.act(dispatcher, tracker, Memory.of(tracker))

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Say what is to be said and return the events."""
