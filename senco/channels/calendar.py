"""A decision's dates as a calendar file, to be kept where a school keeps its dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from icalendar import Calendar, Event

from senco.channels import errors

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_NOTE = "Information from an automated assistant, not legal advice. Check it before you rely on it."


def calendar_file(conversation: str, message: dict[str, Any]) -> bytes:
    """Return the dates of ``message``'s decision that are still to come, as iCalendar.

    Each date is an all-day event that keeps its identity, so that adding the file
    twice makes no doubles. Raises ChannelError 404 when there is none.
    """
    events = list(_events(message.get("decision") or {}))
    if not events:
        raise errors.not_found()
    calendar = Calendar()
    calendar.add("prodid", "-//senco//assistant//EN")
    calendar.add("version", "2.0")
    for what, title, day in events:
        calendar.add_component(_event(f"{conversation} {what} {day}", title, day, _description(message)))
    return bytes(calendar.to_ical())


def _events(decision: dict[str, Any]) -> Iterator[tuple[str, str, date]]:
    if not decision.get("as_of"):
        return
    as_of = date.fromisoformat(decision["as_of"])
    deadline = _day(decision.get("deadline"))
    if deadline and deadline > as_of:
        safe = _day(decision.get("safe_by"))
        hint = f" (safe day: {_long(safe)})" if safe else ""
        yield "deadline", f"SENCO qualification: deadline{hint}", deadline
    for entry in decision.get("also") or ():
        start = _day(entry.get("date"))
        if entry.get("what") == "npq_latest_cohort" and start and start > as_of:
            yield "course", f"NPQ for SENCOs: latest course that ends in time ({entry['value']})", start


def _event(identity: str, title: str, day: date, description: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}@senco")
    event.add("dtstamp", datetime.now(timezone.utc))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    return event


def _description(message: dict[str, Any]) -> str:
    return f"{message['text']}\n\n{_NOTE}"


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
