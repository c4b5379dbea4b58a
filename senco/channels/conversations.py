"""Conversations as a channel runs them: each message answered once, kept, and forgotten on request."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from senco.channels import errors
from senco.channels.erase import ErasureFailed, erase_tracker
from senco.channels.outbox import Outbox
from senco.channels.store import Answer, Attempt, ConversationStore, History, Limit, Started
from senco.channels.turns import Handler, log_name, take_turn
from senco.message import Message

logger = logging.getLogger(__name__)

T = TypeVar("T")

_SAVE_PAUSES = (0.2, 1.0)
_NOT_A_COMMAND = Message(
    "clarify", "I read plain words, not commands. Type that again without the slash at the start."
).as_dict()


class Conversations:
    """Runs turns and keeps what came of them. All methods raise ChannelError.

    The store is opened at first use and lives on a thread of its own, so that a
    slow disk never holds up the event loop. Work that has begun goes on when the
    client's connection is lost: the answer is there for the next request.
    """

    def __init__(
        self,
        handler: Handler,
        outbox: Callable[[], Outbox],
        open_store: Callable[[], ConversationStore],
        turn_seconds: float,
        limits: tuple[Limit, ...],
    ) -> None:
        self._handler = handler
        self._outbox = outbox
        self._open_store = open_store
        self._turn_seconds = turn_seconds
        self._limits = limits
        self._store: ConversationStore | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="conversations")
        self._turns: dict[tuple[str, str], asyncio.Task[Answer]] = {}
        self._work: set[asyncio.Task[Any]] = set()

    async def ping(self) -> None:
        """Raise ChannelError 503 when the store cannot be used."""
        await self._with_store(lambda store: store.ping())

    async def open(self, conversation: str, visitor: str, limit: Limit) -> None:
        """Begin a conversation under a new id."""
        await self._with_store(lambda store: store.open_conversation(conversation, visitor, limit))

    async def enter(self, conversation: str) -> bool:
        """Begin a conversation whose id a platform vouches for, unless it has begun; return whether it is new."""
        return await self._with_store(lambda store: store.enter_conversation(conversation))

    async def below(self, prefix: str) -> list[str]:
        """The conversations whose ids begin with ``prefix``: those of one person, or of one team."""
        return await self._with_store(lambda store: store.conversations_below(prefix))

    async def say(self, conversation: str, attempt: Attempt) -> Answer:
        """Answer a message, once: the same id again waits for, or returns, the same answer."""
        return await self._outlive(self._say(conversation, attempt))

    async def add(self, conversation: str, messages: list[dict[str, Any]]) -> Answer:
        """Keep messages that nobody asked for, such as a reminder, and make their choices good."""
        return await self._with_store(lambda store: store.add_messages(conversation, secrets.token_hex(16), messages))

    async def close_stale(self) -> list[tuple[str, Answer]]:
        """Close every turn whose process died, and return each conversation with its apology."""
        return await self._with_store(lambda store: store.close_all_stale())

    async def history(self, conversation: str, after: int) -> History:
        """What was said since message number ``after``."""
        return await self._with_store(lambda store: store.history(conversation, after))

    async def erase(self, agent: Any, conversation: str) -> None:
        """Stop what is running and delete the conversation here and in Rasa, or say that it failed."""
        await self._outlive(self._erase(agent, conversation))

    async def shut(self) -> None:
        """Stop all work and close the store."""
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        if self._store is not None:
            await self._with_store(lambda store: store.shut())
        self._thread.shutdown()

    async def _say(self, conversation: str, attempt: Attempt) -> Answer:
        begun = await self._with_store(lambda store: store.begin_turn(conversation, attempt, self._limits))
        if isinstance(begun, Answer):
            return begun
        key = (conversation, attempt.id)
        if isinstance(begun, Started):
            turn = self._start(self._turn(conversation, attempt.id, begun.sent))
            self._turns[key] = turn
            turn.add_done_callback(lambda _: self._turns.pop(key, None))
        elif key not in self._turns:
            raise errors.turn_running()
        else:
            turn = self._turns[key]
        await asyncio.wait({turn})
        if turn.cancelled():
            raise errors.not_signed_in()
        return turn.result()

    async def _turn(self, conversation: str, turn: str, sent: str | None) -> Answer:
        if sent is None:
            messages = [_NOT_A_COMMAND]
        else:
            messages = await take_turn(self._handler, conversation, sent, self._outbox(), self._turn_seconds)
        for pause in _SAVE_PAUSES:
            try:
                return await self._with_store(lambda store: store.finish_turn(conversation, turn, messages))
            except errors.ChannelError as error:
                if error.status != 503:
                    raise
                await asyncio.sleep(pause)
        return await self._with_store(lambda store: store.finish_turn(conversation, turn, messages))

    async def _erase(self, agent: Any, conversation: str) -> None:
        await self._with_store(lambda store: store.close(conversation))
        running = [task for (whose, _), task in self._turns.items() if whose == conversation]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        try:
            await erase_tracker(agent, conversation)
        except ErasureFailed as failure:
            logger.error("Conversation %s was not erased: %s", log_name(conversation), failure)
            raise errors.not_erased() from None
        await self._with_store(lambda store: store.erase(conversation))

    async def _with_store(self, work: Callable[[ConversationStore], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_thread, work)
        except (sqlite3.Error, OSError) as fault:
            logger.error("The conversation store cannot be used: %s", type(fault).__name__)
            raise errors.store_unavailable() from None

    def _in_thread(self, work: Callable[[ConversationStore], T]) -> T:
        if self._store is None:
            self._store = self._open_store()
        return work(self._store)

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    def _outlive(self, work: Coroutine[Any, Any, T]) -> Awaitable[T]:
        """Let ``work`` go on although whoever waits for it is cancelled."""
        return asyncio.shield(self._start(work))
