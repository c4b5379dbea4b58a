"""The web channel: contract section 5 over HTTP, for the widget, the sample page and any other client."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import errors, pages
from senco.channels.conversations import Conversations
from senco.channels.http import METHODS, Origins, by_method, json_response, read_body, read_json
from senco.channels.outbox import Outbox
from senco.channels.settings import WebSettings
from senco.channels.store import Attempt, ConversationStore, Limit
from senco.channels.tokens import Clock, Session, Tokens, signing_key
from senco.channels.turns import Handler
from senco.channels.typed import clean, is_command

TEXT_LIMIT = 1000
STALE_MARGIN_SECONDS = 5.0
_GREETING = Attempt(":greeting", "", sent="/greet")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
        self._tokens = Tokens(key, clock)
        self._origins = Origins(settings.origins)

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
        self._conversations = Conversations(
            on_new_message,
            WebOutbox,
            lambda: ConversationStore(
                settings.var / "web.sqlite3", self._clock, settings.turn_seconds + STALE_MARGIN_SECONDS
            ),
            settings.turn_seconds,
            (Limit(settings.messages_per_minute, 60), Limit(settings.messages_per_day, 86_400)),
        )
        blueprint = Blueprint("senco_web")
        routes = {
            "/session": {"POST": self._open, "DELETE": self._erase},
            "/messages": {"POST": self._say, "GET": self._history},
            "/health": {"GET": self._health},
            "/demo": {"GET": pages.demo},
            "/demo/<name>": {"GET": pages.asset},
            "/<elsewhere:path>": {},
        }
        for number, (path, handlers) in enumerate(routes.items()):
            blueprint.add_route(by_method(handlers), path, methods=METHODS, name=f"route_{number}", stream=True)
        blueprint.middleware("response")(self._origins.add_headers)
        blueprint.listener("after_server_stop")(self._shut)
        return blueprint

    async def _open(self, request: Request) -> HTTPResponse:
        self._origins.check(request)
        wish = await _read_wish(request)
        _ready_agent(request)
        session = self._tokens.open(self.name())
        limit = Limit(self._settings.sessions_per_hour, 3600)
        await self._conversations.open(session.conversation, self._visitor(request), limit)
        opened = self._token_fields(session)
        if wish.get("greet"):
            answer = await self._conversations.say(session.conversation, _GREETING)
            opened |= {"seq": answer.seq, "messages": answer.messages}
        return json_response(opened, 201)

    async def _say(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        attempt = read_attempt(await read_json(request))
        _ready_agent(request)
        answer = await self._conversations.say(session.conversation, attempt)
        reply = {"seq": answer.seq, "messages": answer.messages, "said": answer.said}
        return json_response(reply | self._renewal(session))

    async def _history(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        after = str(request.args.get("after", "0"))
        if not re.fullmatch(r"[0-9]{1,9}", after):
            raise errors.bad_request("after must be the number of a message.")
        history = await self._conversations.history(session.conversation, int(after))
        reply = {"seq": history.seq, "messages": history.messages, "pending": history.pending}
        return json_response(reply | self._renewal(session))

    async def _erase(self, request: Request) -> HTTPResponse:
        session = self._admit(request)
        await self._conversations.erase(_ready_agent(request), session.conversation)
        return HTTPResponse(status=204)

    async def _health(self, request: Request) -> HTTPResponse:
        _ready_agent(request)
        await self._conversations.ping()
        return json_response({"status": "ready"})

    async def _shut(self, *_: Any) -> None:
        await self._conversations.shut()

    def _admit(self, request: Request) -> Session:
        """Whose request this is. Raises ChannelError 401 or 403."""
        self._origins.check(request)
        scheme, _, token = str(request.headers.get("authorization", "")).partition(" ")
        if scheme.lower() != "bearer":
            raise errors.not_signed_in()
        return self._tokens.read(token.strip())

    def _token_fields(self, session: Session) -> dict[str, Any]:
        return {"token": self._tokens.sign(session), "expires_at": session.expires_at}

    def _renewal(self, session: Session) -> dict[str, Any]:
        renewed = self._tokens.renewed(session)
        return {} if renewed is None else self._token_fields(renewed)

    def _visitor(self, request: Request) -> str:
        """A name for the caller's address that nobody can turn back into the address."""
        address = request.remote_addr or request.ip
        return hmac.new(self._key.encode(), str(address).encode(), hashlib.sha256).hexdigest()


def read_attempt(body: dict[str, Any]) -> Attempt:
    """Check a message's body and say what it asks. Raises ChannelError 400, 413 or 422."""
    kinds = [name for name in ("text", "choice", "date") if name in body]
    if len(kinds) != 1 or set(body) != {"id", kinds[0]}:
        raise errors.bad_request("Send an id and one of text, choice or date.")
    kind, value, message_id = kinds[0], body[kinds[0]], body["id"]
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise errors.bad_request("The id must be a UUID.")
    if not isinstance(value, str):
        raise errors.bad_request(f"The {kind} must be text.")
    fingerprint = hashlib.sha256(json.dumps([kind, value]).encode()).hexdigest()
    if kind == "choice":
        return _chosen(message_id, fingerprint, value)
    if kind == "date":
        day = _real_day(value)
        return Attempt(message_id, fingerprint, f"{day.day} {day:%B %Y}", day.isoformat())
    text = _read_text(value)
    return Attempt(message_id, fingerprint, text, None if is_command(text) else text)


def _chosen(message_id: str, fingerprint: str, choice: str) -> Attempt:
    if not _ID.fullmatch(choice):
        raise errors.unknown_choice()
    return Attempt(message_id, fingerprint, choice=choice)


def _read_text(typed: str) -> str:
    """The words on one line. The limit holds before and after folding, which can lengthen a text."""
    if len(typed) > TEXT_LIMIT:
        raise errors.text_too_long(TEXT_LIMIT, len(typed))
    text = clean(typed)
    if not text:
        raise errors.text_empty()
    if len(text) > TEXT_LIMIT:
        raise errors.text_too_long(TEXT_LIMIT, len(text))
    return text


def _real_day(value: str) -> date:
    if not _DATE.fullmatch(value):
        raise errors.bad_date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise errors.bad_date() from None


async def _read_wish(request: Request) -> dict[str, Any]:
    """The optional body of a new session: ``{"greet": true}`` has the assistant speak first."""
    if not request.headers.get("content-type") and not await read_body(request):
        return {}
    wish = await read_json(request)
    if set(wish) - {"greet"} or not isinstance(wish.get("greet", False), bool):
        raise errors.bad_request("A new session takes greet, true or false, and nothing else.")
    return wish


def _ready_agent(request: Request) -> Any:
    """Rasa's agent once its model is loaded. Raises ChannelError 503."""
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise errors.not_ready()
    return agent
