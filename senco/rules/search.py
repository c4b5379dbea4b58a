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


class Search:
    """The questions still to come for a group of people, each as likely as the next.

    A group is a whole number of which each bit stands for one of the people.
    """

    def __init__(self, people: Sequence[Person], questions: Collection[str]) -> None:
        self.everybody = (1 << len(people)) - 1
        self._alike = _groups(person.outcome for person in people)
        self._answers = {question: _groups(p.answers.get(question) for p in people) for question in questions}
        self._found: dict[int, int] = {}

    def after(self, question: str) -> int:
        """The questions that follow ``question``, over everybody together."""
        return sum(self._to_come(part) for part in self._parts(question, self.everybody))

    def _to_come(self, group: int) -> int:
        """The fewest questions, over the whole group together, after which nobody's outcome is open."""
        if group not in self._found:
            self._found[group] = 0 if self._settled(group) else self._fewest(group)
        return self._found[group]

    def _fewest(self, group: int) -> int:
        choices = [parts for question in self._answers if len(parts := self._parts(question, group)) > 1]
        totals = [sum(self._to_come(part) for part in parts) for parts in choices]
        return group.bit_count() + min(totals) if totals else 0

    def _settled(self, group: int) -> bool:
        return any(group & ~alike == 0 for alike in self._alike.values())

    def _parts(self, question: str, group: int) -> list[int]:
        """The group by answer; nothing where the question cannot be put to all of them."""
        answers = self._answers[question]
        if group & answers.get(None, 0):
            return []
        return [part for answer in answers.values() if (part := group & answer)]


def _groups(values: Iterable[Hashable]) -> dict[Hashable, int]:
    groups: dict[Hashable, int] = {}
    for place, value in enumerate(values):
        groups[value] = groups.get(value, 0) | 1 << place
    return groups
