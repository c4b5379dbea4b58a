"""Microsoft on loopback, and strict: OpenID document, signing keys, token endpoint and Bot Connector.

It records every request and every breach of the protocol; a test that leaves a
breach behind fails. A second one stands for an attacker's host.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "0a0a0a0a-1111-4222-8333-444444444444"
PASSWORD = "kanarienvogel-secret"
TENANT = "1b1b1b1b-1111-4222-8333-444444444444"
ISSUER = "https://api.botframework.com"
SIZE_LIMIT = 80_000


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def public_jwk(name: str, endorsements: tuple[str, ...] = ("msteams",)) -> dict[str, Any]:
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(name).public_key(), as_dict=True)
    return {**jwk, "kid": name, "use": "sig", "endorsements": list(endorsements)}


@dataclass
class Sent:
    """One request to the Bot Connector, as it was taken."""

    method: str
    conversation: str
    activity: str
    body: dict[str, Any]
    at: float

    @property
    def is_typing(self) -> bool:
        return bool(self.body["type"] == "typing")

    @property
    def card(self) -> dict[str, Any]:
        return dict(self.body["attachments"][0]["content"])

    @property
    def words(self) -> str:
        """All text that is shown, wherever it stands."""
        return "\n".join(_texts(self.body.get("attachments") or self.body.get("text")))

    def actions(self) -> list[dict[str, Any]]:
        sets = [element for element in self.card["body"] if element["type"] == "ActionSet"]
        return [action for each in sets for action in each["actions"]]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, dict):
        shown = ("text", "title", "value", "label", "content", "body", "items", "facts", "actions", "columns")
        return [text for key in shown if key in value for text in _texts(value[key])]
    return []


@dataclass
class Microsoft:
    """Answers as Microsoft would; what it shall do wrong is set by the test."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk("key-1")])
    token_seconds: int = 3600
    good_tokens: set[str] = field(default_factory=set)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    delays: dict[str, float] = field(default_factory=dict)
    down: bool = False
    requests: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    tokens_given: int = 0
    breaches: list[str] = field(default_factory=list)
    jwks_uri: str = ""
    port: int = 0

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def service_url(self) -> str:
        return f"{self.address}/uk/"

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(5)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def messages(self) -> list[Sent]:
        return [each for each in self.sent if not each.is_typing]

    def wait_for(self, count: int, seconds: float = 5.0) -> list[Sent]:
        """The messages once there are ``count``; fails when there are not, or more, shortly after."""
        wait_until(lambda: len(self.messages()) >= count, seconds)
        return self.messages()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self._started.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.rel_url.raw_path
        self.requests.append(f"{request.method} {path}")
        if self.down:
            return web.Response(status=503)
        if request.method == "GET" and path == "/v1/.well-known/openidconfiguration":
            return web.json_response({"issuer": ISSUER, "jwks_uri": self.jwks_uri or f"{self.address}/keys"})
        if request.method == "GET" and path == "/keys":
            return web.json_response({"keys": self.keys})
        if request.method == "POST" and path.endswith("/oauth2/v2.0/token"):
            return await self._token(request, path)
        if path.startswith("/uk/v3/conversations/"):
            return await self._connector(request, path.removeprefix("/uk/v3/conversations/"))
        self.breaches.append(f"nothing at {request.method} {path}")
        return web.Response(status=404)

    async def _token(self, request: web.Request, path: str) -> web.Response:
        form = await request.post()
        expected = {
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": PASSWORD,
            "scope": "https://api.botframework.com/.default",
        }
        if path != f"/{TENANT}/oauth2/v2.0/token" or dict(form) != expected:
            return web.json_response({"error": "invalid_client", "error_description": "AADSTS700016"}, status=400)
        self.tokens_given += 1
        token = f"bot-token-{self.tokens_given}"
        self.good_tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": self.token_seconds, "token_type": "Bearer"})

    async def _connector(self, request: web.Request, path: str) -> web.Response:
        raw = await request.read()
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.good_tokens:
            return web.Response(status=401)
        if self.answers:
            status, headers = self.answers.pop(0)
            return web.Response(status=status, headers=headers)
        sent = self._checked(request, path, raw)
        await asyncio.sleep(self.delays.get(sent.conversation, 0))
        self.sent.append(sent)
        return web.json_response({"id": f"1:{uuid.uuid4().hex}"}, status=201)

    def _checked(self, request: web.Request, path: str, raw: bytes) -> Sent:
        """Read a delivery as the protocol has it, and note every breach."""
        body = json.loads(raw)
        parts = path.split("/")
        activity = unquote(parts[2]) if len(parts) == 3 else ""
        sent = Sent(request.method, unquote(parts[0]), activity, body, time.monotonic())
        units = len(raw.decode("utf-8").encode("utf-16-le"))
        rules = {
            "the address is /conversations/<id>/activities[/<id>]": len(parts) in (2, 3) and parts[1] == "activities",
            "every id is quoted": not set(";:@/ ") & set(parts[0] + (parts[2] if activity else "")),
            "JSON": request.content_type == "application/json",
            "small enough": max(len(raw), units) < SIZE_LIMIT,
            "the conversation of the address": body["conversation"]["id"] == sent.conversation,
            "from the bot": body["from"]["id"] == f"28:{APP_ID}",
            "to somebody": bool(body["recipient"]["id"]),
            "Teams": body["channelId"] == "msteams" and body["serviceUrl"] == self.service_url,
            "POST or PUT": request.method in ("POST", "PUT"),
            "a reply says to what": request.method == "PUT" or body.get("replyToId", "") == activity,
            "an update says what it replaces": request.method == "POST" or body["id"] == activity != "",
            "message or typing": body["type"] in ("message", "typing"),
            "a message has words or a card": body["type"] == "typing" or bool(body.get("text") or body["attachments"]),
            "words are Markdown": "text" not in body or body["textFormat"] == "markdown",
        }
        self.breaches += [rule for rule, kept in rules.items() if not kept]
        return sent


def wait_until(done: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
