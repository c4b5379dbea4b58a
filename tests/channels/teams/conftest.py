"""Fixtures of the Teams channel's tests; ``teams_rig`` and ``microsoft`` say what they are made of."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.channels.web.web_rig import Server, StandIn

from .microsoft import Microsoft
from .teams_rig import Rig, Serve, build

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    """Microsoft; the test fails when the channel broke the protocol."""
    fake = Microsoft()
    fake.start()
    yield fake
    fake.stop()
    assert fake.breaches == []


@pytest.fixture
def attacker() -> Iterator[Microsoft]:
    """Another host; the test fails when anything at all was sent there."""
    fake = Microsoft()
    fake.start()
    yield fake
    fake.stop()
    assert fake.requests == []


@pytest.fixture
def serve(tmp_path: Path, microsoft: Microsoft, attacker: Microsoft) -> Iterator[Serve]:
    """Start a server with the settings given; a second one in the same test shares the files of the first."""
    servers: list[tuple[Server, httpx.Client]] = []

    def start(agent: StandIn | None = None, **changes: str) -> Rig:
        server, rig = build(agent or StandIn(), microsoft, attacker, tmp_path, **changes)
        servers.append((server, rig.client))
        return rig

    yield start
    for server, client in servers:
        client.close()
        server.stop()


@pytest.fixture
def teams(serve: Serve) -> Rig:
    """A server with the usual settings."""
    return serve()


@pytest.fixture(scope="session")
def oracles() -> Path:
    """Where Microsoft's own code is; the tests that need it are skipped only where it cannot be installed."""
    built = subprocess.run([ROOT / "scripts" / "oracles"], capture_output=True, text=True, check=False)
    if built.returncode:
        pytest.skip(f"scripts/oracles could not install Microsoft's code: {built.stderr.strip()}")
    return ROOT / ".cache" / "oracles"
