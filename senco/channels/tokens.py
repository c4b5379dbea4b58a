"""Session tokens: a server-made conversation id, signed, that runs out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import jwt

from senco.channels import errors

Clock = Callable[[], float]

KEY_VARIABLE = "SENCO_WEB_KEY"
SHORTEST_KEY = 32
IDLE_SECONDS = 12 * 3600
LONGEST_SECONDS = 24 * 3600
ROTATE_SECONDS = 3600
_ALGORITHM = "HS256"
_AUDIENCE = "senco"


class KeyMissing(ValueError):
    """There is no usable signing key; the message says what to set."""


def signing_key(environment: Mapping[str, str], var: Path) -> str:
    """Return the key that signs tokens: ``SENCO_WEB_KEY``, or one kept in ``var`` for local use.

    Raises KeyMissing when the key is too short, or is not set in production.
    """
    key = environment.get(KEY_VARIABLE, "").strip()
    if key:
        if len(key) < SHORTEST_KEY:
            raise KeyMissing(f"{KEY_VARIABLE} must have at least {SHORTEST_KEY} characters.")
        return key
    if environment.get("SENCO_ENV", "").strip().lower() == "production":
        raise KeyMissing(f"Set {KEY_VARIABLE} when SENCO_ENV is production.")
    return _local_key(var / "web.key")


def _local_key(path: Path) -> str:
    """Read the key file, or make it. Two servers that start together end with the same key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_text().strip()
    if len(key) < SHORTEST_KEY:
        raise KeyMissing(f"{path.name} holds no usable key. Delete the file to have it made again.")
    return key


@dataclass(frozen=True)
class Session:
    """One conversation's leave to talk. Times are seconds since 1970."""

    conversation: str
    started: int
    issued: int
    expires: int

    @property
    def expires_at(self) -> str:
        """When the token runs out, as ISO 8601 in UTC."""
        return datetime.fromtimestamp(self.expires, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Tokens:
    """Opens, reads and renews sessions. A token lasts 12 hours unused and 24 hours in all."""

    def __init__(self, key: str, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def open(self, channel: str) -> Session:
        """Start a conversation with an id of 128 random bits that no client can choose."""
        now = int(self._clock())
        return Session(f"{channel}:{secrets.token_hex(16)}", now, now, now + IDLE_SECONDS)

    def sign(self, session: Session) -> str:
        """The token that the client sends back."""
        claims = {
            "aud": _AUDIENCE,
            "sub": session.conversation,
            "start": session.started,
            "iat": session.issued,
            "exp": session.expires,
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def read(self, token: str) -> Session:
        """Check a token and return its session. Raises ChannelError 401."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                # Times are compared with our own clock below, so that tests can pass one in.
                options={"require": ["sub", "start", "iat", "exp"], "verify_exp": False, "verify_iat": False},
            )
            session = Session(str(claims["sub"]), int(claims["start"]), int(claims["iat"]), int(claims["exp"]))
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise errors.not_signed_in() from None
        if self._clock() >= session.expires:
            raise errors.session_expired()
        return session

    def renewed(self, session: Session) -> Session | None:
        """A fresh session for the same conversation once the token is an hour old, else None."""
        now = int(self._clock())
        if now - session.issued < ROTATE_SECONDS:
            return None
        return replace(session, issued=now, expires=min(now + IDLE_SECONDS, session.started + LONGEST_SECONDS))
