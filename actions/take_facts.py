"""Taking in what a message says: every fact into its slot, before anything is decided or asked.

Runs on each message, inside the check and outside it, so that nothing stated is ever
asked again. Facts that cannot be true together are not taken, and the person is told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Step
from actions.intents import CHECK, topic_of
from actions.memory import Memory, Turn, Value
from actions.progress import since_message
from senco.clock import today
from senco.rules import FactError, Facts, load_rules
from senco.rules.boxes import BELONGS_TO, check
from senco.rules.model import DATES, FACTS, VALUES
from senco.timespan import DateSpan
from senco.words import fill, load_words

LOST = frozenset({"nlu_fallback", "affirm", "deny", "not_sure", "out_of_scope"})
"""Outside the check, intents that get nobody further: two in a row and a person is named."""

NOT_ABOUT_ANYBODY = frozenset({"out_of_scope", "unacceptable_request", "distress"})
"""Intents of messages whose words are not taken as facts."""

NOTHING_HELD = {"nasenco": "none", "npq": "none"}
STATUS_OF_NPQ = {"none": "none", "in_progress": "in_progress", "completed": "passed"}
PAYLOAD_DAYS = {"before_change", "after_change"}


class ActionTakeFacts(Step):
    """Fill the slots of facts from the latest message."""

    action = "action_take_facts"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Return the slot events of what was understood."""
        if _already_taken(tracker):
            return []
        return take(memory, Heard.from_message(tracker.latest_message), today()).events(memory)


def _already_taken(tracker: Tracker) -> bool:
    """Whether the latest message was taken in before: a form that starts extracts its slots once more."""
    return any(event["event"] == "slot" and event["name"] == "turn" for event in since_message(tracker))


@dataclass(frozen=True)
class Heard:
    """The latest message as NLU read it."""

    intent: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    topics: tuple[str, ...] = ()
    cues: frozenset[str] = frozenset()

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Heard:
        """Read the tracker's latest message."""
        return cls(
            intent=(message.get("intent") or {}).get("name") or "nlu_fallback",
            text=message.get("text") or "",
            entities=tuple(message.get("entities") or ()),
            topics=tuple(message.get("topics") or ()),
            cues=frozenset(message.get("cues") or ()),
        )

    def values(self, entity: str) -> list[Any]:
        """The values of every mention of an entity."""
        return [found["value"] for found in self.entities if found["entity"] == entity]


@dataclass
class _Taken:
    """What was read, before it is checked."""

    facts: dict[str, Value] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    change: str | None = None
    problem: str | None = None
    which_date: DateSpan | None = None


def take(memory: Memory, heard: Heard, day: date) -> Memory:
    """The memory after the message; ``turn`` says what was new in it."""
    taken = _read(memory, heard, day)
    third = memory.third_person or "third_person" in heard.cues
    lost = heard.intent in LOST or memory.requested is not None
    memory = replace(memory, third_person=third, misses=memory.misses if lost else 0)
    wants_check = bool(taken.facts or CHECK & {heard.intent, *heard.topics})
    turn = Turn(side_topics=_side_topics(heard, wants_check), wants_check=wants_check, problem=taken.problem)
    if "hypothetical" in heard.cues and taken.facts and memory.facts.known():
        return replace(memory, turn=replace(turn, understood=True, what_if=_plain(taken.facts)))
    return _remember(memory, taken, turn, day)


def _side_topics(heard: Heard, wants_check: bool) -> tuple[str, ...]:
    """The questions to answer beside the check; where its parts are none, the message as a whole may be one."""
    topics = tuple(dict.fromkeys(topic for topic in heard.topics or (heard.intent,) if topic_of(topic)))
    alone = not topics and not wants_check and topic_of(heard.intent)
    return (heard.intent,) if alone else topics


def _remember(memory: Memory, taken: _Taken, turn: Turn, day: date) -> Memory:
    changes = _following(memory.facts, taken.facts, day)
    problem = _contradiction(memory.facts, changes, day)
    if problem:
        return replace(memory, turn=replace(turn, problem=problem))
    known = memory.facts.known()
    new = tuple(name for name, value in taken.facts.items() if known.get(name) != value)
    turn = replace(
        turn,
        understood=bool(taken.facts or taken.unsure or taken.change),
        new=new,
        changed=tuple(name for name in new if name in known),
        which_date=taken.which_date.as_dict() if taken.which_date else None,
    )
    if changes:
        memory = memory.with_facts(**changes)
    dates = [name for name in taken.facts if name in DATES]
    given_up = set(taken.unsure)
    changing = taken.change or (None if memory.changing in taken.facts or given_up else memory.changing)
    return replace(
        memory,
        turn=turn,
        unsure=(memory.unsure | given_up) - set(taken.facts) - {taken.change or ""},
        latest_date=dates[-1] if dates else memory.latest_date,
        changing=changing,
    )


