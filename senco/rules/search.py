"""Which question first: how many are still to come after each, found by trying every order.

Knows nothing of the rules: people are what they would answer and what they would be told.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who may be asking: an answer to each question that can be put to them, and the outcome."""

    answers: Mapping[str, Hashable]
    outcome: str


@dataclass(frozen=True, order=True)
class Length:
    """How long a conversation still is: questions over a whole group together, and for the worst off of it."""

    together: int
    worst: int


class Search:
    """The questions still to come for a group of people, each as likely as the next.

    A group is a whole number of which each bit stands for one of the people.
    """

    def __init__(self, people: Sequence[Person], questions: Collection[str]) -> None:
        self._everybody = (1 << len(people)) - 1
        self._alike = tuple(_groups(person.outcome for person in people).values())
        self._answers = {question: _groups(p.answers.get(question) for p in people) for question in questions}
        self._found: dict[int, Length] = {}

    def after(self, question: str) -> Length:
        """What follows ``question``, if it is asked of everybody now."""
        return self._with(self._parts(question, self._everybody))

    def _to_come(self, group: int) -> Length:
        if group not in self._found:
            self._found[group] = NOTHING if self._settled(group) else self._shortest(group)
        return self._found[group]

    def _shortest(self, group: int) -> Length:
        """The shortest way to where nobody's outcome is open any more, or nothing more can be asked."""
        choices = [parts for question in self._answers if len(parts := self._parts(question, group)) > 1]
        if not choices:
            return NOTHING
        shortest = min(self._with(parts) for parts in choices)
        return Length(group.bit_count() + shortest.together, 1 + shortest.worst)

    def _with(self, parts: list[int]) -> Length:
        lengths = [self._to_come(part) for part in parts]
        return Length(sum(length.together for length in lengths), max(length.worst for length in lengths))

    def _settled(self, group: int) -> bool:
        return any(group & ~alike == 0 for alike in self._alike)

    def _parts(self, question: str, group: int) -> list[int]:
        """The group by answer; nothing where the question cannot be put to all of them."""
        answers = self._answers[question]
        if group & answers.get(None, 0):
            return []
        return [part for answer in answers.values() if (part := group & answer)]


NOTHING = Length(0, 0)


def _groups(values: Iterable[Hashable]) -> dict[Hashable, int]:
    groups: dict[Hashable, int] = {}
    for place, value in enumerate(values):
        groups[value] = groups.get(value, 0) | 1 << place
    return groups
