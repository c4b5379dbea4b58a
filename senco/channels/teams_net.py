"""The Teams channel's way out: one pooled client that follows no redirect and reaches no private address."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

ANSWER_LIMIT = 1024 * 1024
PATIENCE = aiohttp.ClientTimeout(total=15, connect=5)


class Unreachable(Exception):
    """Microsoft did not answer, or not as agreed. The message names host and fault, never content."""


class PublicResolver(AbstractResolver):
    """Finds hosts as the system does, and refuses addresses inside the network that the server stands in."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Public addresses alone. Raises OSError when there is none."""
        found = await self._resolver.resolve(host, port, family)
        public = [each for each in found if ipaddress.ip_address(each["host"]).is_global]
        if not public:
            raise OSError(None, f"{host} has no public address")
        return public

    async def close(self) -> None:
        """Nothing is held open."""
        await self._resolver.close()


class Net:
    """The client session, made at first use inside the server's loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def shut(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def request(
        self, method: str, url: str | URL, **options: Any
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Begin a request; an async context manager that gives the response."""
        if self._session is None:
            # No bound on connections: a slow answer to one person must not keep another waiting.
            connector = aiohttp.TCPConnector(limit=0, resolver=PublicResolver())
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=PATIENCE, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session.request(method, url, allow_redirects=False, **options)

    async def json(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """The JSON object that ``url`` answers with status 200. Raises Unreachable."""
        host = URL(url).host
        try:
            async with self.request(method, url, **options) as reply:
                body = await read_limited(reply)
                if reply.status != 200:
                    raise Unreachable(f"{host} answered {reply.status}{_reason(body)}")
                data = json.loads(body)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as fault:
            raise Unreachable(f"{host} cannot be reached ({type(fault).__name__})") from None
        except (ValueError, RecursionError):
            raise Unreachable(f"{host} did not answer with JSON") from None
        if not isinstance(data, dict):
            raise Unreachable(f"{host} did not answer with a JSON object")
        return data


async def read_limited(reply: aiohttp.ClientResponse) -> bytes:
    """The body of a reply. Raises ValueError when it is larger than any that we expect."""
    body = bytearray()
    async for part in reply.content.iter_chunked(65536):
        body += part
        if len(body) > ANSWER_LIMIT:
            raise ValueError("the answer is too large")
    return bytes(body)


def _reason(body: bytes) -> str:
    """The short error name of OAuth (``invalid_client``), which holds no secret."""
    try:
        name = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f" ({name})" if isinstance(name, str) and name.replace("_", "").isalpha() and len(name) < 60 else ""
