"""Make ``rasa data validate --fail-on-warnings`` fail on every warning.

Rasa 3.6 prints warnings about unused intents and missing examples, and then passes all the same. The one kind that
stays silent here is of utterances that no story names: actions say them, and a test of ours finds what nobody says.
"""

from __future__ import annotations

import re
import sys
import warnings
from typing import TextIO

_SAID_BY_ACTIONS = re.compile(r"The utterance '\w+' is not used in any story or rule\.\s*")

_python_shows = warnings.showwarning
_shown: list[str] = []


def install() -> None:
    """Count the warnings that this process shows. Calling again is harmless."""
    warnings.showwarning = _show


def fail_if_any() -> None:
    """End the process with 1 if a warning was shown."""
    if _shown:
        sys.exit(f"The training data has {len(_shown)} warning(s): see above.")


def _show(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    if _SAID_BY_ACTIONS.fullmatch(str(message)):
        return
    _shown.append(str(message))
    _python_shows(message, category, filename, lineno, file, line)
