"""Talking in Slack: direct, in threads, with the command, by clicks and dates, and being forgotten."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from senco.channels.slack_desk import ALL_ERASED, HINT_COMMAND, HINT_THREAD, NO_FILES, NOT_YOURS
from senco.message import Choice, Message
from tests.channels.web.web_rig import Held, StandIn, echo

from .slack_rig import Hands, SlackRig

QUESTION = Message(
    "question",
    "What have you started?",
    choices=(Choice("Nothing yet", '/inform{"nasenco":"none"}'), Choice("The NPQ", '/inform{"npq":"in_progress"}')),
)
WHEN = Message("question", "When did you start?", choices=(Choice("I am not sure", "/unsure"),), expects="date")
GREETING = Message("greeting", "Hello. I am an automated assistant.", choices=(Choice("Begin", "/begin"),))


def another(slack: SlackRig, user: str) -> Hands:
    hands = slack.hands
    return Hands(hands.url, hands.slack, hands.now, user=user, client=hands.client)


def conversations(slack: SlackRig) -> list[str]:
    return [message.sender_id for message in slack.agent.heard]


def heard(slack: SlackRig) -> list[str | None]:
    return [message.text for message in slack.agent.heard]


def test_a_direct_message_is_answered_in_place(slack: SlackRig) -> None:
    slack.hands.say("started &lt; sept 23 &amp; <mailto:send@gov.uk|send@gov.uk>")
    [answer] = slack.said()
    assert answer.body["channel"] == "D1"
    assert "thread_ts" not in answer.body
    assert answer.body["unfurl_links"] is answer.body["unfurl_media"] is False
    assert heard(slack) == ["started < sept 23 & send@gov.uk"]
    assert conversations(slack) == ["slack:T1:U1:D1"]
    assert slack.agent.heard[0].input_channel == "slack"


def test_a_direct_message_in_a_thread_is_answered_in_that_thread(slack: SlackRig) -> None:
    slack.hands.say("hello", thread_ts="1794999000.000001")
    assert slack.said()[0].body["thread_ts"] == "1794999000.000001"


def test_a_mention_is_answered_in_its_thread_without_our_name(slack: SlackRig) -> None:
    slack.hands.mention("hello", ts="1794999000.000002")
    slack.hands.mention("again", ts="1794999000.000004", thread_ts="1794999000.000002")
    assert [call.body["thread_ts"] for call in slack.said(2)] == ["1794999000.000002"] * 2
    assert heard(slack) == ["hello", "again"]
    assert set(conversations(slack)) == {"slack:T1:U1:C1"}


def test_people_places_and_the_command_are_conversations_apart(slack: SlackRig) -> None:
    slack.hands.say("one")
    slack.hands.mention("two")
    slack.hands.mention("three", channel="C2")
    slack.hands.command("four")
    another(slack, "U2").mention("five")
    slack.slack.wait(5, "chat.postMessage", "response")
    assert sorted(conversations(slack)) == [
        "slack:T1:U1:C1", "slack:T1:U1:C1:private", "slack:T1:U1:C2", "slack:T1:U1:D1", "slack:T1:U2:C1",
    ]  # fmt: skip


def test_the_command_is_answered_for_one_persons_eyes(slack: SlackRig) -> None:
    reply = slack.hands.command("started sept 23")
    assert (reply.status_code, reply.content) == (200, b"")
    [answer] = slack.slack.wait(1, "response")
    assert answer.words == "You said: started sept 23"
    assert answer.body["replace_original"] is False
    assert slack.slack.of("chat.postMessage") == []


def test_the_command_can_be_answered_by_clicks(slack: SlackRig) -> None:
    slack.script(QUESTION)
    slack.hands.command("hello")
    [question] = slack.slack.wait(1, "response")
    assert question.words.endswith(HINT_COMMAND)
    slack.script("Noted.")
    slack.hands.press(question, "Nothing yet")
    calls = slack.slack.wait(3, "response")
    replaced = next(call for call in calls if call.body["replace_original"])
    assert replaced.words.endswith("You chose *Nothing yet*")
    assert not replaced.buttons
    assert heard(slack)[1] == '/inform{"nasenco":"none"}'


def test_a_click_is_shown_on_the_question_and_answered_below(slack: SlackRig) -> None:
    slack.script(QUESTION)
    slack.hands.say("hello")
    [question] = slack.said()
    assert list(question.buttons) == ["Nothing yet", "The NPQ"]
    assert "nasenco" not in str(question.body)
    slack.script("Noted.")
    slack.hands.press(question, "The NPQ")
    [update] = slack.slack.wait(1, "chat.update")
    assert (update.body["ts"], update.body["channel"]) == (question.body["sent_ts"], "D1")
    assert update.words == "What have you started?\nYou chose *The NPQ*"
    assert not update.buttons
    assert slack.said(2)[1].words == "Noted."
    assert heard(slack) == ["hello", '/inform{"npq":"in_progress"}']


def test_the_click_is_shown_before_the_answer_is_there(serve: Callable[..., SlackRig]) -> None:
    agent = Held()
    slack = serve(agent, turn_seconds=30.0)
    agent.let_go.set()
    slack.script(QUESTION)
    slack.hands.say("hello")
    [question] = slack.said()
    agent.let_go.clear()

    async def slow(message: UserMessage) -> None:
        await asyncio.to_thread(agent.let_go.wait, 10)
        await echo(message)

    agent.answer = slow
    slack.hands.press(question, "The NPQ")
    slack.slack.wait(1, "chat.update")
    assert len(slack.slack.of("chat.postMessage")) == 1
    agent.let_go.set()
    slack.said(2)


def test_two_clicks_on_one_question_are_one_answer(slack: SlackRig) -> None:
    slack.script(QUESTION)
    slack.hands.say("hello")
    [question] = slack.said()
    slack.script("Noted.")
    for title in ("The NPQ", "The NPQ", "Nothing yet"):
        slack.hands.press(question, title)
    slack.hands.say("next")
    slack.said(3)
    assert heard(slack) == ["hello", '/inform{"npq":"in_progress"}', "next"]
    assert len(slack.slack.of("chat.update")) == 1


def test_a_day_is_picked(slack: SlackRig) -> None:
    slack.script(WHEN)
    slack.hands.mention("hello")
    [question] = slack.said()
    assert list(question.buttons) == ["date", "I am not sure"]
    assert question.words.endswith(HINT_THREAD)
    slack.hands.press(question, "date", day="2023-09-01")
    [update] = slack.slack.wait(1, "chat.update")
    assert update.words.endswith("You chose *1 September 2023*")
    assert slack.said(2)[1].body["thread_ts"] == question.body["thread_ts"]
    assert heard(slack) == ["hello", "2023-09-01"]
    assert set(conversations(slack)) == {"slack:T1:U1:C1"}


def test_a_date_that_is_cleared_or_is_none_changes_nothing(slack: SlackRig) -> None:
    slack.script(WHEN)
    slack.hands.say("hello")
    [question] = slack.said()
    body = slack.hands.pressed(question, "date")
    body["actions"][0]["selected_date"] = None
    for pressed in (body, slack.hands.pressed(question, "date", day="2023-02-31")):
        assert slack.hands.post_form({"payload": json.dumps(pressed)}).status_code == 200
    slack.hands.say("next")
    slack.said(2)
    assert heard(slack) == ["hello", "next"]


@pytest.mark.parametrize("title", ["Nothing yet", "date"])
def test_nobody_can_answer_for_somebody_else(slack: SlackRig, title: str) -> None:
    slack.script(QUESTION, WHEN)
    slack.hands.mention("hello")
    question = next(call for call in slack.said(2) if title in call.buttons)
    other = another(slack, "U2")
    other.mention("hello")
    slack.said(4)
    other.press(question, title, day="2023-09-01" if title == "date" else None)
    [whisper] = slack.slack.wait(1, "chat.postEphemeral")
    assert (whisper.body["user"], whisper.words) == ("U2", NOT_YOURS)
    assert heard(slack) == ["hello", "hello"]
    assert slack.slack.of("chat.update") == []


def test_a_choice_made_up_is_refused_in_words(slack: SlackRig) -> None:
    slack.script(QUESTION)
    slack.hands.say("hello")
    [question] = slack.said()
    question.buttons["The NPQ"]["action_id"] = question.buttons["The NPQ"]["action_id"][:-3] + "xyz"
    slack.hands.press(question, "The NPQ")
    [whisper] = slack.slack.wait(1, "chat.postEphemeral")
    assert "not part of this conversation" in whisper.words
    assert heard(slack) == ["hello"]


def test_messages_of_one_person_are_answered_in_order(slack: SlackRig) -> None:
    async def slower_first(message: UserMessage) -> None:
        await asyncio.sleep(0.3 if message.text == "one" else 0)
        await echo(message)

    slack.agent.answer = slower_first
    for word in ("one", "two", "three"):
        slack.hands.say(word)
    assert [call.words for call in slack.said(3)] == ["You said: one", "You said: two", "You said: three"]


def test_messages_that_reach_two_workers_wait_for_each_other(serve: Callable[..., SlackRig]) -> None:
    agent = Held()
    one, two = serve(agent), serve(agent)
    one.hands.say("one")
    assert agent.entered.wait(5)
    two.hands.say("two")
    time.sleep(0.3)
    assert heard(one) == ["one"]
    agent.let_go.set()
    assert [call.words for call in one.said(2)] == ["You said: one", "You said: two"]


@pytest.mark.parametrize("text", ["/restart", ' /inform{"nasenco":"completed"}', "／greet", "\u200b/session_start"])
def test_a_typed_command_never_reaches_rasa(slack: SlackRig, text: str) -> None:
    slack.hands.say(text)
    slack.hands.mention(text)
    slack.hands.command(text)
    for call in slack.slack.wait(3, "chat.postMessage", "response"):
        assert call.words.startswith("I read plain words, not commands.")
    assert slack.agent.heard == []


def test_text_over_the_limit_is_refused_with_the_reason(slack: SlackRig) -> None:
    slack.hands.say("a" * 3000)
    slack.hands.say("&amp;" * 3000, channel="D2")
    slack.hands.say("a" * 3001, channel="D3")
    said = {call.body["channel"]: call.words for call in slack.said(4)}
    assert said["D3"] == "Your message must be 3,000 characters or fewer. It has 3,001 characters."
    assert sorted(heard(slack), key=str) == ["&" * 3000, "a" * 3000]


def test_what_a_person_typed_comes_back_as_words_and_calls_nobody(slack: SlackRig) -> None:
    slack.hands.say("&lt;!channel&gt; &lt;@U2&gt; <script> 🙂 שלום")
    [answer] = slack.said()
    assert answer.words == "You said: &lt;!channel&gt; &lt;@U2&gt; script 🙂 שלום"


def test_files_are_not_read(slack: SlackRig) -> None:
    slack.hands.say("", subtype="file_share", files=[{"id": "F1"}])
    slack.hands.say("what about this?", subtype="file_share", files=[{"id": "F1"}])
    assert slack.said(2)[0].words == NO_FILES
    assert heard(slack) == ["what about this?"]


@pytest.mark.parametrize("how", ["mention", "command"])
def test_a_bare_call_is_greeted(slack: SlackRig, how: str) -> None:
    slack.script(GREETING)
    getattr(slack.hands, how)("")
    [call] = slack.slack.wait(1, "chat.postMessage", "response")
    assert call.words.startswith("Hello. I am an automated assistant.")
    assert heard(slack) == ["/greet"]


def test_the_first_visit_is_greeted_and_the_second_is_not(slack: SlackRig) -> None:
    slack.script(GREETING)
    for _ in range(2):
        slack.hands.event({"type": "app_home_opened", "tab": "messages", "channel": "D1"})
    slack.hands.say("next")
    slack.said(2)
    assert heard(slack) == ["/greet", "next"]


def test_the_home_page_welcomes_and_starts_a_talk(slack: SlackRig) -> None:
    slack.script(GREETING)
    slack.hands.event({"type": "app_home_opened", "tab": "home", "channel": "D1"})
    [home] = slack.slack.wait(1, "views.publish")
    assert home.body["user_id"] == "U1"
    assert home.words.startswith("Hello. I am an automated assistant.")
    assert list(home.buttons) == ["Start a conversation"]
    assert slack.agent.tracker_store.store == {}
    slack.hands.press(home, "Start a conversation")
    [greeting] = slack.said()
    assert (greeting.body["channel"], list(greeting.buttons)) == ("D1", ["Begin"])
    assert conversations(slack)[1:] == ["slack:T1:U1:D1"]


async def erases(message: UserMessage) -> None:
    """Answer as the action does that asks the channel to erase."""
    data = Message("notice", "Your answers are erased.", extra={"erase": True}).as_dict()
    await message.output_channel.send_response(message.sender_id, {"custom": data})


def test_delete_my_data_erases_all_that_this_person_said_in_slack_and_says_so(slack: SlackRig) -> None:
    other = another(slack, "U2")
    for hands in (slack.hands, other):
        hands.say("kanarienvogel")
        hands.mention("kanarienvogel")
    slack.hands.command("kanarienvogel")
    slack.slack.wait(5, "chat.postMessage", "response")
    slack.agent.answer = erases
    slack.hands.say("delete my data")
    assert [call.words for call in slack.said(6)[-2:]] == ["Your answers are erased.", ALL_ERASED]
    with sqlite3.connect(slack.var / "slack.sqlite3") as db:
        left = {row[0] for row in db.execute("SELECT id FROM conversations")}
    assert left == {"slack:T1:U2:D1", "slack:T1:U2:C1"} == set(slack.agent.tracker_store.store)
    slack.agent.answer = echo
    slack.hands.say("hello again")
    assert slack.said(7)[-1].words == "You said: hello again"


class Stuck(InMemoryTrackerStore):  # type: ignore[misc]
    """A tracker store that cannot delete, until it can."""

    stuck = True

    async def delete(self, sender_id: str) -> None:
        if self.stuck:
            raise OSError
        self.store.pop(sender_id, None)


def test_what_could_not_be_erased_is_not_claimed_to_be_and_goes_with_the_next_message(
    serve: Callable[..., SlackRig],
) -> None:
    store = Stuck(Domain.empty())
    slack = serve(StandIn(erases, tracker_store=store))
    slack.hands.say("kanarienvogel")
    assert slack.said()[0].words == "Your conversation could not be deleted just now. Try again."
    store.stuck = False
    slack.agent.answer = echo
    slack.hands.say("are you there?")
    assert slack.said(2)[1].words == "You said: are you there?"
    assert "kanarienvogel" not in str(store.store)


def test_a_workspace_that_removes_the_app_is_forgotten(slack: SlackRig) -> None:
    slack.hands.say("hello")
    slack.said()
    slack.hands.event({"type": "app_uninstalled"})
    deadline = time.monotonic() + 5
    while slack.agent.tracker_store.store and time.monotonic() < deadline:
        time.sleep(0.02)
    assert slack.agent.tracker_store.store == {}


def test_a_turn_that_fails_ends_in_words_and_can_be_tried_again(slack: SlackRig) -> None:
    async def fails(message: UserMessage) -> None:
        raise RuntimeError("no")

    slack.agent.answer = fails
    slack.hands.say("hello")
    [apology] = slack.said()
    assert apology.words.startswith("Something went wrong on our side.")
    slack.agent.answer = echo
    slack.hands.press(apology, "Try again")
    assert slack.said(2)[1].words == "You said: hello"


def test_too_many_messages_are_told_so(serve: Callable[..., SlackRig]) -> None:
    slack = serve(messages_per_minute=2)
    for _ in range(3):
        slack.hands.say("hello")
    assert slack.said(3)[2].words.startswith("That is too many messages. Try again in 60 seconds.")
