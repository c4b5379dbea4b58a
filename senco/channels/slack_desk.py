"""What is done for a person in Slack once Slack has its acknowledgement: answer, settle, welcome, erase."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextObject

from senco.channels import errors, incoming
from senco.channels.arrivals import Arrivals
from senco.channels.errors import ChannelError
from senco.channels.faults import log_fault
from senco.channels.messenger import Messenger
from senco.channels.slack_api import SlackApi
from senco.channels.slack_blocks import DATE_CONTROL, Post, controls, long_date, notice, render, settled
from senco.channels.slack_events import START, Place, Press, Said
from senco.channels.store import Attempt
from senco.channels.turns import log_name

TEXT_LIMIT = 3000
GRACE_SECONDS = 5.0

HINT_THREAD = "To answer in your own words, mention me in this thread."
HINT_COMMAND = "To answer in your own words, type /senco and then your answer."
NO_FILES = "I cannot read files. Type your question."
NOT_YOURS = "Those buttons belong to somebody else's conversation. Mention me to start your own."
ALL_ERASED = (
    "This covers all that you told me in Slack. The messages in Slack itself stay until they are deleted there."
)
START_BUTTON = "Start a conversation"


class SlackDesk:
    """Runs the work of all people at once, and of one conversation in order."""

    def __init__(self, api: SlackApi, messenger: Messenger, arrivals: Arrivals) -> None:
        self._api = api
        self._messenger = messenger
        self._arrivals = arrivals
        self._work: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` in the background; a fault of it is logged."""
        task = asyncio.get_running_loop().create_task(_guarded(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def shut(self) -> None:
        """Finish what is under way, within a few seconds: Slack will not send it again."""
        if self._work:
            await asyncio.wait(self._work, timeout=GRACE_SECONDS)
        for task in self._work:
            task.cancel()

    async def answer(self, agent: Any, said: Said, delivery: str) -> None:
        """Answer words; greet whoever says nothing."""
        async with self._messenger.in_order(said.place.conversation):
            try:
                attempt = _attempt(said, delivery)
            except ChannelError as error:
                await self._api.post(said.place, notice(error.text))
                return
            await self._take_turn(agent, said.place, attempt)

    async def press(self, agent: Any, press: Press, delivery: str) -> None:
        """Answer a press: show it on the message that was pressed, and what follows from it below."""
        place = press.place
        async with self._messenger.in_order(place.conversation):
            if press.control == START:
                await self._take_turn(agent, place, _greeting(delivery))
                return
            owner, _, rest = press.control.partition(":")
            if owner != log_name(place.conversation):
                await self._api.whisper(place, notice(NOT_YOURS))
                return
            number, _, control = rest.partition(":")
            message = await self._messenger.message(place.conversation, int(number))
            post = _pressed_post(message, press)
            if message is None or post is None:
                await self._api.whisper(place, notice(errors.unknown_choice().text))
                return
            if not await self._arrivals.first_time(f"{place.conversation}:{press.timestamp}"):
                return
            title, attempt = _meaning(message, control, press.day, delivery)
            self.start(self._api.replace(place, press.timestamp or "", settled(post, title)))
            await self._take_turn(agent, place, attempt)

    async def welcome(self, agent: Any, place: Place, delivery: str) -> None:
        """Greet a person who opens the talk with us for the first time."""
        async with self._messenger.in_order(place.conversation):
            if await self._messenger.enter(agent, place.conversation):
                await self._take_turn(agent, place, _greeting(delivery))

    async def show_home(self, agent: Any, place: Place) -> None:
        """Fill the app's home page with the greeting and a button that starts a talk."""
        visitor = f"slack:home:{secrets.token_hex(16)}"
        messages = await self._messenger.answer(agent, visitor, _greeting("home"))
        await self._messenger.erase_below(agent, visitor)
        bare = [{**message, "choices": []} for message in messages]
        button = ButtonElement(
            text=PlainTextObject(text=START_BUTTON, emoji=False), action_id=START, value=place.channel, style="primary"
        )
        blocks = [block for message in bare for post in render(message) for block in post.blocks]
        await self._api.show_home(place.user, [*blocks, ActionsBlock(elements=[button]).to_dict()])

    async def forget_team(self, agent: Any, team: str) -> None:
        """Delete everything of a workspace that has removed the app."""
        await self._messenger.erase_below(agent, f"slack:{team}:")

    async def _take_turn(self, agent: Any, place: Place, attempt: Attempt) -> None:
        for post in await self._posts(agent, place, attempt):
            await self._api.post(place, post)

    async def _posts(self, agent: Any, place: Place, attempt: Attempt) -> list[Post]:
        try:
            messages = await self._messenger.answer(agent, place.conversation, attempt)
            if any(message.get("erase") for message in messages):
                await self._messenger.erase_below(agent, place.person)
                bare = [{**message, "choices": []} for message in messages]
                return [*(post for message in bare for post in render(message)), notice(ALL_ERASED)]
        except ChannelError as error:
            # 401: the person deleted everything elsewhere while this was being answered.
            return [] if error.status == 401 else [notice(error.text)]
        return [post for message in messages for post in _render(message, place)]


def _render(message: dict[str, Any], place: Place) -> list[Post]:
    hint = HINT_COMMAND if place.response_url else "" if place.is_direct else HINT_THREAD
    return render(message, log_name(place.conversation), hint)


def _pressed_post(message: dict[str, Any] | None, press: Press) -> Post | None:
    """The post on which the pressed control is, if it was ever shown."""
    posts = [] if message is None else _render(message, press.place)
    return next((post for post in posts if press.control in controls(post)), None)


def _meaning(message: dict[str, Any], control: str, day: str | None, delivery: str) -> tuple[str, Attempt]:
    """What a press stands for: the words of the answer, and the attempt at a turn."""
    if control == DATE_CONTROL and day:
        return long_date(day), incoming.dated(delivery, day)
    titles = {choice["id"]: choice["title"] for choice in message.get("choices", ())}
    titles |= {block["choice"]: block["title"] for block in message.get("blocks", ()) if "choice" in block}
    return titles[control], incoming.chosen(delivery, control)


def _attempt(said: Said, delivery: str) -> Attempt:
    if said.text.strip():
        return incoming.typed(delivery, said.text, TEXT_LIMIT)
    if said.has_files:
        raise ChannelError(422, "no_files", NO_FILES)
    return _greeting(delivery)


def _greeting(delivery: str) -> Attempt:
    return Attempt(delivery, "greeting", sent="/greet")


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as fault:  # noqa: BLE001 - the last place where a fault can be told
        log_fault("Work for Slack", fault)
