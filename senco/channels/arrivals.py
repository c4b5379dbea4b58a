"""Which deliveries of a platform are new. Slack and the Bot Service send again what they think was lost."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from senco.channels import errors

logger = logging.getLogger(__name__)

OPENING_TRIES = 20
OPENING_PAUSE_SECONDS = 0.05
KEPT_SECONDS = 24 * 3600.0
BUSY_SECONDS = 1.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS arrivals (key BLOB PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS arrivals_by_time ON arrivals (at);
"""


class Arrivals:
    """Remembers the ids of deliveries for a day, across restarts and for all workers of one machine.

    A key names one delivery and its platform: ``slack:<event id>``. Only its hash is
    kept, so nothing here belongs to a person. ``clock`` gives seconds since 1970.
    The file is opened at first use and lives on a thread of its own.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="arrivals")

    async def first_time(self, key: str) -> bool:
        """Whether ``key`` arrives for the first time; of several callers at once exactly one hears True.

        True is durable before it is told. Raises ChannelError 503 when it cannot be
        kept: refuse the delivery then, and the platform sends it again.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._remember, key)
        except (sqlite3.Error, OSError) as fault:
            logger.error("The memory of deliveries cannot be used: %s", type(fault).__name__)
            raise errors.store_unavailable() from None

    async def shut(self) -> None:
        """Close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _remember(self, key: str) -> bool:
        if self._db is None:
            self._db = _opened(self._path)
        now = self._clock()
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        with self._db:
            self._db.execute("DELETE FROM arrivals WHERE at <= ?", (now - KEPT_SECONDS,))
            return self._db.execute("INSERT OR IGNORE INTO arrivals VALUES (?, ?)", (digest, now)).rowcount == 1

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file. SQLite does not wait where two workers turn a new file to WAL at once, so we do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for _ in range(OPENING_TRIES - 1):
        try:
            return _set_up(path)
        except sqlite3.OperationalError:
            time.sleep(OPENING_PAUSE_SECONDS)
    return _set_up(path)


def _set_up(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
        db.execute(f"PRAGMA {pragma}")
    db.executescript(_SCHEMA)
    return db
