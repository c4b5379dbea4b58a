"""What should have come of a conversation: ``decide`` on what the person said, and the fewest turns to get there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from senco.rules import Decision, FactError, Facts, Rules, decide, still_needed, usual_in_conversation
from senco.rules.model import DATES
from tests.simulation.persona import Persona, Value

TOGETHER = ("nasenco", "npq")
MOST_QUESTIONS = 12


@dataclass(frozen=True)
class Verdict:
    """The outcome and its dates; ``outcome`` is None where the person could not say what it turns on."""

    outcome: str | None
    deadline: str | None = None
    deadline_latest: str | None = None

    @classmethod
    def told(cls, decision: Mapping[str, str | None] | None) -> Verdict:
        """What a message says, in the contract's form."""
        if decision is None:
            return cls(None)
        return cls(decision["outcome"], decision["deadline"], decision["deadline_latest"])


def verdict(stated: Mapping[str, Value], today: date, rules: Rules) -> Verdict:
    """What follows from the facts that were stated, with what a conversation takes for granted."""
    facts = Facts().changed(_until(stated, today))
    taken, assumed = facts.assuming(usual_in_conversation(facts))
    result = decide(taken, today, rules, assumed)
    return Verdict.told(result.as_dict()) if isinstance(result, Decision) else Verdict(None)


def questions_left(
    stated: Mapping[str, Value], persona: Persona, skip: Collection[str], today: date, rules: Rules
) -> int:
    """How many questions somebody who understands everything must still ask."""
    known, unsure, asked = dict(stated), set(skip), 0
    while asked < MOST_QUESTIONS:
        facts = Facts().changed(_until(known, today))
        taken, _ = facts.assuming(usual_in_conversation(facts))
        needed = still_needed(taken, today, rules, skip=unsure)
        if not needed:
            break
        asked += 1
        _answer(needed[0], known, unsure, persona)
    return asked


def _answer(question: str, known: dict[str, Value], unsure: set[str], persona: Persona) -> None:
    if question in persona.lacking or question not in persona.truth:
        unsure.add(question)
        return
    both = question in TOGETHER and not known.keys() & set(TOGETHER)
    for fact in TOGETHER if both else (question,):
        known[fact] = persona.says(fact, exactly=fact in DATES and question in known)


def _until(stated: Mapping[str, Value], today: date) -> dict[str, Value]:
    """The facts as they can be: what is over was over by today."""
    return {
        name: value if isinstance(value, str) or name == "appointed_on" else value.up_to(today)
        for name, value in stated.items()
    }


def can_be(stated: Mapping[str, Value], today: date, rules: Rules) -> bool:
    """Whether facts can be true together."""
    try:
        verdict(stated, today, rules)
    except FactError:
        return False
    return True
