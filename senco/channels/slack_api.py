"""Speaking to Slack: posts, updates and the home page. What fails is logged, by its code alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from senco.channels.slack_blocks import Post
from senco.channels.slack_events import Place
from senco.channels.slack_settings import API_VARIABLE, BOT_VARIABLE, TEAMS_VARIABLE, SlackSettings

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 10
_BAD_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")

# The libraries would write whole messages into a log of level DEBUG.
wire_logger = logging.getLogger(f"{__name__}.wire")
wire_logger.setLevel(logging.WARNING)


class SlackApi:
    """Slack's Web API with the bot's token. No method raises for a fault of Slack's."""

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._client = AsyncWebClient(
            settings.token,
            base_url=settings.api_url,
            timeout=PATIENCE_SECONDS,
            logger=wire_logger,
            retry_handlers=_retries(),
        )

    def open(self) -> None:
        """Begin: one session for all calls, so that connections are used again. Needs a running loop."""
        self._client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS))

    async def shut(self) -> None:
        """Close the connections."""
        if self._client.session is not None:
            await self._client.session.close()

    async def check(self) -> None:
        """Say in the log whether Slack can be reached and knows the token."""
        answer = await self._try("auth.test", self._client.auth_test())
        if answer is None:
            logger.warning(
                "Slack is not ready (%s). Check %s and %s.", self._settings.api_url, BOT_VARIABLE, API_VARIABLE
            )
        elif answer["team_id"] not in self._settings.teams:
            logger.warning("The bot's workspace is %s, which %s does not list.", answer["team_id"], TEAMS_VARIABLE)
        else:
            logger.info("Slack is ready for workspace %s.", answer["team_id"])

    async def post(self, place: Place, post: Post) -> None:
        """Show a post where the person speaks; without its blocks where Slack does not take them."""
        if place.response_url is not None:
            await self._respond(place.response_url, post, replace_original=False)
            return
        where: dict[str, Any] = {"channel": place.channel, "unfurl_links": False, "unfurl_media": False}
        if place.thread:
            where["thread_ts"] = place.thread
        say = self._client.chat_postMessage
        await self._try("chat.postMessage", _or_plain(lambda **content: say(**where, **content), post))

    async def replace(self, place: Place, timestamp: str, post: Post) -> None:
        """Put ``post`` in the place of the message of ``timestamp``."""
        if place.response_url is not None:
            await self._respond(place.response_url, post, replace_original=True)
            return
        change = self._client.chat_update(channel=place.channel, ts=timestamp, text=post.text, blocks=post.blocks)
        await self._try("chat.update", change)

    async def whisper(self, place: Place, post: Post) -> None:
        """Show a post to the person alone."""
        if place.response_url is not None:
            await self.post(place, post)
            return
        where: dict[str, Any] = {"channel": place.channel, "user": place.user}
        if place.thread:
            where["thread_ts"] = place.thread
        whisper = self._client.chat_postEphemeral(**where, text=post.text, blocks=post.blocks)
        await self._try("chat.postEphemeral", whisper)

    async def show_home(self, user: str, blocks: list[dict[str, Any]]) -> None:
        """Show the app's home page to a person."""
        await self._try(
            "views.publish", self._client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})
        )

    async def _respond(self, url: str, post: Post, replace_original: bool) -> None:
        hook = AsyncWebhookClient(
            url,
            timeout=PATIENCE_SECONDS,
            session=self._client.session,
            logger=wire_logger,
            retry_handlers=_retries(),
        )
        answer = await self._try(
            "response_url",
            hook.send(text=post.text, blocks=post.blocks, response_type="ephemeral", replace_original=replace_original),
        )
        if answer is not None and answer.status_code != 200:
            logger.error("Slack refused response_url: %s", answer.status_code)

    async def _try(self, method: str, call: Awaitable[Any]) -> Any:
        try:
            return await call
        except SlackApiError as refusal:
            logger.error("Slack refused %s: %s", method, _code(refusal))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as fault:
            logger.error("Slack cannot be reached for %s: %s", method, type(fault).__name__)
        return None


async def _or_plain(send: Any, post: Post) -> Any:
    try:
        return await send(text=post.text, blocks=post.blocks)
    except SlackApiError as refusal:
        if _code(refusal) not in _BAD_BLOCKS:
            raise
        logger.error("Slack refused the blocks of a message (%s); it goes as text", _code(refusal))
        return await send(text=post.text)


def _code(refusal: SlackApiError) -> str:
    """Slack's own short code; its longer answers can hold what was said."""
    data = getattr(refusal.response, "data", None)
    return str(data.get("error", "unknown")) if isinstance(data, dict) else "no JSON"


def _retries() -> list[AsyncRetryHandler]:
    return [
        AsyncConnectionErrorRetryHandler(),
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncServerErrorRetryHandler(),
    ]
