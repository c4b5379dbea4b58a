"""A conversation on a fixed day."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Conversation

TODAY = "2026-11-21"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENCO_TODAY", TODAY)


@pytest.fixture
def talk() -> Conversation:
    """A conversation that nobody has begun."""
    return Conversation()
