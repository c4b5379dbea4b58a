"""Deleting a conversation: here, in Rasa's tracker stores, and in the bytes on disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import (
    AwaitableTrackerStore,
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    RedisTrackerStore,
    SQLTrackerStore,
    TrackerStore,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from senco.channels.erase import ErasureFailed, erase_tracker
from senco.message import Choice, Message

from .web_rig import Rig, StandIn

CANARY = "kanarienvogel4711"


def in_memory(folder: Path) -> TrackerStore:
    return InMemoryTrackerStore(Domain.empty())


def in_sql(folder: Path) -> TrackerStore:
    return SQLTrackerStore(Domain.empty(), db=str(folder / "trackers.db"))


def wrapped(folder: Path) -> TrackerStore:
    """As Rasa wraps what endpoints.yml names."""
    return FailSafeTrackerStore(AwaitableTrackerStore(in_sql(folder)), None, in_memory(folder))


class OwnStore(InMemoryTrackerStore):  # type: ignore[misc]
    """A store of the product's that can delete."""

    async def delete(self, sender_id: str) -> None:
        del self.store[sender_id]


class Unknown(TrackerStore):  # type: ignore[misc]
    """A store that cannot."""

    async def save(self, tracker: Any) -> None:
        """Keep nothing."""

    async def retrieve(self, sender_id: str) -> None:
        """Know nothing."""


def files_with(folder: Path, word: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


@pytest.mark.parametrize("make_store", [in_memory, in_sql, wrapped, lambda _: OwnStore(Domain.empty())])
def test_deleting_removes_every_trace_everywhere(
    serve: Callable[..., Rig], tmp_path: Path, make_store: Callable[[Path], TrackerStore]
) -> None:
    web = serve(StandIn(tracker_store=make_store(tmp_path)))
    web.script(Message("question", f"Is it {CANARY}?", choices=(Choice(f"Yes {CANARY}", "/affirm"),)))
    token, other = web.open(), web.open()
    web.post(token, text=f"I am {CANARY}")
    web.script("Nothing special.")
    web.post(other, text="somebody else")
    mine, theirs = (message.sender_id for message in web.agent.heard)
    assert files_with(tmp_path, CANARY)
    assert web.erase(token).status_code == 204
    assert files_with(tmp_path, CANARY) == []
    assert files_with(tmp_path, mine) == []
    store = web.agent.tracker_store
    assert asyncio.run(store.retrieve_full_tracker(mine)) is None
    assert asyncio.run(store.retrieve_full_tracker(theirs)) is not None
    assert web.history(other).json()["seq"] == 2


def test_afterwards_the_token_opens_nothing(web: Rig) -> None:
    token = web.open()
    web.post(token, "one", text="hello")
    assert web.erase(token).content == b""
    for reply in (web.history(token), web.post(token, "one", text="hello"), web.erase(token)):
        assert reply.status_code == 401


def test_deleting_stops_a_turn_that_is_running(serve: Callable[..., Rig]) -> None:
    entered = threading.Event()

    async def stalls(message: UserMessage) -> None:
        entered.set()
        await asyncio.sleep(60)

    web = serve(StandIn(answer=stalls), turn_seconds=30.0)
    token = web.open()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(web.post, token, text="hello")
        assert entered.wait(2)
        assert web.erase(token).status_code == 204
        assert waiting.result().status_code == 401
    assert web.agent.tracker_store.store == {}


def test_what_could_not_be_deleted_is_not_claimed_to_be_gone(serve: Callable[..., Rig]) -> None:
    web = serve(StandIn(tracker_store=Unknown(Domain.empty())))
    token = web.open()
    web.post(token, text="hello")
    reply = web.erase(token)
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_erased")
    assert web.history(token).status_code == 401
    web.agent.tracker_store = InMemoryTrackerStore(Domain.empty())
    assert web.erase(token).status_code == 204
    assert web.erase(token).status_code == 401


def test_the_store_that_stood_in_for_a_broken_one_is_emptied_too(tmp_path: Path) -> None:
    async def scene() -> TrackerStore:
        stand_in = in_memory(tmp_path)
        tracker = await stand_in.get_or_create_tracker("web:1")
        tracker.update(UserUttered("hello"))
        await stand_in.save(tracker)
        store = FailSafeTrackerStore(AwaitableTrackerStore(in_sql(tmp_path)), None, stand_in)
        await erase_tracker(StandIn(tracker_store=store), "web:1")
        return stand_in

    assert asyncio.run(scene()).store == {}


def test_a_store_that_cannot_be_reached_is_no_success() -> None:
    store = RedisTrackerStore(Domain.empty(), host="127.0.0.1", port=1)
    with pytest.raises(ErasureFailed, match="ConnectionError"):
        asyncio.run(erase_tracker(StandIn(tracker_store=store), "web:1"))


def test_a_tracker_that_is_still_there_is_noticed() -> None:
    class Forgetful(InMemoryTrackerStore):  # type: ignore[misc]
        async def delete(self, sender_id: str) -> None:
            """Forget to."""

    async def scene() -> None:
        agent = StandIn(tracker_store=Forgetful(Domain.empty()), lock_store=InMemoryLockStore())
        tracker = await agent.tracker_store.get_or_create_tracker("web:1")
        tracker.update(UserUttered("hello"))
        await agent.tracker_store.save(tracker)
        await erase_tracker(agent, "web:1")

    with pytest.raises(ErasureFailed, match="still there"):
        asyncio.run(scene())
