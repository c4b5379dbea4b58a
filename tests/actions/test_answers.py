"""What is answered: decisions in full, questions beside the check, why, and care before all else."""

from __future__ import annotations

import re
from datetime import date

import pytest

from actions.decision_message import decision_message
from actions.intents import topic_of
from scripts.check_domain import named
from scripts.every_decision import decisions
from senco.knowledge import load_facts
from senco.rules import load_rules
from senco.words import load_words, told_day
from tests.actions.conversation import Conversation

OPENING = "i became senco in september 2025"
SITUATION = f"{OPENING}, no nasenco, no npq, it is my first senco post"
TOPICS = sorted(filter(topic_of, named("intents")))
GOV_UK_DAY = re.compile(
    r"[1-9]\d? (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_has_its_sources_and_the_day_they_were_checked(talk: Conversation, topic: str) -> None:
    talk.says("?", topic)
    message = talk.last
    assert (message["kind"], message["topic"]) == ("answer", topic.removeprefix("ask_"))
    assert message["sources"]
    checked = max(source["checked"] for source in message["sources"])
    assert f"hecked on {told_day(date.fromisoformat(checked))}" in message["text"]
    assert "Sources: " in message["text"]


def test_stale_facts_say_so(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = talk.says("is it funded", "ask_funding").text
    assert "may be out of date" not in fresh
    last = max(load_facts()[fact].check_by for fact in load_words()["utter_funding"].facts)
    monkeypatch.setenv("SENCO_TODAY", date.fromordinal(last.toordinal() + 1).isoformat())
    stale = talk.says("is it funded", "ask_funding").text
    assert "Take care: this was last checked on" in stale


def test_a_question_within_the_check_is_answered_and_the_check_goes_on(talk: Conversation) -> None:
    talk.says(OPENING)
    talk.says("who pays for it", "ask_funding")
    assert [message["kind"] for message in talk.sent] == ["answer", "question"]
    assert talk.asked == "nasenco"
    assert "I did not understand" not in talk.text
    talk.says("no", "deny")
    assert talk.facts["nasenco"] == "none"


def test_two_questions_in_one_message_are_both_answered(talk: Conversation) -> None:
    talk.says("how long does it take and is it free", "ask_funding", ["ask_npq_length", "ask_funding"])
    assert [message["topic"] for message in talk.sent] == ["npq_length", "funding"]


def test_facts_beside_a_question_are_taken_and_not_asked_for(talk: Conversation) -> None:
    talk.says(OPENING).says("i have no nasenco and no npq, who pays for it", "ask_funding")
    assert talk.facts["nasenco"] == "none"
    assert talk.asked == "earlier_service"


def test_a_question_beside_the_situation_is_answered_first(talk: Conversation) -> None:
    talk.says(f"{OPENING}, is the npq free and what is my deadline", "ask_deadline", ["ask_funding", "ask_deadline"])
    assert [message["kind"] for message in talk.sent] == ["answer", "question"]
    assert talk.facts["appointed_on"] == "2025-09-01"


def test_why_within_the_check_tells_why_the_question_matters(talk: Conversation) -> None:
    talk.says(OPENING).says("why do you ask", "ask_why")
    label = load_rules().labels["nasenco"]
    assert talk.sent[0]["text"] == f"I am asking about {label.label}. {label.why}"
    assert talk.asked == "nasenco"


def test_why_after_the_answer_tells_every_rule_with_its_source(talk: Conversation) -> None:
    rules = talk.says(SITUATION).last["decision"]["rules"]
    talk.says("why", "ask_why")
    [items] = [block["items"] for block in talk.last["blocks"] if block["type"] == "list"]
    assert len(items) == len(rules)
    for rule, item in zip(rules, items, strict=True):
        assert item.startswith(load_rules().by_id[rule].statement)
        assert re.search(r" \((law|guidance|disputed): .+\)$", item)
    assert talk.last["sources"]


def test_why_before_anything_was_said_tells_what_to_say(talk: Conversation) -> None:
    talk.says("why", "ask_why")
    assert talk.text.startswith("I have not given an answer yet.")


@pytest.mark.parametrize("opening", [OPENING, SITUATION])
def test_distress_is_answered_with_care_alone(talk: Conversation, opening: str) -> None:
    talk.says(opening)
    before = talk.facts
    talk.says("i cannot cope any more", "distress")
    assert [message["kind"] for message in talk.sent] == ["support"]
    assert "116 123" in talk.text
    assert not talk.in_check
    assert talk.facts == before
    talk.says("when is my deadline", "ask_deadline")
    assert talk.facts == before


def test_a_child_at_risk_has_other_help(talk: Conversation) -> None:
    talk.says("a pupil told me that he is being hurt at home", "distress")
    assert "designated safeguarding lead" in talk.text


@pytest.mark.parametrize("intent", ["out_of_scope", "unacceptable_request", "greet", "ask_human", "thank_or_bye"])
def test_the_check_goes_on_after_anything_else(talk: Conversation, intent: str) -> None:
    talk.says(OPENING).says("something else", intent)
    assert [message["kind"] for message in talk.sent][1:] == ["question"]
    assert talk.asked == "nasenco"
    assert "I did not understand" not in talk.text


def test_the_answer_is_whole_for_every_outcome() -> None:
    rules, told = load_rules(), set()
    for decision, memory in decisions():
        message = decision_message(decision, memory)
        told.add(decision.outcome)
        kinds = [block["type"] for block in message.blocks]
        assert message.blocks[0] == {"type": "heading", "text": rules.titles[decision.outcome]}
        assert message.text.startswith(rules.titles[decision.outcome])
        assert "What to do next" in message.text
        assert ("deadline" in kinds) == (decision.deadline is not None)
        if decision.deadline:
            assert told_day(decision.deadline) in message.text
        assert {source["id"] for source in decision.sources} & {source["id"] for source in message.sources}
        assert all(f"utter_assumed_{name}" in load_words() for name in decision.assumed)
        assert ("I have taken it that" in message.text) == bool(decision.assumed)
        assert f"As of {told_day(decision.as_of)}." in message.text
        assert not re.search(r"\d{4}-\d{2}-\d{2}|\b0\d [A-Z]", message.text)
        assert message.decision == decision.as_dict()
    assert told == set(rules.titles)


def test_every_reading_is_told_with_its_own_date() -> None:
    disputed = [(decision, memory) for decision, memory in decisions() if decision.outcome == "UNCLEAR_REFER"]
    assert disputed
    for decision, memory in disputed:
        message = decision_message(decision, memory)
        lists = [block["items"] for block in message.blocks if block["type"] == "list"]
        for reading, item in zip(decision.readings, lists[0], strict=True):
            assert item.startswith(reading.statement)
            if reading.deadline:
                assert told_day(reading.deadline) in item
            elif reading.outcome not in load_rules().asks_nothing:
                assert item.endswith("no date can be given.")


def test_dates_are_in_the_style_of_gov_uk(talk: Conversation) -> None:
    talk.says("i became senco on 02/10/2023, no nasenco, no npq, it is my first senco post")
    [block] = [block for block in talk.last["blocks"] if block["type"] == "deadline"]
    assert (block["value"], block["date"]) == ("2 October 2026", "2026-10-02")
    assert GOV_UK_DAY.search(talk.text)


def test_the_first_greeting_says_what_this_is_and_later_ones_are_short(talk: Conversation) -> None:
    first = talk.says("hello", "greet").text
    assert "automated assistant" in first
    assert "legal advice" in first
    again = talk.says(OPENING).says("hi", "greet").sent[0]["text"]
    assert len(again) < len(first) / 2


def test_the_summary_tells_what_was_said_and_what_is_taken_for_granted(talk: Conversation) -> None:
    talk.says(SITUATION).says("what did i tell you", "ask_summary")
    facts = {block["fact"]: block["value"] for block in talk.sent[0]["blocks"] if block["type"] == "fact"}
    assert facts["appointed_on"] == "September 2025"
    assert facts["setting"] == "a mainstream school in England"
    assert set(facts) == {"appointed_on", "nasenco", "npq", "earlier_service", "role", "setting", "qualified_teacher"}
    assert talk.outcome == "NPQ_REQUIRED"


def test_the_summary_tells_what_is_not_known(talk: Conversation) -> None:
    talk.says(OPENING).says("not sure", "not_sure").says("what did i tell you", "ask_summary")
    facts = {block["fact"]: block["value"] for block in talk.sent[0]["blocks"] if block["type"] == "fact"}
    assert facts["nasenco"] == facts["npq"] == "not known"
