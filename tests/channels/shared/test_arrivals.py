"""A delivery is new once: at the same moment, after a restart, and in another worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from senco.channels.arrivals import KEPT_SECONDS, Arrivals
from senco.channels.errors import ChannelError


class Clock:
    now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Callable[[], Arrivals]:
    """A worker's view of the one file."""
    return lambda: Arrivals(tmp_path / "deep" / "arrivals.sqlite3", clock)


async def test_a_key_is_new_once(opened: Callable[[], Arrivals]) -> None:
    arrivals = opened()
    assert [await arrivals.first_time(key) for key in ("a", "b", "a", "b", "\ud800")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    await arrivals.shut()


async def test_of_many_at_once_in_two_workers_one_is_first(opened: Callable[[], Arrivals]) -> None:
    workers = [opened(), opened()]
    told = await asyncio.gather(*(workers[number % 2].first_time("a") for number in range(100)))
    assert sum(told) == 1
    for worker in workers:
        await worker.shut()


async def test_a_restart_forgets_nothing_and_the_day_after_does(opened: Callable[[], Arrivals], clock: Clock) -> None:
    before = opened()
    assert await before.first_time("a")
    await before.shut()
    after = opened()
    clock.now += KEPT_SECONDS - 1
    assert not await after.first_time("a")
    clock.now += 1
    assert await after.first_time("a")
    await after.shut()


async def test_the_file_holds_no_key_and_is_its_owners_alone(opened: Callable[[], Arrivals], tmp_path: Path) -> None:
    arrivals = opened()
    await arrivals.first_time("kanarienvogel")
    await arrivals.shut()
    files = list((tmp_path / "deep").iterdir())
    assert files
    assert not any(b"kanarienvogel" in file.read_bytes() for file in files)
    assert (tmp_path / "deep" / "arrivals.sqlite3").stat().st_mode & 0o077 == 0


async def test_what_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    arrivals = Arrivals(tmp_path / "file" / "arrivals.sqlite3")
    with pytest.raises(ChannelError) as refused:
        await arrivals.first_time("a")
    assert refused.value.status == 503
