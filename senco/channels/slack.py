"""The Slack channel: one address for events, buttons and the slash command."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_bolt.adapter.sanic import AsyncSlackRequestHandler
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from senco.channels.arrivals import Arrivals
from senco.channels.conversations import Conversations
from senco.channels.http import METHODS, Endpoint, by_method, read_body
from senco.channels.messenger import Messenger
from senco.channels.outbox import Outbox
from senco.channels.readiness import ready_agent
from senco.channels.slack_api import SlackApi
from senco.channels.slack_app import AGENT, build_app, require_signature
from senco.channels.slack_desk import SlackDesk
from senco.channels.slack_settings import SlackSettings, is_wanted, problems
from senco.channels.store import ConversationStore, Limit
from senco.channels.tokens import Clock
from senco.channels.turns import Handler

logger = logging.getLogger(__name__)

# A press carries the whole message on which it was made, form-encoded.
BODY_LIMIT = 512 * 1024
STALE_MARGIN_SECONDS = 5.0


class SlackOutbox(Outbox):
    """Replies to Slack, so that Rasa picks what is written for ``channel: slack``."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "slack"


class SlackChat(InputChannel):  # type: ignore[misc]
    """Rasa's Slack channel; ``credentials.yml`` names it ``senco.channels.slack.SlackChat``.

    Without settings it is off: its address does not exist.
    """

    def __init__(self, settings: SlackSettings | None, clock: Clock = time.time) -> None:
        self._settings = settings
        self._clock = clock

    @classmethod
    def name(cls) -> str:
        """The channel's name and place: ``/webhooks/slack``."""
        return "slack"

    @classmethod
    def from_credentials(cls, _credentials: Mapping[str, Any] | None) -> SlackChat:
        """Read the environment. Never raises: one ``credentials.yml`` serves with Slack and without."""
        found = problems(os.environ)
        if not found:
            return cls(SlackSettings.read(os.environ))
        if is_wanted(os.environ):
            logger.error("Slack is off: %s", " ".join(found))
        else:
            logger.info("Slack is off: it has no settings.")
        return cls(None)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The one route, ``/webhooks/slack/events``."""
        blueprint = Blueprint("senco_slack")
        events: dict[str, Endpoint] = {}
        if self._settings is not None:
            events = {"POST": self._switched_on(self._settings, on_new_message, blueprint)}
        for number, (path, handlers) in enumerate({"/events": events, "/<elsewhere:path>": {}}.items()):
            blueprint.add_route(by_method(handlers), path, methods=METHODS, name=f"route_{number}", stream=True)
        return blueprint

    def _switched_on(self, settings: SlackSettings, handler: Handler, blueprint: Blueprint) -> Endpoint:
        limits = (Limit(settings.messages_per_minute, 60), Limit(settings.messages_per_day, 86_400))
        stale_seconds = settings.turn_seconds + STALE_MARGIN_SECONDS

        def open_store() -> ConversationStore:
            return ConversationStore(settings.var / "slack.sqlite3", self._clock, stale_seconds)

        conversations = Conversations(handler, SlackOutbox, open_store, settings.turn_seconds, limits)
        arrivals = Arrivals(settings.var / "arrivals.sqlite3", self._clock)
        api = SlackApi(settings)
        desk = SlackDesk(api, Messenger(conversations, stale_seconds), arrivals)
        bolt = AsyncSlackRequestHandler(build_app(settings, desk, arrivals))
        verifier = SignatureVerifier(settings.secret, _SlackClock(self._clock))

        async def receive(request: Request) -> HTTPResponse:
            request.body = await read_body(request, BODY_LIMIT)
            require_signature(verifier, request)
            return await bolt.handle(request, {AGENT: ready_agent(request)})

        async def begin(_app: Sanic, _loop: Any) -> None:
            api.open()
            desk.start(api.check())

        async def end(_app: Sanic, _loop: Any) -> None:
            await desk.shut()
            await conversations.shut()
            await arrivals.shut()
            await api.shut()

        blueprint.listener("after_server_start")(begin)
        blueprint.listener("after_server_stop")(end)
        return receive


class _SlackClock(SignatureClock):
    """Our clock in slack_sdk's form."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()
