"""What was told: looking at it, taking the last answer back, starting again, erasing."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Step
from actions.decide import current_answer
from actions.follow_up import back_to_check, go_on
from actions.memory import Memory, facts_from
from actions.say import Block, compose, message_of, paragraph, say, value_of
from actions.starts import start_choices
from senco.message import Choice, Message
from senco.rules import usual_in_conversation
from senco.words import render


class ActionSummary(Step):
    """Show every fact with a way to change it, and the answer that follows from them."""

    action = "action_summary"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Send the summary, and the decision again where there is one."""
        say(dispatcher, _summary(memory))
        if memory.decided and not memory.requested:
            say(dispatcher, current_answer(memory))
        return back_to_check(tracker, memory)


class ActionUndo(Step):
    """Take back the last answer."""

    action = "action_undo"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Restore the facts as they were before the last change."""
        if not memory.history:
            say(dispatcher, message_of("utter_nothing_to_undo"))
            return []
        say(dispatcher, message_of("utter_undone"))
        earlier = replace(memory, facts=facts_from(memory.history[-1]), history=memory.history[:-1])
        say(dispatcher, _summary(earlier))
        return [*earlier.events(memory), *go_on(tracker)]


class ActionStartAgain(Step):
    """Forget the facts."""

    action = "action_start_again"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Empty every slot and begin anew."""
        say(dispatcher, message_of("utter_start_again", choices=start_choices()))
        return forgotten(Memory.of(tracker))


class ActionDeleteData(Step):
    """Forget the facts, and tell the channel that the person wants everything erased."""

    action = "action_delete_data"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Empty every slot; ``erase`` on the message asks the channel to erase the rest."""
        notice = compose("notice", [paragraph("utter_delete_how")])
        say(dispatcher, replace(notice, extra={"erase": True}))
        return forgotten(Memory.of(tracker))


def forgotten(memory: Memory) -> list[EventType]:
    """The events that empty the memory."""
    return [*Memory().events(memory), SlotSet("requested_slot", None)]


def _summary(memory: Memory) -> Message:
    known = memory.facts.known()
    usual = usual_in_conversation(memory.facts)
    taken = [name for name in usual if name not in known]
    blocks: list[Block] = [paragraph("utter_summary" if known else "utter_summary_empty", memory.person)]
    blocks += [_fact(name, value_of(name, value)) for name, value in known.items()]
    blocks += [_fact(name, render("utter_said_unsure")) for name in sorted(memory.unsure)]
    if known:
        blocks.append(paragraph("utter_summary_assumed"))
        blocks += [_fact(name, value_of(name, usual[name])) for name in taken]
    choices = [] if known else [Choice(render("utter_button_check"), "/ask_deadline")]
    return compose("summary", blocks, choices=choices)


def _fact(name: str, value: str) -> Block:
    return {
        "type": "fact",
        "fact": name,
        "label": render(f"utter_fact_{name}"),
        "value": value,
        "title": render(f"utter_change_{name}"),
        "payload": f'/inform{{"change":"{name}"}}',
    }
