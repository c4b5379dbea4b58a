"""What ``rasa data validate`` does not see: ``python -m scripts.check_domain [check ...]`` at the project's root.

It accepts buttons whose payload is misspelt, placeholders that nobody fills and form slots without a question.
This checks the domain, the data and the actions against each other, and reads every message that the actions can send.
"""

from __future__ import annotations

import ast
import json
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk.executor import ActionExecutor

from actions.about import ALSO, FAMILIES
from actions.decision_message import decision_responses
from actions.intents import ANSWERS, CHECK, topic_of
from actions.take_facts import PAYLOAD_DAYS
from scripts.every_decision import decisions
from scripts.told_messages import Told, messages
from senco.knowledge import load_facts
from senco.rules.model import DATES, FACTS, VALUES
from senco.timespan import DateSpan
from senco.words import SELF, Response, load_words
from senco.yamlfile import LINE, read_yaml

ROOT = Path(__file__).resolve().parent.parent
FALLBACK = "nlu_fallback"
LONGEST_SENTENCE = 25
FACT_WORDS = ("utter_said_", "utter_fact_", "utter_change_", "utter_assumed_", "utter_ask_")
DECISION_WORDS = ("utter_decision_", "utter_next_", "utter_note_")
ABOUT_THE_PERSON = {"question", "decision", "explanation", "summary"}
TO_THE_SPEAKER = re.compile(
    r"\b(you (told|have not told) me|you (gave|said|have not said)|can you give|changed your answers|did I tell you)\b",
    re.IGNORECASE,
)
"""Words to the person who types, whoever it is about."""
YOU = re.compile(r"\b(you|your|yours)\b", re.IGNORECASE)
RECOUNT = re.compile(r"^(You told me|I have noted|I have changed that): .*?\.( |$)|I have taken it that .*?\. ")
"""Sentences that are a list of what somebody said, as long as that is."""
SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+")


@dataclass(frozen=True)
class Rule:
    """One rule of the dialogue: the intents that it answers, whether only within the check, and its actions."""

    name: str
    intents: tuple[str, ...]
    within_check: bool
    actions: tuple[str, ...]


def payload_problem(payload: str, intents: frozenset[str], entities: frozenset[str]) -> str | None:
    """What is wrong with a button's payload, or None."""
    match = re.fullmatch(r"/(\w+)(\{.*\})?", payload)
    if not match:
        return "is not /intent or /intent{...}"
    intent, arguments = match.groups()
    if intent not in intents:
        return f"names the intent {intent!r}, which the domain does not have"
    try:
        values = json.loads(arguments or "{}")
    except json.JSONDecodeError as error:
        return f"holds no JSON: {error}"
    for name, value in values.items():
        if name not in entities:
            return f"names the entity {name!r}, which the domain does not have"
        if not _allowed(name, value):
            return f"gives {name} the value {value!r}, which the contract does not have"
    return None


def _allowed(name: str, value: Any) -> bool:
    if name == "change":
        return value in FACTS
    if name in VALUES:
        return value in VALUES[name]
    if name not in DATES:
        return False
    if isinstance(value, str):
        return value in PAYLOAD_DAYS
    try:
        DateSpan.from_dict(value)
    except (KeyError, TypeError, ValueError):
        return False
    return True


# ---- What the files say


@lru_cache
def domain() -> dict[str, Any]:
    """The domain file."""
    return read_yaml(ROOT / "domain.yml")


def named(section: str) -> frozenset[str]:
    """The names of a section of the domain, with or without settings beside them."""
    entries = domain()[section]
    flat = [list(entry)[-1] if isinstance(entry, dict) else entry for entry in entries]
    return frozenset(flat) - {LINE}


def listed_intents() -> list[str]:
    """The intents in the tables of docs/intents.md."""
    text = (ROOT / "docs" / "intents.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def trained_intents() -> frozenset[str]:
    """The intents that have examples in data/nlu."""
    files = (ROOT / "data" / "nlu").glob("*.yml")
    return frozenset(entry["intent"] for path in files for entry in read_yaml(path)["nlu"] if "intent" in entry)


def dialogue_rules() -> Iterator[Rule]:
    """The rules of data/rules."""
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in read_yaml(path)["rules"]:
            steps = rule["steps"]
            said = [part for step in steps for part in step.get("or", [step]) if "intent" in part]
            yield Rule(
                name=rule["rule"],
                intents=tuple(part["intent"] for part in said),
                within_check="condition" in rule,
                actions=tuple(step["action"] for step in steps if "action" in step),
            )


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# ---- What the code says


@dataclass(frozen=True)
class Module:
    """One file of code: the responses that it names, and the values that it fills into them."""

    names: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    supplies: frozenset[str]

    def speaks(self, response: str) -> bool:
        """Whether the file names the response, in full or by how its name begins."""
        return response in self.names or any(pattern.fullmatch(response) for pattern in self.patterns)


@lru_cache
def modules() -> tuple[Module, ...]:
    """The files that put responses together."""
    return tuple(_module(path) for folder in ("actions", "senco") for path in sorted((ROOT / folder).rglob("*.py")))


def _module(path: Path) -> Module:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    calls = [
        node for node in nodes if isinstance(node, ast.Call) and _callee(node) in ("render", "paragraph", "_paragraph")
    ]
    supplies = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}
    if any(keyword.arg is None for call in calls for keyword in call.keywords):
        supplies |= {key for node in nodes if isinstance(node, ast.Dict) for key in map(_text, node.keys) if key}
    names = {text for text in map(_text, nodes) if text and re.fullmatch(r"utter_\w*[^\W_]", text)}
    wide = [_pattern(node) for node in nodes if isinstance(node, ast.JoinedStr)]
    return Module(frozenset(names), tuple(re.compile(each) for each in wide if each), frozenset(supplies))


