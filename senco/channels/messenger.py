"""A conversation in a messenger: opened by its first message, answered in order, erased when the person says so."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any
from weakref import WeakValueDictionary

from senco.channels.conversations import Conversations
from senco.channels.errors import ChannelError
from senco.channels.store import Attempt

_BUSY_PAUSE = 0.5


class Messenger:
    """What Slack needs beyond ``Conversations``: nobody there sees a 409, or opens a conversation first.

    ``patience`` is how many seconds a message waits for another worker that is
    answering the same person. All methods raise ChannelError.
    """

    def __init__(self, conversations: Conversations, patience: float) -> None:
        self._conversations = conversations
        self._patience = patience
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def in_order(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Hold this while answering and sending: who comes later, is answered later."""
        return self._locks.setdefault(conversation, asyncio.Lock())

    async def answer(self, agent: Any, conversation: str, attempt: Attempt) -> list[dict[str, Any]]:
        """The messages that answer ``attempt``."""
        await self.enter(agent, conversation)
        deadline = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                return (await self._conversations.say(conversation, attempt)).messages
            except ChannelError as error:
                if error.code != "busy" or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(_BUSY_PAUSE)

    async def enter(self, agent: Any, conversation: str) -> bool:
        """Begin the conversation unless it has begun; return whether it is new.

        One whose deletion failed half-way is deleted first: it takes no message otherwise.
        """
        try:
            return await self._conversations.enter(conversation)
        except ChannelError as error:
            if error.status != 401:
                raise
        await self._conversations.erase(agent, conversation)
        return await self._conversations.enter(conversation)

    async def message(self, conversation: str, number: int) -> dict[str, Any] | None:
        """Message ``number`` of the conversation, or None when there is none (any more)."""
        try:
            history = await self._conversations.history(conversation, number - 1)
        except ChannelError as error:
            if error.status != 401:
                raise
            return None
        return next((message for message in history.messages if message["seq"] == number), None)

    async def erase_below(self, agent: Any, prefix: str) -> None:
        """Delete every conversation whose id begins with ``prefix``. What fails is tried again at the next message."""
        failed: ChannelError | None = None
        for conversation in await self._conversations.below(prefix):
            try:
                await self._conversations.erase(agent, conversation)
            except ChannelError as error:
                failed = error
        if failed is not None:
            raise failed
