"""The keys with which the Bot Service signs: fetched when first needed, kept a day, never guessed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from yarl import URL

from senco.channels.teams_net import Net, Unreachable

logger = logging.getLogger(__name__)

KEPT_SECONDS = 24 * 3600.0
RENEWED_SECONDS = 23 * 3600.0
PAUSE_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class SigningKey:
    """A public RSA key and the channels for which its owner vouches."""

    public: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Keys by their id. ``clock`` gives seconds that only rise.

    They are used for 24 hours at most and renewed an hour earlier. A key id that is
    not known has them fetched again, once a minute at most, however many ask.
    """

    def __init__(self, openid_url: str, net: Net, clock: Callable[[], float] = time.monotonic) -> None:
        self._openid_url = openid_url
        self._net = net
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> SigningKey | None:
        """The key of that id, or None. A failing network means None."""
        key = self._known(key_id)
        if key is None or self._age() >= RENEWED_SECONDS:
            await self._refresh(key_id)
            key = self._known(key_id)
        return key

    async def warm_up(self) -> None:
        """Fetch the keys before anybody asks, and say in the log when they cannot be had."""
        await self._refresh("")

    def _known(self, key_id: str) -> SigningKey | None:
        return self._keys.get(key_id) if self._age() < KEPT_SECONDS else None

    def _age(self) -> float:
        return self._clock() - self._fetched

    async def _refresh(self, key_id: str) -> None:
        async with self._lock:
            if self._known(key_id) is not None and self._age() < RENEWED_SECONDS:
                return  # somebody else has just fetched it
            if self._clock() - self._tried < (PAUSE_SECONDS if self._keys else FIRST_PAUSE_SECONDS):
                return
            self._tried = self._clock()
            try:
                self._keys = await self._fetch()
                self._fetched = self._clock()
            except Unreachable as fault:
                logger.error("Teams: the signing keys could not be fetched: %s", fault)

    async def _fetch(self) -> dict[str, SigningKey]:
        described = await self._net.json("GET", self._openid_url)
        address = described.get("jwks_uri")
        if not isinstance(address, str) or not _same_origin(address, self._openid_url):
            raise Unreachable("the OpenID document names keys on another host")
        listed = (await self._net.json("GET", address)).get("keys")
        keys = dict(_readable(listed if isinstance(listed, list) else []))
        if not keys:
            raise Unreachable("there is no usable key")
        return keys


def _readable(listed: list[Any]) -> list[tuple[str, SigningKey]]:
    keys = []
    for data in listed:
        try:
            key = jwt.PyJWK(data, algorithm="RS256").key
            named = frozenset(str(channel) for channel in data.get("endorsements") or ())
            keys.append((str(data["kid"]), SigningKey(key, named)))
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError):
            logger.warning("Teams: a signing key could not be read and is left out")
    return keys


def _same_origin(address: str, other: str) -> bool:
    try:
        return URL(address).origin() == URL(other).origin()
    except ValueError:
        return False
