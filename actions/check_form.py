"""The check: which question is next, and how it is put."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_topics
from actions.base import Step
from actions.intents import ANSWERS, CHECK
from actions.memory import Memory
from actions.progress import FORM, in_check, since_message
from actions.say import Block, buttons_of, compose, fact_sources, paragraph, say, told
from actions.suppose import suppose
from actions.take_facts import covered
from senco.clock import today
from senco.rules import load_rules, still_needed
from senco.rules.model import DATES
from senco.timespan import DateSpan
from senco.words import load_words, told_span

VARIANTS = ("", "_again", "_help")
MISSES_BEFORE_A_PERSON = 2
NOT_THE_FORM = frozenset({"action_listen", "action_extract_slots", "action_take_facts", FORM})


class ValidateSencoCheckForm(Step):
    """Choose the next question of the check, or end it when nothing more can change the answer."""

    action = f"validate_{FORM}"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Return the requested slot; reject where another action must answer first."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        coming_back = _has_acted(tracker)
        if in_check(tracker) and not coming_back and intent not in CHECK | ANSWERS:
            return [ActionExecutionRejected(FORM)]
        after = memory if coming_back else self._take_turn(dispatcher, tracker, memory)
        question = next_question(after)
        # Rasa drops a form that validates no slot at all, so one is always set.
        return [*after.events(memory), SlotSet("misses", after.misses), SlotSet("requested_slot", question)]

    def _take_turn(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> Memory:
        answer_topics(dispatcher, memory, tracker)
        if memory.turn.what_if:
            suppose(dispatcher, memory)
        if memory.turn.understood or memory.turn.side_topics or memory.requested is None:
            return replace(memory, misses=0)
        if memory.misses + 1 > MISSES_BEFORE_A_PERSON and memory.requested:
            return replace(memory, misses=0, unsure=memory.unsure | _given_up(memory), changing=None)
        return replace(memory, misses=memory.misses + 1)


def _given_up(memory: Memory) -> set[str]:
    """What stays unanswered; a known fact that was to be changed stays as it is."""
    known = memory.changing is not None and getattr(memory.facts, memory.changing) is not None
    return set() if known else set(covered(memory))


def next_question(memory: Memory) -> str | None:
    """The fact to ask for next, or None when the check is at its end."""
    if memory.changing:
        return memory.changing
    facts, _ = memory.taken()
    needed = still_needed(facts, today(), load_rules(), skip=memory.unsure)
    if memory.turn.problem and memory.requested is None and "appointed_on" in needed:
        return "appointed_on"
    return needed[0] if needed else None


def _has_acted(tracker: Tracker) -> bool:
    """Whether another action has already answered the latest message."""
    return any(event["event"] == "action" and event["name"] not in NOT_THE_FORM for event in since_message(tracker))


class _Ask(Step):
    """Ask for one fact: what was noted, what was not understood, then the question."""

    @property
    @abstractmethod
    def fact(self) -> str:
        """The fact that is asked for."""

    def name(self) -> str:
        """The name by which Rasa finds the question of a slot."""
        return f"action_ask_{self.fact}"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Ask, and count that it was asked."""
        times = memory.asked.get(self.fact, 0)
        response = self._response(memory, times)
        blocks = [*noted(memory), *self._lead(memory, tracker), self._question(response, memory)]
        say(
            dispatcher,
            compose(
                "question",
                blocks,
                sources=fact_sources(load_words()[response].facts),
                choices=buttons_of(f"utter_ask_{self.fact}", memory.person),
                expects="date" if self.fact in DATES else None,
            ),
        )
        return [SlotSet("asked", {**memory.asked, self.fact: times + 1})]

    def _response(self, memory: Memory, times: int) -> str:
        words = load_words()
        name = f"utter_ask_{self.fact}"
        vague = getattr(memory.facts, self.fact) is not None and memory.changing != self.fact
        if vague and times < len(VARIANTS) - 1:
            return f"{name}_exact"
        variants = [name + variant for variant in VARIANTS if name + variant in words]
        return variants[times % len(variants)]

    def _question(self, response: str, memory: Memory) -> Block:
        span = getattr(memory.facts, self.fact)
        before = told_span(span) if span is not None and self.fact in DATES else ""
        return paragraph(response, memory.person, said=before)

    def _lead(self, memory: Memory, tracker: Tracker) -> list[Block]:
        turn = memory.turn
        if turn.problem:
            return [{"type": "paragraph", "text": turn.problem}]
        if turn.which_date:
            return [paragraph("utter_which_date_not_taken", date=told_span(DateSpan.from_dict(turn.which_date)))]
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        missed = memory.misses > 0 and intent != "affirm" and not _has_acted(tracker)
        blocks = [paragraph("utter_not_understood")] if missed else []
        if memory.misses >= MISSES_BEFORE_A_PERSON:
            blocks.append(paragraph("utter_ask_a_person"))
        return blocks


def noted(memory: Memory) -> list[Block]:
    """What was taken in from the latest message, told back in words."""
    what = told(memory.turn.new, memory.facts, today())
    return [paragraph("utter_changed" if memory.turn.changed else "utter_noted", noted=what)] if what else []


class AskAppointedOn(_Ask):
    """When the person became a SENCO."""

    fact = "appointed_on"


class AskNasenco(_Ask):
    """What is held or begun: one question for both awards."""

    fact = "nasenco"


class AskNpq(_Ask):
    """Whether the NPQ is begun, where the NASENCO is already known."""

    fact = "npq"


class AskNasencoStartedOn(_Ask):
    """When the NASENCO was begun."""

    fact = "nasenco_started_on"


class AskNasencoCompletedOn(_Ask):
    """When the NASENCO was completed."""

    fact = "nasenco_completed_on"


class AskNpqStartedOn(_Ask):
    """When the NPQ was begun."""

    fact = "npq_started_on"


class AskEarlierService(_Ask):
    """How long the person had been a SENCO before."""

    fact = "earlier_service"


class AskEarlierServiceFrom(_Ask):
    """When that earlier service began."""

    fact = "earlier_service_from"


class AskRole(_Ask):
    """The role, when the person wants to change what was taken for granted."""

    fact = "role"


class AskSetting(_Ask):
    """The kind of school, when the person wants to change what was taken for granted."""

    fact = "setting"


class AskQualifiedTeacher(_Ask):
    """The teacher status, when the person wants to change what was taken for granted."""

    fact = "qualified_teacher"
