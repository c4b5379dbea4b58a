"""What goes wrong: turns that fail, stall or fall silent, lost connections, doubles, locked files, dead processes."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage

from senco.channels.turns import WENT_WRONG
from senco.message import Choice, Message

from .web_rig import Held, Rig, echo, locked

CANARY = "kanarienvogel4711"


async def fails(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "half an answer"})
    raise RuntimeError(f"could not read {message.text}")


async def is_silent(message: UserMessage) -> None:
    return


async def stalls(message: UserMessage) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize("fault", [fails, is_silent, stalls])
def test_a_turn_that_goes_wrong_ends_in_an_apology_and_a_way_on(serve: Callable[..., Rig], fault: Any) -> None:
    web = serve(turn_seconds=0.2)
    web.agent.answer = fault
    token = web.open()
    reply = web.post(token, text="since sept 23")
    assert reply.status_code == 200
    [message] = reply.json()["messages"]
    assert (message["kind"], message["text"]) == ("error", WENT_WRONG)
    assert web.history(token, after=1).json()["messages"] == [message]
    web.agent.answer = echo
    [again] = message["choices"]
    retried = web.post(token, choice=again["id"]).json()
    assert again["title"] == retried["said"]["text"] == "Try again"
    assert retried["messages"][0]["text"] == "You said: since sept 23"


def test_trying_again_repeats_a_pressed_button_too(web: Rig) -> None:
    web.script(Message("question", "Which?", choices=(Choice("None", '/inform{"npq":"none"}'),)))
    token = web.open()
    [question] = web.post(token, text="hello").json()["messages"]
    web.agent.answer = fails
    [sorry] = web.post(token, choice=question["choices"][0]["id"]).json()["messages"]
    web.agent.answer = echo
    web.post(token, choice=sorry["choices"][0]["id"])
    assert web.agent.heard[-1].text == '/inform{"npq":"none"}'


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "advice", "text": "Kind unknown."},
        {"kind": "answer"},
        {"kind": "answer", "text": "  "},
        {"kind": "answer", "text": "x", "choices": [{"title": "No payload"}]},
        {"kind": "answer", "text": "x", "sources": [{"title": "t", "url": "javascript:alert(1)"}]},
        {"kind": "answer", "text": "x", "blocks": ["not a block"]},
        {"kind": "answer", "text": "x", "expects": "password"},
        ["not", "a", "message"],
    ],
)
def test_what_is_no_message_of_the_contract_is_never_shown(web: Rig, bad: Any) -> None:
    web.script(bad)
    assert [m["kind"] for m in web.post(web.open(), text="hello").json()["messages"]] == ["error"]


def test_words_and_buttons_of_a_plain_response_become_one_message(web: Rig) -> None:
    async def answer(message: UserMessage) -> None:
        buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "Somebody else"}]
        sent = {"text": "First.\n\nSecond.", "buttons": buttons}
        await message.output_channel.send_response(message.sender_id, sent)

    web.agent.answer = answer
    token = web.open()
    [message] = web.post(token, text="hello").json()["messages"]
    assert (message["kind"], message["text"]) == ("answer", "First.\n\nSecond.")
    web.post(token, choice=message["choices"][1]["id"])
    assert web.agent.heard[-1].text == "Somebody else"


def test_several_messages_of_a_turn_keep_their_order(web: Rig) -> None:
    web.script("One.", Message("question", "Two?"))
    token = web.open()
    reply = web.post(token, text="hello").json()
    assert [(m["seq"], m["text"]) for m in reply["messages"]] == [(2, "One."), (3, "Two?")]
    assert reply["seq"] == 3


def test_a_second_message_waits_its_turn(serve: Callable[..., Rig]) -> None:
    agent = Held()
    web = serve(agent)
    token = web.open()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(web.post, token, text="one")
        assert agent.entered.wait(2)
        second = web.post(token, text="two")
        assert (second.status_code, second.json()["error"]["code"]) == (409, "busy")
        assert second.headers["retry-after"] == "1"
        assert web.history(token).json()["pending"] is True
        agent.let_go.set()
        assert first.result().status_code == 200
    assert web.history(token).json()["pending"] is False
    assert web.post(token, text="two").status_code == 200


def test_the_same_message_ten_times_at_once_runs_once(serve: Callable[..., Rig]) -> None:
    agent = Held()
    web = serve(agent)
    token, message_id = web.open(), str(uuid.uuid4())
    with ThreadPoolExecutor(10) as pool:
        replies = [pool.submit(web.post, token, message_id, text="one") for _ in range(10)]
        assert agent.entered.wait(2)
        time.sleep(0.1)
        agent.let_go.set()
        answers = [reply.result() for reply in replies]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(agent.heard) == 1


def test_one_slow_conversation_holds_up_nobody_else(serve: Callable[..., Rig]) -> None:
    agent = Held()
    web = serve(agent)
    slow = web.open()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(web.post, slow, text="one")
        assert agent.entered.wait(2)
        assert web.client.post("session").status_code == 201
        assert web.client.get("health").status_code == 200
        agent.let_go.set()
        waiting.result()


def test_an_answer_outlives_the_connection_that_asked(serve: Callable[..., Rig]) -> None:
    agent = Held()
    web = serve(agent)
    token, message_id = web.open(), str(uuid.uuid4())
    impatient = httpx.Client(base_url=web.client.base_url, timeout=0.2, verify=False)
    body = {"id": message_id, "text": "one"}
    with pytest.raises(httpx.ReadTimeout):
        impatient.post("messages", json=body, headers={"Authorization": f"Bearer {token}"})
    impatient.close()
    agent.let_go.set()
    reply = web.post(token, message_id, text="one")
    assert reply.json()["messages"][0]["text"] == "You said: one"
    assert len(agent.heard) == 1


def test_a_turn_that_died_with_its_process_is_closed_and_not_run_again(serve: Callable[..., Rig]) -> None:
    """The row is what a killed process leaves behind: begun, never ended."""
    web = serve(turn_seconds=2.0)
    token = web.open()
    web.post(token, text="hello")
    with sqlite3.connect(web.var / "web.sqlite3") as db:
        db.execute("UPDATE turns SET id = 'lost', last_seq = NULL, sent = 'since sept 23'")
        db.execute("DELETE FROM messages WHERE seq = 2")
        db.execute("UPDATE messages SET turn = 'lost'")
    assert web.post(token, text="anything").status_code == 409
    web.clock.pass_seconds(7.5)
    history = web.history(token).json()
    assert [m["kind"] for m in history["messages"]] == ["notice", "error"]
    assert history["pending"] is False
    heard = len(web.agent.heard)
    assert web.post(token, choice=history["messages"][1]["choices"][0]["id"]).status_code == 200
    assert [message.text for message in web.agent.heard[heard:]] == ["since sept 23"]


def test_a_locked_store_is_said_so_within_seconds_and_nothing_is_run(web: Rig) -> None:
    token = web.open()
    with locked(web.var):
        began = time.monotonic()
        reply = web.post(token, text="hello")
        assert (reply.status_code, reply.json()["error"]["code"]) == (503, "unavailable")
        assert "retry-after" in reply.headers
        assert time.monotonic() - began < 3
        assert web.client.get("health").status_code == 503
    assert not web.agent.heard
    assert web.post(token, text="hello").status_code == 200


def test_the_loop_answers_others_while_the_store_is_locked(web: Rig) -> None:
    token = web.open()
    with ThreadPoolExecutor() as pool, locked(web.var):
        waiting = pool.submit(web.post, token, text="hello")
        time.sleep(0.1)
        began = time.monotonic()
        assert web.client.get("demo").status_code == 200
        assert time.monotonic() - began < 0.5
        assert waiting.result().status_code == 503


def test_an_answer_that_could_not_be_saved_at_once_is_saved_later(serve: Callable[..., Rig]) -> None:
    agent = Held()
    web = serve(agent)
    token = web.open()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(web.post, token, text="hello")
        assert agent.entered.wait(2)
        with locked(web.var):
            agent.let_go.set()
            time.sleep(1.3)
        assert waiting.result().json()["messages"][0]["text"] == "You said: hello"


def test_health_is_red_when_the_store_is_gone(web: Rig) -> None:
    web.open()
    (web.var / "web.sqlite3").unlink()
    assert web.client.get("health").status_code == 503


def test_health_is_red_when_the_store_is_no_database(serve: Callable[..., Rig], tmp_path: Any) -> None:
    (tmp_path / "web.sqlite3").write_bytes(b"this is not a database, it is a text that is long enough to be read")
    web = serve()
    assert web.client.get("health").status_code == 503
    assert web.client.post("session").json()["error"]["code"] == "unavailable"


@pytest.mark.parametrize("fault", [echo, fails, is_silent, stalls])
def test_no_log_ever_holds_what_was_typed(
    serve: Callable[..., Rig], fault: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    web = serve(turn_seconds=0.2)
    web.agent.answer = fault
    with caplog.at_level(logging.DEBUG):
        token = web.open()
        web.post(token, text=CANARY)
        web.post(token, choice=CANARY)
        web.post(token, date=CANARY)
        web.post(token, CANARY + " ", text=CANARY)
        web.post(token, text=CANARY * 100)
        web.script({"kind": CANARY, "text": CANARY})
        web.post(token, text=CANARY)
        web.erase(token)
    printed = capfd.readouterr()
    assert CANARY not in caplog.text + printed.out + printed.err
    assert web.agent.heard[0].sender_id not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("senco")
    )
