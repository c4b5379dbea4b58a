"""What if: a decision on supposed facts that leaves the stated ones alone."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.executor import CollectingDispatcher

from actions.decision_message import decision_blocks, decision_sources, possibility_blocks
from actions.memory import Memory, facts_from, facts_to
from actions.say import compose, paragraph, say, told
from senco.clock import today
from senco.rules import Decision, FactError, decide, load_rules


def suppose(dispatcher: CollectingDispatcher, memory: Memory) -> None:
    """Say what would follow if the facts of a what-if held."""
    supposed = facts_from({**facts_to(memory.facts), **memory.turn.what_if})
    day, rules = today(), load_rules()
    lead = paragraph("utter_what_if", memory.person, changed=told(memory.turn.what_if, supposed, day))
    other = replace(memory, facts=supposed)
    facts, assumed = other.taken()
    try:
        result = decide(facts, day, rules, assumed)
    except FactError as error:
        say(dispatcher, compose("clarify", [{"type": "paragraph", "text": str(error)}]))
        return
    if isinstance(result, Decision):
        blocks = [lead, *decision_blocks(result, other)]
        say(dispatcher, compose("explanation", blocks, sources=decision_sources(result, other)))
    else:
        say(dispatcher, compose("explanation", [lead, *possibility_blocks(result, other, day, rules)]))
