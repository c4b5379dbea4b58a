"""Where a turn's replies gather: whatever Rasa sends becomes checked messages of the contract."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import OutputChannel

from senco.message import KINDS, Choice, Message

logger = logging.getLogger(__name__)

_WEB_ADDRESS = ("https://", "http://")
_SET_BY_CHANNEL = {"seq", "from"}


class BadMessage(ValueError):
    """An action sent something that is no message. The text names the part, never its content."""


@dataclass(frozen=True)
class Offer:
    """A choice as a channel keeps it: the opaque id given out, the words, and what it does."""

    id: str
    title: str
    payload: str


class Outbox(OutputChannel):  # type: ignore[misc]
    """Collects the messages of one turn. Each channel subclasses it to give its own name."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def send_text_message(self, _recipient_id: str, text: str, **_kwargs: Any) -> None:
        """Take plain words from a Rasa response as one message, blank lines and all."""
        if text.strip():
            self._take(Message("answer", text.strip()).as_dict())

    async def send_text_with_buttons(
        self, _recipient_id: str, text: str, buttons: list[dict[str, Any]], **_kwargs: Any
    ) -> None:
        """Take a Rasa response with buttons; a button without a payload sends its title."""
        choices = tuple(Choice(button["title"], button.get("payload") or button["title"]) for button in buttons)
        self._take(Message("answer", text.strip(), choices=choices).as_dict())

    async def send_custom_json(self, _recipient_id: str, json_message: Any, **_kwargs: Any) -> None:
        """Take what an action sent: ``Message.as_dict()``."""
        self._take(json_message)

    def _take(self, data: Any) -> None:
        try:
            self.messages.append(checked(data))
        except BadMessage as problem:
            logger.error("A message from an action was dropped: %s", problem)


def checked(data: Any) -> dict[str, Any]:
    """Return ``data`` if it is a message of the contract. Raises BadMessage."""
    _require(isinstance(data, dict), "it is not an object")
    _require(data.get("kind") in KINDS, "kind is not one of the contract's")
    _require(_is_words(data.get("text")), "text is missing")
    _require(data.get("expects") in (None, "date"), "expects is not known")
    for block in _list_of(data, "blocks"):
        _require(isinstance(block, dict) and _is_words(block.get("type")), "a block has no type")
    for choice in _list_of(data, "choices"):
        _require(isinstance(choice, dict), "a choice is not an object")
        _require(_is_words(choice.get("title")) and _is_words(choice.get("payload")), "a choice lacks title or payload")
    for source in _list_of(data, "sources"):
        _require(isinstance(source, dict), "a source is not an object")
        url = source.get("url")
        _require(url is None or str(url).startswith(_WEB_ADDRESS), "a source's url is no web address")
    return {key: value for key, value in data.items() if key not in _SET_BY_CHANNEL}


def hand_out(message: dict[str, Any]) -> tuple[dict[str, Any], list[Offer]]:
    """Replace every payload by an opaque id; return the public message and what the ids stand for."""
    offers: list[Offer] = []

    def offer(title: str, payload: str) -> str:
        offers.append(Offer(secrets.token_urlsafe(12), title, payload))
        return offers[-1].id

    public = dict(message)
    if "choices" in message:
        public["choices"] = [
            {"id": offer(choice["title"], choice["payload"]), "title": choice["title"]} for choice in message["choices"]
        ]
    if "blocks" in message:
        public["blocks"] = [
            {**block, "choice": offer(str(block.get("title") or block.get("label") or "Change"), block["payload"])}
            if _is_words(block.get("payload"))
            else block
            for block in message["blocks"]
        ]
    return _without_payloads(public), offers


def _without_payloads(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_payloads(part) for key, part in value.items() if key != "payload"}
    if isinstance(value, list):
        return [_without_payloads(part) for part in value]
    return value


def _list_of(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key) or []
    _require(isinstance(value, list), f"{key} is not a list")
    return list(value)


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _require(condition: bool, problem: str) -> None:
    if not condition:
        raise BadMessage(problem)
