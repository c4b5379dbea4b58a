"""Talking in Teams: mentions, clicks, dates, greetings, order, privacy and forgetting."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from senco.message import Choice, Message
from tests.channels.web.web_rig import Held, StandIn, echo

from .microsoft import APP_ID, TENANT, wait_until
from .teams_rig import ANN, BEN, BOT, CHANNEL, PRIVATE, Rig, Serve

GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
MENTION = [{"type": "mention", "mentioned": BOT, "text": "<at>SENCO</at>"}]
QUESTION = Message(
    "question",
    "When did you become a SENCO?",
    choices=(Choice("I am not sure", "/not_sure"), Choice("I am not a SENCO", "/inform{}")),
    expects="date",
)


@pytest.mark.parametrize(
    ("text", "entities", "heard"),
    [
        ("<at>SENCO</at> do I need it?", MENTION, "do I need it?"),
        ("do I need it <at>SENCO</at>?", MENTION, "do I need it ?"),
        ("<at>SENCO</at>&nbsp;do\xa0I need it?\n", MENTION, "do I need it?"),
        ("<at>SENCO</at> do I need it?", None, "do I need it?"),
        ("<at>SENCO</at> ask <at>Jane Doe</at>", MENTION, "ask Jane Doe"),
        ("cost &lt; 500 &amp; free?", None, "cost < 500 & free?"),
        ("two\r\nlines", None, "two lines"),
    ],
)
def test_the_mention_of_the_bot_is_not_part_of_what_was_said(
    teams: Rig, text: str, entities: list[dict[str, Any]] | None, heard: str
) -> None:
    teams.say(text, entities=entities, conversation=CHANNEL)
    teams.microsoft.wait_for(1)
    assert teams.heard() == [heard]


@pytest.mark.parametrize(
    "text", ["/restart", "<at>SENCO</at> /restart", "&#47;restart", "\u200b/inform{}", "／restart"]
)
def test_a_typed_command_changes_nothing(teams: Rig, text: str) -> None:
    teams.say(text, entities=MENTION)
    (reply,) = teams.microsoft.wait_for(1)
    assert "plain words, not commands" in reply.words
    assert teams.heard() == []


def test_each_person_in_each_place_has_a_conversation_of_their_own(teams: Rig) -> None:
    thread = {**CHANNEL, "id": CHANNEL["id"].replace("1700000000000", "1800000000000")}
    for person, place in ((ANN, PRIVATE), (ANN, CHANNEL), (ANN, thread), (BEN, CHANNEL), (BEN, GROUP)):
        teams.say("hello", conversation=place, **{"from": person})
    teams.microsoft.wait_for(5)
    ids = sorted({message.sender_id for message in teams.agent.heard})
    assert ids == [
        f"teams:{TENANT}:{ANN['aadObjectId']}:19:general@thread.tacv2",
        f"teams:{TENANT}:{ANN['aadObjectId']}:a:1private",
        f"teams:{TENANT}:{BEN['aadObjectId']}:19:general@thread.tacv2",
        f"teams:{TENANT}:{BEN['aadObjectId']}:19:group@thread.v2",
    ]


def test_a_reply_in_a_channel_stays_in_its_thread(teams: Rig) -> None:
    teams.say("hello", conversation=CHANNEL)
    (reply,) = teams.microsoft.wait_for(1)
    assert reply.conversation == CHANNEL["id"]


def test_a_guest_without_directory_id_is_known_by_the_platform_s(teams: Rig) -> None:
    teams.say("hello", **{"from": {"id": "29:guest/1"}})
    teams.microsoft.wait_for(1)
    assert teams.agent.heard[0].sender_id == f"teams:{TENANT}:29%3Aguest%2F1:a:1private"


def test_what_a_program_writes_is_not_answered(teams: Rig) -> None:
    assert teams.say("echo", **{"from": {**BOT, "role": "bot"}}) == 202
    assert teams.say("echo", **{"from": {"id": "28:other", "role": "bot"}}) == 202
    for kind in ("messageUpdate", "messageDelete", "messageReaction", "typing", "event"):
        assert teams.say("hello", type=kind) == 202
    time.sleep(0.1)
    assert teams.heard() == []
    assert teams.microsoft.sent == []


def test_what_is_not_offered_is_not_pretended(teams: Rig) -> None:
    assert teams.say("", type="invoke", name="adaptiveCard/action", value={}) == 501
    assert teams.heard() == []


def test_a_press_sends_what_the_server_kept(teams: Rig) -> None:
    teams.script(QUESTION)
    teams.say("hello")
    (question,) = teams.microsoft.wait_for(1)
    press = next(action for action in question.actions() if action["title"] == "I am not sure")
    assert "/not_sure" not in str(question.body)
    teams.script("Noted.")
    assert teams.press(press["data"], card="1:question") == 202
    update, reply = teams.microsoft.wait_for(3)[1:]
    assert teams.heard() == ["hello", "/not_sure"]
    assert (update.method, update.activity) == ("PUT", "1:question")
    assert "You chose I am not sure" in update.words
    assert "When did you become a SENCO?" in update.words
    assert not any(element["type"] in ("ActionSet", "Input.Date") for element in update.card["body"])
    assert reply.body["text"] == "Noted."


def test_a_date_is_sent_from_the_card(teams: Rig) -> None:
    teams.script(QUESTION)
    teams.say("hello")
    (question,) = teams.microsoft.wait_for(1)
    send = next(action for action in question.actions() if action["title"] == "Send date")
    teams.script("Noted.")
    teams.press({**send["data"], "date": "2023-09-01"}, card="1:question")
    update, _ = teams.microsoft.wait_for(3)[1:]
    assert teams.heard()[1] == "2023-09-01"
    assert "You chose 1 September 2023" in update.words


def test_a_choice_counts_although_the_date_beside_it_is_empty(teams: Rig) -> None:
    teams.script(QUESTION)
    teams.say("hello")
    press = teams.microsoft.wait_for(1)[0].actions()[1]
    teams.press({**press["data"], "date": ""})
    teams.microsoft.wait_for(3)
    assert teams.heard()[1] == "/not_sure"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"choice": "never-offered"}, "not part of this conversation"),
        ({"choice": "a b"}, "not part of this conversation"),
        ({"date": ""}, "not a real date"),
        ({"date": "2023-02-30"}, "not a real date"),
        ({"choice": ["list"]}, "Type your question"),
        ({"say": "/restart"}, "plain words, not commands"),
        ({"choice": "x", "seq": 10**30}, "not part of this conversation"),
    ],
)
def test_a_card_that_we_did_not_make_is_answered_in_words(teams: Rig, data: dict[str, Any], words: str) -> None:
    teams.press(data)
    (reply,) = teams.microsoft.wait_for(1)
    assert words in reply.words
    assert teams.heard() == []


@pytest.mark.parametrize("seq", [-1, 0, 1, True, "2", 10**30, None])
def test_a_made_up_number_replaces_no_card(teams: Rig, seq: object) -> None:
    teams.press({"date": "2023-09-01", "seq": seq})
    (reply,) = teams.microsoft.wait_for(1)
    assert (reply.method, teams.heard()) == ("POST", ["2023-09-01"])


def test_another_person_s_choice_is_theirs(teams: Rig) -> None:
    teams.script(QUESTION)
    teams.say("hello", conversation=GROUP)
    press = teams.microsoft.wait_for(1)[0].actions()[1]
    teams.press(press["data"], conversation=GROUP, **{"from": BEN})
    reply = teams.microsoft.wait_for(2)[1]
    assert reply.method == "POST"
    assert "not part of this conversation" in reply.words
    assert len(teams.heard()) == 1


def coming(**changes: Any) -> dict[str, Any]:
    return {"type": "conversationUpdate", "membersAdded": [{"id": BOT["id"]}], **changes}


GREETING = Message(
    "greeting", "I am an automated assistant.", choices=(Choice("Check my own deadline", "/ask_deadline"),)
)


def test_the_bot_greets_once_where_it_is_installed(teams: Rig) -> None:
    teams.script(GREETING)
    for event in (coming(), {"type": "installationUpdate", "action": "add"}, coming()):
        assert teams.deliver(teams.activity(**event)).status_code == 202
    (greeting,) = teams.microsoft.wait_for(1)
    time.sleep(0.2)
    assert teams.heard() == ["/greet"]
    assert "automated assistant" in greeting.words
    assert greeting.actions()[0]["data"]["choice"]


def test_nobody_is_greeted_who_has_spoken_before_or_is_not_the_bot(teams: Rig) -> None:
    teams.deliver(teams.activity(**coming(membersAdded=[{"id": BEN["id"]}]), conversation=GROUP))
    teams.deliver(teams.activity(type="installationUpdate", action="add-upgrade"))
    teams.say("hello")
    teams.microsoft.wait_for(1)
    teams.deliver(teams.activity(**coming()))
    time.sleep(0.2)
    assert teams.heard() == ["hello"]


def test_a_greeting_in_a_shared_place_is_for_everybody(teams: Rig) -> None:
    teams.script(GREETING)
    teams.deliver(teams.activity(**coming(), conversation=CHANNEL))
    press = teams.microsoft.wait_for(1)[0].actions()[0]
    teams.press(press["data"], conversation=CHANNEL, **{"from": BEN})
    teams.microsoft.wait_for(2)
    assert teams.heard() == ["/greet", "Check my own deadline"]
    assert BEN["aadObjectId"] in teams.agent.heard[1].sender_id


def test_a_turn_over_a_second_shows_typing_and_a_short_one_does_not(teams: Rig) -> None:
    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(1.4)
        await echo(message)

    teams.say("quick")
    teams.microsoft.wait_for(1)
    teams.agent.answer = slow
    teams.say("slow")
    teams.microsoft.wait_for(2)
    assert [sent.body["type"] for sent in teams.microsoft.sent] == ["message", "typing", "message"]


def test_messages_in_quick_succession_are_answered_in_order(teams: Rig) -> None:
    words = [f"message {number}" for number in range(8)]
    for each in words:
        assert teams.say(each) == 202
    replies = teams.microsoft.wait_for(8)
    assert [reply.body["text"] for reply in replies] == [f"You said: {each}" for each in words]


def test_too_many_messages_are_told_so(serve: Serve) -> None:
    rig = serve(SENCO_TEAMS_MESSAGES_PER_MINUTE="2")
    for number in range(3):
        rig.say(f"message {number}")
    assert "too many messages" in rig.microsoft.wait_for(3)[2].words
    assert len(rig.heard()) == 2


def test_a_text_over_the_limit_is_told_so(teams: Rig) -> None:
    teams.say("a" * 3001)
    assert "3,000 characters or fewer" in teams.microsoft.wait_for(1)[0].words


def test_a_picture_alone_is_answered_in_words(teams: Rig) -> None:
    teams.deliver(teams.activity(attachments=[{"contentType": "image/png", "contentUrl": "https://x.example/a.png"}]))
    assert "Type your question" in teams.microsoft.wait_for(1)[0].words


def test_a_failing_turn_is_answered_with_a_way_on(teams: Rig) -> None:
    async def fail(message: UserMessage) -> None:
        raise RuntimeError("kanarienvogel")

    teams.agent.answer = fail
    teams.say("hello")
    (reply,) = teams.microsoft.wait_for(1)
    assert "went wrong" in reply.words
    assert reply.actions()[0]["title"] == "Try again"


def test_a_thousand_duplicates_are_answered_once(teams: Rig) -> None:
    activity = teams.activity(text="hello")
    statuses = {teams.deliver(activity).status_code for _ in range(1000)}
    time.sleep(0.3)
    assert statuses == {202}
    assert len(teams.microsoft.messages()) == 1
    assert teams.heard() == ["hello"]


def test_a_duplicate_after_a_restart_is_not_answered(serve: Serve) -> None:
    first = serve()
    activity = first.activity(text="hello")
    first.deliver(activity)
    first.microsoft.wait_for(1)
    second = serve()
    assert second.deliver(activity).status_code == 202
    time.sleep(0.2)
    assert len(second.microsoft.messages()) == 1
    assert second.heard() == []


def files_with(folder: Path, word: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_delete_my_data_deletes_and_says_so(teams: Rig) -> None:
    teams.say("I am kanarienvogel")
    teams.say("somebody else", **{"from": BEN}, conversation=GROUP)
    teams.microsoft.wait_for(2)
    teams.script(Message("notice", "Your answers in this conversation are erased now.", extra={"erase": True}))
    teams.say("delete my data")
    assert "erased now" in teams.microsoft.wait_for(3)[2].words
    mine = next(message.sender_id for message in teams.agent.heard if "private" in message.sender_id)
    theirs = next(message.sender_id for message in teams.agent.heard if "private" not in message.sender_id)
    for trace in ("kanarienvogel", mine, ANN["aadObjectId"], ANN["id"]):
        assert files_with(teams.var, trace) == []
    assert asyncio.run(teams.agent.tracker_store.retrieve_full_tracker(mine)) is None
    assert asyncio.run(teams.agent.tracker_store.retrieve_full_tracker(theirs)) is not None
    teams.agent.answer = echo
    teams.say("hello again")
    assert teams.microsoft.wait_for(4)[3].body["text"] == "You said: hello again"


def test_a_deletion_that_fails_is_not_claimed_and_done_at_the_next_message(teams: Rig) -> None:
    tracker_store, teams.agent.tracker_store = teams.agent.tracker_store, object()

    async def erase(message: UserMessage) -> None:
        notice = Message("notice", "Your answers are erased now.", extra={"erase": True})
        await message.output_channel.send_response(message.sender_id, {"custom": notice.as_dict()})

    async def handle(message: UserMessage) -> None:
        teams.agent.heard.append(message)
        await teams.agent.answer(message)

    teams.agent.handle_message = handle  # type: ignore[method-assign]
    teams.agent.answer = erase
    teams.say("delete my data")
    words = teams.microsoft.wait_for(1)[0].words
    assert "could not be deleted" in words and "erased now" not in words
    teams.agent.tracker_store = tracker_store
    teams.agent.answer = echo
    teams.say("hello")
    assert teams.microsoft.wait_for(2)[1].body["text"] == "You said: hello"
    assert files_with(teams.var, "delete my data") == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "installationUpdate", "action": "remove"},
        {"type": "conversationUpdate", "membersRemoved": [{"id": f"28:{APP_ID}"}]},
    ],
    ids=lambda event: event["type"],
)
def test_removal_forgets_the_place_and_what_was_said_there(teams: Rig, event: dict[str, Any]) -> None:
    team = {"tenant": {"id": TENANT}, "team": {"id": "19:general@thread.tacv2"}}
    other_channel = {**CHANNEL, "id": "19:other@thread.tacv2;messageid=1"}
    teams.say("kanarienvogel one", conversation=CHANNEL, channelData=team)
    teams.say("kanarienvogel two", conversation=other_channel, channelData=team, **{"from": BEN})
    teams.say("in private")
    teams.microsoft.wait_for(3)
    place = {**CHANNEL, "id": "19:general@thread.tacv2"}
    teams.deliver(teams.activity(**event, conversation=place, channelData=team))
    wait_until(lambda: files_with(teams.var, "kanarienvogel") == [] and files_with(teams.var, "thread.tacv2") == [])
    assert files_with(teams.var, "in private")
    assert len(teams.microsoft.messages()) == 3


def test_after_removal_a_new_installation_is_greeted(teams: Rig) -> None:
    teams.deliver(teams.activity(**coming()))
    teams.microsoft.wait_for(1)
    teams.deliver(teams.activity(type="installationUpdate", action="remove"))
    wait_until(lambda: files_with(teams.var, ANN["id"]) == [])
    teams.deliver(teams.activity(**coming()))
    teams.microsoft.wait_for(2)


def test_a_removed_bot_that_is_speaking_falls_silent(serve: Serve) -> None:
    agent = Held()
    rig = serve(agent)
    rig.say("kanarienvogel")
    assert agent.entered.wait(5)
    rig.deliver(rig.activity(type="installationUpdate", action="remove"))
    wait_until(lambda: files_with(rig.var, "kanarienvogel") == [])
    agent.let_go.set()


def test_a_person_waits_neither_for_another_s_turn_nor_for_a_slow_connector(serve: Serve) -> None:
    agent = Held()
    rig = serve(agent)
    rig.say("slow turn", **{"from": BEN}, conversation=GROUP)
    assert agent.entered.wait(5)
    agent.answer = echo
    rig.microsoft.delays["a:slow"] = 3
    rig.say("slow connector", conversation={**PRIVATE, "id": "a:slow"})
    started = time.monotonic()
    rig.say("hello")
    assert rig.microsoft.wait_for(1)[0].conversation == "a:1private"
    assert time.monotonic() - started < 1
    agent.let_go.set()


def test_acknowledgement_is_at_once_while_turns_take_long(serve: Serve) -> None:
    agent = Held()
    rig = serve(agent, SENCO_TEAMS_TURN_SECONDS="10")
    rig.say("slow")
    assert agent.entered.wait(5)
    times = []
    for number in range(100):
        started = time.monotonic()
        assert rig.say(f"message {number}") == 202
        times.append(time.monotonic() - started)
    agent.let_go.set()
    assert sorted(times)[94] < 0.1
    rig.microsoft.wait_for(101, seconds=30)


def test_a_turn_whose_process_died_is_apologised_for(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first server is stopped with its turn open, as if killed; the second one tells the person."""
    monkeypatch.setattr("senco.channels.teams.STALE_MARGIN_SECONDS", 0.1)
    monkeypatch.setattr("senco.channels.teams.STOP_SECONDS", 0.0)
    rig = serve(StandIn(answer=forever), SENCO_TEAMS_TURN_SECONDS="0.2")
    rig.say("kanarienvogel")
    wait_until(lambda: rig.heard() == ["kanarienvogel"])
    rig.server.stop()
    second = serve(SENCO_TEAMS_TURN_SECONDS="0.2")
    (apology,) = second.microsoft.wait_for(1)
    assert "went wrong" in apology.words and apology.activity == ""
    second.press(apology.actions()[0]["data"])
    second.microsoft.wait_for(3)
    assert second.heard() == ["kanarienvogel"]


async def forever(_message: UserMessage) -> None:
    await asyncio.sleep(60)


def test_rasa_may_speak_unasked_until_the_person_is_forgotten(serve: Serve) -> None:
    rig = serve()
    rig.say("hello")
    rig.microsoft.wait_for(1)
    conversation = rig.agent.heard[0].sender_id
    rig.unasked(conversation, QUESTION)
    reminder = rig.microsoft.wait_for(2)[1]
    assert reminder.activity == ""
    rig.press(reminder.actions()[1]["data"])
    rig.microsoft.wait_for(4)
    assert rig.heard() == ["hello", "/not_sure"]
    rig.deliver(rig.activity(type="installationUpdate", action="remove"))
    wait_until(lambda: files_with(rig.var, ANN["id"]) == [])
    rig.unasked(conversation, QUESTION)
    assert len(rig.microsoft.messages()) == 4


def test_a_server_without_model_takes_nothing_in(serve: Serve) -> None:
    rig = serve(StandIn(ready=False))
    assert rig.say("hello") == 503
    rig.agent.ready = True
    activity = rig.activity(text="hello")
    assert rig.deliver(activity).status_code == 202
