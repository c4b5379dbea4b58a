"""Forgetting a conversation in Rasa, which has no way of its own to delete a tracker."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, SQLTrackerStore

from senco.channels.turns import log_name

logger = logging.getLogger(__name__)

LOCK_SECONDS = 5.0


class ErasureFailed(Exception):
    """Rasa still holds the conversation, or cannot be asked. The message names no content."""


async def erase_tracker(agent: Any, conversation: str) -> None:
    """Delete the tracker of ``conversation`` from every store behind ``agent``, then look that it is gone.

    Waits for a turn that is under way elsewhere by taking Rasa's own lock.
    Raises ErasureFailed; it is safe to call again.
    """
    try:
        await asyncio.wait_for(_erase_locked(agent, conversation), LOCK_SECONDS)
    except ErasureFailed:
        raise
    except Exception as fault:  # noqa: BLE001 - any store may fail in its own way
        logger.error("Tracker of conversation %s not erased: %s", log_name(conversation), type(fault).__name__)
        raise ErasureFailed(type(fault).__name__) from None


async def _erase_locked(agent: Any, conversation: str) -> None:
    async with agent.lock_store.lock(conversation):
        for store in _stores(agent.tracker_store):
            await _erase_from(store, conversation)
        if await agent.tracker_store.retrieve_full_tracker(conversation) is not None:
            raise ErasureFailed("the tracker is still there")


def _stores(store: Any) -> list[Any]:
    """The real stores inside Rasa's wrappers, with the one in memory that takes over on a fault."""
    inner = getattr(store, "_tracker_store", None)
    if inner is None:
        return [store]
    fallback = getattr(store, "_fallback_tracker_store", None)
    return _stores(inner) + ([] if fallback is None else _stores(fallback))


async def _erase_from(store: Any, conversation: str) -> None:
    if hasattr(store, "delete"):
        await store.delete(conversation)
    elif isinstance(store, SQLTrackerStore):
        await asyncio.to_thread(_erase_rows, store, conversation)
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation, None)
    elif isinstance(store, RedisTrackerStore):
        await asyncio.to_thread(store.red.delete, store.key_prefix + conversation)
    else:
        raise ErasureFailed(f"{type(store).__name__} has no delete method")


def _erase_rows(store: SQLTrackerStore, conversation: str) -> None:
    with store.session_scope() as session:
        if session.bind.dialect.name == "sqlite":
            session.execute("PRAGMA secure_delete = ON")
        session.query(store.SQLEvent).filter_by(sender_id=conversation).delete()
        session.commit()
