"""Sessions on the web: who may open a conversation, and whose conversation a token is."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from sanic.request import Request

from senco.channels.conversations import Conversations
from senco.channels.store import Answer, Attempt, Limit
from senco.channels.tokens import Session, Tokens

_GREETING = Attempt(":greeting", "", sent="/greet")


class Sessions:
    """Opens conversations for visitors and reads their tokens. Methods raise ChannelError."""

    def __init__(self, channel: str, key: str, tokens: Tokens, conversations: Conversations, limit: Limit) -> None:
        self._channel = channel
        self._key = key
        self._tokens = tokens
        self._conversations = conversations
        self._limit = limit

    async def open(self, request: Request, greet: bool) -> tuple[Session, Answer | None]:
        """Begin a conversation, with the assistant's greeting if wished."""
        session = self._tokens.open(self._channel)
        await self._conversations.open(session.conversation, self._visitor(request), self._limit)
        if not greet:
            return session, None
        return session, await self._conversations.say(session.conversation, _GREETING)

    def read(self, token: str) -> Session:
        """The session that a token stands for."""
        return self._tokens.read(token)

    def fields(self, session: Session) -> dict[str, Any]:
        """The token and its end, as the contract has them."""
        return {"token": self._tokens.sign(session), "expires_at": session.expires_at}

    def renewal(self, session: Session) -> dict[str, Any]:
        """The fields of a fresh token when this one is old, else none."""
        renewed = self._tokens.renewed(session)
        return {} if renewed is None else self.fields(renewed)

    def _visitor(self, request: Request) -> str:
        """A name for the caller's address that nobody without the key can turn back into it."""
        address = request.remote_addr or request.ip
        return hmac.new(self._key.encode(), str(address).encode(), hashlib.sha256).hexdigest()


def bearer(request: Request) -> str:
    """The token of the Authorization header, empty where there is none."""
    scheme, _, token = str(request.headers.get("authorization", "")).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