def _callee(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _pattern(joined: ast.JoinedStr) -> str | None:
    """The pattern of an f-string that begins like a response and says of which family."""
    first = _text(joined.values[0]) or ""
    if not first.startswith("utter_") or first == "utter_":
        return None
    return "".join(re.escape(text) if (text := _text(part)) else r"\w*" for part in joined.values)


# ---- The checks


def check_payloads() -> Iterator[str]:
    """Every button that a response has or an action makes does something that the domain knows."""
    for response in load_words().values():
        for button in response.buttons:
            yield from _payload(f"{response.id}, {button.title!r}", button.payload)
    for told in told_messages():
        offered = [*told.message.get("choices", ()), *(b for b in told.message.get("blocks", ()) if "payload" in b)]
        for choice in offered:
            yield from _payload(f"{told.action}, {choice['title']!r}", choice["payload"])


def _payload(where: str, payload: str) -> Iterator[str]:
    problem = payload_problem(payload, named("intents"), named("entities"))
    if problem:
        yield f"{where}: the payload {payload} {problem}"


def check_placeholders() -> Iterator[str]:
    """Every placeholder is a word for the person or a value that the code which speaks the response gives."""
    for response in load_words().values():
        given = {*SELF, *(name for module in modules() if module.speaks(response.id) for name in module.supplies)}
        for name in sorted(placeholders(response.text) - given):
            yield f"{response.id}: nothing fills in {{{name}}}"
        for button in response.buttons:
            for name in sorted(placeholders(button.title) - set(SELF)):
                yield f"{response.id}, button {button.title!r}: nothing fills in {{{name}}}"


def check_questions() -> Iterator[str]:
    """Every fact has a slot, an action that asks for it and words for each time that it is asked."""
    words, actions, registered = load_words(), named("actions"), registered_actions()
    for fact in FACTS:
        if fact not in domain()["slots"]:
            yield f"{fact}: the domain has no such slot"
        if f"action_ask_{fact}" not in actions & registered:
            yield f"{fact}: action_ask_{fact} must stand in the domain and in the code"
        for name in sorted(_question_words(fact) - set(words)):
            yield f"{fact}: {name} is missing"


def _question_words(fact: str) -> set[str]:
    variants = ("", "_again", "_help", "_exact") if fact in DATES else ("", "_again", "_help")
    return {f"utter_ask_{fact}{variant}" for variant in variants}


def check_actions() -> Iterator[str]:
    """The domain, the code and the rules name the same actions."""
    ours, coded = named("actions"), registered_actions()
    for name in sorted(ours - coded):
        yield f"{name}: stands in the domain, but no class has that name"
    for name in sorted(coded - ours):
        yield f"{name}: a class has that name, but the domain does not"
    known = {*ours, *domain()["forms"], "action_deactivate_loop", "action_listen"} - {LINE}
    for rule in dialogue_rules():
        for name in rule.actions:
            if name not in known:
                yield f"rule {rule.name!r}: there is no action {name}"


@lru_cache
def registered_actions() -> frozenset[str]:
    """The names under which the action server finds the classes."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return frozenset(executor.actions)


def check_responses() -> Iterator[str]:
    """Every response is said by something, every fact has its words, and what tells facts cites them."""
    words, wanted = load_words(), said_by_code()
    for name in sorted(set(words) - wanted):
        yield f"{name}: nothing says it"
    for name in sorted(wanted - set(words)):
        yield f"{name}: is missing"
    for response in words.values():
        for fact in response.facts:
            if fact not in load_facts():
                yield f"{response.id}: cites {fact!r}, which is no fact"
        if not response.facts and _tells_facts(response):
            yield f"{response.id}: tells facts and cites none"


def said_by_code() -> set[str]:
    """The responses that the code can say: by name, by family, of each fact, and of each decision."""
    words, intents = load_words(), named("intents")
    fixed = {name for module in modules() for name in module.names}
    prefixes = {prefix for _, prefix in FAMILIES.values()}
    families = {name for name in words for prefix in prefixes if name.startswith(prefix)}
    beginnings = (*FACT_WORDS, *DECISION_WORDS)
    patterned = {
        name for name in words if not name.startswith(beginnings) and any(module.speaks(name) for module in modules())
    }
    direct = {name for name in fixed if not name.startswith(beginnings) or name.endswith("_heading")}
    topics = {name for name in map(topic_of, intents) if name}
    also = {name for names in ALSO.values() for name in names}
    return direct | families | patterned | topics | also | _decision_words() | _fact_words()


@lru_cache
def _decision_words() -> frozenset[str]:
    return frozenset(name for decision, memory in decisions() for name in decision_responses(decision, memory))


def _fact_words() -> set[str]:
    assumed = {name for decision, _ in decisions() for name in decision.assumed}
    return {
        *(f"utter_said_{fact}_{value}" for fact, values in VALUES.items() for value in values),
        *(f"utter_said_{fact}" for fact in (*DATES, "appointed_on_to_come", "unsure")),
        *(f"utter_{kind}_{fact}" for kind in ("fact", "change") for fact in FACTS),
        *(f"utter_assumed_{fact}" for fact in assumed),
        *(name for fact in FACTS for name in _question_words(fact)),
    } | {"utter_ask_a_person"}


def _tells_facts(response: Response) -> bool:
    if response.id in _decision_words() or response.title is not None:
        return True
    return response.id.startswith("utter_ask_")


def check_intents() -> Iterator[str]:
    """docs/intents.md, the domain, the training data and the rules have the same intents, each answered once."""
    listed, known, trained = listed_intents(), named("intents") - {FALLBACK}, trained_intents()
    yield from (f"{name}: stands twice in docs/intents.md" for name in set(listed) if listed.count(name) > 1)
    yield from (f"{name}: stands in docs/intents.md, not in the domain" for name in sorted(set(listed) - known))
    yield from (f"{name}: stands in the domain, not in docs/intents.md" for name in sorted(known - set(listed)))
    yield from (f"{name}: has no examples in data/nlu" for name in sorted(known - trained))
    yield from (f"{name}: has examples in data/nlu, but is not in the domain" for name in sorted(trained - known))
    rules = list(dialogue_rules())
    for intent in sorted({*known, FALLBACK}):
        outside = [rule.name for rule in rules if intent in rule.intents and not rule.within_check]
        inside = [rule.name for rule in rules if intent in rule.intents and rule.within_check]
        interrupts = intent not in CHECK | ANSWERS
        if len(outside) != 1:
            yield f"{intent}: one rule must answer it outside the check, not {len(outside)}"
        if len(inside) != interrupts:
            wanted = "one rule" if interrupts else "no rule"
            yield f"{intent}: {wanted} must answer it within the check, not {len(inside)}"


def check_words() -> Iterator[str]:
    """Every message that can be sent is whole, in short sentences, and about the right person."""
    found = {problem for told in told_messages() for problem in _word_problems(told)}
    yield from sorted(found)


def _word_problems(told: Told) -> Iterator[str]:
    where = f"{told.action}{' for somebody else' if told.third_person else ''}"
    message = told.message
    if not message["text"].strip():
        yield f"{where}: an empty message"
    for line in _lines(message):
        if not line.strip():
            yield f"{where}: an empty line"
        if re.search(r"[{}]|\bNone\b", line.replace("None of these", "")):
            yield f"{where}: not filled in: {line!r}"
        for sentence in SENTENCE_END.split(RECOUNT.sub("", line)):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield f"{where}: {len(sentence.split())} words: {sentence!r}"
        about = told.third_person and message["kind"] in ABOUT_THE_PERSON
        if about and YOU.search(TO_THE_SPEAKER.sub("", line)):
            yield f"{where}: speaks of you: {line!r}"


def _lines(message: dict[str, Any]) -> Iterator[str]:
    for block in message.get("blocks", ()):
        parts = block.get("items") or [
            block.get(key) for key in ("text", "label", "value", "safe_label", "safe", "title")
        ]
        # A rule's statement ends before the authority that stands behind it in brackets.
        yield from (re.sub(r" \((law|guidance|disputed): .*\)$", "", part) for part in parts if part is not None)
    yield from (choice["title"] for choice in message.get("choices", ()))


@lru_cache
def told_messages() -> tuple[Told, ...]:
    """Every message of every action."""
    return tuple(messages(named("intents")))


CHECKS: dict[str, Callable[[], Iterable[str]]] = {
    "payloads": check_payloads,
    "placeholders": check_placeholders,
    "questions": check_questions,
    "actions": check_actions,
    "responses": check_responses,
    "intents": check_intents,
    "words": check_words,
}


def main(names: Sequence[str]) -> int:
    """Run the named checks, or all, and print what they find. Return the exit code."""
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
        return 2
    wanted = names or tuple(CHECKS)
    found = False
    for name in wanted:
        for problem in CHECKS[name]():
            print(f"{name}: {problem}", flush=True)
            found = True
    if not found:
        print(f"Nothing found by: {', '.join(wanted)}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
