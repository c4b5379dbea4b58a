"""Every reason for which a channel turns a request down, with its status, code and plain words."""

from __future__ import annotations

import math


class ChannelError(Exception):
    """A request that is refused. ``text`` is for the person, ``code`` for the program that asked."""

    def __init__(self, status: int, code: str, text: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text
        self.retry_after = None if retry_after is None else max(1, math.ceil(retry_after))

    def as_dict(self) -> dict[str, dict[str, str]]:
        """The JSON body of contract section 5."""
        return {"error": {"code": self.code, "text": self.text}}


def bad_request(text: str) -> ChannelError:
    """The request is not of the form that the contract asks for."""
    return ChannelError(400, "bad_request", text)


def not_signed_in() -> ChannelError:
    """There is no token, or it is not one of ours, or its conversation is gone."""
    return ChannelError(401, "no_session", "This conversation is not open. Start a new one.")


def session_expired() -> ChannelError:
    """The token was ours and has run out."""
    return ChannelError(401, "session_expired", "This conversation has ended. Start a new one.")


def wrong_origin() -> ChannelError:
    """A browser on a site that the provider has not listed."""
    return ChannelError(403, "origin_not_allowed", "This site may not use the assistant.")


def not_found() -> ChannelError:
    """No such address."""
    return ChannelError(404, "not_found", "There is nothing at this address.")


def wrong_method() -> ChannelError:
    """The address exists and does not do that."""
    return ChannelError(405, "method_not_allowed", "This address does not accept that kind of request.")


def turn_running() -> ChannelError:
    """One message of this conversation is being answered."""
    return ChannelError(409, "busy", "Your last message is still being answered. Wait for it, then try again.", 1)


def personal_data(kind: str) -> ChannelError:
    """The words hold personal data; they were neither stored nor answered."""
    text = f"Your message seems to hold {kind}. I have not kept it. Please take that out and send it again."
    return ChannelError(422, "personal_data", text)


def body_too_large(limit: int) -> ChannelError:
    """The request has more than ``limit`` bytes."""
    return ChannelError(413, "request_too_large", f"The request is too large. The limit is {limit // 1024} KB.")


def text_too_long(limit: int, length: int) -> ChannelError:
    """The text has ``length`` characters and may have ``limit``."""
    return ChannelError(
        413, "text_too_long", f"Your message must be {limit:,} characters or fewer. It has {length:,} characters."
    )


def not_json() -> ChannelError:
    """Only JSON is read: a plain form or text can be sent by any page without asking."""
    return ChannelError(415, "not_json", "Send the request as application/json.")


def not_a_form() -> ChannelError:
    """The page without script is answered by its own form alone."""
    return ChannelError(415, "not_a_form", "Send the form of the page.")


def text_empty() -> ChannelError:
    """Nothing is left to read."""
    return ChannelError(422, "text_empty", "Type your question, then send it.")


def unknown_choice() -> ChannelError:
    """The choice was never offered in this conversation."""
    return ChannelError(422, "unknown_choice", "That choice is not part of this conversation. Choose another.")


def bad_date() -> ChannelError:
    """There is no such day."""
    return ChannelError(422, "bad_date", "That is not a real date. Check the day, the month and the year.")


def id_reused() -> ChannelError:
    """The id already belongs to a different message."""
    return ChannelError(422, "id_reused", "This message id was used for a different message. Use a new id.")


def too_many(retry_after: float) -> ChannelError:
    """A rate limit is reached; ``retry_after`` is in seconds."""
    return ChannelError(429, "too_many", f"That is too many messages. Try again in {_wait(retry_after)}.", retry_after)


def not_ready() -> ChannelError:
    """No model is loaded yet."""
    return ChannelError(503, "not_ready", "The assistant is starting. Try again in a few seconds.", 5)


def store_unavailable() -> ChannelError:
    """What must be kept cannot be kept just now."""
    return ChannelError(503, "unavailable", "The assistant cannot save your message just now. Try again.", 2)


def not_erased() -> ChannelError:
    """Part of a conversation could not be deleted; nothing is claimed to be gone."""
    return ChannelError(503, "not_erased", "Your conversation could not be deleted just now. Try again.", 5)


def internal() -> ChannelError:
    """A fault of ours."""
    return ChannelError(500, "internal", "Something went wrong on our side. Try again.")


def _wait(seconds: float) -> str:
    for size, unit in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds > size or size == 1:
            count = max(1, math.ceil(seconds / size))
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    raise AssertionError("the last unit always fits")
