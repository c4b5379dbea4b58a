"""One turn with Rasa that always ends in words: an answer in time, or an apology with a way on."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from senco.channels.faults import log_fault
from senco.channels.outbox import Outbox
from senco.message import Choice, Message

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

WENT_WRONG = "Something went wrong on our side. Your answers are kept. Try again."


def apology(sent: str | None) -> dict[str, Any]:
    """The error message; its "Try again" sends ``sent`` once more where there is something to send."""
    choices = (Choice("Try again", sent),) if sent else ()
    return Message("error", WENT_WRONG, choices=choices).as_dict()


def log_name(conversation: str) -> str:
    """What logs call a conversation: enough to follow it, useless to join it."""
    return hashlib.sha256(conversation.encode()).hexdigest()[:8]


async def take_turn(handler: Handler, conversation: str, sent: str, outbox: Outbox, seconds: float) -> list[Any]:
    """Have Rasa answer ``sent`` within ``seconds``; return at least one message.

    A turn that fails or is cut off has not been saved by Rasa, so what it had
    said so far is not shown either. Cancelling passes through.
    """
    message = UserMessage(sent, outbox, conversation, input_channel=outbox.name())
    try:
        await asyncio.wait_for(handler(message), seconds)
    except asyncio.TimeoutError:
        logger.error("Turn of conversation %s was cut off after %s s", log_name(conversation), seconds)
        return [apology(sent)]
    except Exception as fault:  # noqa: BLE001 - whatever fails in a turn, the person gets words
        log_fault(f"Turn of conversation {log_name(conversation)}", fault)
        return [apology(sent)]
    if not outbox.messages:
        logger.error("Turn of conversation %s yielded no message", log_name(conversation))
        return [apology(sent)]
    return outbox.messages
