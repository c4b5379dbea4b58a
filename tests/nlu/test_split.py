"""The held-out sentences: well formed, enough of them, and strangers to the training data.

A failure names files and lines and never prints a training sentence, so that
nobody can tune by it. Where the two sides meet, the training sentence goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from senco.timespan import GRAINS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TRAINING = ROOT / "data" / "nlu"
INTENTS = ROOT / "docs" / "intents.md"
TODAY = date(2026, 11, 21)

NEAR_DUPLICATE = 0.8  # Jaccard index of character 5-grams
EVERYDAY_WORDS = 2  # "nope", "undo that": any author writes these, so both sides may hold them
MOST_EVERYDAY = 0.1  # of the in-scope sentences
ASKED_AT_LEAST = 3

SENTENCES = {"in_scope": 660, "near": 300, "far": 300, "safety": 60, "facts": 220}
PER_INTENT = {"inform": 90, "ask_need": 80, "ask_deadline": 50}
PER_TOPIC, PER_OTHER_INTENT = 14, 10
VOICES = {"phone", "head", "chair", "hr", "forum", "hurried"}
NOT_OURS = {"out_of_scope", "distress", "unacceptable_request"}

KEYS = {
    "in_scope": {"text", "intent", "topics", "voice", "asks", "facts", "may", "cues"},
    "near": {"text", "intent", "voice"},
    "far": {"text", "intent"},
    "safety": {"text", "intent", "voice"},
    "facts": {"text", "facts", "may", "cues"},
}
CUES = {"correction", "hypothetical", "third_person", "not_started_yet", "negated"}
VALUES = {
    "role": {"designated", "planned", "not_designated"},
    "setting": {
        "mainstream",
        "maintained_nursery",
        "special",
        "alternative_provision",
        "independent",
        "post_16",
        "early_years",
        "outside_england",
    },
    "earlier_service": {"none", "up_to_12_months", "over_12_months"},
    "nasenco": {"none", "in_progress", "completed", "stopped"},
    "npq": {"none", "in_progress", "passed"},
    "qualified_teacher": {"yes", "no", "head", "in_induction"},
}
DATES = {
    "date",
    "appointed_on",
    "nasenco_started_on",
    "nasenco_completed_on",
    "npq_started_on",
    "earlier_service_from",
}


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it stands; ``data`` is its entry in a held-out file."""

    where: str
    text: str
    data: dict[str, Any]

    @property
    def intents(self) -> list[str]:
        """Every intent that the sentence carries, the expected one first."""
        return list(self.data.get("topics", [self.data["intent"]]))


def read_held_out(name: str) -> list[Sentence]:
    """The entries of one held-out file. Raises ValueError unless each has a line of its own."""
    path = HERE / f"heldout_{name}.yml"
    lines = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line.startswith("- {text: ")]
    entries = YAML(typ="safe").load(path)
    if len(lines) != len(entries):
        raise ValueError(f"{path.name}: {len(entries)} entries on {len(lines)} lines")
    return [Sentence(f"{path.name}:{n}", entry["text"], entry) for n, entry in zip(lines, entries, strict=True)]


HELD_OUT = {name: read_held_out(name) for name in SENTENCES}
ALL_HELD_OUT = [sentence for sentences in HELD_OUT.values() for sentence in sentences]


def read_training(folder: Path) -> Iterator[Sentence]:
    """Every training example under a folder, without its entity marks."""
    for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
        in_intent = False
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            item = line.strip()
            if kind := re.match(r"-?\s*(intent|lookup|synonym|regex):", item):
                in_intent = kind[1] == "intent"
            elif in_intent and item.startswith("- "):
                where = f"{path.relative_to(folder)}:{number}"
                yield Sentence(where, re.sub(r"\[([^]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", item[2:]), {})


