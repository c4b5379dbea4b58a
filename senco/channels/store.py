"""What a channel must remember: conversations, their messages, choices and answered message ids.

One SQLite file, one connection, used from one thread. Every public method is one
transaction, so a killed process leaves either all of a turn's end or nothing of it.
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from senco.channels import errors
from senco.channels.outbox import hand_out
from senco.channels.turns import apology

BUSY_SECONDS = 1.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, started_at REAL NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE, id TEXT NOT NULL,
    fingerprint TEXT NOT NULL, sent TEXT, started_at REAL NOT NULL, last_seq INTEGER,
    PRIMARY KEY (conversation, id)
);
CREATE INDEX IF NOT EXISTS turns_by_time ON turns (conversation, started_at);
CREATE INDEX IF NOT EXISTS turns_running ON turns (conversation) WHERE last_seq IS NULL;
CREATE TABLE IF NOT EXISTS messages (
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE, seq INTEGER NOT NULL,
    turn TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX IF NOT EXISTS messages_by_turn ON messages (conversation, turn);
CREATE TABLE IF NOT EXISTS choices (
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE, id TEXT NOT NULL,
    title TEXT NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (conversation, id)
);
CREATE TABLE IF NOT EXISTS visits (visitor TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS visits_by_time ON visits (visitor, at);
"""


@dataclass(frozen=True)
class Limit:
    """At most ``count`` in any ``seconds``."""

    count: int
    seconds: float


@dataclass(frozen=True)
class Attempt:
    """A message as it arrives. ``fingerprint`` tells two bodies under one id apart.

    ``shown`` is what the history keeps as the person's words (None: nothing was
    said) and ``sent`` is what Rasa gets (None: Rasa is not asked). With ``choice``
    both come from what was offered.
    """

    id: str
    fingerprint: str
    shown: str | None = None
    sent: str | None = None
    choice: str | None = None


@dataclass(frozen=True)
class Started:
    """A new turn to be run. ``sent`` goes to Rasa."""

    sent: str | None


@dataclass(frozen=True)
class Running:
    """The same message is being answered at this moment."""


@dataclass(frozen=True)
class Answer:
    """A finished turn: the assistant's messages, and the person's own as it was kept."""

    seq: int
    messages: list[dict[str, Any]]
    said: dict[str, Any] | None


@dataclass(frozen=True)
class History:
    """Messages after a number; ``pending`` while a turn is being answered."""

    seq: int
    pending: bool
    messages: list[dict[str, Any]] = field(default_factory=list)


