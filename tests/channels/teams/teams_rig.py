"""A real Sanic server with the Teams channel in it, a strict Microsoft beside it, and an attacker's host."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
from rasa.core.channels.channel import register
from sanic import Sanic

from senco.channels.teams import TeamsChat
from senco.channels.teams_settings import TeamsSettings
from senco.message import Message
from tests.channels.web.web_rig import Server, StandIn

from .microsoft import APP_ID, ISSUER, PASSWORD, TENANT, Microsoft, rsa_key

BOT = {"id": f"28:{APP_ID}", "name": "SENCO"}
ANN = {"id": "29:ann", "name": "Ann", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000001"}
BEN = {"id": "29:ben", "name": "Ben", "aadObjectId": "bbbbbbbb-0000-4000-8000-000000000002"}
PRIVATE = {"id": "a:1private", "conversationType": "personal", "tenantId": TENANT}
CHANNEL = {
    "id": "19:general@thread.tacv2;messageid=1700000000000",
    "conversationType": "channel",
    "isGroup": True,
    "tenantId": TENANT,
}

_numbers = itertools.count(1)


def token(key: str = "key-1", service_url: str = "", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """A token as the Bot Service signs it; what is changed to None is left out."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": APP_ID, "iat": now, "nbf": now, "exp": now + 3600, "serviceurl": service_url}
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    named = {name: value for name, value in {"kid": key, **(headers or {})}.items() if value is not None}
    return jwt.encode(kept, rsa_key(key), algorithm="RS256", headers=named)


@dataclass
class Rig:
    """A running channel and what stands around it."""

    client: httpx.Client
    agent: StandIn
    microsoft: Microsoft
    attacker: Microsoft
    var: Path
    server: Server

    def activity(self, **changes: Any) -> dict[str, Any]:
        """A typed message of Ann's in her private chat, unless changed; None leaves a part out."""
        usual = {
            "type": "message",
            "id": str(1_700_000_000_000 + next(_numbers)),
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": ANN,
            "recipient": BOT,
            "conversation": PRIVATE,
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
            "textFormat": "plain",
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def deliver(self, activity: dict[str, Any], bearer: str | None = None) -> httpx.Response:
        """Post an activity as the Bot Service does."""
        signed = token(service_url=self.microsoft.service_url) if bearer is None else bearer
        headers = {"Authorization": f"Bearer {signed}"} if signed else {}
        return self.client.post("webhook", json=activity, headers=headers)

    def say(self, text: str, **changes: Any) -> int:
        return self.deliver(self.activity(text=text, **changes)).status_code

    def press(self, data: dict[str, Any], card: str = "1:card", **changes: Any) -> int:
        """Submit a card, as Teams does: no text, a value, and which message it was in."""
        return self.deliver(self.activity(value=data, replyToId=card, **changes)).status_code

    def unasked(self, conversation: str, message: Message) -> None:
        """Have Rasa say something of its own accord, as it does for reminders."""
        channel = self.server.app.ctx.teams.get_output_channel()
        work = channel.send_response(conversation, {"custom": message.as_dict()})
        asyncio.run_coroutine_threadsafe(work, self.server.loop).result(5)

    def heard(self) -> list[str]:
        return [message.text for message in self.agent.heard]

    def script(self, *replies: Message | dict[str, Any] | str) -> None:
        """Have every turn answer with these."""

        async def answer(message: Any) -> None:
            for reply in replies:
                if isinstance(reply, str):
                    sent: dict[str, Any] = {"text": reply}
                else:
                    sent = {"custom": reply.as_dict() if isinstance(reply, Message) else reply}
                await message.output_channel.send_response(message.sender_id, sent)

        self.agent.answer = answer


def environment(microsoft: Microsoft, var: Path, **changes: str) -> dict[str, str]:
    return {
        "SENCO_TEAMS_APP_ID": APP_ID,
        "SENCO_TEAMS_APP_PASSWORD": PASSWORD,
        "SENCO_TEAMS_TENANT": TENANT,
        "SENCO_TEAMS_OPENID_URL": f"{microsoft.address}/v1/.well-known/openidconfiguration",
        "SENCO_TEAMS_TOKEN_URL": f"{microsoft.address}/{{tenant}}/oauth2/v2.0/token",
        "SENCO_TEAMS_SERVICE_HOSTS": microsoft.address,
        "SENCO_TEAMS_TURN_SECONDS": "2",
        "SENCO_TEAMS_MESSAGES_PER_MINUTE": "10000",
        "SENCO_TEAMS_MESSAGES_PER_DAY": "10000",
        "SENCO_VAR": str(var),
        **changes,
    }


def build(agent: StandIn, microsoft: Microsoft, attacker: Microsoft, var: Path, **changes: str) -> tuple[Server, Rig]:
    """Start a server on a free port, its channel registered by Rasa's own code."""
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    app.ctx.agent = agent
    channel = TeamsChat(TeamsSettings.read(None, environment(microsoft, var, **changes)))
    app.ctx.teams = channel
    register([channel], app, route="/webhooks/")
    server = Server(app)
    server.start()
    assert server.started.wait(5)
    client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}/webhooks/teams/", timeout=10, verify=False)
    return server, Rig(client, agent, microsoft, attacker, var, server)


Serve = Callable[..., Rig]
