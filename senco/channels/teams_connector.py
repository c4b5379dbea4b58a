"""Writing to Teams through the Bot Connector that a conversation came from."""

from __future__ import annotations

import asyncio
import json
import random
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from senco.channels.teams_activity import Reference
from senco.channels.teams_net import Net, read_limited
from senco.channels.teams_settings import ServiceHosts
from senco.channels.teams_token import BotToken

PAUSES = (1.0, 2.0, 4.0)
LONGEST_PAUSE = 30.0
_AGAIN = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.TOO_MANY_REQUESTS}
# The connection broke before an answer came: the service closes idle connections like that.
_BROKEN = (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


class NotDelivered(Exception):
    """The Bot Connector did not take an activity. The message holds no content."""


class Connector:
    """Sends activities to where a reference points. Methods raise NotDelivered and Unreachable."""

    def __init__(self, net: Net, token: BotToken, hosts: ServiceHosts) -> None:
        self._net = net
        self._token = token
        self._hosts = hosts

    async def send(self, reference: Reference, content: dict[str, Any], reply_to: str = "") -> None:
        """Post an activity, as the answer to the message ``reply_to`` where there is one."""
        await self._deliver("POST", reference, reply_to, content, PAUSES)

    async def replace(self, reference: Reference, activity: str, content: dict[str, Any]) -> None:
        """Put ``content`` in the place of an activity sent earlier."""
        await self._deliver("PUT", reference, activity, {**content, "id": activity}, PAUSES)

    async def type(self, reference: Reference) -> None:
        """Show that an answer is being written; not worth a second try."""
        await self._deliver("POST", reference, "", {"type": "typing"}, ())

    async def _deliver(
        self, method: str, reference: Reference, activity: str, content: dict[str, Any], pauses: tuple[float, ...]
    ) -> None:
        if not self._hosts.allow(reference.service_url):
            raise NotDelivered("the service address is not on the list")
        url = _address(reference, activity)
        answers = {"replyToId": activity} if activity and method == "POST" else {}
        # Not escaped to ASCII, which would be up to three times as long.
        body = json.dumps({**_addressed(reference, content), **answers}, ensure_ascii=False).encode()
        token, renewed = await self._token.get(), False
        for pause in (*pauses, None):
            status, wait = await self._try(method, url, body, token)
            if status == HTTPStatus.UNAUTHORIZED and not renewed:
                token, renewed = await self._token.get(refused=token), True
                status, wait = await self._try(method, url, body, token)
            if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
                return
            if pause is None or not _is_passing(status):
                raise NotDelivered(f"{url.host} answered {status}" if status else f"{url.host} cannot be reached")
            await asyncio.sleep(wait if wait is not None else pause * random.uniform(0.8, 1.2))  # noqa: S311

    async def _try(self, method: str, url: URL, body: bytes, token: str) -> tuple[int, float | None]:
        """The status, 0 when the connection broke, and for how long the service asks us to wait."""
        try:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
            async with self._net.request(method, url, data=body, headers=headers) as reply:
                await read_limited(reply)
                return reply.status, _seconds(reply.headers.get("Retry-After"))
        except _BROKEN:
            return 0, None
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as fault:
            # It may have been taken: sent again it could stand there twice.
            raise NotDelivered(f"{url.host} gave no answer ({type(fault).__name__})") from None


def _address(reference: Reference, activity: str) -> URL:
    """The address of the activities of a conversation, every id quoted whole."""
    base = reference.service_url.rstrip("/")
    path = f"{base}/v3/conversations/{quote(str(reference.conversation['id']), safe='')}/activities"
    return URL(f"{path}/{quote(activity, safe='')}" if activity else path, encoded=True)


def _addressed(reference: Reference, content: dict[str, Any]) -> dict[str, Any]:
    return {
        **content,
        "channelId": "msteams",
        "serviceUrl": reference.service_url,
        "conversation": reference.conversation,
        "from": reference.bot,
        "recipient": reference.person,
    }


def _is_passing(status: int) -> bool:
    return status == 0 or status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _seconds(header: str | None) -> float | None:
    try:
        return min(max(float(header or ""), 0.0), LONGEST_PAUSE)
    except ValueError:
        return None
