"""The end of the check: the decision, or what would follow either way."""

from __future__ import annotations

import json
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Step
from actions.check_form import noted
from actions.decision_message import decision_message, needs_message
from actions.memory import Memory
from actions.say import compose, paragraph, say
from senco.clock import today
from senco.message import Choice, Message
from senco.rules import Decision, decide, load_rules
from senco.rules.model import DATES
from senco.timespan import DateSpan
from senco.words import render, told_span


class ActionDecide(Step):
    """Decide on the facts and say so."""

    action = "action_decide"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Send the decision. After a what-if, which was answered by itself, say nothing more."""
        if memory.turn.what_if:
            return []
        if memory.turn.problem:
            say(dispatcher, compose("clarify", [{"type": "paragraph", "text": memory.turn.problem}]))
            return []
        if memory.turn.which_date:
            say(dispatcher, which_date(memory))
            return []
        say(dispatcher, current_answer(memory))
        return replace(memory, decided=True, asked=type(memory.asked)({})).events(memory)


def current_answer(memory: Memory) -> Message:
    """The answer on the facts as they stand."""
    facts, assumed = memory.taken()
    day, rules = today(), load_rules()
    result = decide(facts, day, rules, assumed)
    if isinstance(result, Decision):
        return decision_message(result, memory, lead=noted(memory) if memory.turn.changed else [])
    change = [Choice(render(f"utter_change_{fact}"), f'/inform{{"change":"{fact}"}}') for fact in sorted(memory.unsure)]
    return needs_message(result, memory, day, rules, [*change, Choice(render("utter_button_human"), "/ask_human")])


def which_date(memory: Memory) -> Message:
    """Ask which fact a date belongs to, where the words do not tell."""
    span = DateSpan.from_dict(memory.turn.which_date or {})
    told = json.dumps(memory.turn.which_date)
    facts = [fact for fact in DATES if getattr(memory.facts, fact) is not None] or ["appointed_on"]
    choices = [Choice(render(f"utter_fact_{fact}"), f'/inform{{"{fact}":{told}}}') for fact in facts]
    return compose("clarify", [paragraph("utter_which_date", date=told_span(span))], choices=choices)