class ConversationStore:
    """The durable memory of a channel. ``clock`` gives seconds since 1970.

    A turn that has not ended after ``stale_seconds`` belongs to a process that
    died: it is closed with an apology, never run a second time.
    Methods raise ChannelError, and sqlite3.Error when the file cannot be used.
    """

    def __init__(self, path: Path, clock: Callable[[], float], stale_seconds: float) -> None:
        self._path = path
        self._clock = clock
        self._stale_seconds = stale_seconds
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        # secure_delete: what is erased is overwritten, not only unlinked.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_SCHEMA)

    def shut(self) -> None:
        """Close the file."""
        self._db.close()

    def ping(self) -> None:
        """Raise sqlite3.Error when the file is gone, or cannot be read and written."""
        if not self._path.exists():
            raise sqlite3.OperationalError("the file is gone")
        with self._transaction():
            self._db.execute("SELECT count(*) FROM conversations").fetchone()

    def open_conversation(self, conversation: str, visitor: str, limit: Limit) -> None:
        """Begin a conversation; ``visitor`` may begin so many an hour. Raises ChannelError 429."""
        now = self._clock()
        with self._transaction():
            self._db.execute("DELETE FROM visits WHERE at <= ?", (now - limit.seconds,))
            times = "SELECT at FROM visits WHERE visitor = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?"
            self._within(limit, now, times, visitor)
            self._db.execute("INSERT INTO visits VALUES (?, ?)", (visitor, now))
            self._db.execute("INSERT INTO conversations (id, started_at) VALUES (?, ?)", (conversation, now))

    def enter_conversation(self, conversation: str) -> bool:
        """Begin a conversation unless it is there; return whether it is new.

        Raises ChannelError 401 while it is being erased.
        """
        with self._transaction():
            begin = "INSERT INTO conversations (id, started_at) VALUES (?, ?) ON CONFLICT DO NOTHING"
            new = self._db.execute(begin, (conversation, self._clock())).rowcount == 1
            self.require_open(conversation)
            return new

    def conversations_below(self, prefix: str) -> list[str]:
        """Every conversation whose id begins with ``prefix``, being erased or not."""
        rows = self._db.execute("SELECT id FROM conversations WHERE substr(id, 1, ?) = ?", (len(prefix), prefix))
        return [row["id"] for row in rows]

    def require_open(self, conversation: str) -> None:
        """Raise ChannelError 401 unless the conversation exists and is not being erased."""
        row = self._db.execute("SELECT closed FROM conversations WHERE id = ?", (conversation,)).fetchone()
        if row is None or row["closed"]:
            raise errors.not_signed_in()

    def begin_turn(self, conversation: str, attempt: Attempt, limits: tuple[Limit, ...]) -> Started | Running | Answer:
        """Take in a message: begin its turn, or say what became of the same id before.

        Raises ChannelError: 401, 409 another turn is running, 422 unknown choice or reused id, 429.
        """
        now = self._clock()
        with self._transaction():
            self.require_open(conversation)
            self._close_stale(conversation, now)
            earlier = self._turn(conversation, attempt.id)
            if earlier is not None:
                return self._repeated(conversation, earlier, attempt)
            if self._is_pending(conversation):
                raise errors.turn_running()
            times = "SELECT started_at FROM turns WHERE conversation = ? AND started_at > ? ORDER BY started_at DESC"
            for limit in limits:
                self._within(limit, now, f"{times} LIMIT 1 OFFSET ?", conversation)
            shown, sent = self._resolve(conversation, attempt)
            self._db.execute(
                "INSERT INTO turns (conversation, id, fingerprint, sent, started_at) VALUES (?, ?, ?, ?, ?)",
                (conversation, attempt.id, attempt.fingerprint, sent, now),
            )
            if shown is not None:
                self._add(conversation, attempt.id, {"from": "user", "kind": "notice", "text": shown})
            return Started(sent)

    def finish_turn(self, conversation: str, turn: str, messages: list[dict[str, Any]]) -> Answer:
        """Keep a turn's messages, with payloads exchanged for choice ids, and return them as the client sees them.

        Raises ChannelError 401 when the conversation was erased meanwhile.
        """
        with self._transaction():
            self.require_open(conversation)
            row = self._turn(conversation, turn)
            if row["last_seq"] is None:
                self._end(conversation, turn, messages)
            return self._answer(conversation, turn)

    def add_messages(self, conversation: str, turn: str, messages: list[dict[str, Any]]) -> Answer:
        """Keep messages of the assistant's own accord, as a turn in which nothing was said to it."""
        with self._transaction():
            self.require_open(conversation)
            begin = "INSERT INTO turns (conversation, id, fingerprint, started_at) VALUES (?, ?, '', ?)"
            self._db.execute(begin, (conversation, turn, self._clock()))
            self._end(conversation, turn, messages)
            return self._answer(conversation, turn)

    def close_all_stale(self) -> list[tuple[str, Answer]]:
        """Close with an apology all turns whose process died; each caller gets those that it closed."""
        where = """SELECT conversation, turns.id, sent FROM turns JOIN conversations ON conversations.id = conversation
            WHERE turns.last_seq IS NULL AND turns.started_at < ? AND NOT closed"""
        with self._transaction():
            stale = self._db.execute(where, (self._clock() - self._stale_seconds,)).fetchall()
            for row in stale:
                self._end(row["conversation"], row["id"], [apology(row["sent"])])
            return [(row["conversation"], self._answer(row["conversation"], row["id"])) for row in stale]

    def history(self, conversation: str, after: int) -> History:
        """Everything said since message number ``after``, by both sides."""
        with self._transaction():
            self.require_open(conversation)
            self._close_stale(conversation, self._clock())
            rows = self._db.execute(
                "SELECT seq, body FROM messages WHERE conversation = ? AND seq > ? ORDER BY seq", (conversation, after)
            )
            return History(self._last_seq(conversation), self._is_pending(conversation), [_message(r) for r in rows])

    def close(self, conversation: str) -> None:
        """Take no more messages: the conversation is about to be erased. Raises ChannelError 401 when it is gone."""
        with self._transaction():
            if not self._db.execute("UPDATE conversations SET closed = 1 WHERE id = ?", (conversation,)).rowcount:
                raise errors.not_signed_in()

    def erase(self, conversation: str) -> None:
        """Delete all that is known of the conversation, from the journal too."""
        with self._transaction():
            self._db.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _within(self, limit: Limit, now: float, times: str, whose: str) -> None:
        """Raise ChannelError 429 when the newest ``limit.count`` of ``times`` all lie in the window."""
        row = self._db.execute(times, (whose, now - limit.seconds, limit.count - 1)).fetchone()
        if row is not None:
            raise errors.too_many(row[0] + limit.seconds - now)

    def _turn(self, conversation: str, turn: str) -> Any:
        where = "SELECT * FROM turns WHERE conversation = ? AND id = ?"
        return self._db.execute(where, (conversation, turn)).fetchone()

    def _repeated(self, conversation: str, earlier: Any, attempt: Attempt) -> Running | Answer:
        if not hmac.compare_digest(earlier["fingerprint"], attempt.fingerprint):
            raise errors.id_reused()
        return Running() if earlier["last_seq"] is None else self._answer(conversation, attempt.id)

    def _is_pending(self, conversation: str) -> bool:
        where = "SELECT 1 FROM turns WHERE conversation = ? AND last_seq IS NULL"
        return self._db.execute(where, (conversation,)).fetchone() is not None

    def _close_stale(self, conversation: str, now: float) -> None:
        where = "SELECT id, sent FROM turns WHERE conversation = ? AND last_seq IS NULL AND started_at < ?"
        for row in self._db.execute(where, (conversation, now - self._stale_seconds)).fetchall():
            self._end(conversation, row["id"], [apology(row["sent"])])

    def _resolve(self, conversation: str, attempt: Attempt) -> tuple[str | None, str | None]:
        if attempt.choice is None:
            return attempt.shown, attempt.sent
        where = "SELECT title, payload FROM choices WHERE conversation = ? AND id = ?"
        row = self._db.execute(where, (conversation, attempt.choice)).fetchone()
        if row is None:
            raise errors.unknown_choice()
        return row["title"], row["payload"]

    def _end(self, conversation: str, turn: str, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            public, offers = hand_out(message)
            self._add(conversation, turn, {"from": "assistant", **public})
            self._db.executemany(
                "INSERT INTO choices (conversation, id, title, payload) VALUES (?, ?, ?, ?)",
                [(conversation, offer.id, offer.title, offer.payload) for offer in offers],
            )
        ended = "UPDATE turns SET last_seq = ?, sent = NULL WHERE conversation = ? AND id = ?"
        self._db.execute(ended, (self._last_seq(conversation), conversation, turn))

    def _add(self, conversation: str, turn: str, message: dict[str, Any]) -> None:
        self._db.execute("UPDATE conversations SET last_seq = last_seq + 1 WHERE id = ?", (conversation,))
        self._db.execute(
            "INSERT INTO messages (conversation, seq, turn, body) VALUES (?, ?, ?, ?)",
            (conversation, self._last_seq(conversation), turn, json.dumps(message, ensure_ascii=False)),
        )

    def _last_seq(self, conversation: str) -> int:
        row = self._db.execute("SELECT last_seq FROM conversations WHERE id = ?", (conversation,)).fetchone()
        return int(row["last_seq"])

    def _answer(self, conversation: str, turn: str) -> Answer:
        where = "SELECT seq, body FROM messages WHERE conversation = ? AND turn = ? ORDER BY seq"
        messages = [_message(row) for row in self._db.execute(where, (conversation, turn))]
        said = [message for message in messages if message["from"] == "user"]
        replies = [message for message in messages if message["from"] == "assistant"]
        return Answer(self._turn(conversation, turn)["last_seq"], replies, said[0] if said else None)


def _message(row: Any) -> dict[str, Any]:
    return {"seq": row["seq"], **json.loads(row["body"])}
