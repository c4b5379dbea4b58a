"""How simulated people put things: wording.yml, dates as people write them, and slips of the keys."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from senco.timespan import DateSpan

SELF = {"i": "i", "im": "im", "ive": "ive", "my": "my", "me": "me", "mine": "mine", "am": "am", "have": "have",
        "do": "do", "dont": "dont", "havent": "havent", "s": "", "es": ""}  # fmt: skip
SHE = {"i": "she", "im": "shes", "ive": "shes", "my": "her", "me": "her", "mine": "hers", "am": "is", "have": "has",
       "do": "does", "dont": "doesnt", "havent": "hasnt", "s": "s", "es": "es"}  # fmt: skip
HE = SHE | {"i": "he", "im": "hes", "ive": "hes", "my": "his", "me": "him", "mine": "his"}

WRITTEN_OUT = {
    "i": "I", "im": "I'm", "ive": "I've", "shes": "she's", "hes": "he's", "its": "it's", "dont": "don't",
    "doesnt": "doesn't", "havent": "haven't", "hasnt": "hasn't", "didnt": "didn't", "wasnt": "wasn't",
}  # fmt: skip
SHORTEST_MISTYPED = 5


@cache
def pool() -> dict[str, Any]:
    """The file of wordings."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wording.yml").read_text(encoding="utf-8"))
    return loaded


class Voice:
    """One person's way of writing: of themselves or of another, with or without capitals, with slips of the keys."""

    def __init__(self, random: Random, *, third_person: bool, mistyped: float) -> None:
        self._random = random
        self._mistyped = mistyped
        self._person = random.choice((SHE, HE)) if third_person else SELF
        self._careful = random.random() < 0.3
        self._shouts = random.random() < 0.03
        self.third_person = third_person

    def of(self, *keys: str) -> str:
        """Any wording of one of the pool's lists."""
        found = pool()
        for key in keys:
            found = found[key]
        return self._fill(self._random.choice(list(found)))

    def fact(self, name: str, value: str | DateSpan, *, to_come: bool = False) -> str:
        """A whole statement of one fact."""
        if isinstance(value, DateSpan):
            return self._dated(pool()["facts"][f"{name}_to_come" if to_come else name], value)
        return self.of("facts", f"{name}_{value}")

    def briefly(self, name: str, value: str | DateSpan) -> str:
        """The answer to the question that was just asked."""
        if isinstance(value, DateSpan):
            return self._dated(pool()["short"]["dates"], value)
        return self.of("short", f"{name}_{value}")

    def corrected(self, said: str) -> str:
        """A statement put as a correction."""
        return str(self._random.choice(pool()["corrections"])).format(said=said)

    def joined(self, parts: list[str]) -> str:
        """Several statements as one message."""
        text = parts[0]
        for part in parts[1:]:
            text += self._random.choice(pool()["joints"]) + part
        return text

    def typed(self, text: str) -> str:
        """The message as it leaves the keyboard."""
        if self._careful:
            text = " ".join(WRITTEN_OUT.get(word, word) for word in text.split(" "))
            text = text[:1].upper() + text[1:]
        elif self._shouts:
            text = text.upper()
        return self._slip(text) if self._random.random() < self._mistyped else text

    def _fill(self, template: str) -> str:
        return template.format_map(self._person)

    def _dated(self, templates: list[str], span: DateSpan) -> str:
        when = self._date(span)
        on = self._random.choice((f"{'on' if span.is_day else 'in'} {when}", when))
        return self._random.choice(templates).format_map({**self._person, "when": when, "on": on})

    def _date(self, span: DateSpan) -> str:
        grain = span.grain if span.grain in pool()["dates"] else "day"
        day = span.earliest
        parts = {
            "d": day.day, "dd": f"{day:%d}", "m": day.month, "mm": f"{day:%m}", "yy": f"{day:%y}", "year": day.year,
            "month": f"{day:%B}".lower(), "mon": f"{day:%b}".lower(), "nth": _ordinal(day.day),
            "term": {9: "autumn", 1: "spring", 4: "summer"}.get(day.month, ""),
        }  # fmt: skip
        written: str = self._random.choice(pool()["dates"][grain]).format_map(parts)
        return written

    def _slip(self, text: str) -> str:
        """One letter left out, doubled or swapped with the next, inside one of the longer words."""
        words = text.split(" ")
        long = [i for i, word in enumerate(words) if len(word) >= SHORTEST_MISTYPED and word.isalpha()]
        if not long:
            return text
        which = self._random.choice(long)
        word, at = words[which], self._random.randint(1, len(words[which]) - 2)
        slips = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        words[which] = self._random.choice(slips)
        return " ".join(words)


def _ordinal(day: int) -> str:
    teen = 10 <= day % 100 <= 20
    return f"{day}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
