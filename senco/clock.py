"""Which day it is for the whole system: London's, or the one that a rehearsal sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class ClockError(ValueError):
    """SENCO_TODAY cannot be used; the message says what to do."""


def today(environment: Mapping[str, str] | None = None) -> date:
    """Return today in London, or ``SENCO_TODAY`` (YYYY-MM-DD) outside production.

    Raises ClockError when SENCO_TODAY is no date, or is set in production.
    """
    settings = os.environ if environment is None else environment
    rehearsal = settings.get("SENCO_TODAY", "").strip()
    if not rehearsal:
        return datetime.now(LONDON).date()
    if settings.get("SENCO_ENV", "").strip().lower() == "production":
        raise ClockError("SENCO_TODAY may not be set when SENCO_ENV is production. Unset it.")
    try:
        return date.fromisoformat(rehearsal)
    except ValueError:
        raise ClockError(f"SENCO_TODAY must be a date like 2026-11-21, not {rehearsal!r}.") from None
