"""What Teams delivers: one activity of the Bot Framework, read into what the channel needs of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from senco.channels import incoming
from senco.channels.store import Attempt

TEXT_LIMIT = 3000
_LEADING_MENTION = re.compile(r"^\s*<at\b[^>]*>.*?</at>", re.DOTALL)
_MENTION_TAG = re.compile(r"</?at\b[^>]*>")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BadActivity(ValueError):
    """This is no activity of the Bot Framework."""


@dataclass(frozen=True)
class Reference:
    """Where a conversation takes place, enough to write there unasked."""

    service_url: str
    conversation: dict[str, Any]
    bot: dict[str, Any]
    person: dict[str, Any]


@dataclass(frozen=True)
class Activity:
    """One delivery. ``data`` is the activity as it came."""

    id: str
    type: str
    channel: str
    tenant: str
    reference: Reference
    team: str
    data: dict[str, Any]

    @classmethod
    def read(cls, data: Any) -> Activity:
        """Raises BadActivity for another shape. Where two tenants are named there is none."""
        if not isinstance(data, dict):
            raise BadActivity("not an object")
        conversation, bot, person = (_object(data, name) for name in ("conversation", "recipient", "from"))
        channel_data = _object(data, "channelData")
        named = (_text(conversation, "tenantId"), _text(_object(channel_data, "tenant"), "id"))
        tenants = {tenant.lower() for tenant in named if tenant}
        activity = cls(
            id=_text(data, "id"),
            type=_text(data, "type"),
            channel=_text(data, "channelId"),
            tenant=tenants.pop() if len(tenants) == 1 else "",
            reference=Reference(_text(data, "serviceUrl"), conversation, bot, person),
            team=_text(_object(channel_data, "team"), "id"),
            data=data,
        )
        if not (activity.type and _text(conversation, "id") and _text(person, "id") and _text(bot, "id")):
            raise BadActivity("without type, conversation or people")
        if activity.type == "message" and not activity.id:
            raise BadActivity("a message without id")
        return activity

    @property
    def place(self) -> str:
        """The chat or channel, of whatever thread."""
        return f"{self.tenant}:{str(self.reference.conversation['id']).partition(';messageid=')[0]}"

    @property
    def is_shared(self) -> bool:
        """Whether others can read along."""
        return self.reference.conversation.get("conversationType") not in (None, "personal")

    @property
    def from_bot(self) -> bool:
        """Whether a program wrote this, maybe our own."""
        person = self.reference.person
        return bool(person["id"] == self.reference.bot["id"] or person.get("role") == "bot")

    @property
    def person(self) -> str:
        """Who wrote: the directory's id, or for guests without one the platform's."""
        known = _text(self.reference.person, "aadObjectId").lower()
        return known if _GUID.fullmatch(known) else quote(self.reference.person["id"], safe="")

    @property
    def conversation(self) -> str:
        """One person in one place: what is said in private is never told in public."""
        chat = self.place.partition(":")[2]
        return f"teams:{self.tenant}:{self.person}:{chat}"

    @property
    def reply_to(self) -> str:
        """The message of ours that was clicked, empty where none was."""
        return _text(self.data, "replyToId")

    @property
    def value(self) -> dict[str, Any]:
        """What a card sent."""
        return _object(self.data, "value")

    def adds_us(self) -> bool:
        """Whether the bot has come to this place."""
        return self._installs("add") or self._lists_us("membersAdded")

    def removes_us(self) -> bool:
        """Whether the bot has been removed from this place."""
        return self._installs("remove") or self._lists_us("membersRemoved")

    def words(self) -> str:
        """What was typed, without the mention of the bot, as plain text."""
        text = _text(self.data, "text")
        ours = [
            _text(entity, "text")
            for entity in _objects(self.data, "entities")
            if entity.get("type") == "mention" and _object(entity, "mentioned").get("id") == self.reference.bot["id"]
        ]
        for mention in filter(None, ours):
            text = text.replace(mention, " ")
        if not ours:
            text = _LEADING_MENTION.sub(" ", text, count=1)
        return html.unescape(_MENTION_TAG.sub("", text)).replace("\xa0", " ").strip()

    def attempt(self) -> Attempt:
        """The words, the choice or the date as an attempt at a turn. Raises ChannelError 413 or 422."""
        value = self.value
        if isinstance(choice := value.get("choice"), str):
            return incoming.chosen(self.id, choice)
        if isinstance(said := value.get("say"), str):
            return incoming.typed(self.id, said, TEXT_LIMIT)
        if isinstance(day := value.get("date"), str):
            return incoming.dated(self.id, day)
        return incoming.typed(self.id, self.words(), TEXT_LIMIT)

    def _installs(self, action: str) -> bool:
        return self.type == "installationUpdate" and self.data.get("action") == action

    def _lists_us(self, members: str) -> bool:
        ours = self.reference.bot["id"]
        return self.type == "conversationUpdate" and any(
            member.get("id") == ours for member in _objects(self.data, members)
        )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadActivity(f"{name} is not text")
    return value


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _objects(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = data.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
