"""Several server processes on one store, and faults that no single line of the contract names."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from senco.channels import incoming
from senco.channels import web as web_module
from senco.channels.conversations import Conversations
from senco.channels.store import ConversationStore, Limit
from senco.channels.tokens import signing_key

from .web_rig import Clock, Held, Rig, echo, locked


def test_a_conversation_goes_on_in_another_worker(serve: Callable[..., Rig]) -> None:
    one, two = serve(), serve()
    token = one.open()
    assert one.post(token, "a", text="hello").json()["seq"] == 2
    assert two.post(token, "b", text="again").json()["seq"] == 4
    assert two.post(token, "a", text="hello").json()["seq"] == 2
    assert [len(rig.agent.heard) for rig in (one, two)] == [1, 1]


def test_the_same_message_in_two_workers_runs_in_one(serve: Callable[..., Rig]) -> None:
    agent = Held()
    one, two = serve(agent), serve()
    token = one.open()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(one.post, token, "a", text="hello")
        assert agent.entered.wait(2)
        reply = two.post(token, "a", text="hello")
        assert (reply.status_code, reply.json()["error"]["code"]) == (409, "busy")
        agent.let_go.set()
        assert waiting.result().json() == two.post(token, "a", text="hello").json()
    assert not two.agent.heard


def test_a_conversation_deleted_by_another_worker_gets_no_late_answer(serve: Callable[..., Rig]) -> None:
    agent = Held()
    one, two = serve(agent), serve()
    token = one.open()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(one.post, token, text="hello")
        assert agent.entered.wait(2)
        assert two.erase(token).status_code == 204
        agent.let_go.set()
        assert waiting.result().status_code == 401
    assert two.history(token).status_code == 401


def test_servers_that_start_together_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: signing_key({}, tmp_path), range(40)))
    assert len(set(keys)) == 1


def test_a_fault_of_ours_is_said_in_words_and_logged_without_what_was_typed(
    web: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(body: dict[str, Any]) -> None:
        raise KeyError(body["text"])

    monkeypatch.setattr(web_module.incoming, "from_json", breaks)
    with caplog.at_level(logging.DEBUG):
        reply = web.post(web.open(), text="kanarienvogel4711")
    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "internal")
    assert "KeyError at " in caplog.text
    assert "kanarienvogel" not in caplog.text


async def test_a_request_that_is_given_up_as_it_begins_is_answered_all_the_same(tmp_path: Path) -> None:
    heard = []

    async def handler(message: UserMessage) -> None:
        heard.append(message.text)
        await echo(message)

    def open_store() -> ConversationStore:
        return ConversationStore(tmp_path / "web.sqlite3", Clock(), stale_seconds=5)

    conversations = Conversations(handler, web_module.WebOutbox, open_store, turn_seconds=2, limits=())
    await conversations.open("web:1", "somebody", Limit(1, 60))
    attempt = incoming.typed("a", "hello")
    with locked(tmp_path):
        given_up = asyncio.create_task(conversations.say("web:1", attempt))
        await asyncio.sleep(0.1)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
    answer = await conversations.say("web:1", attempt)
    assert [message["text"] for message in answer.messages] == ["You said: hello"]
    assert heard == ["hello"]
    await conversations.shut()


def test_what_was_sent_is_kept_once_and_only_as_the_persons_own_message(web: Rig) -> None:
    web.script("Noted.")
    web.post(web.open(), text="kanarienvogel4711")
    with sqlite3.connect(web.var / "web.sqlite3") as db:
        rows = [line for line in db.iterdump() if "kanarienvogel4711" in line]
    assert len(rows) == 1
    assert '"from": "user"' in rows[0]


class Actions(BaseHTTPRequestHandler):
    """An action server's health."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_health_is_red_without_the_action_server(web: Rig) -> None:
    server = HTTPServer(("127.0.0.1", 0), Actions)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    web.agent.action_endpoint = SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/webhook")
    assert web.client.get("health").status_code == 200
    server.shutdown()
    server.server_close()
    reply = web.client.get("health")
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_ready")
