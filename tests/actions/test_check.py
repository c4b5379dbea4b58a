"""The check: what is taken in, what is asked, in which words, and what is never asked again."""

from __future__ import annotations

from collections import Counter

import pytest

from actions.memory import facts_from
from senco.clock import today
from senco.rules import USUAL, load_rules, still_needed
from senco.words import load_words, render
from tests.actions.conversation import Conversation

NOTHING = "no nasenco, no npq"
QUESTIONS = {
    "nasenco": "i became senco in september 2025",
    "npq": "i became senco in september 2025 and have no nasenco",
    "nasenco_started_on": "i became senco in september 2025, my nasenco is completed",
    "earlier_service": f"i became senco in september 2025, {NOTHING}",
    "appointed_on": f"{NOTHING}, i am the senco",
}
"""For some questions an opening that leads to them."""


def open_question(talk: Conversation, fact: str) -> Conversation:
    talk.says(QUESTIONS[fact])
    assert talk.asked == fact
    return talk


def words_of_question(talk: Conversation) -> str:
    """The question itself, without what was noted or not understood."""
    return str(talk.last["blocks"][-1]["text"])


def test_facts_of_the_opening_message_are_never_asked_for(talk: Conversation) -> None:
    talk.says("started as senco sept 23, havent done anything yet")
    assert talk.facts["appointed_on"] == "2023-09-01"
    assert (talk.facts["nasenco"], talk.facts["npq"]) == ("none", "none")
    assert talk.asked == "earlier_service"
    assert "I have noted: became SENCO in September 2023, no NASENCO and NPQ for SENCOs not begun." in talk.text
    talk.presses("No, this is my first SENCO post")
    assert talk.outcome == "OVERDUE"


@pytest.mark.parametrize("said", ["sept 2025, no nasenco", "no nasenco or npq. sept 2025", "sept 2025"])
def test_a_bare_date_beside_other_facts_is_the_start(talk: Conversation, said: str) -> None:
    talk.says(said)
    assert talk.facts["appointed_on"] == "2025-09-01"
    assert "became SENCO in September 2025" in talk.text


def test_a_bare_date_beside_a_course_is_not_taken_for_the_start(talk: Conversation) -> None:
    talk.sends('/inform{"npq":"in_progress","date":{"earliest":"2024-11-01","latest":"2024-11-30","grain":"month"}}')
    assert "appointed_on" not in talk.facts


def test_one_message_can_be_enough(talk: Conversation) -> None:
    talk.says("did my nasenco in 2016 do i need the npq aswell", "ask_need")
    assert (talk.asked, talk.outcome) == (None, "NASENCO_COUNTS")


@pytest.mark.parametrize("fact", QUESTIONS)
def test_only_what_can_still_change_the_answer_is_asked(talk: Conversation, fact: str) -> None:
    open_question(talk, fact)
    facts, _ = facts_from({name: talk.slots[name] for name in talk.facts}).assuming(USUAL)
    assert fact in still_needed(facts, today(), load_rules())


@pytest.mark.parametrize("fact", QUESTIONS)
def test_every_button_of_a_question_can_be_typed(fact: str) -> None:
    for button in load_words()[f"utter_ask_{fact}"].buttons:
        title = button.title.format(I="I", I_am="I am", I_have="I have", my="my")
        pressed, typed = (open_question(Conversation(), fact) for _ in range(2))
        pressed.presses(title)
        typed.says(f"{title.upper()}.")
        assert typed.facts == pressed.facts, title
        assert (typed.asked, typed.slots["unsure"]) == (pressed.asked, pressed.slots["unsure"]), title


@pytest.mark.parametrize(
    ("fact", "facts", "asked"),
    [
        ("nasenco", {"nasenco": "none", "npq": "none"}, "earlier_service"),
        ("npq", {"npq": "none"}, "earlier_service"),
        ("earlier_service", {"earlier_service": "none"}, None),
    ],
)
def test_no_answers_a_question_that_it_can_answer(
    talk: Conversation, fact: str, facts: dict[str, str], asked: str | None
) -> None:
    open_question(talk, fact).says("no", "deny")
    assert facts.items() <= talk.facts.items()
    assert talk.asked == asked


@pytest.mark.parametrize("fact", ["appointed_on", "nasenco_started_on"])
def test_no_does_not_answer_a_question_for_a_date(talk: Conversation, fact: str) -> None:
    open_question(talk, fact)
    before = talk.facts
    talk.says("no", "deny")
    assert (talk.asked, talk.facts) == (fact, before)


@pytest.mark.parametrize("fact", QUESTIONS)
def test_yes_alone_is_never_taken_for_a_fact(talk: Conversation, fact: str) -> None:
    open_question(talk, fact)
    before = talk.facts
    talk.says("yes", "affirm")
    assert (talk.asked, talk.facts) == (fact, before)
    assert "I did not understand" not in talk.text


@pytest.mark.parametrize(
    ("fact", "unsure", "asked"),
    [
        ("nasenco", ["nasenco", "npq"], "earlier_service"),
        ("npq", ["npq"], "earlier_service"),
        ("nasenco_started_on", ["nasenco_started_on"], "npq"),
        ("earlier_service", ["earlier_service"], None),
        ("appointed_on", ["appointed_on"], "earlier_service"),
    ],
)
def test_not_sure_is_an_answer_and_the_check_goes_on(
    talk: Conversation, fact: str, unsure: list[str], asked: str | None
) -> None:
    open_question(talk, fact).says("not sure", "not_sure")
    assert talk.slots["unsure"] == unsure
    assert talk.asked == asked
    assert fact not in talk.facts


