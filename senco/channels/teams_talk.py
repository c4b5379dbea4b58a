"""What the bot does in Teams: greets once, answers in order, shows what was chosen, forgets when told to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from senco.channels.conversations import Conversations
from senco.channels.errors import ChannelError
from senco.channels.faults import log_fault
from senco.channels.messenger import Messenger
from senco.channels.store import Attempt
from senco.channels.teams_activity import Activity, Reference
from senco.channels.teams_card import DATE_INPUT, answered, render
from senco.channels.teams_connector import Connector, NotDelivered
from senco.channels.teams_net import Unreachable
from senco.channels.teams_references import References
from senco.channels.turns import log_name
from senco.message import Message

logger = logging.getLogger(__name__)

TYPING_AFTER_SECONDS = 1.0
TYPING_AGAIN_SECONDS = 4.0


class Talk:
    """Acts on activities in the background, those of one conversation one after another."""

    def __init__(
        self, conversations: Conversations, messenger: Messenger, references: References, connector: Connector
    ) -> None:
        self._conversations = conversations
        self._messenger = messenger
        self._references = references
        self._connector = connector
        self._work: set[asyncio.Task[None]] = set()

    def take(self, activity: Activity, agent: Any) -> None:
        """Begin to act on an activity; ``agent`` is Rasa's."""
        if activity.removes_us():
            self._start(self._leave(activity, agent))
        elif activity.adds_us():
            self._start(self._greet(activity, agent))
        elif activity.type == "message" and not activity.from_bot:
            self._start(self._answer(activity, agent))

    async def tell(self, conversation: str, messages: list[dict[str, Any]]) -> None:
        """Say something unasked where the conversation takes place; nothing once it is erased. Raises ChannelError."""
        reference = await self._references.find(conversation)
        if reference is None:
            logger.warning("Teams: the place of conversation %s is not known", log_name(conversation))
            return
        async with self._messenger.in_order(conversation):
            answer = await self._conversations.add(conversation, messages)
            await self._send(conversation, reference, answer.messages)

    async def recover(self, after_seconds: float) -> None:
        """Tell those whose turn ended with a process that died, once such a turn is old enough to know it."""
        await asyncio.sleep(after_seconds)
        await _guarded(self._apologise())

    async def shut(self, seconds: float) -> None:
        """Let what is being answered end within ``seconds``, then stop it."""
        if self._work:
            await asyncio.wait(self._work, timeout=seconds)
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    async def _apologise(self) -> None:
        for conversation, answer in await self._conversations.close_stale():
            if reference := await self._references.find(conversation):
                await self._send(conversation, reference, answer.messages)

    async def _greet(self, activity: Activity, agent: Any) -> None:
        conversation = activity.conversation
        async with self._messenger.in_order(conversation):
            if await self._references.keep(activity):
                greeting = Attempt(activity.id, "", sent="/greet")
                messages = await self._messenger.answer(agent, conversation, greeting)
                await self._send(conversation, activity.reference, messages, shared=activity.is_shared)

    async def _answer(self, activity: Activity, agent: Any) -> None:
        conversation = activity.conversation
        async with self._messenger.in_order(conversation):
            async with self._typing(activity.reference):
                messages = await self._reply(activity, agent)
            await self._send(conversation, activity.reference, messages, activity.id)

    async def _reply(self, activity: Activity, agent: Any) -> list[dict[str, Any]]:
        """What there is to say, be it why nothing else is."""
        try:
            await self._references.keep(activity)
            attempt = activity.attempt()
            messages = await self._messenger.answer(agent, activity.conversation, attempt)
            await self._show_choice(activity, attempt)
            if any(message.get("erase") for message in messages):
                await self._conversations.erase(agent, activity.conversation)
                await self._references.forget(activity)
            return messages
        except ChannelError as error:
            return [Message("error", error.text).as_dict()]

    async def _show_choice(self, activity: Activity, attempt: Attempt) -> None:
        """Put what was chosen in the place of the buttons, or of the date field."""
        number = activity.value.get("seq")
        if not activity.reply_to or not isinstance(number, int) or not 0 < number < 2**31:
            return
        asked = await self._messenger.message(activity.conversation, number)
        card = asked and answered(asked, attempt.choice or DATE_INPUT, attempt.shown or "")
        if card:
            with _delivery(activity.conversation):
                await self._connector.replace(activity.reference, activity.reply_to, card)

    async def _leave(self, activity: Activity, agent: Any) -> None:
        """Forget a place and what was said there: nobody can ask for it there any more."""
        for conversation in await self._references.leave(activity):
            with suppress(ChannelError):
                await self._conversations.erase(agent, conversation)

    async def _send(
        self,
        conversation: str,
        reference: Reference,
        messages: list[dict[str, Any]],
        reply_to: str = "",
        shared: bool = False,
    ) -> None:
        with _delivery(conversation):
            for message in messages:
                for content in render(message, shared):
                    await self._connector.send(reference, content, reply_to)

    @asynccontextmanager
    async def _typing(self, reference: Reference) -> AsyncIterator[None]:
        """Show that an answer is being written while it takes long."""
        task = asyncio.get_running_loop().create_task(self._type(reference))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _type(self, reference: Reference) -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        while True:
            with suppress(NotDelivered, Unreachable):
                await self._connector.type(reference)
            await asyncio.sleep(TYPING_AGAIN_SECONDS)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_guarded(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    """Nobody waits for work in the background: what fails in it is told here."""
    try:
        await work
    except ChannelError as error:
        logger.error("Teams: an activity was not acted on: %s", error.code)
    except Exception as fault:  # noqa: BLE001 - the last place where a fault can be seen
        log_fault("Teams activity", fault)


@contextmanager
def _delivery(conversation: str) -> Iterator[None]:
    """What cannot be delivered is logged; the answer stays in the store."""
    try:
        yield
    except (NotDelivered, Unreachable) as fault:
        logger.error("Teams: conversation %s could not be written to: %s", log_name(conversation), fault)
