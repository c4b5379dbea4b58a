"""The conversation without script: a page, ordinary forms, and the same sessions and limits as the widget."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import incoming
from senco.channels.conversations import Conversations
from senco.channels.errors import ChannelError
from senco.channels.http import Origins, read_form
from senco.channels.pages import html
from senco.channels.readiness import ready_agent
from senco.channels.sessions import Sessions
from senco.channels.store import Attempt
from senco.channels.tokens import Session


def _long_date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["long_date"] = _long_date
_page = _templates.get_template("plain.html.jinja")


class PlainPage:
    """Shows a conversation and takes in what its forms send.

    The token travels in the forms, never in an address or a cookie, so another
    site's form can say nothing in a visitor's name.
    """

    def __init__(self, sessions: Sessions, conversations: Conversations, origins: Origins) -> None:
        self._sessions = sessions
        self._conversations = conversations
        self._origins = origins

    async def begin(self, _request: Request) -> HTTPResponse:
        """The first page: a button that starts a conversation."""
        return _show()

    async def answer(self, request: Request) -> HTTPResponse:
        """Do what a form asks, then show the conversation or the reason why not."""
        try:
            self._origins.check(request)
            form = await read_form(request)
        except ChannelError as error:
            return _show(problem=error)
        try:
            session = await self._session(request, form)
            if form.get("action") == "delete":
                await self._conversations.erase(ready_agent(request), session.conversation)
                return _show(notice="Your conversation is deleted.")
        except ChannelError as error:
            return _show(problem=error)
        problem = await self._say(request, session, form)
        return await self._conversation(session, form, problem)

    async def _session(self, request: Request, form: dict[str, str]) -> Session:
        if "token" in form:
            return self._sessions.read(form["token"])
        ready_agent(request)
        session, _ = await self._sessions.open(request, greet=True)
        return session

    async def _say(self, request: Request, session: Session, form: dict[str, str]) -> ChannelError | None:
        try:
            attempt = _attempt(form)
            if attempt is not None:
                ready_agent(request)
                await self._conversations.say(session.conversation, attempt)
        except ChannelError as error:
            return error
        return None

    async def _conversation(self, session: Session, form: dict[str, str], problem: ChannelError | None) -> HTTPResponse:
        try:
            history = await self._conversations.history(session.conversation, 0)
        except ChannelError as error:
            return _show(problem=error)
        token = self._sessions.renewal(session).get("token") or self._sessions.fields(session)["token"]
        return _show(messages=history.messages, token=token, draft=form if problem else {}, problem=problem)


def _attempt(form: dict[str, str]) -> Attempt | None:
    """What the form says, if anything. The same page sent twice is the same message. Raises ChannelError."""
    if "choice" in form:
        return incoming.chosen(_message_id(form, form["choice"]), form["choice"])
    if "day" in form:
        iso = "-".join(form.get(name, "").strip().zfill(size) for name, size in _DATE_PARTS)
        return incoming.dated(_message_id(form, iso), iso)
    if "text" in form:
        return incoming.typed(_message_id(form, form["text"]), form["text"])
    return None


_DATE_PARTS = (("year", 4), ("month", 2), ("day", 2))


def _message_id(form: dict[str, str], content: str) -> str:
    said = f"{form.get('page', '')}\n{content}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _show(
    messages: list[dict[str, Any]] | None = None,
    token: str = "",
    draft: dict[str, str] | None = None,
    problem: ChannelError | None = None,
    notice: str = "",
) -> HTTPResponse:
    said = [message["seq"] for message in messages or [] if message["from"] == "user"]
    page = _page.render(
        messages=messages or [],
        newest=said[-1] if said else 0,
        token=token,
        page=secrets.token_hex(8),
        draft=draft or {},
        problem=problem.text if problem else "",
        notice=notice,
        text_limit=incoming.TEXT_LIMIT,
    )
    return html(page, problem.status if problem else 200)
