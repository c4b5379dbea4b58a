"""The web channel: contract section 5 over HTTP, for the widget, the sample page and any other client."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import demo_site, errors, incoming, pages, widget_files
from senco.channels.calendar import CALENDAR_TYPE, calendar_file
from senco.channels.conversations import Conversations
from senco.channels.http import METHODS, Endpoint, Origins, by_method, json_response, read_body, read_json
from senco.channels.outbox import Outbox
from senco.channels.plain import PlainPage
from senco.channels.readiness import check_action_server, ready_agent
from senco.channels.sessions import Sessions, bearer
from senco.channels.settings import WebSettings
from senco.channels.store import ConversationStore, Limit
from senco.channels.tokens import Clock, Session, Tokens, signing_key
from senco.channels.turns import Handler

STALE_MARGIN_SECONDS = 5.0


class WebOutbox(Outbox):
    """Replies to the web, so that Rasa picks what is written for ``channel: web``."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "web"


class WebChat(InputChannel):  # type: ignore[misc]
    """Rasa's web channel; ``credentials.yml`` names it ``senco.channels.web.WebChat``."""

    def __init__(self, settings: WebSettings, key: str, clock: Clock = time.time) -> None:
        self._settings = settings
        self._key = key
        self._clock = clock

    @classmethod
    def name(cls) -> str:
        """The channel's name and place: ``/webhooks/web``."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WebChat:
        """Read the settings and the key. Raises ValueError with what to change."""
        settings = WebSettings.read(credentials, os.environ)
        return cls(settings, signing_key(os.environ, settings.var))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes, under their own blueprint so that their headers touch nothing else of Rasa's."""
        settings = self._settings
        limits = (Limit(settings.messages_per_minute, 60), Limit(settings.messages_per_day, 86_400))
        conversations = Conversations(on_new_message, WebOutbox, self._open_store, settings.turn_seconds, limits)
        tokens = Tokens(self._key, self._clock)
        per_hour = Limit(settings.sessions_per_hour, 3600)
        sessions = Sessions(self.name(), self._key, tokens, conversations, per_hour)
        origins = Origins(settings.origins)
        contract = _Contract(sessions, conversations, origins)
        plain = PlainPage(sessions, conversations, origins)

        async def shut(*_: Any) -> None:
            await conversations.shut()

        blueprint = Blueprint("senco_web")
        routes: dict[str, dict[str, Endpoint]] = {
            "/session": {"POST": contract.open, "DELETE": contract.erase},
            "/messages": {"POST": contract.say, "GET": contract.history},
            "/health": {"GET": contract.health},
            "/messages/<seq:int>/calendar.ics": {"GET": contract.calendar},
            "/widget/<version>/training-chat.js": {"GET": widget_files.bundle},
            "/demo": {"GET": demo_site.page},
            "/demo/<name>": {"GET": demo_site.page},
            "/pages/<name>": {"GET": pages.asset},
            "/plain": {"GET": plain.begin, "POST": plain.answer},
            "/<elsewhere:path>": {},
        }
        for number, (path, handlers) in enumerate(routes.items()):
            blueprint.add_route(by_method(handlers), path, methods=METHODS, name=f"route_{number}", stream=True)
        blueprint.middleware("response")(origins.add_headers)
        blueprint.listener("after_server_stop")(shut)
        return blueprint

    def _open_store(self) -> ConversationStore:
        stale_seconds = self._settings.turn_seconds + STALE_MARGIN_SECONDS
        return ConversationStore(self._settings.var / "web.sqlite3", self._clock, stale_seconds)


class _Contract:
    """The endpoints of contract section 5."""

    def __init__(self, sessions: Sessions, conversations: Conversations, origins: Origins) -> None:
        self._sessions = sessions
        self._conversations = conversations
        self._origins = origins

    async def open(self, request: Request) -> HTTPResponse:
        self._origins.check(request)
        greet = await _read_wish(request)
        ready_agent(request)
        session, greeting = await self._sessions.open(request, greet)
        opened = self._sessions.fields(session)
        if greeting is not None:
            opened |= {"seq": greeting.seq, "messages": greeting.messages}
        return json_response(opened, 201)

    async def say(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        attempt = incoming.from_json(await read_json(request))
        ready_agent(request)
        answer = await self._conversations.say(session.conversation, attempt)
        reply = {"seq": answer.seq, "messages": answer.messages, "said": answer.said}
        return json_response(reply | self._sessions.renewal(session))

    async def history(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        after = str(request.args.get("after", "0"))
        if not re.fullmatch(r"[0-9]{1,9}", after):
            raise errors.bad_request("after must be the number of a message.")
        history = await self._conversations.history(session.conversation, int(after))
        reply = {"seq": history.seq, "messages": history.messages, "pending": history.pending}
        return json_response(reply | self._sessions.renewal(session))

    async def calendar(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        number = int(request.match_info["seq"])
        history = await self._conversations.history(session.conversation, number - 1)
        message = next((message for message in history.messages if message["seq"] == number), {})
        return HTTPResponse(calendar_file(session.conversation, message), content_type=CALENDAR_TYPE)

    async def erase(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        await self._conversations.erase(ready_agent(request), session.conversation)
        return HTTPResponse(status=204)

    async def health(self, request: Request) -> HTTPResponse:
        await check_action_server(ready_agent(request))
        await self._conversations.ping()
        return json_response({"status": "ready"})

    def _admit(self, request: Request) -> Session:
        """Whose request this is. Raises ChannelError 401 or 403."""
        self._origins.check(request)
        return self._sessions.read(bearer(request))


async def _read_wish(request: Request) -> bool:
    """The optional body of a new session: ``{"greet": true}`` has the assistant speak first."""
    if not request.headers.get("content-type") and not await read_body(request):
        return False
    wish = await read_json(request)
    greet = wish.get("greet", False)
    if set(wish) - {"greet"} or not isinstance(greet, bool):
        raise errors.bad_request("A new session takes greet, true or false, and nothing else.")
    return greet
