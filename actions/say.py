"""Putting responses together into the one structured message that a channel shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from rasa_sdk.executor import CollectingDispatcher

from senco.knowledge import expired, load_facts, sources_of
from senco.message import Choice, Kind, Message
from senco.rules import Facts
from senco.timespan import DateSpan
from senco.words import SELF, fill, load_words, render, told_span, told_when

MOST_SOURCES_IN_TEXT = 6

SAID_BY = {"appointed_on": ("role", "designated"), "nasenco_completed_on": ("nasenco", "completed")}
"""Dates that make a status beside them needless to say."""

Block = dict[str, Any]
Person = MappingProxyType[str, str]


def say(dispatcher: CollectingDispatcher, message: Message) -> None:
    """Send a message to the channel."""
    dispatcher.utter_message(json_message=message.as_dict())


def say_response(dispatcher: CollectingDispatcher, name: str, person: Person = SELF) -> None:
    """Send one response as a message of its own kind."""
    say(dispatcher, message_of(name, person))


def message_of(name: str, person: Person = SELF, choices: Sequence[Choice] = ()) -> Message:
    """One response as a message, with the sources of the facts that it tells."""
    response = load_words()[name]
    return compose(
        response.kind,
        blocks_of(render(name, person)),
        sources=fact_sources(response.facts),
        choices=[*buttons_of(name, person), *choices],
        topic=response.topic,
    )


def compose(
    kind: Kind,
    blocks: Sequence[Block],
    *,
    sources: Sequence[dict[str, Any]] = (),
    choices: Sequence[Choice] = (),
    expects: Literal["date"] | None = None,
    decision: dict[str, Any] | None = None,
    topic: str | None = None,
) -> Message:
    """A message whose plain text says all that its blocks and sources say."""
    lines = [plain(block) for block in blocks]
    if sources and kind not in ("question", "clarify"):
        lines.append(_sources_line(sources))
    return Message(
        kind=kind,
        text="\n\n".join(lines),
        blocks=tuple(blocks),
        choices=tuple(choices),
        expects=expects,
        decision=decision,
        sources=tuple(sources),
        topic=topic,
    )


def blocks_of(text: str) -> list[Block]:
    """The paragraphs and lists of a response's text."""
    blocks: list[Block] = []
    for part in text.split("\n\n"):
        lead = [line for line in part.splitlines() if not line.startswith("- ")]
        items = [line.removeprefix("- ") for line in part.splitlines() if line.startswith("- ")]
        if lead:
            blocks.append({"type": "paragraph", "text": " ".join(lead)})
        if items:
            blocks.append({"type": "list", "items": items})
    return blocks


def paragraph(name: str, person: Person = SELF, **values: str) -> Block:
    """One response as a paragraph."""
    return {"type": "paragraph", "text": render(name, person, **values)}


def plain(block: Block) -> str:
    """A block as plain text."""
    if block["type"] == "list":
        return "\n".join(f"- {item}" for item in block["items"])
    if block["type"] in ("deadline", "fact"):
        return f"{block['label']}: {block['value']}"
    return str(block["text"])


def buttons_of(name: str, person: Person = SELF) -> list[Choice]:
    """The buttons of a response, worded for the person."""
    return [Choice(fill(button.title, person), button.payload) for button in load_words()[name].buttons]


def fact_sources(facts: Iterable[str]) -> list[dict[str, Any]]:
    """The documents behind facts, each once."""
    return [source.as_dict() for source in sources_of(facts)]


def stale(facts: Iterable[str], day: date) -> list[str]:
    """The facts whose check-by day has passed."""
    known = load_facts()
    return [fact for fact in facts if expired(known[fact], day)]


def said(fact: str, facts: Facts, day: date) -> str:
    """A known fact in a few words: "became SENCO in September 2023"."""
    value = getattr(facts, fact)
    if not isinstance(value, DateSpan):
        return render(f"utter_said_{fact}_{value}")
    to_come = fact == "appointed_on" and value.earliest > day
    return render(f"utter_said_{fact}{'_to_come' if to_come else ''}", when=told_when(value))


def value_of(fact: str, value: str | DateSpan) -> str:
    """A fact's value for a line that names the fact: "September 2023", "under way"."""
    if isinstance(value, DateSpan):
        return told_span(value)
    short = f"utter_value_{fact}_{value}"
    return render(short if short in load_words() else f"utter_said_{fact}_{value}")


def told(names: Iterable[str], facts: Facts, day: date) -> str:
    """Several known facts in a sentence, without those that another one says already."""
    known = [name for name in names if getattr(facts, name) is not None]
    spoken_for = {SAID_BY[name] for name in known if name in SAID_BY}
    parts = [said(name, facts, day) for name in known if (name, getattr(facts, name)) not in spoken_for]
    return joined(parts) if parts else ""


def joined(parts: Sequence[str]) -> str:
    """A list in a sentence: "one, two and three"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _sources_line(sources: Sequence[dict[str, Any]]) -> str:
    """The first sources in words, and how many more there are; all of them stand in the message's ``sources``."""
    named = "; ".join(_cited(source) for source in sources[:MOST_SOURCES_IN_TEXT])
    more = len(sources) - MOST_SOURCES_IN_TEXT
    return f"Sources: {named}" + (f"; and {more} more." if more > 0 else ".")


def _cited(source: dict[str, Any]) -> str:
    where = f", {source['paragraph']}" if source.get("paragraph") else ""
    return f"{source['title']}{where} ({source['publisher']}, {source['version']})"
