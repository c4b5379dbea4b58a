"""Logging what went wrong without a word of what people typed."""

from __future__ import annotations

import logging
import traceback

logger = logging.getLogger(__name__)


def log_fault(what: str, fault: Exception) -> None:
    """Log where a fault arose. Its message is left out: it may quote what the person typed."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown place"
    logger.error("%s failed: %s at %s", what, type(fault).__name__, place)
