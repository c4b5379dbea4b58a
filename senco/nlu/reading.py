"""What is read out of a message: facts of the contract with their place in the text, and cues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FoundFact:
    """``text[start:end]`` says that ``entity`` is ``value``.

    ``entity`` is a fact of the contract, or ``date`` (a date whose fact is not clear), ``date_refusal``,
    ``status`` (how far, without naming the award) or ``duration`` (how long, without naming the post).
    """

    entity: str
    value: str | dict[str, Any]
    start: int
    end: int


@dataclass(frozen=True)
class FactReading:
    """All that one message says, in the order of the text. ``cues`` are sorted and without repeats."""

    facts: tuple[FoundFact, ...] = ()
    cues: tuple[str, ...] = ()

    def value(self, entity: str) -> str | dict[str, Any] | None:
        """The value of the first mention of ``entity``, or None."""
        return next((fact.value for fact in self.facts if fact.entity == entity), None)
