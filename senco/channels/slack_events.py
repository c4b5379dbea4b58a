"""What Slack tells us, read: who, where, in which conversation, and what was said or pressed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from senco.channels import errors
from senco.channels.slack_text import plain

# Any other subtype is news about a message or a channel: an edit, somebody joining, a bot.
_SAID_SUBTYPES = (None, "file_share", "thread_broadcast")
_SLACKBOT = "USLACKBOT"

START = "start"
_CONTROL = re.compile(rf"{START}|[0-9a-f]{{8}}:[0-9]+:[\w-]+")


@dataclass(frozen=True)
class Place:
    """Where a person speaks and is answered.

    With ``response_url`` only that person sees the answer. Such talk is a
    conversation apart, because an answer in the channel can be read by all.
    """

    team: str
    user: str
    channel: str
    thread: str | None = None
    response_url: str | None = None

    @property
    def conversation(self) -> str:
        """The conversation's id."""
        return f"{self.person}{self.channel}{':private' if self.response_url else ''}"

    @property
    def person(self) -> str:
        """What the ids of all conversations of this person begin with."""
        return f"slack:{self.team}:{self.user}:"

    @property
    def is_direct(self) -> bool:
        """Whether this is a talk between the person and the assistant alone."""
        return self.channel.startswith("D")


@dataclass(frozen=True)
class Said:
    """Words that are meant for us."""

    place: Place
    text: str
    has_files: bool = False


@dataclass(frozen=True)
class Press:
    """A button pressed, or a day picked (``day``), on the message of ``timestamp``; None on the home page."""

    place: Place
    control: str
    timestamp: str | None
    day: str | None


def delivery(body: dict[str, Any]) -> str:
    """The id that Slack gives a delivery and keeps when it sends it again. Raises ChannelError 400."""
    name = body.get("event_id") or body.get("trigger_id")
    if not isinstance(name, str) or not name:
        raise errors.bad_request("The request has no event_id and no trigger_id.")
    return f"slack:{name}"


def workspace(body: dict[str, Any]) -> str | None:
    """The workspace in which the app is installed."""
    team = body.get("team_id") or (body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id")
    return str(team) if team else None


def home_teams(body: dict[str, Any]) -> set[str]:
    """The workspaces that the person belongs to: another one's in a channel that two workspaces share."""
    event, user = body.get("event") or {}, body.get("user")
    named = [event.get(name) for name in ("team", "user_team", "source_team")]
    if isinstance(user, dict):
        named.append(user.get("team_id"))
    return {str(team) for team in named if team}


def said(body: dict[str, Any]) -> Said | None:
    """What a person said to us directly or with a mention; None for all else."""
    event = body["event"]
    user, channel, stamp = event.get("user"), event.get("channel"), event.get("ts")
    if event.get("subtype") not in _SAID_SUBTYPES or event.get("bot_id") or event.get("hidden"):
        return None
    if not (user and channel and stamp) or user == _SLACKBOT:
        return None
    bot = _bot(body)
    place = Place(body["team_id"], user, channel, event.get("thread_ts"))
    if user == bot or place.is_direct != (event["type"] == "message"):
        return None
    if not place.is_direct:
        place = replace(place, thread=place.thread or stamp)
    return Said(place, plain(event.get("text") or "", bot), bool(event.get("files")))


def commanded(body: dict[str, Any]) -> Said:
    """What a person said with the slash command: answered for that person's eyes alone."""
    place = Place(body["team_id"], body["user_id"], body["channel_id"], response_url=body["response_url"])
    return Said(place, plain(body.get("text") or "", None))


def pressed(body: dict[str, Any]) -> Press | None:
    """What was pressed; None when a date was cleared, or what was pressed is not ours."""
    [action] = body["actions"][:1] or [{}]
    control = str(action.get("action_id"))
    if not _CONTROL.fullmatch(control) or (action.get("type") == "datepicker" and not action.get("selected_date")):
        return None
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or action.get("value")
    place = Place(workspace(body) or "", body["user"]["id"], channel or "", message.get("thread_ts"))
    stamp = container.get("message_ts") or message.get("ts")
    if container.get("is_ephemeral"):
        place = replace(place, thread=None, response_url=body.get("response_url"))
    elif not place.is_direct:
        place = replace(place, thread=place.thread or stamp)
    return Press(place, control, stamp, action.get("selected_date"))


def _bot(body: dict[str, Any]) -> str | None:
    grants = body.get("authorizations") or []
    return next((grant.get("user_id") for grant in grants if grant.get("is_bot")), None)
