"""A real Sanic server on a loopback port with the web channel in it, registered by Rasa's own code.

Rasa's trained agent is not here: a stand-in answers, behind a real lock store
and a real tracker store, which it fills with what it was asked.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rasa.core.channels.channel import UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic
from sanic.touchup.service import TouchUp
from sanic_cors import CORS

from senco.channels.settings import WebSettings
from senco.channels.web import WebChat
from senco.message import Message

KEY = "a key for tests that is long enough to sign with"
START = 1_795_000_000.0


class Clock:
    """Seconds since 1970 that move only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds


async def echo(message: UserMessage) -> None:
    """Answer with a message of the contract that quotes what came."""
    await message.output_channel.send_response(
        message.sender_id, {"custom": Message("answer", f"You said: {message.text}").as_dict()}
    )


@dataclass
class StandIn:
    """What the channel needs of Rasa's agent."""

    answer: Callable[[UserMessage], Awaitable[None]] = echo
    ready: bool = True
    action_endpoint: Any = None
    heard: list[UserMessage] = field(default_factory=list)
    lock_store: Any = field(default_factory=InMemoryLockStore)
    tracker_store: Any = field(default_factory=lambda: InMemoryTrackerStore(Domain.empty()))

    def is_ready(self) -> bool:
        return self.ready

    async def handle_message(self, message: UserMessage) -> None:
        async with self.lock_store.lock(message.sender_id):
            self.heard.append(message)
            tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
            tracker.update(UserUttered(message.text))
            await self.answer(message)
            await self.tracker_store.save(tracker)


class Held(StandIn):
    """Answers once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.let_go = threading.Event(), threading.Event()

        async def answer(message: UserMessage) -> None:
            self.entered.set()
            await asyncio.to_thread(self.let_go.wait, 10)
            await echo(message)

        self.answer = answer


@dataclass
class Rig:
    """A running server and a client of it."""

    client: httpx.Client
    agent: StandIn
    clock: Clock
    var: Path

    def open(self, **body: Any) -> str:
        return str(self.client.post("session", json=body).json()["token"])

    def post(self, token: str, message_id: str | None = None, **content: Any) -> httpx.Response:
        return self.send(token, {"id": message_id or str(uuid.uuid4()), **content})

    def send(self, token: str, body: Any) -> httpx.Response:
        """Post any body as JSON in ASCII, so that even lone surrogates travel."""
        headers = {**bearer(token), "Content-Type": "application/json"}
        return self.client.post("messages", content=json.dumps(body), headers=headers)

    def history(self, token: str, after: int | str = 0) -> httpx.Response:
        return self.client.get("messages", params={"after": after}, headers=bearer(token))

    def erase(self, token: str) -> httpx.Response:
        return self.client.delete("session", headers=bearer(token))

    def script(self, *replies: Message | dict[str, Any] | str) -> None:
        """Have every turn answer with these."""

        async def answer(message: UserMessage) -> None:
            for reply in replies:
                if isinstance(reply, str):
                    sent: dict[str, Any] = {"text": reply}
                else:
                    sent = {"custom": reply.as_dict() if isinstance(reply, Message) else reply}
                await message.output_channel.send_response(message.sender_id, sent)

        self.agent.answer = answer


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@contextmanager
def locked(var: Path) -> Iterator[None]:
    """Hold the store's write lock from outside."""
    db = sqlite3.connect(var / "web.sqlite3", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
        db.close()


class Server(threading.Thread):
    """Sanic in a thread with a loop of its own."""

    def __init__(self, app: Sanic) -> None:
        super().__init__(daemon=True)
        self.app = app
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.stopping = asyncio.Event()

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await self.app.create_server(sock=self.socket, return_asyncio_server=True, access_log=False)
        await server.startup()
        TouchUp._registry = set()  # Sanic rewrites its own classes at every start; once is enough, and quicker
        await server.before_start()
        await server.after_start()
        self.started.set()
        await self.stopping.wait()
        await server.before_stop()
        await server.close()
        await server.after_stop()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.stopping.set)
        self.join(5)


def build(var: Path, clock: Clock, agent: StandIn, cors: str = "", **settings: Any) -> tuple[Server, Rig]:
    """Start a server on a free port, with the CORS layer that Rasa puts around its channels."""
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    app.config.CORS_AUTOMATIC_OPTIONS = True
    app.config.CORS_SUPPORTS_CREDENTIALS = True
    app.config.CORS_EXPOSE_HEADERS = "filename"
    CORS(app, resources={r"/*": {"origins": cors}}, automatic_options=True)
    app.ctx.agent = agent
    channel = WebChat(WebSettings(**{"var": var, "turn_seconds": 2.0, **settings}), KEY, clock)
    register([channel], app, route="/webhooks/")
    server = Server(app)
    server.start()
    assert server.started.wait(5)
    address = f"http://127.0.0.1:{server.port}/webhooks/web/"
    client = httpx.Client(base_url=address, timeout=10, verify=False)  # plain http: skip reading certificates
    return server, Rig(client, agent, clock, var)
