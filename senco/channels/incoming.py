"""What a person sends, checked: typed words, a pressed choice or a date, as an attempt at a turn."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any

from senco.channels import errors
from senco.channels.personal import personal_data
from senco.channels.store import Attempt
from senco.channels.typed import clean, is_command

TEXT_LIMIT = 1000
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def from_json(body: dict[str, Any]) -> Attempt:
    """Read the body of contract section 5. Raises ChannelError 400, 413 or 422."""
    kinds = [name for name in ("text", "choice", "date") if name in body]
    if len(kinds) != 1 or set(body) != {"id", kinds[0]}:
        raise errors.bad_request("Send an id and one of text, choice or date.")
    kind, value, message_id = kinds[0], body[kinds[0]], body["id"]
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise errors.bad_request("The id must be a UUID.")
    if not isinstance(value, str):
        raise errors.bad_request(f"The {kind} must be text.")
    if kind == "text":
        return typed(message_id, value)
    return chosen(message_id, value) if kind == "choice" else dated(message_id, value)


def typed(message_id: str, words: str, limit: int = TEXT_LIMIT) -> Attempt:
    """Words, on one line. Raises ChannelError: 413 over ``limit``, 422 for nothing or for personal data.

    The limit holds before and after folding, which can lengthen a text. A typed
    command is kept for the history and not sent to Rasa.
    """
    if len(words) > limit:
        raise errors.text_too_long(limit, len(words))
    text = clean(words)
    if not text:
        raise errors.text_empty()
    if len(text) > limit:
        raise errors.text_too_long(limit, len(text))
    if kind := personal_data(text):
        raise errors.personal_data(kind)
    return Attempt(message_id, _fingerprint("text", words), text, None if is_command(text) else text)


def chosen(message_id: str, choice: str) -> Attempt:
    """A choice by its id; the store knows whether it was offered. Raises ChannelError 422."""
    if not _ID.fullmatch(choice):
        raise errors.unknown_choice()
    return Attempt(message_id, _fingerprint("choice", choice), choice=choice)


def dated(message_id: str, value: str) -> Attempt:
    """A day as YYYY-MM-DD. Raises ChannelError 422 when there is no such day."""
    if not _DATE.fullmatch(value):
        raise errors.bad_date()
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise errors.bad_date() from None
    return Attempt(message_id, _fingerprint("date", value), f"{day.day} {day:%B %Y}", day.isoformat())


def _fingerprint(kind: str, value: str) -> str:
    return hashlib.sha256(json.dumps([kind, value]).encode()).hexdigest()
