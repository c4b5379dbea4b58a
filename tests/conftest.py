"""The running assistant, once for all tests that want it: the fixture ``server`` is its address."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from senco import trained_model
from senco.server import Servers, Settings

TODAY = "2026-11-21"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need the running assistant, so that they can be run, or left out, together."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an assistant for which today is TODAY; ``SENCO_TEST_URL`` names one that runs already."""
    if running := os.environ.get("SENCO_TEST_URL"):
        yield running
        return
    ports = free_ports(2)
    settings = Settings(port=ports[0], actions_port=ports[1])
    environment = {
        **os.environ,
        "SENCO_TODAY": TODAY,
        "SENCO_VAR": str(tmp_path_factory.mktemp("var")),
        "SENCO_WEB_MESSAGES_PER_MINUTE": "100000",
        "SENCO_WEB_MESSAGES_PER_DAY": "100000",
        "SENCO_WEB_SESSIONS_PER_HOUR": "100000",
    }
    with Servers(settings, trained_model.ensure(), environment) as servers:
        servers.start()
        servers.wait_until_ready()
        yield settings.address


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses now."""
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
