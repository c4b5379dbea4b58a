"""Fixtures of the web channel's tests; ``web_rig`` says what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .web_rig import Clock, Rig, Server, StandIn, build


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Rig]]:
    """Start a server with the settings given; a second one in the same test shares the files of the first."""
    servers: list[tuple[Server, Rig]] = []

    def start(agent: StandIn | None = None, **settings: Any) -> Rig:
        server, rig = build(tmp_path, clock, agent or StandIn(), **settings)
        servers.append((server, rig))
        return rig

    yield start
    for server, rig in servers:
        rig.client.close()
        server.stop()


@pytest.fixture
def web(serve: Callable[..., Rig]) -> Rig:
    """A server with the usual settings."""
    return serve()
