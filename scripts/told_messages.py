"""Every kind of message that the actions can send, made by running them as the action server does."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from rasa_sdk.executor import ActionExecutor

from actions.decision_message import decision_message
from actions.intents import topic_of
from actions.memory import Memory, Turn
from scripts.every_decision import TODAYS, decisions
from senco.rules import Facts
from senco.rules.model import DATES, FACTS
from senco.timespan import DateSpan

TODAY = TODAYS[1]
VAGUE = DateSpan(date(2023, 9, 1), date(2024, 8, 31), "academic_year", "2023-24")
PLAIN = (
    "action_greet", "action_bye", "action_about_assistant", "action_human", "action_clarify", "action_summary",
    "action_undo", "action_start_again", "action_delete_data", "action_explain", "action_out_of_scope",
    "action_support", "action_refuse",
)  # fmt: skip
STATED = Facts.of(appointed_on="2025-09-01", nasenco="none", npq="none", earlier_service="none")


@dataclass(frozen=True)
class Told:
    """One message, which action sent it, and whether the person asks for somebody else."""

    action: str
    third_person: bool
    message: dict[str, Any]


def messages(intents: frozenset[str]) -> Iterator[Told]:
    """The messages of every action and of every decision, for oneself and for somebody else."""
    os.environ["SENCO_TODAY"] = TODAY.isoformat()
    executor = ActionExecutor()
    executor.register_package("actions")
    every_decision = list(decisions())
    for third_person in (False, True):
        for action, memory in _scenes(intents):
            told = replace(memory, third_person=third_person)
            for message in asyncio.run(_run(executor, action, told, intents)):
                yield Told(action, third_person, message)
        for decision, memory in every_decision:
            message = decision_message(decision, replace(memory, third_person=third_person)).as_dict()
            yield Told("action_decide", third_person, message)


def _scenes(intents: frozenset[str]) -> Iterator[tuple[str, Memory]]:
    known = Memory(facts=STATED, decided=True)
    for action in PLAIN:
        yield action, Memory()
        yield (
            action,
            replace(known, misses=1, history=({"nasenco": "completed"},), unsure=frozenset({"npq_started_on"})),
        )
    for topic in filter(topic_of, sorted(intents)):
        yield "action_answer", Memory(turn=Turn(side_topics=(topic,)))
    for fact in FACTS:
        for times in range(3):
            yield f"action_ask_{fact}", Memory(asked=MappingProxyType({fact: times}), misses=times)
        yield "action_explain", Memory(requested=fact)
        yield "action_decide", Memory(unsure=frozenset({fact}))
    for fact in DATES:
        yield f"action_ask_{fact}", Memory(facts=Facts.of(**{fact: VAGUE}), turn=Turn(understood=True, new=(fact,)))
    yield "action_decide", replace(known, turn=Turn(which_date=VAGUE.as_dict()))
    yield "action_decide", replace(known, turn=Turn(changed=("appointed_on",), new=("appointed_on",)))
    yield "validate_senco_check_form", replace(known, turn=Turn(what_if={"nasenco": "completed"}))


async def _run(executor: ActionExecutor, action: str, memory: Memory, intents: frozenset[str]) -> list[dict[str, Any]]:
    slots = {event["name"]: event["value"] for event in memory.events(Memory())}
    ranking = [{"name": intent, "confidence": 0.1} for intent in sorted(intents)]
    tracker = {
        "sender_id": "check",
        "slots": {**slots, "requested_slot": memory.requested},
        "latest_message": {"intent": {"name": "inform"}, "entities": [], "text": "", "intent_ranking": ranking},
        "events": [{"event": "user"}],
        "paused": False,
        "latest_action_name": "action_listen",
        "active_loop": {},
    }
    call = {"next_action": action, "sender_id": "check", "tracker": tracker, "domain": {}}
    answer = await executor.run(call) or {}
    return [response["custom"] for response in answer.get("responses", ())]