def test_not_sure_of_everything_ends_in_what_would_follow(talk: Conversation) -> None:
    talk.says("do i need the npq", "ask_need")
    for _ in range(6):
        if talk.asked:
            talk.says("no idea", "not_sure")
    assert talk.asked is None
    assert talk.last["kind"] == "explanation"
    assert "If the answer is" in talk.text
    assert "Change the start date" in talk.titles


def test_an_unsure_start_with_known_earlier_service_ends_in_what_would_follow(talk: Conversation) -> None:
    talk.says("i was a senco from 2010 to 2015, no nasenco, no npq")
    assert (talk.asked, talk.facts["earlier_service_from"]) == ("appointed_on", "2010-01-01")
    talk.says("not sure", "not_sure")
    assert (talk.asked, talk.last["kind"]) == (None, "explanation")
    assert "If the answer is" in talk.text


def test_what_was_unsure_is_taken_when_it_is_said_after_all(talk: Conversation) -> None:
    open_question(talk, "earlier_service").says("not sure", "not_sure")
    talk.presses("Change earlier service").presses("No, this is my first SENCO post")
    assert talk.slots["unsure"] is None
    assert talk.outcome == "NPQ_REQUIRED"


@pytest.mark.parametrize("fact", QUESTIONS)
def test_nothing_is_asked_a_third_time_in_the_same_words(talk: Conversation, fact: str) -> None:
    open_question(talk, fact)
    asked = [words_of_question(talk)]
    whole = [talk.last["text"]]
    for _ in range(2):
        talk.says("blah", "nlu_fallback")
        asked.append(words_of_question(talk))
        whole.append(talk.last["text"])
    assert len(set(asked)) == 3
    assert len(set(whole)) == 3
    assert all("I did not understand" in text for text in whole[1:])


def test_two_misses_name_a_person_and_a_third_goes_on(talk: Conversation) -> None:
    open_question(talk, "nasenco")
    talk.says("blah", "nlu_fallback")
    assert "a person can help" not in talk.text
    talk.says("blah", "nlu_fallback")
    assert "a person can help" in talk.text
    talk.says("blah", "nlu_fallback")
    assert talk.slots["unsure"] == ["nasenco", "npq"]
    assert talk.asked == "earlier_service"


def test_an_answer_ends_the_count_of_misses(talk: Conversation) -> None:
    open_question(talk, "nasenco").says("blah", "nlu_fallback").says("no", "deny")
    assert talk.slots["misses"] == 0
    talk.says("blah", "nlu_fallback")
    assert "a person can help" not in talk.text


def test_outside_the_check_two_misses_name_a_person_too(talk: Conversation) -> None:
    first = talk.says("blah", "nlu_fallback").text
    assert "DfE helpdesk" not in first
    assert talk.titles[:2] == ["What is my deadline?", "Do I need the NPQ?"]
    second, third = (talk.says("blah", "nlu_fallback").text for _ in range(2))
    assert "DfE helpdesk" in second
    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("31 june 2023", "is not a real date"),
        ("1 may 1950", "is too long ago"),
        ("september 2040", "is too far ahead"),
    ],
)
def test_a_refused_date_is_told_and_asked_for_again(talk: Conversation, said: str, told: str) -> None:
    open_question(talk, "appointed_on").says(said)
    assert told in talk.text
    assert (talk.asked, "appointed_on" in talk.facts) == ("appointed_on", False)
    assert talk.last["expects"] == "date"
    talk.says("june 2023")
    assert talk.facts["appointed_on"] == "2023-06-01"


def test_a_date_too_wide_to_decide_is_asked_for_more_exactly(talk: Conversation) -> None:
    talk.says(f"i became senco in 2023, {NOTHING}, it is my first senco post", "ask_deadline")
    assert talk.asked == "appointed_on"
    assert words_of_question(talk).startswith("You said 2023. ")
    talk.says("october 2023")
    assert talk.outcome == "OVERDUE"


def test_a_question_for_a_date_expects_a_date(talk: Conversation) -> None:
    assert open_question(talk, "appointed_on").last["expects"] == "date"
    assert "expects" not in open_question(Conversation(), "nasenco").last


def test_words_are_about_somebody_else_when_the_person_asks_for_them(talk: Conversation) -> None:
    talk.says("my senco started in september 2025")
    assert words_of_question(talk) == "Which of these is true for them?"
    assert "They have completed the NASENCO" in talk.titles
    talk.presses("None of these yet").presses("No, this is their first SENCO post")
    assert talk.outcome == "NPQ_REQUIRED"
    assert "They need the NPQ for SENCOs." in talk.text
    assert "You need" not in talk.text


def test_the_same_question_is_asked_of_everybody_with_other_words(talk: Conversation) -> None:
    titles = [open_question(talk, "nasenco").titles, Conversation().says("our senco started in sept 2025").titles]
    assert [len(each) for each in titles] == [7, 7]
    assert render("utter_ask_nasenco") == "Which of these is true for you?"


def test_each_question_is_asked_at_most_once_when_it_is_answered(talk: Conversation) -> None:
    asked = Counter[str]()
    talk.says("do i need the npq", "ask_need")
    answers = {"nasenco": "None of these yet", "earlier_service": "No, this is my first SENCO post"}
    while talk.asked:
        asked[talk.asked] += 1
        talk.says("september 2025") if talk.asked == "appointed_on" else talk.presses(answers[talk.asked])
    assert set(asked.values()) == {1}
    assert talk.outcome == "NPQ_REQUIRED"
