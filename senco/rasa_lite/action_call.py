"""How Rasa calls the action server: answers checked by a validator built once, and given up after three seconds.

As shipped, Rasa re-checks a constant JSON schema on every call (most of the time of a custom action), waits
300 seconds for an answer, and writes the body of a failed call, with what the user typed, into its log.
"""

from __future__ import annotations

import asyncio
from typing import Any

import rasa.core.actions.action
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.exceptions import RasaException

TIMEOUT_SECONDS = 3

_validator = Draft7Validator(RemoteAction.action_response_format_spec())
_rasas_own_run = RemoteAction.run


def install() -> None:
    """Replace Rasa's check, time limit and error report with ours, for this process. Calling again is harmless."""
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = TIMEOUT_SECONDS
    RemoteAction._validate_action_result = _validate
    RemoteAction.run = _run


def _validate(_action: RemoteAction, result: object) -> bool:
    """Return True for an answer of the form that Rasa documents; raise ValidationError, naming the place, if not."""
    error = next(_validator.iter_errors(result), None)
    if error is None:
        return True
    place = "/".join(str(step) for step in error.absolute_path) or "its root"
    raise ValidationError(f"The action server's answer has the wrong form at {place}.")


async def _run(action: RemoteAction, *args: Any, **kwargs: Any) -> Any:
    """Run the action as Rasa does; report a failure in one line that holds nothing of the conversation."""
    try:
        return await _rasas_own_run(action, *args, **kwargs)
    except ActionExecutionRejection:
        raise
    except asyncio.TimeoutError:
        raise RasaException(f"Action '{action.name()}' did not answer within {TIMEOUT_SECONDS} seconds.") from None
    except RasaException as error:
        raise RasaException(str(error)) from None
