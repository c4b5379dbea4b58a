"""Changing what was said: corrections, contradictions, what-ifs, undoing, starting again, erasing."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Conversation

SITUATION = "started as senco september 2025, no nasenco, no npq, it is my first senco post"


@pytest.fixture
def decided(talk: Conversation) -> Conversation:
    """A conversation that has come to an answer."""
    talk.says(SITUATION)
    assert talk.outcome == "NPQ_REQUIRED"
    return talk


def test_a_correction_after_the_answer_changes_it(decided: Conversation) -> None:
    decided.says("actually it was october 2023")
    assert decided.facts["appointed_on"] == "2023-10-01"
    assert decided.outcome == "OVERDUE"
    assert decided.text.startswith("I have changed that: became SENCO in October 2023.")


def test_a_correction_within_the_check_is_taken_and_the_question_stays(talk: Conversation) -> None:
    talk.says("i became senco in september 2025")
    talk.says("actually it was september 2024")
    assert talk.facts["appointed_on"] == "2024-09-01"
    assert talk.asked == "nasenco"
    assert "I have changed that: became SENCO in September 2024." in talk.text


def test_a_changed_award_takes_its_dates_away(talk: Conversation) -> None:
    talk.says("i became senco in september 2025, nasenco completed, i started the nasenco in january 2023")
    assert talk.facts["nasenco_started_on"] == "2023-01-01"
    talk.sends('/inform{"nasenco":"none"}')
    assert "nasenco_started_on" not in talk.facts
    assert talk.facts["nasenco"] == "none"


CHANGES = {
    "Change the start date": "appointed_on",
    "Change the NASENCO answer": "nasenco",
    "Change the NPQ answer": "npq",
    "Change earlier service": "earlier_service",
    "Change the role": "role",
    "Change the kind of school": "setting",
    "Change teacher status": "qualified_teacher",
}


@pytest.mark.parametrize("title", CHANGES)
def test_every_line_of_the_summary_can_be_changed(decided: Conversation, title: str) -> None:
    decided.says("what did i tell you", "ask_summary").presses(title)
    assert decided.asked == CHANGES[title]
    assert decided.last["kind"] == "question"


@pytest.mark.parametrize("title", CHANGES)
def test_giving_up_on_a_change_leaves_the_fact_as_it_was(decided: Conversation, title: str) -> None:
    before = decided.facts
    decided.says("what did i tell you", "ask_summary").presses(title)
    for _ in range(3):
        decided.says("blah", "nlu_fallback")
    assert decided.facts == before
    assert (decided.asked, decided.outcome) == (None, "NPQ_REQUIRED")
    if CHANGES[title] in before:
        assert decided.slots["unsure"] is None


def test_a_change_is_answered_by_a_button(decided: Conversation) -> None:
    decided.presses("Change the kind of school").presses("Special school")
    assert decided.facts["setting"] == "special"
    assert decided.outcome == "NOT_IN_SCOPE"
    assert decided.text.startswith("The legal requirement does not cover this setting")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("i completed the nasenco in july 2023 but started it in january 2024", "cannot have been completed before"),
        ("i am on the npq since january 2023", "was first taught in autumn 2024"),
    ],
)
def test_what_cannot_be_true_together_is_told_and_not_taken(decided: Conversation, said: str, told: str) -> None:
    before = decided.facts
    decided.says(said)
    assert told in decided.text
    assert decided.facts == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("i completed the nasenco in july 2023 but started it in january 2024", "cannot have been completed before"),
        ("i am on the npq since january 2023", "was first taught in autumn 2024"),
    ],
)
def test_within_the_check_the_question_stays_open_after_it(talk: Conversation, said: str, told: str) -> None:
    before = talk.says("i became senco in september 2025").facts
    talk.says(said)
    assert told in talk.text
    assert (talk.facts, talk.asked) == (before, "nasenco")


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ('/inform{"nasenco_started_on":"before_change"}', "A NASENCO that was begun does not go with having none."),
        ('/inform{"npq_started_on":"after_change"}', "An NPQ that was begun does not go with having none."),
        ('/inform{"earlier_service_from":"before_change"}', "Earlier service that has a start does not go with having"),
    ],
)
def test_a_date_that_does_not_go_with_an_answer_is_told_in_plain_words(
    decided: Conversation, payload: str, told: str
) -> None:
    before = decided.facts
    decided.sends(payload)
    assert decided.text.startswith(told)
    assert decided.facts == before


def test_a_what_if_leaves_the_facts_alone(decided: Conversation) -> None:
    before = dict(decided.slots)
    decided.says("what if i had started in october 2023")
    assert decided.last["kind"] == "explanation"
    assert "became SENCO in October 2023" in decided.text
    assert "The date has passed" in decided.text
    assert "I have not changed your answers" in decided.text
    changed = {name for name, value in decided.slots.items() if value != before[name]} - {"turn"}
    assert changed == set()


def test_a_what_if_within_the_check_goes_back_to_the_question(talk: Conversation) -> None:
    talk.says("i became senco in september 2025")
    before = talk.facts
    talk.says("what if i worked in a special school")
    assert talk.facts == before
    assert [message["kind"] for message in talk.sent] == ["explanation", "question"]
    assert talk.asked == "nasenco"


def test_undo_takes_back_one_answer_at_a_time(talk: Conversation) -> None:
    talk.says("i became senco in september 2025").says("no", "deny")
    assert talk.asked == "earlier_service"
    talk.says("undo", "undo")
    assert "nasenco" not in talk.facts
    assert talk.asked == "nasenco"
    assert "I have taken back your last answer." in talk.text
    talk.says("undo", "undo")
    assert talk.facts == {}
    talk.says("undo", "undo")
    assert "There is no answer to take back." in talk.text


def test_undo_after_the_answer_decides_anew(decided: Conversation) -> None:
    decided.says("actually it was october 2023")
    assert decided.outcome == "OVERDUE"
    decided.says("undo", "undo")
    assert decided.facts["appointed_on"] == "2025-09-01"
    assert decided.outcome == "NPQ_REQUIRED"


@pytest.mark.parametrize("opening", [SITUATION, "i became senco in september 2025"])
def test_starting_again_forgets_everything(talk: Conversation, opening: str) -> None:
    talk.says(opening).says("start again", "start_again")
    assert talk.facts == {}
    assert talk.asked is None
    assert not talk.in_check
    assert not any(value for name, value in talk.slots.items() if name != "turn")
    assert talk.says("undo", "undo").text == "There is no answer to take back."


@pytest.mark.parametrize("opening", [SITUATION, "i became senco in september 2025"])
def test_erasing_forgets_everything_and_tells_the_channel(talk: Conversation, opening: str) -> None:
    talk.says(opening).says("delete my data", "delete_my_data")
    assert talk.last["erase"] is True
    assert not any(value for name, value in talk.slots.items() if name != "turn")
    assert not talk.in_check


def test_a_date_that_could_be_of_several_facts_is_asked_about(talk: Conversation) -> None:
    talk.says(
        "i became senco in september 2022, doing the nasenco, i began the nasenco in january 2024, first senco post"
    )
    assert {"appointed_on", "nasenco_started_on"} <= set(talk.facts)
    assert talk.asked is None
    before = talk.facts
    talk.says("march 2023")
    assert talk.facts == before
    assert talk.text == "Which date is March 2023?"
    assert talk.titles == ["Became SENCO", "NASENCO begun"]
    talk.presses("NASENCO begun")
    assert talk.facts == before | {"nasenco_started_on": "2023-03-01"}
