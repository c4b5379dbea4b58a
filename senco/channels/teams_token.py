"""The bot's own token, from the tenant where it is registered, kept until shortly before it runs out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from senco.channels.teams_net import Net, Unreachable
from senco.channels.teams_settings import TeamsSettings

logger = logging.getLogger(__name__)

SCOPE = "https://api.botframework.com/.default"
EARLY_SECONDS = 300.0
PAUSE_SECONDS = 5.0


class BotToken:
    """The token of one app in one tenant. ``clock`` gives seconds that only rise."""

    def __init__(self, settings: TeamsSettings, net: Net, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._net = net
        self._clock = clock
        self._token = ""
        self._renew = self._expires = self._failed = float("-inf")
        self._lock = asyncio.Lock()

    async def get(self, refused: str = "") -> str:
        """A token that is not ``refused``, the one that was just turned down. Raises Unreachable."""
        async with self._lock:
            if self._token != refused and self._clock() < self._renew:
                return self._token
            if await self._renewed() or (self._token != refused and self._clock() < self._expires):
                return self._token
            raise Unreachable("there is no token for the bot")

    async def _renewed(self) -> bool:
        """Whether a new token could be had; after a failure nobody asks for a few seconds."""
        if self._clock() - self._failed < PAUSE_SECONDS:
            return False
        try:
            await self._fetch()
        except Unreachable as fault:
            self._failed = self._clock()
            logger.error("Teams: no token for the bot: %s", fault)
            return False
        return True

    async def _fetch(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.password,
            "scope": SCOPE,
        }
        url = self._settings.token_url.replace("{tenant}", self._settings.tenant)
        given = await self._net.json("POST", url, data=form)
        token, seconds = given.get("access_token"), given.get("expires_in")
        if not isinstance(token, str) or not token or not str(seconds).isdigit():
            raise Unreachable("the token endpoint gave no token")
        now, lasts = self._clock(), float(str(seconds))
        self._token = token
        self._expires = now + lasts
        self._renew = now + max(lasts - EARLY_SECONDS, lasts / 2)
