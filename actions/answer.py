"""Answering questions about the qualifications, each from its own file, with sources and dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Step
from actions.follow_up import back_to_check
from actions.intents import topic_of
from actions.memory import Memory
from actions.provider import TOPIC, provider_blocks
from actions.say import Block, blocks_of, compose, fact_sources, paragraph, say, stale
from senco.clock import today
from senco.knowledge import load_facts
from senco.message import Choice, Message
from senco.words import load_words, render, told_day


class ActionAnswer(Step):
    """Answer every question of the message, then go back to the check if one is wanted."""

    action = "action_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Send one message a topic."""
        answer_topics(dispatcher, memory, tracker)
        return back_to_check(tracker, memory)


def answer_topics(dispatcher: CollectingDispatcher, memory: Memory, tracker: Tracker) -> None:
    """Send the answers to the questions that the message asked beside the check."""
    for intent in memory.turn.side_topics:
        topic = topic_of(intent)
        if topic:
            say(dispatcher, answer(topic, memory, today(), tracker.latest_message.get("text") or ""))


def answer(name: str, memory: Memory, day: date, text: str = "") -> Message:
    """The answer to one topic: the words, how fresh they are, and where they come from."""
    response = load_words()[name]
    choices = [] if memory.decided or memory.requested else [Choice(render("utter_button_check"), "/ask_deadline")]
    return compose(
        "answer",
        [*(provider_blocks(text) if name == TOPIC else blocks_of(response.text)), *_freshness(response.facts, day)],
        sources=fact_sources(response.facts),
        choices=choices,
        topic=response.topic,
    )


def _freshness(facts: Iterable[str], day: date) -> list[Block]:
    """The day on which the facts were checked, where to look for newer ones, and a warning when they are stale."""
    known = [load_facts()[fact] for fact in facts]
    checked = max(source["checked"] for source in fact_sources(facts))
    told = told_day(date.fromisoformat(checked))
    live = next((fact.live for fact in known if fact.perishable and fact.live), None)
    if stale((fact.id for fact in known), day):
        return [paragraph("utter_stale", checked=told, live=live or "GOV.UK")]
    return [
        paragraph("utter_checked_live", checked=told, live=live) if live else paragraph("utter_checked", checked=told)
    ]
