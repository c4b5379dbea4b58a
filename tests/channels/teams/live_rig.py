"""The real assistant with the Teams channel on, and somebody in Teams who talks to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from senco import trained_model
from senco.server import Servers, Settings
from tests.conftest import TODAY, free_ports

from .microsoft import Microsoft, Sent
from .teams_rig import Rig, environment


@dataclass
class Running:
    """The assistant with both channels on."""

    address: str
    microsoft: Microsoft
    var: Path

    def rig(self) -> Rig:
        client = httpx.Client(base_url=f"{self.address}/webhooks/teams/", timeout=30, verify=False)
        return Rig(client, None, self.microsoft, None, self.var, None)  # type: ignore[arg-type]


@contextmanager
def assistant(var: Path, **changes: str) -> Iterator[Running]:
    """The assistant and Microsoft, until the end of the block; the channel must have kept to the protocol."""
    microsoft = Microsoft()
    microsoft.start()
    ports = free_ports(2)
    settings = Settings(port=ports[0], actions_port=ports[1])
    variables = environment(microsoft, var, SENCO_TEAMS_TURN_SECONDS="30", SENCO_TODAY=TODAY, **changes)
    with Servers(settings, trained_model.ensure(), {**os.environ, **variables}) as servers:
        servers.start()
        servers.wait_until_ready()
        yield Running(settings.address, microsoft, var)
    microsoft.stop()
    assert microsoft.breaches == []


class Person:
    """Somebody in Teams, who types, presses and picks, and reads what is shown."""

    def __init__(self, rig: Rig, place: dict[str, Any]) -> None:
        self.rig = rig
        self.place = place
        self.latest: list[Sent] = []
        self.updates: list[Sent] = []

    def say(self, text: str) -> list[Sent]:
        return self._read(self.rig.activity(text=text, conversation=self.place))

    def press(self, title: str) -> list[Sent]:
        return self._read(self._submit(self._data(title)))

    def pick(self, day: str) -> list[Sent]:
        return self._read(self._submit({**self._data("Send date"), "date": day}))

    def offered(self) -> dict[str, dict[str, Any]]:
        return {
            action["title"]: action["data"]
            for sent in self.latest
            if "attachments" in sent.body
            for action in sent.actions()
        }

    def _data(self, title: str) -> dict[str, Any]:
        return self.offered()[title]

    def _submit(self, value: dict[str, Any]) -> dict[str, Any]:
        return self.rig.activity(value=value, replyToId="1:card", conversation=self.place)

    def _read(self, activity: dict[str, Any]) -> list[Sent]:
        """What answers this activity: all that is sent before the answer to a marker that nobody can mistake."""
        before = len(self.rig.microsoft.messages())
        assert self.rig.deliver(activity).status_code == 202
        assert self.rig.say("/marker", conversation=self.place) == 202
        while not (heard := self.rig.microsoft.messages()[before:]) or "not commands" not in heard[-1].words:
            self.rig.microsoft.wait_for(before + len(heard) + 1, seconds=30)
        self.latest = [sent for sent in heard[:-1] if sent.method == "POST"]
        self.updates = [sent for sent in heard[:-1] if sent.method == "PUT"]
        return self.latest