def _read(memory: Memory, heard: Heard, day: date) -> _Taken:
    taken = _Taken()
    if heard.intent in NOT_ABOUT_ANYBODY:
        return taken
    for entity in heard.entities:
        _take_fact(taken, entity["entity"], entity["value"], day)
    _take_typed_button(taken, memory, heard, day)
    _take_unnamed(taken, memory, heard)
    _take_start_as_asked(taken, memory, heard)
    _take_start_as_earlier(taken, memory)
    _keep_later_status(taken, memory)
    if "correction" in heard.cues:
        _keep_day_and_month(taken, memory.facts)
    if not taken.facts and not taken.which_date:
        _take_bare_words(taken, memory, heard, day)
    if not taken.facts and not taken.which_date:
        _take_reply(taken, memory, heard)
    return taken


def _take_fact(taken: _Taken, name: str, value: Any, day: date) -> None:
    if name == "change" and value in FACTS:
        taken.change = value
    elif name in VALUES and value in VALUES[name]:
        taken.facts.setdefault(name, value)
    elif name in DATES:
        span = _span(value, day)
        if span:
            taken.facts.setdefault(name, span)


def _span(value: Any, day: date) -> DateSpan | None:
    if isinstance(value, str) and value in PAYLOAD_DAYS:
        change = load_rules().dates["npq_replaces_nasenco"]
        if value == "before_change":
            return DateSpan(date(1960, 1, 1), date.fromordinal(change.toordinal() - 1), "approximate")
        return DateSpan(change, max(day, change), "approximate")
    try:
        return DateSpan.from_dict(value)
    except (KeyError, TypeError, ValueError):
        return None


def _take_typed_button(taken: _Taken, memory: Memory, heard: Heard, day: date) -> None:
    """The words of a button, typed, do what the button does."""
    response = load_words().get(f"utter_ask_{memory.requested}")
    for button in response.buttons if response else ():
        if _bare(fill(button.title, memory.person)) != _bare(heard.text):
            continue
        intent, _, arguments = button.payload.removeprefix("/").partition("{")
        if intent == "not_sure":
            taken.unsure = covered(memory)
        for name, value in json.loads("{" + arguments if arguments else "{}").items():
            taken.facts.pop(name, None)
            _take_fact(taken, name, value, day)


def _take_bare_words(taken: _Taken, memory: Memory, heard: Heard, day: date) -> None:
    """Words such as "first one" or "not yet", where the open question makes plain what it means."""
    response = load_words().get(f"utter_ask_{memory.requested}")
    said = _bare(heard.text.replace("'", "").replace("\u2019", ""))
    for words, means in response.typed if response else ():
        if words == said:
            for name, value in json.loads(means).items():
                _take_fact(taken, name, value, day)


