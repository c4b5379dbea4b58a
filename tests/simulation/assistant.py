"""The assistant in this process: Rasa with the trained model, the real actions, and no servers between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from senco import rasa_lite

rasa_lite.prepare()

from rasa.core.agent import Agent  # noqa: E402 - Rasa must be prepared first
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage  # noqa: E402
from rasa.core.tracker_store import InMemoryTrackerStore  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402
from rasa_sdk.executor import ActionExecutor  # noqa: E402

from actions.memory import facts_from  # noqa: E402
from senco.rasa_lite import action_call  # noqa: E402
from senco.rules import Facts  # noqa: E402
from senco.rules.model import FACTS  # noqa: E402

Message = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """What came back after one message, and what the assistant now holds to be so."""

    messages: list[Message]
    facts: Facts
    open_question: str | None
    intent: str | None

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n".join(message["text"] for message in self.messages)

    @property
    def decision(self) -> Message | None:
        """The decision among the messages, if there is one."""
        return next((message["decision"] for message in self.messages if message["kind"] == "decision"), None)

    def payload(self, title_or_start: str) -> str | None:
        """The payload of the first button that has this title or whose payload begins so."""
        choices = [choice for message in self.messages for choice in message.get("choices", ())]
        fits = (
            c["payload"] for c in choices if title_or_start == c["title"] or c["payload"].startswith(title_or_start)
        )
        return next(fits, None)


class Assistant:
    """Loaded once; each conversation has its own name."""

    def __init__(self, model: Path) -> None:
        action_call.install()
        self._agent = Agent.load(str(model), action_endpoint=_InProcess())
        self._store = InMemoryTrackerStore(self._agent.domain)
        self._agent.tracker_store = self._agent.processor.tracker_store = self._store

    async def say(self, conversation: str, text: str) -> Heard:
        """Send typed words, or the payload of a button, and return what comes of it."""
        channel = CollectingOutputChannel()
        await self._agent.handle_message(UserMessage(text, channel, sender_id=conversation))
        tracker = await self._store.retrieve(conversation)
        slots = tracker.current_slot_values()
        return Heard(
            messages=[part["custom"] for part in channel.messages if "custom" in part],
            facts=facts_from({name: slots.get(name) for name in FACTS}),
            open_question=slots.get("requested_slot"),
            intent=tracker.latest_message.intent_name if tracker.latest_message else None,
        )

    def forget(self, conversation: str) -> None:
        """Let go of a conversation that is over."""
        self._store.store.pop(conversation, None)


class _InProcess(EndpointConfig):  # type: ignore[misc]
    """Stands where the address of the action server would, and runs the actions here."""

    def __init__(self) -> None:
        super().__init__()
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *_: object, json: dict[str, Any], **__: object) -> Any:
        """Run the action; its answer takes the form that it has after a journey as JSON."""
        return _as_sent(await self._executor.run(json))


def _as_sent(answer: object) -> Any:
    return json.loads(json.dumps(answer))
