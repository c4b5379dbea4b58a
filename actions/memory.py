"""What the conversation remembers: the slots, read once a turn and written back as events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from senco.rules import Facts, usual_in_conversation
from senco.rules.model import DATES, FACTS
from senco.timespan import DateSpan
from senco.words import OTHER, SELF

Value = str | DateSpan | None
MOST_STEPS_BACK = 10


@dataclass(frozen=True)
class Turn:
    """What the present message was understood to say; lives for one turn."""

    understood: bool = False
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    side_topics: tuple[str, ...] = ()
    wants_check: bool = False
    what_if: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None
    which_date: dict[str, str] | None = None

    @classmethod
    def from_slot(cls, data: dict[str, Any] | None) -> Turn:
        """Read the slot that ``as_slot`` wrote."""
        known = dict(data or {})
        for name in ("new", "changed", "side_topics"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)

    def as_slot(self) -> dict[str, Any]:
        """The slot's value: plain JSON, and only what is not empty."""
        values = {name: list(v) if isinstance(v, tuple) else v for name, v in vars(self).items()}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Memory:
    """The conversation so far: facts, what cannot be answered, how often each question was asked."""

    facts: Facts = field(default_factory=Facts)
    unsure: frozenset[str] = frozenset()
    asked: MappingProxyType[str, int] = MappingProxyType({})
    misses: int = 0
    third_person: bool = False
    changing: str | None = None
    latest_date: str | None = None
    history: tuple[dict[str, Any], ...] = ()
    decided: bool = False
    turn: Turn = field(default_factory=Turn)
    requested: str | None = None

    @classmethod
    def of(cls, tracker: Tracker) -> Memory:
        """Read the slots of a tracker."""
        slots = tracker.slots
        return cls(
            facts=facts_from({name: slots.get(name) for name in FACTS}),
            unsure=frozenset(slots.get("unsure") or ()),
            asked=MappingProxyType(slots.get("asked") or {}),
            misses=int(slots.get("misses") or 0),
            third_person=bool(slots.get("third_person")),
            changing=slots.get("changing"),
            latest_date=slots.get("latest_date"),
            history=tuple(slots.get("history") or ()),
            decided=bool(slots.get("decided")),
            turn=Turn.from_slot(slots.get("turn")),
            requested=slots.get("requested_slot"),
        )

    @property
    def person(self) -> MappingProxyType[str, str]:
        """The words for "you": themselves, or somebody they ask for."""
        return OTHER if self.third_person else SELF

    def taken(self) -> tuple[Facts, tuple[str, ...]]:
        """The facts with what a conversation takes for granted, and the names of that."""
        return self.facts.assuming(usual_in_conversation(self.facts))

    def events(self, before: Memory) -> list[EventType]:
        """The slot events that turn ``before`` into this memory."""
        old, new = before._slots(), self._slots()
        return [SlotSet(name, value) for name, value in new.items() if value != old[name]]

    def with_facts(self, **changes: Value) -> Memory:
        """This memory with some facts changed, and the step kept for undoing."""
        history = (*self.history, facts_to(self.facts))[-MOST_STEPS_BACK:]
        return replace(self, facts=self.facts.changed(changes), history=history)

    def _slots(self) -> dict[str, Any]:
        return {
            **facts_to(self.facts),
            "unsure": sorted(self.unsure) or None,
            "asked": dict(self.asked) or None,
            "misses": self.misses,
            "third_person": self.third_person,
            "changing": self.changing,
            "latest_date": self.latest_date,
            "history": list(self.history) or None,
            "decided": self.decided,
            "turn": self.turn.as_slot() or None,
        }


def facts_from(data: dict[str, Any]) -> Facts:
    """Facts from plain JSON, where a date is the contract's interval."""
    values = {
        name: DateSpan.from_dict(value) if name in DATES and isinstance(value, dict) else value
        for name, value in data.items()
    }
    return Facts().changed(values)


def facts_to(facts: Facts) -> dict[str, Any]:
    """Facts as plain JSON, unknown ones as None."""
    known = facts.as_dict()
    return {name: known.get(name) for name in FACTS}
