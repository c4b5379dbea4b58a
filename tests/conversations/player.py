"""Playing a conversation over the web channel, as any client of the contract would."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

Message = dict[str, Any]


@dataclass
class Player:
    """One person's conversation with the running assistant."""

    address: str
    latest: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=f"{self.address}/webhooks/web", timeout=30)
        opened = self.client.post("/session", json={})
        opened.raise_for_status()
        self.client.headers["Authorization"] = f"Bearer {opened.json()['token']}"

    def say(self, text: str) -> list[Message]:
        """Type a message."""
        return self._send({"text": text})

    def press(self, title: str) -> list[Message]:
        """Press the button with this title on the latest messages."""
        offered = {choice["title"]: choice["id"] for message in self.latest for choice in message.get("choices", ())}
        return self._send({"choice": offered[title]})

    def pick(self, day: str) -> list[Message]:
        """Give a date in the date field."""
        return self._send({"date": day})

    def _send(self, body: dict[str, str]) -> list[Message]:
        response = self.client.post("/messages", json={"id": str(uuid.uuid4()), **body})
        response.raise_for_status()
        self.latest = response.json()["messages"]
        return self.latest


def words(message: Message) -> list[str]:
    """The lines of a message without the list of sources, which has its own tests."""
    lines = [line.strip() for line in message["text"].splitlines() if line.strip()]
    return [line for line in lines if not line.startswith("Sources: ")]
