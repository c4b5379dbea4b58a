"""The Teams channel's settings: secrets and tenants from the environment, addresses that only tests change."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yarl import URL

from senco.channels.settings import BadSettings

REQUIRED = ("SENCO_TEAMS_APP_ID", "SENCO_TEAMS_APP_PASSWORD", "SENCO_TEAMS_TENANT")
TENANTS = "SENCO_TEAMS_TENANTS"

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TOKEN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"  # noqa: S105 - an address, no secret
SERVICE_HOSTS = ("smba.trafficmanager.net", "*.botframework.com")

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")
_PRINTABLE = re.compile(r"[!-\[\]-~]+")  # ASCII without blanks and backslash
_NUMBERS = {"turn_seconds": 10.0, "messages_per_minute": 15.0, "messages_per_day": 200.0}


@dataclass(frozen=True)
class ServiceHosts:
    """Where a Bot Connector may be: host names over https, and origins on this machine for rehearsal."""

    names: frozenset[str] = frozenset(SERVICE_HOSTS)
    origins: frozenset[str] = frozenset()

    def allow(self, address: str) -> bool:
        """Whether a bearer token may be sent to ``address``. It is read as the HTTP client will read it."""
        if not _PRINTABLE.fullmatch(address):
            return False
        try:
            url = URL(address)
            origin = str(url.origin())
        except ValueError:
            return False
        if url.raw_user is not None or url.raw_password is not None or url.raw_query_string or url.raw_fragment:
            return False
        if origin in self.origins:
            return True
        return url.scheme == "https" and url.port == 443 and self._is_named((url.raw_host or "").lower())

    def _is_named(self, host: str) -> bool:
        return host in self.names or any(host.endswith(name[1:]) for name in self.names if name.startswith("*."))


@dataclass(frozen=True)
class TeamsSettings:
    """How the Teams channel behaves. Ids of apps and tenants are in lower case.

    ``tenants`` are the organisations whose people may write; ``tenant`` is the one
    where the bot is registered and gets its tokens.
    """

    app_id: str
    password: str = field(repr=False)
    tenant: str
    tenants: frozenset[str]
    openid_url: str = OPENID_URL
    token_url: str = TOKEN_URL
    hosts: ServiceHosts = field(default_factory=ServiceHosts)
    turn_seconds: float = 10.0
    messages_per_minute: int = 15
    messages_per_day: int = 200
    var: Path = Path("var")

    @classmethod
    def read(cls, credentials: Mapping[str, Any] | None, environment: Mapping[str, str]) -> TeamsSettings:
        """Raises BadSettings, which names what is missing or cannot be used, and shows no secret.

        Besides the secrets each may stand in ``credentials.yml`` or, which wins, as ``SENCO_TEAMS_<NAME>``.
        """
        given = {name: str(value) for name, value in (credentials or {}).items()}
        optional = ("openid_url", "token_url", "service_hosts", *_NUMBERS)
        if unknown := sorted(set(given) - set(optional)):
            raise BadSettings(f"The Teams channel has no setting {', '.join(unknown)}.")
        given |= {name: value for name in optional if (value := environment.get(f"SENCO_TEAMS_{name.upper()}"))}
        if missing := [name for name in REQUIRED if not environment.get(name, "").strip()]:
            raise BadSettings(f"Not set: {', '.join(missing)}.")
        app_id, password, tenant = (environment[name].strip() for name in REQUIRED)
        rehearsal = environment.get("SENCO_ENV", "").strip().lower() != "production"
        numbers = {name: _positive(name, given[name]) for name in _NUMBERS if name in given}
        return cls(
            app_id=_guid(REQUIRED[0], app_id),
            password=password,
            tenant=_guid(REQUIRED[2], tenant),
            tenants=_tenants(environment.get(TENANTS, "")) or frozenset({tenant.lower()}),
            openid_url=_address("openid_url", given.get("openid_url", OPENID_URL), rehearsal),
            token_url=_address("token_url", given.get("token_url", TOKEN_URL), rehearsal),
            hosts=_hosts(given.get("service_hosts", ""), rehearsal),
            turn_seconds=numbers.get("turn_seconds", cls.turn_seconds),
            messages_per_minute=int(numbers.get("messages_per_minute", cls.messages_per_minute)),
            messages_per_day=int(numbers.get("messages_per_day", cls.messages_per_day)),
            var=Path(environment.get("SENCO_VAR") or "var"),
        )


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether any of the settings is there: somebody means to use Teams."""
    return any(environment.get(name, "").strip() for name in (*REQUIRED, TENANTS))


def _guid(name: str, value: str) -> str:
    if not _GUID.fullmatch(value.lower()):
        raise BadSettings(f"{name} must be an id such as 00000000-0000-0000-0000-000000000000.")
    return value.lower()


def _tenants(value: str) -> frozenset[str]:
    return frozenset(_guid(TENANTS, each) for each in re.split(r"[\s,]+", value.strip()) if each)


def _positive(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0
    if number < (0.1 if name == "turn_seconds" else 1):
        raise BadSettings(f"{name} must be a number above 0, not {value!r}.")
    return number


def _address(name: str, value: str, rehearsal: bool) -> str:
    """An address of Microsoft's over https, or one on this machine, never in production."""
    url = URL(value)
    if url.scheme == "https" and url.host:
        return value
    if rehearsal and url.scheme == "http" and _is_this_machine(url.host):
        return value
    raise BadSettings(f"{name} must be an https address.")


def _hosts(value: str, rehearsal: bool) -> ServiceHosts:
    """Host names, and origins such as http://127.0.0.1:9000, parted by spaces or commas."""
    listed = [each for each in re.split(r"[\s,]+", value.strip()) if each]
    origins = frozenset(str(URL(_address("service_hosts", each, rehearsal)).origin()) for each in listed if ":" in each)
    names = frozenset(each.lower() for each in listed if ":" not in each)
    if wrong := sorted(name for name in names if not _HOST.fullmatch(name)):
        raise BadSettings(f"service_hosts holds {wrong[0]!r}, which is no host name.")
    return ServiceHosts(names if listed else frozenset(SERVICE_HOSTS), origins)


def _is_this_machine(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
