"""Everything else people say: greetings, thanks, who are you, a person please, and what is not ours."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.about import variant
from actions.base import Step
from actions.follow_up import back_to_check
from actions.intents import topic_of
from actions.memory import Memory
from actions.say import message_of, say, say_response
from actions.starts import STARTS, intent_choice, start_choices
from senco.message import Choice

CLARIFIES = ("utter_clarify", "utter_clarify_again", "utter_clarify_more")


class _Reply(Step):
    """Say one response, then go back to the check if the message asks for it."""

    @property
    @abstractmethod
    def response(self) -> str:
        """The response to say."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Send the response."""
        say_response(dispatcher, self.response, memory.person)
        return back_to_check(tracker, memory)


class ActionGreet(Step):
    """Say what the assistant is and is not, and how to begin."""

    action = "action_greet"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Greet in full the first time, briefly after that."""
        started = memory.decided or memory.requested or memory.facts.known()
        name = "utter_greet_again" if started else "utter_greet"
        say(dispatcher, message_of(name, memory.person, choices=() if memory.requested else start_choices()))
        return back_to_check(tracker, memory)


class ActionBye(_Reply):
    """Answer thanks and goodbyes."""

    action, response = "action_bye", "utter_bye"


class ActionAbout(_Reply):
    """Say what the assistant is."""

    action, response = "action_about_assistant", "utter_about_assistant"


class ActionHuman(_Reply):
    """Name the people who can help."""

    action, response = "action_human", "utter_human"


class ActionClarify(Step):
    """Say that the message was not understood, with named choices, and a person after two misses."""

    action = "action_clarify"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Offer choices; where facts were understood go on with the check instead."""
        if memory.turn.wants_check:
            return back_to_check(tracker, memory)
        times = min(memory.misses, len(CLARIFIES) - 1)
        say(dispatcher, message_of(CLARIFIES[times], memory.person, choices=_likely(tracker)))
        return replace(memory, misses=memory.misses + 1).events(memory)


class _Variant(Step):
    """Say the variant of a response that fits what the message is about."""

    @property
    @abstractmethod
    def family(self) -> str:
        """The family of responses to choose from."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Choose by the words of the message; never repeat them."""
        say_response(dispatcher, variant(self.family, tracker.latest_message.get("text") or ""), memory.person)
        return []


class ActionOutOfScope(_Variant):
    """One line that it is outside this service, and where to go; with named choices when it happens again."""

    action, family = "action_out_of_scope", "out_of_scope"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """The first time by what it is about, after that as something not understood."""
        if memory.misses == 0:
            super().act(dispatcher, tracker, memory)
        else:
            times = min(memory.misses, len(CLARIFIES) - 1)
            say(dispatcher, message_of(CLARIFIES[times], memory.person, choices=start_choices()))
        return replace(memory, misses=memory.misses + 1).events(memory) if not memory.requested else []


class ActionSupport(_Variant):
    """Care first: help for somebody in distress or a child at risk."""

    action, family = "action_support", "support"


class ActionRefuse(_Variant):
    """Refuse plainly what must not be done."""

    action, family = "action_refuse", "refusal"


def _likely(tracker: Tracker) -> list[Choice]:
    """The intents that NLU held likeliest, by name, then the usual ways to begin."""
    ranked = [entry["name"] for entry in tracker.latest_message.get("intent_ranking") or ()]
    topics = [intent for intent in ranked if topic_of(intent)][:2]
    return [intent_choice(intent) for intent in dict.fromkeys([*topics, *STARTS])]
