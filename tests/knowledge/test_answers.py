"""The answers: every topic has one, every fact is told in one, and no number or date is made up."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from senco.knowledge import Fact
from senco.yamlfile import LINE, read_yaml

ROOT = Path(__file__).parents[2]
RESPONSES = ROOT / "data" / "responses"
INTENTS = ROOT / "docs" / "intents.md"
TOLD = Path(__file__).parent / "told.yml"
MONTHS = list(calendar.month_name)[1:]
MONTH = "|".join(MONTHS)
WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
FIGURE = re.compile(
    rf"(?:\d{{1,2}} )?(?:{MONTH}) \d{{4}}|\d{{1,2}} (?:{MONTH})|£?\d+(?:,\d{{3}})*%?|\b(?:{'|'.join(WORDS)})\b",
    re.IGNORECASE,
)
USUAL_LENGTH = range(60, 155)
LONGEST = {
    # These topics carry many statements of the founding documents, each of which a user may ask for.
    "npq_content": 225, "npq_delivery": 180, "cohorts": 195, "funding": 290, "how_to_apply": 260, "history": 355,
    "transition": 215, "schools": 255, "who_can_be_senco": 195, "earlier_experience": 255, "this_provider": 190,
}  # fmt: skip
OPEN_QUESTIONS = {
    "R3c": "sources differ",
    "R5a": "do not choose between them",
    "R5b": "do not choose between them",
    "R5c": "written confirmation",
    "R7": "It is open",
    "R24": "It is open",
    "R26": "unclear",
    "E6": "unclear",
}
NEVER = (
    "you are exempt",
    "you are breaking",
    "lose your job",
    "your fault",
    "you must resign",
    "you will be fined",
    "guaranteed",
    "legal advice",
    "as quoted",
)


@dataclass(frozen=True)
class Answer:
    """One answer to a topic: the words, and the facts they tell."""

    topic: str
    name: str
    title: str
    text: str
    facts: tuple[str, ...]


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    """The answer of every topic, from the file of the topic."""
    return {topic: read_answer(RESPONSES / f"{topic}.yml") for topic in topics()}


def read_answer(path: Path) -> Answer:
    """The one response of a topic's file, in its one variation."""
    [(name, [variation])] = [item for item in read_yaml(path)["responses"].items() if item[0] != LINE]
    about = variation["metadata"]
    assert about["kind"] == "answer"
    return Answer(about["topic"], name, about["title"], variation["text"], tuple(about["facts"]))


def topics() -> dict[str, list[str]]:
    """The topics of docs/intents.md and the facts that each answers."""
    section = INTENTS.read_text(encoding="utf-8").partition("## Topics")[2].partition("## ")[0]
    rows = re.findall(r"^\| `ask_(\w+)` \| [^|]+ \| ([^|]+) \|$", section, re.MULTILINE)
    listed = {topic: cell.replace("policy ", "P").split() for topic, cell in rows}
    return {topic: [fact for item in items for fact in spread(item)] for topic, items in listed.items()}


def spread(item: str) -> list[str]:
    """`F19-F28` and `R3a-R3h` written out; `R5` and `P0.3` as their parts."""
    parts = {"R5": "R5a-R5c", "P0.3": "P0.3a-P0.3e"}
    first, dash, last = parts.get(item, item).partition("-")
    if not dash:
        return [first]
    if last[-1].isalpha():
        return [first[:-1] + chr(letter) for letter in range(ord(first[-1]), ord(last[-1]) + 1)]
    stem = re.match(r"\D+(?:\d+\.)?", first)
    assert stem
    return [f"{stem[0]}{n}" for n in range(int(first[stem.end() :]), int(last[stem.end() :]) + 1)]


def words(text: str) -> int:
    return len([word for word in text.split() if word != "-"])


def sentences(text: str) -> list[str]:
    """Sentences, list items and the parts of a list that semicolons divide."""
    lines = [line.removeprefix("- ") for line in text.splitlines() if line]
    return [part for line in lines for part in re.split(r"(?<=[.?!;]) (?=\S)", line)]


def figures(text: str) -> set[str]:
    """Every date and number of a text, number words as digits."""
    found = [match.group().lower().replace("£", "") for match in FIGURE.finditer(text)]
    return {str(WORDS.index(figure) + 2) if figure in WORDS else figure for figure in found}


