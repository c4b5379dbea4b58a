"""Why: the rules that fired, in words, each with its standing and its source."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Step
from actions.follow_up import back_to_check
from actions.memory import Memory
from actions.say import Block, compose, paragraph, say
from senco.clock import today
from senco.message import Message
from senco.rules import Decision, Rule, Rules, decide, load_rules
from senco.words import render


class ActionExplain(Step):
    """Say why the answer is what it is, or why the question is asked."""

    action = "action_explain"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, memory: Memory) -> list[EventType]:
        """Send the explanation."""
        say(dispatcher, _explanation(memory))
        return back_to_check(tracker, memory)


def _explanation(memory: Memory) -> Message:
    rules = load_rules()
    if memory.requested:
        label = rules.labels[memory.requested]
        asking = paragraph("utter_why_asking", memory.person, label=label.label, why=label.why)
        return compose("explanation", [asking])
    facts, assumed = memory.taken()
    result = decide(facts, today(), rules, assumed)
    if not memory.decided or not isinstance(result, Decision):
        return compose("explanation", [paragraph("utter_why_nothing_yet", memory.person)])
    fired = [rules.by_id[rule] for rule in result.rules]
    blocks: list[Block] = [
        paragraph("utter_why_decided"),
        {"type": "list", "items": [_told(rule, rules) for rule in fired]},
        {"type": "paragraph", "text": render(f"utter_standing_{result.standing}")},
    ]
    return compose("explanation", blocks, sources=result.sources)


def _told(rule: Rule, rules: Rules) -> str:
    sources = [rules.sources[source] for source in rule.cites]
    where = "; ".join(dict.fromkeys(f"{s.title}{f', {s.paragraph}' if s.paragraph else ''}" for s in sources))
    return f"{rule.statement} ({render(f'utter_rule_{rule.standing}')}: {where})"