def normalised(text: str) -> str:
    """Letters and digits in lower case, one space between words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def five_grams(text: str) -> frozenset[str]:
    """The character 5-grams of a normalised text; the text itself where it is shorter, none of nothing."""
    return frozenset(text[i : i + 5] for i in range(max(min(1, len(text)), len(text) - 4)))


def is_everyday(sentence: Sentence) -> bool:
    """Whether a sentence is so short that two authors write it without copying."""
    return len(normalised(sentence.text).split()) <= EVERYDAY_WORDS


def alike(left: Iterable[Sentence], right: Iterable[Sentence]) -> list[tuple[str, str]]:
    """The places of every pair that is equal when normalised, or a near-duplicate."""
    known = [(sentence.where, five_grams(normalised(sentence.text))) for sentence in right]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, (_, grams) in enumerate(known):
        for gram in grams:
            holders[gram].append(index)
    found = []
    for sentence in left:
        grams = five_grams(normalised(sentence.text))
        shared = Counter(index for gram in grams for index in holders[gram])
        for index, common in shared.items():
            where, other = known[index]
            if sentence.where != where and common > NEAR_DUPLICATE * len(grams | other):
                found.append((sentence.where, where))
    return found


def expand(reference: str) -> list[str]:
    """The ids of one reference of docs/intents.md: ``F19-F28`` names ten, ``R2`` one."""
    first, _, last = reference.partition("-")
    if not last:
        return [first]
    stem = first.rstrip("0123456789") if first[-1].isdigit() else first[:-1]
    start, end = first[len(stem) :], last[len(stem) :]
    if start.isdigit():
        return [f"{stem}{n}" for n in range(int(start), int(end) + 1)]
    return [f"{stem}{chr(letter)}" for letter in range(ord(start), ord(end) + 1)]


def read_intents() -> tuple[set[str], dict[str, set[str]]]:
    """All intents of docs/intents.md, and the fact ids of each topic."""
    known: set[str] = set()
    topics: dict[str, set[str]] = {}
    section = ""
    for line in INTENTS.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        names = re.findall(r"`([a-z_]+)`", cells[0]) if line.startswith("| `") else []
        known.update(names)
        if names and section == "Topics":
            references = cells[-1].replace("policy ", "").split()
            topics[names[0]] = {fact for reference in references for fact in expand(reference)}
    return known, topics


KNOWN_INTENTS, TOPIC_FACTS = read_intents()


def problems_of_date(value: Any) -> list[str]:
    """What is wrong with an expected date."""
    if not isinstance(value, dict) or value.get("grain") not in GRAINS:
        return ["a date needs a grain"]
    if set(value) == {"approx", "centre", "grain"}:
        right = value["approx"] is True and isinstance(value["centre"], date) and value["centre"] <= TODAY
        return [] if right and value["grain"] in {"approximate", "holiday"} else ["not an approximate date"]
    if set(value) != {"earliest", "latest", "grain"} or not all(type(value[k]) is date for k in ("earliest", "latest")):
        return ["not an interval of dates"]
    if value["earliest"] > value["latest"]:
        return ["the interval ends before it begins"]
    if value["earliest"] <= TODAY < value["latest"]:
        return ["a span that reaches beyond today is cut at today"]
    return ["a day has two ends"] if value["grain"] == "day" and value["earliest"] != value["latest"] else []


def problems_of_facts(facts: Any) -> list[str]:
    """What is wrong with a mapping of expected facts."""
    if not isinstance(facts, dict):
        return ["facts are a mapping"]
    found = []
    for fact, value in facts.items():
        if fact in DATES:
            found += [f"{fact}: {problem}" for problem in problems_of_date(value)]
        elif not isinstance(value, str) or value not in VALUES.get(fact, set()):
            found.append(f"{fact}: no such fact or value")
    return found


def problems_of_labels(entry: dict[str, Any]) -> list[str]:
    """What is wrong with the intent, topics, asked facts, voice and cues of an entry."""
    found = []
    topics = entry.get("topics", [])
    intents = topics or [entry["intent"]]
    if topics and (len(topics) < 2 or len(set(topics)) < len(topics) or topics[0] != entry["intent"]):
        found.append("topics are two or more, the intent first")
    found += [f"{intent} is not in docs/intents.md" for intent in intents if intent not in KNOWN_INTENTS]
    answered = {fact for intent in intents for fact in TOPIC_FACTS.get(intent, set())}
    found += [f"{fact} is not a fact of its topics" for fact in entry.get("asks", []) if fact not in answered]
    if "voice" in entry and entry["voice"] not in VOICES:
        found.append("no such voice")
    return found


def problems_of_entry(entry: dict[str, Any], allowed: set[str]) -> list[str]:
    """Everything that is wrong with one held-out entry."""
    optional = {"topics", "asks", "facts", "may", "cues"}
    missing = allowed - optional - set(entry)
    if missing or set(entry) - allowed or not isinstance(entry["text"], str) or not entry["text"].strip():
        return ["its keys or its text"]
    found = problems_of_labels(entry) if "intent" in entry else []
    found += problems_of_facts(entry.get("facts", {})) + problems_of_facts(entry.get("may", {}))
    if set(entry.get("facts", {})) & set(entry.get("may", {})):
        found.append("a fact is expected or allowed, not both")
    if set(entry.get("cues", [])) - CUES:
        found.append("no such cue")
    return found


@pytest.mark.parametrize("name", SENTENCES)
def test_every_entry_is_well_formed(name: str) -> None:
    found = [(s.where, problem) for s in HELD_OUT[name] for problem in problems_of_entry(s.data, KEYS[name])]
    assert not found


@pytest.mark.parametrize("name", SENTENCES)
def test_there_are_enough_sentences(name: str) -> None:
    assert len(HELD_OUT[name]) >= SENTENCES[name]


def test_every_intent_of_ours_has_enough_sentences() -> None:
    counted = Counter(sentence.data["intent"] for sentence in HELD_OUT["in_scope"])
    needed = {
        intent: PER_INTENT.get(intent, PER_TOPIC if intent in TOPIC_FACTS else PER_OTHER_INTENT)
        for intent in KNOWN_INTENTS - NOT_OURS
    }
    assert not {intent: counted[intent] for intent, least in needed.items() if counted[intent] < least}
    assert not set(counted) & NOT_OURS


def test_the_other_files_hold_only_their_own_intents() -> None:
    assert {s.data["intent"] for name in ("near", "far") for s in HELD_OUT[name]} == {"out_of_scope"}
    assert {s.data["intent"] for s in HELD_OUT["safety"]} == {"distress", "unacceptable_request"}


def test_every_voice_is_heard() -> None:
    counted = Counter(sentence.data["voice"] for sentence in HELD_OUT["in_scope"])
    assert all(counted[voice] >= 100 for voice in VOICES), counted


def test_every_fact_is_asked_for_in_three_wordings() -> None:
    asked = Counter(fact for sentence in HELD_OUT["in_scope"] for fact in sentence.data.get("asks", []))
    facts = {fact for ids in TOPIC_FACTS.values() for fact in ids}
    assert not {fact: asked[fact] for fact in sorted(facts) if asked[fact] < ASKED_AT_LEAST}


def test_no_held_out_sentence_is_there_twice() -> None:
    places = alike(ALL_HELD_OUT, ALL_HELD_OUT)
    assert not places


def test_few_sentences_are_too_short_to_keep_apart() -> None:
    in_scope = HELD_OUT["in_scope"]
    assert sum(map(is_everyday, in_scope)) <= MOST_EVERYDAY * len(in_scope)


def test_no_training_example_is_near_a_held_out_sentence() -> None:
    assert any(True for _ in read_training(TRAINING)), "no training example was read"
    comparable = [sentence for sentence in ALL_HELD_OUT if not is_everyday(sentence)]
    places = alike(comparable, read_training(TRAINING))
    report = "\n".join(f"{held_out}  is too near  data/nlu/{example}" for held_out, example in places)
    assert not places, f"take these examples out of the training data:\n{report}"


def test_the_check_sees_a_near_duplicate_and_prints_no_sentence(tmp_path: Path) -> None:
    secret = "may our governors pay for the course with [pupil premium](money) this spring"
    (tmp_path / "x.yml").write_text(f"nlu:\n- intent: ask_funding\n  examples: |\n    - {secret}\n", "utf-8")
    held_out = [Sentence("held:1", "May our governors pay for the course with pupil premium, this spring?", {})]
    assert alike(held_out, read_training(tmp_path)) == [("held:1", "x.yml:4")]


def test_the_check_lets_a_different_sentence_pass(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("nlu:\n- lookup: town\n  examples: |\n    - who pays for it\n", "utf-8")
    assert not list(read_training(tmp_path))
    assert not alike([Sentence("held:1", "who pays for it", {})], [Sentence("x:1", "who pays for cover", {})])


@pytest.mark.parametrize(
    ("reference", "ids"),
    [("R2", ["R2"]), ("FD1.5-FD1.7", ["FD1.5", "FD1.6", "FD1.7"]), ("R3a-R3c", ["R3a", "R3b", "R3c"])],
)
def test_references_of_the_intents_page(reference: str, ids: list[str]) -> None:
    assert expand(reference) == ids