def as_of_in_words(fact: Fact) -> str:
    """`2026-08-21` as `21 August 2026`."""
    year, *rest = fact.as_of.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([str(int(day)) for day in rest[1:]] + month + [year])


def known_figures(told: list[Fact]) -> set[str]:
    """The figures of these facts, and every month, year and bare number inside their dates."""
    known = figures(" ".join(f"{fact.statement} {as_of_in_words(fact)}" for fact in told))
    inside = {part for figure in known for part in [*figure.split(), " ".join(figure.split()[-2:])]}
    return known | inside


def squeezed(text: str) -> str:
    return " ".join(text.split()).lower()


def test_every_topic_has_its_own_file_and_answer(answers: Mapping[str, Answer]) -> None:
    assert len(answers) == 27
    for topic, answer in answers.items():
        assert (answer.topic, answer.name) == (topic, f"utter_{topic}")


def test_every_answer_lists_the_facts_that_its_topic_is_for(
    answers: Mapping[str, Answer],
) -> None:
    for topic, wanted in topics().items():
        assert set(wanted) <= set(answers[topic].facts), topic


def test_every_listed_fact_exists_and_stands_once(answers: Mapping[str, Answer], facts: Mapping[str, Fact]) -> None:
    for answer in answers.values():
        assert set(answer.facts) <= set(facts), answer.topic
        assert len(set(answer.facts)) == len(answer.facts), answer.topic


def test_every_fact_is_told_by_some_answer(answers: Mapping[str, Answer], facts: Mapping[str, Fact]) -> None:
    assert set(facts) == {fact for answer in answers.values() for fact in answer.facts}


def test_every_fact_has_words_to_look_for(facts: Mapping[str, Fact]) -> None:
    assert set(read_yaml(TOLD)) - {LINE} == set(facts)


@pytest.mark.parametrize("fact_id", [key for key in read_yaml(TOLD) if key != LINE])
def test_the_fact_is_really_told(answers: Mapping[str, Answer], fact_id: str) -> None:
    wanted = [str(phrase).lower().split("|") for phrase in read_yaml(TOLD)[fact_id]]
    telling = [squeezed(answer.text) for answer in answers.values() if fact_id in answer.facts]
    assert any(all(any(option in text for option in phrase) for phrase in wanted) for text in telling)


def test_every_number_and_date_comes_from_a_listed_fact(
    answers: Mapping[str, Answer], facts: Mapping[str, Fact]
) -> None:
    invented = {
        answer.topic: figures(answer.text) - known_figures([facts[fact] for fact in answer.facts])
        for answer in answers.values()
    }
    assert {topic: found for topic, found in invented.items() if found} == {}


def test_the_check_of_numbers_can_fail(facts: Mapping[str, Fact]) -> None:
    known = known_figures([facts["F3"]])
    assert figures("It takes 18 to 22 months.") <= known
    assert figures("It takes three years.") - known == set()  # 3 is a number of F3, if not of years
    assert figures("By 31 August 2027, at £950.") - known == {"31 august 2027", "950"}


def test_perishable_answers_are_dated_and_point_to_gov_uk(
    answers: Mapping[str, Answer], facts: Mapping[str, Fact]
) -> None:
    for answer in answers.values():
        if any(facts[fact].perishable for fact in answer.facts):
            assert re.search(
                r"check GOV\.UK|Ask the university|ask your provider",
                answer.text,
                re.IGNORECASE,
            ), answer.topic
            assert re.search(r"\b20\d\d\b", answer.text), answer.topic


@pytest.mark.parametrize(
    "topic",
    [
        "cohorts",
        "funding",
        "how_to_apply",
        "certificate",
        "reform",
        "leave",
        "providers",
    ],
)
def test_what_changes_with_the_year_says_as_of_when(answers: Mapping[str, Answer], topic: str) -> None:
    assert re.search(r"as of (?:\d+ )?(?:" + MONTH + r") 20\d\d", answers[topic].text, re.IGNORECASE)


def test_open_questions_stay_open(answers: Mapping[str, Answer]) -> None:
    for answer in answers.values():
        for fact in set(answer.facts) & set(OPEN_QUESTIONS):
            if fact == "R5c" and "R5a" not in answer.facts:
                assert "sources differ" in answer.text
            assert OPEN_QUESTIONS[fact] in answer.text, (answer.topic, fact)
        assert {"R5a", "R5b"} & set(answer.facts) in (set(), {"R5a", "R5b"}), "both readings or none"


