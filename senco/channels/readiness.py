"""Whether the assistant can answer: Rasa has its model, and the action server is there."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import aiohttp
from sanic.request import Request

from senco.channels import errors

_PATIENCE = aiohttp.ClientTimeout(total=1)


def ready_agent(request: Request) -> Any:
    """Rasa's agent once its model is loaded. Raises ChannelError 503."""
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise errors.not_ready()
    return agent


async def check_action_server(agent: Any) -> None:
    """Raise ChannelError 503 when the action server that ``agent`` uses does not answer within a second."""
    endpoint = getattr(agent, "action_endpoint", None)
    if endpoint is None:
        return
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(urljoin(endpoint.url, "health")) as reply,
        ):
            healthy = reply.status == HTTPStatus.OK
    except (aiohttp.ClientError, asyncio.TimeoutError):
        healthy = False
    if not healthy:
        raise errors.not_ready()
