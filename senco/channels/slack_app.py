"""What Slack may send, and what becomes of it: slack_bolt's app with our guard before it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sanic.request import Request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from senco.channels import slack_events
from senco.channels.arrivals import Arrivals
from senco.channels.errors import ChannelError
from senco.channels.faults import log_fault
from senco.channels.slack_api import wire_logger
from senco.channels.slack_desk import SlackDesk
from senco.channels.slack_events import Place
from senco.channels.slack_settings import SlackSettings

logger = logging.getLogger(__name__)

COMMAND = "/senco"
AGENT = "agent"

Body = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]


def require_signature(verifier: SignatureVerifier, request: Request) -> None:
    """Raise ChannelError 401 unless Slack signed this request within five minutes.

    Done before slack_bolt, whose own check writes refused bodies into the log
    and fails on a time that is no number.
    """
    stamp = request.headers.get("x-slack-request-timestamp")
    signature = request.headers.get("x-slack-signature", "")
    try:
        valid = verifier.is_valid(request.body, stamp, signature)
    except (ValueError, TypeError):
        valid = False
    if not valid:
        raise _not_signed()


def build_app(settings: SlackSettings, desk: SlackDesk, arrivals: Arrivals) -> AsyncApp:
    """slack_bolt's app. It answers at once and calls nobody; the desk does the work."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=settings.token)

    app = AsyncApp(
        name=f"{wire_logger.name}.app",  # slack_bolt sets the level of the logger of this name
        logger=wire_logger,
        signing_secret=settings.secret,
        authorize=authorize,
        request_verification_enabled=False,  # require_signature
        ignoring_self_events_enabled=False,  # every bot is ignored
        raise_error_for_unhandled_request=True,
    )
    app.use(_guard(settings, arrivals))
    app.error(_on_error)
    _hear(app, desk)
    return app


def _guard(settings: SlackSettings, arrivals: Arrivals) -> Callable[..., Awaitable[BoltResponse | None]]:
    async def guard(body: Body, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002 - Bolt's name
        try:
            if slack_events.workspace(body) not in settings.teams:
                raise _wrong_team()
            if slack_events.home_teams(body) - settings.teams:
                logger.info("Somebody of another workspace was not answered")
                return BoltResponse(status=200)
            if not await arrivals.first_time(slack_events.delivery(body)):
                return BoltResponse(status=200)
        except ChannelError as error:
            return BoltResponse(status=error.status, body=json.dumps(error.as_dict()))
        await next()
        return None

    return guard


def _hear(app: AsyncApp, desk: SlackDesk) -> None:
    async def on_words(body: Body, context: Body) -> None:
        said = slack_events.said(body)
        if said is not None:
            desk.start(desk.answer(context[AGENT], said, slack_events.delivery(body)))

    async def on_home(body: Body, context: Body) -> None:
        event = body["event"]
        place = Place(body["team_id"], event["user"], event["channel"])
        if event.get("tab") == "home":
            desk.start(desk.show_home(context[AGENT], place))
        else:
            desk.start(desk.welcome(context[AGENT], place, slack_events.delivery(body)))

    async def on_removal(body: Body, context: Body) -> None:
        desk.start(desk.forget_team(context[AGENT], body["team_id"]))

    async def on_command(body: Body, context: Body, ack: Ack) -> None:
        await ack()
        desk.start(desk.answer(context[AGENT], slack_events.commanded(body), slack_events.delivery(body)))

    async def on_press(body: Body, context: Body, ack: Ack) -> None:
        await ack()
        press = slack_events.pressed(body)
        if press is not None:
            desk.start(desk.press(context[AGENT], press, slack_events.delivery(body)))

    for event in ("message", "app_mention"):
        app.event(event)(on_words)
    app.event("app_home_opened")(on_home)
    app.event("app_uninstalled")(on_removal)
    app.command(COMMAND)(on_command)
    app.action(re.compile(""))(on_press)


async def _on_error(error: Exception) -> BoltResponse:
    """What is signed and not for us is acknowledged: Slack would show a warning, and send it again."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    log_fault("Request of Slack", error)
    return BoltResponse(status=500)


def _not_signed() -> ChannelError:
    return ChannelError(401, "not_signed", "The request is not signed by Slack.")


def _wrong_team() -> ChannelError:
    return ChannelError(403, "wrong_team", "This workspace may not use the assistant.")