def test_no_answer_blames_promises_or_claims_to_quote(
    answers: Mapping[str, Answer],
) -> None:
    for answer in answers.values():
        assert not [phrase for phrase in NEVER if phrase in answer.text.lower()], answer.topic


def test_answers_are_short_enough_to_read(answers: Mapping[str, Answer]) -> None:
    for topic, answer in answers.items():
        count = words(answer.text)
        assert count >= USUAL_LENGTH.start, topic
        assert count <= LONGEST.get(topic, USUAL_LENGTH.stop - 1), topic


def test_the_first_paragraph_is_the_answer(answers: Mapping[str, Answer]) -> None:
    for answer in answers.values():
        first = answer.text.split("\n\n")[0]
        assert words(first) <= 55, answer.topic
        assert "\n- " not in first or answer.topic == "providers", answer.topic


def all_texts() -> list[tuple[str, str]]:
    """Every text of the files of this package of words, with the name of its response."""
    ours = [
        *(f"{topic}.yml" for topic in topics()),
        "out_of_scope.yml",
        "support.yml",
        "refusal.yml",
    ]
    return [
        (name, variations[0]["text"])
        for file in ours
        for name, variations in read_yaml(RESPONSES / file)["responses"].items()
        if name != LINE
    ]


@pytest.mark.parametrize(("name", "text"), all_texts(), ids=[name for name, _ in all_texts()])
def test_plain_english(name: str, text: str) -> None:
    for sentence in sentences(text):
        assert words(sentence) <= 25, sentence
    assert not re.search(
        r"\b(?:pursuant|whilst|thereof|utilise|aforementioned|e\.g\.|i\.e\.|etc)\b",
        text,
        re.IGNORECASE,
    )
    assert "{" not in text, "no placeholders"
    assert "http" not in text, "addresses are rendered from the sources"
    assert not re.search(r"\b[SR]\d+\b", text), "no ids of ours"


def test_titles_fit_on_a_button_and_differ(answers: Mapping[str, Answer]) -> None:
    titles = [answer.title for answer in answers.values()]
    assert all(0 < len(title) <= 40 for title in titles)
    assert len(set(titles)) == len(titles)


def of_kind(file: str) -> Mapping[str, tuple[str, str]]:
    responses = read_yaml(RESPONSES / file)["responses"]
    return {
        name: (variations[0]["metadata"]["kind"], variations[0]["text"])
        for name, variations in responses.items()
        if name != LINE
    }


@pytest.mark.parametrize(
    ("file", "kind", "names"),
    [
        (
            "out_of_scope.yml",
            "out_of_scope",
            {
                "",
                "_ehcp",
                "_wales_scotland_ni",
                "_other_npqs",
                "_pay",
                "_early_career",
                "_safeguarding_policy",
                "_legal_advice",
            },
        ),
        ("support.yml", "support", {"utter_distress", "utter_child_at_risk"}),
        (
            "refusal.yml",
            "refusal",
            {
                "utter_refuse_backdating",
                "utter_refuse_exam",
                "utter_refuse_private_data",
                "utter_refuse_generic",
                "utter_abuse",
            },
        ),
    ],
)
def test_what_is_not_ours_has_words(file: str, kind: str, names: set[str]) -> None:
    found = of_kind(file)
    wanted = {name if name.startswith("utter") else f"utter_out_of_scope{name}" for name in names}
    assert wanted <= set(found)
    assert {found_kind for found_kind, _ in found.values()} == {kind}


def test_out_of_scope_is_two_sentences_or_three() -> None:
    for name, (_, text) in of_kind("out_of_scope.yml").items():
        assert len(sentences(text)) <= 3, name


def test_support_names_people_to_call_and_no_deadline() -> None:
    support = of_kind("support.yml")
    distress, child = support["utter_distress"][1], support["utter_child_at_risk"][1]
    assert all(number in distress for number in ("116 123", "08000 562 561", "111", "999"))
    assert all(number in child for number in ("999", "0808 800 5000"))
    assert "designated safeguarding lead" in child
    assert not re.search(r"deadline|three years|20\d\d", distress + child)
