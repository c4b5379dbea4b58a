"""A real Sanic server with the Slack channel in it, and hands that send what Slack would send."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from rasa.core.channels.channel import register
from sanic import Sanic
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier

from senco.channels.slack import SlackChat
from senco.channels.slack_settings import SlackSettings
from tests.channels.web.web_rig import Clock, Rig, Server, StandIn

from .fake_slack import BOT, TEAM, TOKEN, Call, FakeSlack

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
USER, DIRECT, CHANNEL = "U1", "D1", "C1"
_ids = itertools.count(1)


@dataclass
class Hands:
    """Sends signed requests to the channel at ``url``."""

    url: str
    slack: FakeSlack
    now: Any
    user: str = USER
    team: str = TEAM
    secret: str = SECRET
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, verify=False))

    def say(self, text: str, channel: str = DIRECT, **changes: Any) -> httpx.Response:
        """Words in the direct talk."""
        return self.event({"type": "message", "channel_type": "im", "text": text, "channel": channel, **changes})

    def mention(self, text: str, channel: str = CHANNEL, **changes: Any) -> httpx.Response:
        """Words with our mention in a channel."""
        words = f"<@{BOT}> {text}"
        return self.event({"type": "app_mention", "text": words, "channel": channel, **changes})

    def event(self, event: dict[str, Any], **outer: Any) -> httpx.Response:
        return self.post_json(self.envelope(event, **outer))

    def envelope(self, event: dict[str, Any], **outer: Any) -> dict[str, Any]:
        number = next(_ids)
        said = {"user": self.user, "ts": f"1794999999.{number:06}", "client_msg_id": str(uuid.uuid4()), **event}
        return {
            "type": "event_callback",
            "team_id": self.team,
            "api_app_id": "A1",
            "event_id": f"Ev{uuid.uuid4().hex}",
            "event_time": int(self.now()),
            "authorizations": [{"team_id": self.team, "user_id": BOT, "is_bot": True}],
            "event": said,
            **outer,
        }

    def command(self, text: str, channel: str = CHANNEL, command: str = "/senco") -> httpx.Response:
        return self.post_form(
            {
                "command": command,
                "text": text,
                "team_id": self.team,
                "user_id": self.user,
                "channel_id": channel,
                "trigger_id": uuid.uuid4().hex,
                "response_url": self.response_url(),
            }
        )

    def press(self, call: Call, title: str, day: str | None = None, **changes: Any) -> httpx.Response:
        """Press what a message of ours shows under ``title``."""
        return self.post_form({"payload": json.dumps(self.pressed(call, title, day, **changes))})

    def pressed(self, call: Call, title: str, day: str | None = None, **changes: Any) -> dict[str, Any]:
        control = call.buttons[title]
        action = {**control, "selected_date": day} if day else dict(control)
        body: dict[str, Any] = {
            "type": "block_actions",
            "team": {"id": self.team},
            "user": {"id": self.user, "team_id": self.team},
            "trigger_id": uuid.uuid4().hex,
            "response_url": self.response_url(),
            "actions": [action],
        }
        if call.method == "views.publish":
            return body | {"container": {"type": "view"}, "view": {"type": "home"}} | changes
        stamp = call.body.get("ts", call.body["sent_ts"])
        private = call.method == "response"
        channel = call.body.get("channel", CHANNEL)
        body["channel"] = {"id": channel}
        body["container"] = {"type": "message", "message_ts": stamp, "channel_id": channel, "is_ephemeral": private}
        if not private:
            thread = {"thread_ts": call.body["thread_ts"]} if "thread_ts" in call.body else {}
            body["message"] = {"ts": stamp, "text": call.body["text"], "blocks": call.body["blocks"], **thread}
        return body | changes

    def response_url(self) -> str:
        return self.slack.url.replace("/api/", f"/response/{uuid.uuid4().hex}")

    def post_form(self, fields: dict[str, str], **headers: str) -> httpx.Response:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.post(urlencode(fields).encode(), {**kind, **headers})

    def post_json(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        return self.post(json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    def post(self, raw: bytes, headers: dict[str, str]) -> httpx.Response:
        return self.client.post(self.url, content=raw, headers={**self.signed(raw), **headers})

    def signed(self, raw: bytes, at: float | None = None) -> dict[str, str]:
        stamp = str(int(self.now() if at is None else at))
        signature = SignatureVerifier(self.secret, SlackClock()).generate_signature(timestamp=stamp, body=raw)
        assert signature
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}


@dataclass
class SlackRig(Rig):
    """A running server and Slack's hands."""

    slack: FakeSlack
    hands: Hands

    def said(self, count: int = 1) -> list[Call]:
        """The messages posted, once there are ``count``."""
        return self.slack.wait(count, "chat.postMessage")


def build(var: Path, clock: Clock, agent: StandIn, slack: FakeSlack, **settings: Any) -> tuple[Server, SlackRig]:
    """Start a server on a free port."""
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    app.ctx.agent = agent
    usual = {
        "teams": frozenset({TEAM}),
        "api_url": slack.url,
        "messages_per_minute": 10_000,
        "messages_per_day": 10_000,
    }
    channel = SlackChat(SlackSettings(TOKEN, SECRET, var=var, **{**usual, **settings}), clock)
    register([channel], app, route="/webhooks/")
    server = Server(app)
    server.start()
    assert server.started.wait(5)
    url = f"http://127.0.0.1:{server.port}/webhooks/slack/events"
    hands = Hands(url, slack, clock)
    return server, SlackRig(hands.client, agent, clock, var, slack, hands)