def _bare(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _take_unnamed(taken: _Taken, memory: Memory, heard: Heard) -> None:
    """A date, a status or a length of time whose fact only the question that was asked can tell."""
    for value in heard.values("date"):
        _place_date(taken, memory, heard, DateSpan.from_dict(value))
    for value in heard.values("status"):
        taken.facts.update(_status(memory, value, taken.facts))
    for value in heard.values("duration"):
        if memory.requested == "earlier_service" and value in VALUES["earlier_service"]:
            taken.facts.setdefault("earlier_service", value)
    refused = heard.values("date_refusal")
    if refused and not taken.facts:
        taken.problem = str(refused[0]["text"])


def _place_date(taken: _Taken, memory: Memory, heard: Heard, span: DateSpan) -> None:
    asked = memory.changing or memory.requested
    known = [name for name in DATES if getattr(memory.facts, name) is not None]
    if asked in DATES:
        taken.facts.setdefault(asked, _within(getattr(memory.facts, asked), span))
    elif memory.latest_date in known and ("correction" in heard.cues or len(known) == 1):
        taken.facts.setdefault(memory.latest_date or known[0], span)
    elif not known and heard.intent in CHECK and not _may_own_a_date(taken):
        taken.facts["appointed_on"] = span
    elif not taken.facts:
        taken.which_date = span


def _may_own_a_date(taken: _Taken) -> bool:
    """Whether the message holds a date already, or an answer that has one: "on the npq, june 2024"."""
    awaited = any(taken.facts.get(parent) in allowed for parent, allowed in BELONGS_TO.values())
    return awaited or not taken.facts.keys().isdisjoint(DATES)


def _take_start_as_asked(taken: _Taken, memory: Memory, heard: Heard) -> None:
    """Asked when another thing began, "I first became SENCO in 2015" does not move the start of the present post."""
    asked, known = memory.changing or memory.requested, memory.facts.appointed_on
    if asked not in DATES or asked == "appointed_on" or known is None or "correction" in heard.cues:
        return
    if asked not in taken.facts and "appointed_on" in taken.facts:
        taken.facts[asked] = taken.facts.pop("appointed_on")
    if asked == "earlier_service_from" and asked in taken.facts and taken.facts.get("earlier_service") == "none":
        del taken.facts["earlier_service"]  # "my first SENCO post began in 2015"


def _take_start_as_earlier(taken: _Taken, memory: Memory) -> None:
    """Just told when earlier service began, a start before that day mends it: no present post began before it."""
    start, earlier = taken.facts.get("appointed_on"), memory.facts.earlier_service_from
    if not isinstance(start, DateSpan) or earlier is None or memory.facts.appointed_on is None:
        return
    told_last = memory.latest_date == "earlier_service_from" and "earlier_service_from" not in taken.facts
    if told_last and start.latest < earlier.earliest:
        taken.facts["earlier_service_from"] = taken.facts.pop("appointed_on")


def _keep_later_status(taken: _Taken, memory: Memory) -> None:
    """Told when a course that is over began, "started it in April 2018" does not put it under way again."""
    for start, award in (("nasenco_started_on", "nasenco"), ("npq_started_on", "npq")):
        known = getattr(memory.facts, award)
        over = known in BELONGS_TO[start][1] - {"in_progress"}
        asked = start in (memory.changing, memory.requested) or start in memory.facts.known()
        if over and asked and start in taken.facts and taken.facts.get(award) == "in_progress":
            del taken.facts[award]


def _keep_day_and_month(taken: _Taken, facts: Facts) -> None:
    """A correction that names only a year ("actually it was 2024") keeps the day and month."""
    for name, value in taken.facts.items():
        known = getattr(facts, name)
        if (
            isinstance(value, DateSpan)
            and value.grain == "year"
            and known is not None
            and known.grain in ("day", "month")
        ):
            by_years = relativedelta(years=value.earliest.year - known.earliest.year)
            taken.facts[name] = replace(known, earliest=known.earliest + by_years, latest=known.latest + by_years)


def _within(known: DateSpan | None, span: DateSpan) -> DateSpan:
    """A more exact date given without its year, after "November 2025", is in that November."""
    if known is None or (span.latest >= known.earliest and span.earliest <= known.latest):
        return span
    for year in {known.earliest.year, known.latest.year}:
        by_years = relativedelta(years=year - span.earliest.year)
        moved = replace(span, earliest=span.earliest + by_years, latest=span.latest + by_years)
        if (
            known.earliest <= moved.earliest
            and moved.latest <= known.latest
            and str(span.earliest.year) not in span.text
        ):
            return moved
    return span


def _status(memory: Memory, value: str, taken: dict[str, Value]) -> dict[str, Value]:
    """A status without the award's name, for the award that was asked for or is under way."""
    if {"nasenco", "npq"} & taken.keys():
        return {}
    asked, facts = memory.requested or memory.changing, memory.facts
    if asked == "nasenco" and value in ("none", "stopped"):
        return dict(NOTHING_HELD) if value == "none" else {"nasenco": value}
    if asked == "npq" and value in STATUS_OF_NPQ:
        return {"npq": STATUS_OF_NPQ[value]}
    if asked == "earlier_service" and value == "none":
        return {"earlier_service": "none"}
    if asked is None and facts.nasenco == "in_progress":
        return {"nasenco": value}
    if asked is None and facts.npq == "in_progress" and value in STATUS_OF_NPQ:
        return {"npq": STATUS_OF_NPQ[value]}
    return {}


def _take_reply(taken: _Taken, memory: Memory, heard: Heard) -> None:
    """Yes, no or not sure, where the question makes plain what it means."""
    asked = memory.requested
    if asked is None:
        return
    if heard.intent == "not_sure":
        taken.unsure = covered(memory)
    elif heard.intent == "deny" and asked == "nasenco":
        taken.facts.update(NOTHING_HELD)
    elif heard.intent == "deny" and asked in ("npq", "earlier_service"):
        taken.facts[asked] = "none"


def covered(memory: Memory) -> tuple[str, ...]:
    """The facts that the open question asks for: one question covers both awards."""
    if memory.requested is None:
        return ()
    both = memory.requested == "nasenco" and memory.facts.npq is None
    return ("nasenco", "npq") if both else (memory.requested,)


def _following(facts: Facts, taken: dict[str, Value], day: date) -> dict[str, Value]:
    """The changes with what they undo: dates of an award that is gone, a plan that has come true."""
    changes = dict(taken)
    for name, (parent, allowed) in BELONGS_TO.items():
        if parent in changes and changes[parent] not in allowed and getattr(facts, name) is not None:
            changes.setdefault(name, None)
    start = changes.get("appointed_on")
    if isinstance(start, DateSpan) and start.latest <= day and facts.role == "planned":
        changes.setdefault("role", None)
    if isinstance(start, DateSpan) and _same_days(start, facts.earlier_service_from):
        changes.setdefault("earlier_service_from", None)
    return changes


def _same_days(start: DateSpan, earlier: DateSpan | None) -> bool:
    """Whether a date told again as that of the present post had been taken for that of an earlier one."""
    return earlier is not None and (start.earliest, start.latest) == (earlier.earliest, earlier.latest)


def _contradiction(facts: Facts, changes: dict[str, Value], day: date) -> str | None:
    try:
        check(facts.changed(changes), day, load_rules())
    except FactError as error:
        return str(error)
    return None


def _plain(facts: dict[str, Value]) -> dict[str, Any]:
    return {name: value.as_dict() if isinstance(value, DateSpan) else value for name, value in facts.items()}
