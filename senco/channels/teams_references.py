"""Where people and the bot have met in Teams: what it takes to write to them, until it is erased."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from senco.channels import errors
from senco.channels.teams_activity import Activity, Reference

logger = logging.getLogger(__name__)

T = TypeVar("T")

BUSY_SECONDS = 1.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    conversation TEXT PRIMARY KEY, place TEXT NOT NULL, team TEXT NOT NULL, reference TEXT NOT NULL, at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS people_by_place ON people (place);
CREATE INDEX IF NOT EXISTS people_by_team ON people (team);
CREATE TABLE IF NOT EXISTS places (place TEXT PRIMARY KEY, team TEXT NOT NULL);
"""


class References:
    """Keeps one reference a conversation, on a thread of its own. Methods raise ChannelError 503.

    A place is a chat or channel; the bot greets it once, however many events tell of its coming.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="references")

    async def keep(self, activity: Activity) -> bool:
        """Remember where this came from; True when the bot has not met anybody in this place yet."""
        row = (activity.conversation, activity.place, _team(activity), json.dumps(asdict(activity.reference)))

        def write(db: sqlite3.Connection) -> bool:
            db.execute("INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?, ?)", (*row, self._clock()))
            return db.execute("INSERT OR IGNORE INTO places VALUES (?, ?)", row[1:3]).rowcount == 1

        return await self._run(write)

    async def find(self, conversation: str) -> Reference | None:
        """Where the conversation takes place, if it is still known."""

        def read(db: sqlite3.Connection) -> Reference | None:
            row = db.execute("SELECT reference FROM people WHERE conversation = ?", (conversation,)).fetchone()
            return None if row is None else Reference(**json.loads(row[0]))

        return await self._run(read)

    async def forget(self, activity: Activity) -> None:
        """Erase this person's reference, and a private chat with it."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM people WHERE conversation = ?", (activity.conversation,))
            if not activity.is_shared:
                db.execute("DELETE FROM places WHERE place = ?", (activity.place,))

        await self._run(write, erases=True)

    async def leave(self, activity: Activity) -> list[str]:
        """Erase the place that the bot is removed from, or its whole team; whose conversations were there."""
        where = (activity.place, _team(activity) or activity.place)

        def write(db: sqlite3.Connection) -> list[str]:
            rows = db.execute("SELECT conversation FROM people WHERE place = ? OR team = ?", where).fetchall()
            for table in ("people", "places"):
                db.execute(f"DELETE FROM {table} WHERE place = ? OR team = ?", where)  # noqa: S608 - our own names
            return [row[0] for row in rows]

        return await self._run(write, erases=True)

    async def shut(self) -> None:
        """Close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[sqlite3.Connection], T], erases: bool = False) -> T:
        """Do ``work`` in one transaction; what it ``erases`` is gone from the journal too."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_thread, work, erases)
        except (sqlite3.Error, OSError) as fault:
            logger.error("The memory of references cannot be used: %s", type(fault).__name__)
            raise errors.store_unavailable() from None

    def _in_thread(self, work: Callable[[sqlite3.Connection], T], erases: bool) -> T:
        if self._db is None:
            self._db = _opened(self._path)
        with self._db:
            result = work(self._db)
        if erases:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return result

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()


def _team(activity: Activity) -> str:
    return f"{activity.tenant}:{activity.team}" if activity.team else ""


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    db.executescript(_SCHEMA)
    return db
