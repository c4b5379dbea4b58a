"""The web channel's settings: ``credentials.yml`` first, then the environment, which wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSettings(ValueError):
    """A setting cannot be used; the message names it and says what it must be.

    A ValueError, because Rasa reports other errors as an unknown channel.
    """


@dataclass(frozen=True)
class WebSettings:
    """How the web channel behaves. Each number may be set as ``SENCO_WEB_<NAME>`` too.

    ``origins`` are the sites (``https://www.example.org``) that may use the
    assistant besides its own; ``turn_seconds`` is how long an answer may take;
    the rest are rate limits: messages of one conversation, conversations of one address.
    """

    origins: frozenset[str] = frozenset()
    turn_seconds: float = 10.0
    messages_per_minute: int = 15
    messages_per_day: int = 200
    sessions_per_hour: int = 30
    var: Path = Path("var")

    @classmethod
    def read(cls, credentials: Mapping[str, Any] | None, environment: Mapping[str, str]) -> WebSettings:
        """Raises BadSettings."""
        given = dict(credentials or {})
        unknown = sorted(set(given) - {f.name for f in fields(cls) if f.name != "var"})
        if unknown:
            raise BadSettings(f"The web channel has no setting {', '.join(unknown)}.")
        numbers: dict[str, Any] = {}
        for name in ("turn_seconds", "messages_per_minute", "messages_per_day", "sessions_per_hour"):
            value = environment.get(f"SENCO_WEB_{name.upper()}") or given.get(name)
            if value is not None:
                numbers[name] = _positive(name, value)
        origins = environment.get("SENCO_WEB_ORIGINS", "").split() or given.get("origins") or []
        return cls(origins=_origins(origins), var=Path(environment.get("SENCO_VAR") or "var"), **numbers)


def _positive(name: str, value: Any) -> int | float:
    try:
        number = float(value) if name == "turn_seconds" else int(str(value))
    except ValueError:
        raise BadSettings(f"{name} must be a number, not {value!r}.") from None
    if number <= 0:
        raise BadSettings(f"{name} must be more than 0.")
    return number


def _origins(values: Any) -> frozenset[str]:
    if not isinstance(values, list):
        raise BadSettings("origins must be a list.")
    for value in values:
        parts = urlsplit(str(value))
        if parts.scheme not in ("https", "http") or f"{parts.scheme}://{parts.netloc}" != value:
            raise BadSettings(f"An origin looks like https://www.example.org, not {value!r}.")
    return frozenset(values)
