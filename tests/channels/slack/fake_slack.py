"""A Slack on loopback that accepts what Slack accepts and nothing else, and remembers everything."""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_sdk.models.blocks import Block

TOKEN = "xoxb-test-token"
BOT = "UBOT"
TEAM = "T1"

_LINK = re.compile(r"<(https?://|mailto:)[^<>|\s]+\|[^<>|]+>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_FIELDS = {
    "auth.test": set(),
    "chat.postMessage": {"channel", "text", "blocks", "thread_ts", "unfurl_links", "unfurl_media"},
    "chat.update": {"channel", "ts", "text", "blocks"},
    "chat.postEphemeral": {"channel", "user", "text", "blocks", "thread_ts"},
    "views.publish": {"user_id", "view"},
    "response": {"text", "blocks", "response_type", "replace_original"},
}


class Refused(Exception):
    """What a real Slack would not take; the text is its code."""


@dataclass
class Call:
    """One accepted call of a method."""

    method: str
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def words(self) -> str:
        """Everything that a person would read in it."""
        blocks = self.body.get("blocks") or self.body.get("view", {}).get("blocks") or ()
        return "\n".join(text["text"] for text in _texts(blocks)) or self.body.get("text", "")

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """What can be pressed, by its words; the date picker is ``date``."""
        blocks = self.body.get("blocks") or self.body.get("view", {}).get("blocks") or ()
        return {e.get("text", {}).get("text", "date"): e for e in _elements(blocks) if "action_id" in e}


@dataclass
class Fault:
    """What goes wrong with the next calls: a status, an ``ok: false``, or slowness."""

    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    seconds: float = 0.0


class FakeSlack:
    """Run with ``start`` and ``stop``; ``faults[method]`` is used up one call after another."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refused: list[str] = []
        self.faults: dict[str, list[Fault]] = {}
        self.slow_channels: dict[str, float] = {}
        self.tried: list[str] = []
        self._stamps = itertools.count(1)
        self._changed = threading.Condition()
        handler = type("Handler", (_Handler,), {"slack": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def of(self, *methods: str) -> list[Call]:
        return [call for call in list(self.calls) if call.method in methods]

    def wait(self, count: int, *methods: str, seconds: float = 10.0) -> list[Call]:
        """The calls of ``methods`` once there are ``count``."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(*methods)) >= count, seconds), (self.calls, self.refused)
        return self.of(*methods)

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            _check(method, body, {call.body.get("sent_ts") for call in self.calls})
        except Refused as refusal:
            self.refused.append(f"{method}: {refusal}")
            return {"ok": False, "error": str(refusal)}
        stamp = f"1795000000.{next(self._stamps):06}"
        with self._changed:
            self.calls.append(Call(method, {**body, "sent_ts": stamp}))
            self._changed.notify_all()
        if method == "auth.test":
            return {"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B1"}
        return {"ok": True, "ts": stamp, "channel": body.get("channel"), "message": {"text": body.get("text")}}


class _Handler(BaseHTTPRequestHandler):
    slack: FakeSlack
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        where = self.path.partition("?")[0]
        method = "response" if where.startswith("/response/") else where.removeprefix("/api/")
        self.slack.tried.append(method)
        body = json.loads(raw) if raw else {}
        fault = self.slack.faults[method].pop(0) if self.slack.faults.get(method) else Fault()
        time.sleep(fault.seconds or self.slack.slow_channels.get(body.get("channel", ""), 0))
        if fault.status != 200:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            self._send({"ok": False, "error": "ratelimited"}, fault.status, headers)
        elif fault.error:
            self._send({"ok": False, "error": fault.error})
        elif not self._admitted(method):
            self._send({"ok": False, "error": "invalid_auth"})
        else:
            self._send(self.slack.answer(method, body))

    def do_GET(self) -> None:
        self.slack.refused.append(f"GET {self.path}")
        self._send({"ok": False, "error": "method_not_supported"}, 405)

    def _admitted(self, method: str) -> bool:
        """The token, and JSON: but no token to a response_url, whose address is its own key."""
        token, kind = self.headers.get("authorization"), self.headers.get("content-type", "")
        is_json = kind.lower().startswith("application/json") or method == "auth.test"
        admitted = is_json and token == (None if method == "response" else f"Bearer {TOKEN}")
        if not admitted:
            self.slack.refused.append(f"{method}: {token} {kind}")
        return admitted

    def _send(self, data: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> None:
        raw = json.dumps(data).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def check_blocks(blocks: list[dict[str, Any]], most: int = 50) -> None:
    """Raise Refused for blocks that Slack would not take, or that say what nobody meant to say."""
    if len(blocks) > most:
        raise Refused("too_many_blocks")
    for block in blocks:
        parsed = Block.parse(block)
        if parsed is None:
            raise Refused("unknown_block")
        parsed.to_dict()
    ids = [element["action_id"] for element in _elements(blocks) if "action_id" in element]
    if len(ids) != len(set(ids)) or any(len(name) > 255 for name in ids):
        raise Refused("bad_action_ids")
    for text in _texts(blocks):
        check_text(text)
    if sum(len(text["text"]) for text in _texts(blocks)) > 13_000:
        raise Refused("msg_blocks_too_long")


def check_text(text: dict[str, Any]) -> None:
    words = text["text"]
    limit = 3000 if text["type"] == "mrkdwn" else 150
    if not words or len(words) > limit:
        raise Refused("bad_text_length")
    if text["type"] == "mrkdwn" and text.get("verbatim") is not True:
        raise Refused("mentions_are_looked_for")
    check_markup(words)


def check_markup(words: str) -> None:
    """Only links are markup; everything else is escaped."""
    rest = _ENTITY.sub("", _LINK.sub("", words))
    if re.search("[<>&]", rest):
        raise Refused("unescaped_markup")


def _check(method: str, body: dict[str, Any], stamps: set[Any]) -> None:
    if method not in _FIELDS:
        raise Refused("unknown_method")
    if set(body) - _FIELDS[method]:
        raise Refused(f"unknown_arguments {set(body) - _FIELDS[method]}")
    if method == "auth.test":
        return
    if method == "views.publish":
        check_blocks(body["view"]["blocks"], most=100)
        return
    if not body.get("text") or len(body["text"]) > 4000:
        raise Refused("no_text" if not body.get("text") else "msg_too_long")
    check_markup(body["text"])
    check_blocks(body.get("blocks", []))
    if method == "response":
        if body.get("response_type") != "ephemeral":
            raise Refused("not_ephemeral")
    elif not re.fullmatch(r"[CDG][A-Z0-9]+", body.get("channel", "")):
        raise Refused("channel_not_found")
    if method == "chat.update" and body["ts"] not in stamps:
        raise Refused("message_not_found")


def _elements(blocks: Any) -> list[dict[str, Any]]:
    found = [element for block in blocks for element in block.get("elements", ()) if isinstance(element, dict)]
    return found + [block["accessory"] for block in blocks if "accessory" in block]


def _texts(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if not isinstance(value, dict):
        return []
    if value.get("type") in ("mrkdwn", "plain_text"):
        return [value]
    return [text for part in value.values() for text in _texts(part)]
