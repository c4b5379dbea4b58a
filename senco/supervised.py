"""A server process ends when its supervisor does, even if the supervisor was killed and could say nothing."""

from __future__ import annotations

import os
import signal
import sys
import threading

VARIABLE = "SENCO_SUPERVISED"


def stop_with_supervisor() -> None:
    """End this process when standard input closes, if a supervisor started it and holds the other end."""
    if os.environ.pop(VARIABLE, ""):
        threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
