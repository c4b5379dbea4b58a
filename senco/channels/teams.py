"""The Teams channel: the Bot Framework protocol, spoken by ourselves and checked at every step."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels.arrivals import Arrivals
from senco.channels.conversations import Conversations
from senco.channels.errors import ChannelError
from senco.channels.faults import log_fault
from senco.channels.http import read_body
from senco.channels.messenger import Messenger
from senco.channels.outbox import Outbox
from senco.channels.readiness import ready_agent
from senco.channels.settings import BadSettings
from senco.channels.store import ConversationStore, Limit
from senco.channels.teams_activity import Activity, BadActivity
from senco.channels.teams_connector import Connector
from senco.channels.teams_guard import Guard, Refused
from senco.channels.teams_keys import SigningKeys
from senco.channels.teams_net import Net
from senco.channels.teams_references import References
from senco.channels.teams_settings import TeamsSettings, is_wanted
from senco.channels.teams_talk import Talk
from senco.channels.teams_token import BotToken
from senco.channels.turns import Handler

logger = logging.getLogger(__name__)

BODY_LIMIT = 256 * 1024
STALE_MARGIN_SECONDS = 5.0
STOP_SECONDS = 5.0


class TeamsOutbox(Outbox):
    """Replies to Teams, so that Rasa picks what is written for ``channel: teams``."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "teams"


class TeamsUnasked(TeamsOutbox):
    """Says at once what Rasa has to say without being asked: reminders and intents triggered from outside."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self._talk = talk

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one reply and deliver it."""
        await super().send_response(recipient_id, message)
        messages, self.messages = self.messages, []
        await self._talk.tell(recipient_id, messages)


class TeamsChat(InputChannel):  # type: ignore[misc]
    """Rasa's Teams channel; ``credentials.yml`` names it ``senco.channels.teams.TeamsChat``.

    Without settings it is off: it takes nothing in and has no address.
    """

    def __init__(self, settings: TeamsSettings | None) -> None:
        self._settings = settings
        self._talk: Talk | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name and place: ``/webhooks/teams``."""
        return "teams"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> TeamsChat:
        """Read the settings. Never raises: one ``credentials.yml`` serves with Teams and without."""
        try:
            return cls(TeamsSettings.read(credentials, os.environ))
        except BadSettings as problem:
            if is_wanted(os.environ):
                logger.error("Teams is off. %s", problem)
            else:
                logger.info("Teams is off: it has no settings.")
            return cls(None)

    def get_output_channel(self) -> TeamsUnasked | None:
        """Where Rasa says what nobody asked for."""
        return TeamsUnasked(self._talk) if self._talk else None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The one address that the Azure Bot is given: ``/webhooks/teams/webhook``."""
        blueprint = Blueprint("senco_teams")
        if self._settings is None:
            return blueprint
        settings = self._settings
        stale_seconds = settings.turn_seconds + STALE_MARGIN_SECONDS
        limits = (Limit(settings.messages_per_minute, 60), Limit(settings.messages_per_day, 86_400))

        def open_store() -> ConversationStore:
            return ConversationStore(settings.var / "teams.sqlite3", time.time, stale_seconds)

        net = Net()
        keys = SigningKeys(settings.openid_url, net)
        arrivals = Arrivals(settings.var / "teams-arrivals.sqlite3")
        references = References(settings.var / "teams-references.sqlite3")
        conversations = Conversations(on_new_message, TeamsOutbox, open_store, settings.turn_seconds, limits)
        connector = Connector(net, BotToken(settings, net), settings.hosts)
        self._talk = talk = Talk(conversations, Messenger(conversations, stale_seconds), references, connector)
        webhook = _Webhook(Guard(settings, keys), arrivals, talk)
        beginning: list[asyncio.Task[None]] = []

        async def receive(request: Request) -> HTTPResponse:
            return await webhook.receive(request)

        async def begin(_app: Any, loop: asyncio.AbstractEventLoop) -> None:
            beginning.append(loop.create_task(keys.warm_up()))
            beginning.append(loop.create_task(talk.recover(stale_seconds)))

        async def end(*_: Any) -> None:
            for task in beginning:
                task.cancel()
            await asyncio.gather(*beginning, return_exceptions=True)
            await talk.shut(STOP_SECONDS)
            for part in (conversations, references, arrivals, net):
                await part.shut()

        blueprint.add_route(receive, "/webhook", methods=["POST"], stream=True)
        blueprint.listener("after_server_start")(begin)
        blueprint.listener("before_server_stop")(end)
        return blueprint


class _Webhook:
    """Takes in activities: checks, remembers, answers at once, and leaves the turn to the background."""

    def __init__(self, guard: Guard, arrivals: Arrivals, talk: Talk) -> None:
        self._guard = guard
        self._arrivals = arrivals
        self._talk = talk

    async def receive(self, request: Request) -> HTTPResponse:
        """202 for what is acted on; a refusal says nothing but its status."""
        try:
            return HTTPResponse(status=await self._take(request))
        except (Refused, ChannelError) as refusal:
            return HTTPResponse(status=refusal.status)
        except Exception as fault:  # noqa: BLE001 - the last place where a fault can be answered
            log_fault("Teams request", fault)
            return HTTPResponse(status=500)

    async def _take(self, request: Request) -> int:
        caller = await self._guard.identify(str(request.headers.get("authorization", "")))
        body = await read_body(request, BODY_LIMIT)
        try:
            activity = Activity.read(json.loads(body))
        except (BadActivity, ValueError, RecursionError):
            return 400
        self._guard.admit(caller, activity)
        if activity.type == "invoke":
            return 501  # Teams asks for something that the bot does not offer
        agent = ready_agent(request)
        key = f"teams:{activity.conversation}:{activity.type}:{activity.id}"
        if not activity.id or await self._arrivals.first_time(key):
            self._talk.take(activity, agent)
        return 202
