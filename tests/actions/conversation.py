"""A conversation with the actions as Rasa leads it: the rules of data/rules, the domain's slots, the action server.

What is typed is read by the real fact reader. Only the intent is given by the test, where it is not plain facts.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import ActionExecutor

from scripts.check_domain import Rule, dialogue_rules, domain
from senco.clock import today
from senco.nlu.facts import extract_facts
from senco.rules.model import FACTS
from senco.yamlfile import LINE

FORM = "senco_check_form"
Message = dict[str, Any]
RULES = tuple(dialogue_rules())
EXECUTOR = ActionExecutor()
EXECUTOR.register_package("actions")


class Conversation:
    """What a person says and what comes back."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {name: None for name in domain()["slots"] if name != LINE} | {
            "requested_slot": None
        }
        self.in_check = False
        self.sent: list[Message] = []
        self.everything: list[Message] = []
        self._events: list[dict[str, Any]] = []
        self._latest: dict[str, Any] = {}

    @property
    def last(self) -> Message:
        """The last message of the answer."""
        return self.sent[-1]

    @property
    def text(self) -> str:
        """The whole answer."""
        return "\n\n".join(message["text"] for message in self.sent)

    @property
    def asked(self) -> str | None:
        """The fact that is asked for."""
        fact: str | None = self.slots["requested_slot"]
        return fact

    @property
    def facts(self) -> dict[str, str]:
        """The facts that are known; a date by its first day."""
        known = {name: self.slots[name] for name in FACTS if self.slots[name] is not None}
        return {name: value["earliest"] if isinstance(value, dict) else value for name, value in known.items()}

    @property
    def titles(self) -> list[str]:
        """The buttons of the last message."""
        return [choice["title"] for choice in self.last.get("choices", ())]

    @property
    def outcome(self) -> str | None:
        """The outcome of the decision in the last message."""
        decision = self.last.get("decision")
        return decision["outcome"] if decision else None

    def says(self, text: str, intent: str = "inform", topics: Sequence[str] = ()) -> Conversation:
        """Type a message."""
        read = extract_facts(text, today())
        entities = [{"entity": fact.entity, "value": fact.value} for fact in read.facts]
        return self._hear(text, intent, entities, topics or [intent] * intent.startswith("ask_"), read.cues)

    def presses(self, title: str) -> Conversation:
        """Press a button of the answer, or one that changes a fact of a summary."""
        parts = [part for message in self.sent for key in ("blocks", "choices") for part in message.get(key, ())]
        offered = {part["title"]: part["payload"] for part in parts if "payload" in part}
        return self.sends(offered[title])

    def sends(self, payload: str) -> Conversation:
        """Send the payload of a button, which Rasa itself reads."""
        intent, brace, arguments = payload.removeprefix("/").partition("{")
        values = json.loads(brace + arguments) if brace else {}
        entities = [{"entity": name, "value": value} for name, value in values.items()]
        return self._hear(payload, intent, entities, (), ())

    def _hear(
        self, text: str, intent: str, entities: list[dict[str, Any]], topics: Sequence[str], cues: Sequence[str]
    ) -> Conversation:
        self._latest = {
            "intent": {"name": intent},
            "text": text,
            "entities": entities,
            "topics": list(topics),
            "cues": list(cues),
            "intent_ranking": [{"name": intent, "confidence": 0.9}],
        }
        self._events, self.sent = [{"event": "user"}], []
        self._run("action_take_facts")
        if not (self.in_check and self._check()):
            self._follow(self._rule(intent))
        self.everything += self.sent
        return self

    def _rule(self, intent: str) -> Rule:
        [rule] = [rule for rule in RULES if intent in rule.intents and rule.within_check == self.in_check]
        return rule

    def _follow(self, rule: Rule) -> None:
        for action in rule.actions:
            if action == FORM:
                self._check()
            elif action == "action_deactivate_loop":
                self.in_check, self.slots["requested_slot"] = False, None
            else:
                self._act(action)

    def _act(self, action: str) -> None:
        self._events.append({"event": "action", "name": action})
        if any(event["event"] == "followup" for event in self._run(action)):
            self._check()

    def _check(self) -> bool:
        """Run the form; False where it leaves the message to another action."""
        events = self._run(f"validate_{FORM}", FORM)
        if any(event["event"] == "action_execution_rejected" for event in events):
            return False
        self._events.append({"event": "action", "name": FORM})
        self.in_check = self.asked is not None
        self._run(f"action_ask_{self.asked}", FORM) if self.asked else self._act("action_decide")
        return True

    def _run(self, action: str, loop: str | None = None) -> list[dict[str, Any]]:
        active = {"name": loop or FORM} if loop or self.in_check else {}
        tracker = {
            "sender_id": "test",
            "slots": dict(self.slots),
            "latest_message": self._latest,
            "events": [dict(event) for event in self._events],
            "paused": False,
            "latest_action_name": "action_listen",
            "active_loop": active,
        }
        call = {"next_action": action, "sender_id": "test", "tracker": tracker, "domain": {}}
        answer = json.loads(json.dumps(asyncio.run(EXECUTOR.run(call))))
        for event in answer["events"]:
            if event["event"] == "slot":
                assert event["name"] in self.slots, f"the domain has no slot {event['name']}"
                self.slots[event["name"]] = event["value"]
        self.sent += [response["custom"] for response in answer["responses"]]
        return list(answer["events"])
