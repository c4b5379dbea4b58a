"""Who may speak to the bot: the Bot Service, for Teams, for the listed tenants, and nobody else.

Nothing of a refusal is told to the caller; the log says which check failed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import jwt

from senco.channels.teams_activity import Activity
from senco.channels.teams_keys import SigningKeys
from senco.channels.teams_settings import TeamsSettings

logger = logging.getLogger(__name__)

ISSUER = "https://api.botframework.com"
ALGORITHM = "RS256"
CHANNEL = "msteams"
LEEWAY_SECONDS = 300


class Refused(Exception):
    """A request that is turned down with ``status``, 401 for its token and 403 for its content."""

    def __init__(self, status: int, check: str) -> None:
        super().__init__(check)
        self.status = status
        logger.warning("Teams: a request was refused: %s", check)


@dataclass(frozen=True)
class Caller:
    """Who signed: the claims of the token, and the channels that the key stands for."""

    claims: dict[str, Any]
    endorsements: frozenset[str]


class Guard:
    """Checks a request, first its token, then what it says against the token."""

    def __init__(self, settings: TeamsSettings, keys: SigningKeys) -> None:
        self._settings = settings
        self._keys = keys

    async def identify(self, authorization: str) -> Caller:
        """Check the token of the Authorization header. Raises Refused 401."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(401, "no token")
        key_id = _key_id(token)
        key = await self._keys.find(key_id)
        if key is None:
            raise Refused(401, "unknown key")
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._settings.app_id,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as fault:
            raise Refused(401, type(fault).__name__) from None
        return Caller(claims, key.endorsements)

    def admit(self, caller: Caller, activity: Activity) -> None:
        """Check that the token stands for this activity. Raises Refused 403."""
        address = activity.reference.service_url
        claimed = caller.claims.get("serviceurl") or caller.claims.get("serviceUrl")
        checks = (
            ("service address is not the token's", address != "" and claimed == address),
            ("service address is not on the list", self._settings.hosts.allow(address)),
            ("not from Teams", activity.channel == CHANNEL),
            ("the key does not stand for the channel", activity.channel in caller.endorsements),
            ("tenant is not on the list", activity.tenant in self._settings.tenants),
        )
        for failure, passed in checks:
            if not passed:
                raise Refused(403, failure)


def _key_id(token: str) -> str:
    """The id of the key that the token says it is signed with. Raises Refused 401."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise Refused(401, "unreadable token") from None
    key_id = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(key_id, str) or not key_id:
        raise Refused(401, "algorithm or key id")
    return key_id
