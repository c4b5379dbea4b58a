"""Fixtures of the Slack channel's tests; ``slack_rig`` and ``fake_slack`` say what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.channels.web.web_rig import Clock, Server, StandIn

from .fake_slack import FakeSlack
from .slack_rig import SlackRig, build


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk would send even loopback calls through a proxy that the environment names."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake() -> Iterator[FakeSlack]:
    """A strict Slack. A test during which it refused anything fails."""
    slack = FakeSlack()
    slack.start()
    yield slack
    slack.stop()
    assert slack.refused == []


@pytest.fixture
def serve(tmp_path: Path, clock: Clock, fake: FakeSlack) -> Iterator[Callable[..., SlackRig]]:
    """Start a server with the settings given; a second one in the same test is another worker."""
    servers: list[tuple[Server, SlackRig]] = []

    def start(agent: StandIn | None = None, **settings: Any) -> SlackRig:
        server, rig = build(tmp_path, clock, agent or StandIn(), fake, **settings)
        servers.append((server, rig))
        return rig

    yield start
    for server, rig in servers:
        rig.client.close()
        server.stop()


@pytest.fixture
def slack(serve: Callable[..., SlackRig]) -> SlackRig:
    """A server with the usual settings."""
    return serve()
