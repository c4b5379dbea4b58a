"""The training sentences: enough of every intent, all different, none under two intents, nobody's data in them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from rasa.shared.importers.utils import training_data_from_paths
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "data" / "nlu").glob("*.yml"))
GRAM = 5
NEAR_DUPLICATE = 0.8
OPENING_WORDS = 3
ONE_OPENING_AT_MOST = 6
ONE_OPENING_SHARE = 0.06

# A topic needs TOPIC sentences; these need another number, because they are asked more often or vary more.
TOPIC = 45
COMMON_TOPICS = (
    "ask_funding",
    "ask_cohorts",
    "ask_npq_length",
    "ask_consequences",
    "ask_nasenco_counts",
    "ask_how_to_apply",
    "ask_schools",
    "ask_who_can_be_senco",
    "ask_other_roles",
    "ask_earlier_experience",
)
TALKING = (
    "greet",
    "thank_or_bye",
    "affirm",
    "deny",
    "not_sure",
    "ask_why",
    "start_again",
    "undo",
    "ask_summary",
    "ask_about_assistant",
    "ask_human",
    "delete_my_data",
)
MINIMUM = {
    "inform": 200,
    "ask_need": 160,
    "ask_deadline": 110,
    "out_of_scope": 350,
    "distress": 45,
    "unacceptable_request": 60,
    **dict.fromkeys(COMMON_TOPICS, 60),
    **dict.fromkeys(TALKING, 25),
}

PERSONAL_DATA = {
    "e-mail address": re.compile(r"\S+@\S+"),
    "web address": re.compile(r"https?://|www\.", re.IGNORECASE),
    "telephone number": re.compile(r"(?:\+44|\b0)(?:[ -]?\d){9,}"),
    "teacher reference number": re.compile(r"\b\d{7}\b|\b\d{2}/\d{5}\b"),
    "National Insurance number": re.compile(r"\b[A-Z]{2} ?(?:\d{2} ?){3}[A-D]\b", re.IGNORECASE),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
    "titled name": re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|Prof)\.? [A-Z][a-z]+"),
}


class Example(NamedTuple):
    """One training sentence with the intent and the file it stands under."""

    intent: str
    text: str
    file: str


def read_examples() -> list[Example]:
    """Every sentence of `data/nlu`, in file order; a duplicate key in a file is an error of the reader."""
    return [
        Example(block["intent"], line.removeprefix("- ").strip(), path.name)
        for path in FILES
        for block in YAML(typ="safe").load(path)["nlu"]
        for line in block["examples"].splitlines()
    ]


def listed_intents() -> set[str]:
    """The intents of `docs/intents.md`: the names in the first column of its tables."""
    rows = [
        line for line in (ROOT / "docs" / "intents.md").read_text(encoding="utf-8").splitlines() if line[:2] == "| "
    ]
    return {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])}


def normalised(text: str) -> str:
    """Case, punctuation and spacing taken away, unless nothing would be left (an emoji, "???")."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text


def grams(text: str) -> frozenset[str]:
    """The set of character 5-grams; a shorter text is its own only gram."""
    return frozenset(text[i : i + GRAM] for i in range(max(1, len(text) - GRAM + 1)))


def near_duplicates(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of texts whose 5-gram sets have a Jaccard similarity above NEAR_DUPLICATE.

    Such a pair always shares one of the few rarest grams of each, so only those are looked up.
    """
    sets = [grams(normalised(text)) for text in texts]
    frequency = Counter(gram for mine in sets for gram in mine)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, mine in enumerate(sets):
        few = len(mine) - math.ceil(NEAR_DUPLICATE * len(mine)) + 1
        rarest = sorted(mine, key=lambda gram: (frequency[gram], gram))[:few]
        for earlier in sorted({earlier for gram in rarest for earlier in holders[gram]}):
            if len(mine & sets[earlier]) > NEAR_DUPLICATE * len(mine | sets[earlier]):
                yield texts[earlier], texts[number]
        for gram in rarest:
            holders[gram].append(number)


EXAMPLES = read_examples()
COUNTS = Counter(example.intent for example in EXAMPLES)


def test_the_intents_are_those_of_the_list() -> None:
    assert len(listed_intents()) == 45
    assert set(COUNTS) == listed_intents()


@pytest.mark.parametrize("intent", sorted(listed_intents()))
def test_an_intent_has_enough_sentences(intent: str) -> None:
    assert COUNTS[intent] >= MINIMUM.get(intent, TOPIC)


@pytest.mark.parametrize("intent", sorted(listed_intents()))
def test_an_intent_is_not_one_template_filled_in(intent: str) -> None:
    words = [normalised(example.text).split() for example in EXAMPLES if example.intent == intent]
    openings = Counter(" ".join(w[:OPENING_WORDS]) for w in words if len(w) >= OPENING_WORDS)
    most = max(ONE_OPENING_AT_MOST, ONE_OPENING_SHARE * len(words))
    assert {opening: n for opening, n in openings.items() if n > most} == {}


def test_a_topic_stands_in_the_file_of_its_name() -> None:
    shared = {"situation.yml", "talking.yml"}
    strays = [e for e in EXAMPLES if e.file not in shared and e.file != f"{e.intent.removeprefix('ask_')}.yml"]
    assert strays == []


def test_no_sentence_is_there_twice() -> None:
    """Also not under another intent, and not in other case or punctuation."""
    places = defaultdict(list)
    for example in EXAMPLES:
        places[normalised(example.text)].append(example.intent)
    assert {text: intents for text, intents in places.items() if len(intents) > 1} == {}


def test_no_sentence_is_nearly_another() -> None:
    assert list(near_duplicates([example.text for example in EXAMPLES])) == []


def test_near_duplicates_are_seen() -> None:
    texts = ["when does the next course start please", "when does the next course start, please", "is it free", "why"]
    assert list(near_duplicates([*texts, "When does the next course start pleased"])) == [
        (texts[0], texts[1]),
        (texts[0], "When does the next course start pleased"),
        (texts[1], "When does the next course start pleased"),
    ]


def test_nothing_is_annotated_or_read_as_a_command() -> None:
    """Facts are found by our own component; a leading slash is an intent and `${` a variable to Rasa."""
    assert [e for e in EXAMPLES if not e.text or re.search(r"[\[\]{}]|^/|\$\{", e.text)] == []


@pytest.mark.parametrize("kind", PERSONAL_DATA)
def test_there_is_no_personal_data(kind: str) -> None:
    assert [e for e in EXAMPLES if PERSONAL_DATA[kind].search(e.text)] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("e-mail address", "write to somebody@example.org please"),
        ("web address", "see https://example.org"),
        ("telephone number", "ring 020 7946 0000"),
        ("telephone number", "ring +44 20 7946 0000"),
        ("teacher reference number", "my trn is 1234567"),
        ("teacher reference number", "my trn is 12/34567"),
        ("National Insurance number", "its qq 12 34 56 c"),
        ("postcode", "we are at zz99 9zz"),
        ("titled name", "ask Mrs Example"),
    ],
)
def test_personal_data_is_seen(kind: str, text: str) -> None:
    assert PERSONAL_DATA[kind].search(text)


def test_rasa_reads_the_same_sentences() -> None:
    data = training_data_from_paths([str(path) for path in FILES], language="en")
    assert data.number_of_examples_per_intent == COUNTS
    assert data.entities == set()
