"""The contract, section 5, line by line, over a real server."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timezone

import httpx
import pytest

from senco.message import KINDS, Choice, Message

from .web_rig import START, Rig, bearer

QUESTION = Message(
    "question",
    "What have you started or finished?",
    choices=(Choice("Nothing yet", '/inform{"nasenco":"none"}'), Choice("The NPQ", '/inform{"npq":"in_progress"}')),
)


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Status and code of an error, which must be JSON with words for the person."""
    error = response.json()["error"]
    assert set(error) == {"code", "text"}
    assert error["text"].endswith(".")
    return response.status_code, error["code"]


def test_a_new_session_has_a_token_and_says_when_it_ends(web: Rig) -> None:
    reply = web.client.post("session")
    assert reply.status_code == 201
    assert set(reply.json()) == {"token", "expires_at"}
    ends = datetime.strptime(reply.json()["expires_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert ends.timestamp() == START + 12 * 3600


def test_a_session_can_begin_with_the_assistants_greeting(web: Rig) -> None:
    web.script(Message("greeting", "Hello."))
    reply = web.client.post("session", json={"greet": True}).json()
    assert [m["text"] for m in reply["messages"]] == ["Hello."]
    assert web.agent.heard[0].text == "/greet"
    assert [m["from"] for m in web.history(reply["token"]).json()["messages"]] == ["assistant"]


def test_a_message_is_answered_with_the_messages_of_its_turn(web: Rig) -> None:
    token = web.open()
    reply = web.post(token, text="since sept 23")
    assert reply.status_code == 200
    assert reply.json()["seq"] == 2
    assert reply.json()["messages"] == [
        {"seq": 2, "from": "assistant", "kind": "answer", "text": "You said: since sept 23"}
    ]


def test_rasa_is_told_nothing_that_the_client_chose_but_the_words(web: Rig) -> None:
    web.post(web.open(), text="hello")
    [heard] = web.agent.heard
    assert (heard.text, heard.input_channel, heard.metadata) == ("hello", "web", None)
    assert heard.output_channel.name() == "web"
    assert heard.sender_id.startswith("web:") and len(heard.sender_id) == len("web:") + 32


def test_history_after_a_number_holds_both_sides_in_order(web: Rig) -> None:
    token = web.open()
    for text in ("one", "two"):
        web.post(token, text=text)
    whole = web.history(token).json()
    assert [(m["seq"], m["from"]) for m in whole["messages"]] == [
        (1, "user"),
        (2, "assistant"),
        (3, "user"),
        (4, "assistant"),
    ]
    assert [m["text"] for m in web.history(token, after=3).json()["messages"]] == ["You said: two"]
    assert web.history(token, after=4).json() == {"seq": 4, "messages": [], "pending": False}
    assert all(m["kind"] in KINDS and m["text"] for m in whole["messages"])


def test_every_part_of_a_message_reaches_the_client_and_no_payload_does(web: Rig) -> None:
    message = Message(
        "decision",
        "The NPQ is required by 1 September 2026.",
        blocks=(
            {"type": "deadline", "label": "Deadline", "value": "1 September 2026", "date": "2026-09-01"},
            {
                "type": "fact",
                "fact": "appointed_on",
                "label": "Started",
                "value": "September 2023",
                "title": "Change start",
                "payload": "/inform",
            },
        ),
        choices=(Choice("Why?", "/ask_why"),),
        expects="date",
        decision={"outcome": "NPQ_REQUIRED", "deadline": "2026-09-01"},
        sources=({"id": "reg", "title": "Regulations", "url": "https://example.org/r", "version": "2024"},),
        topic="deadline",
    )
    web.script(message)
    token = web.open()
    reply = web.post(token, text="when")
    [shown] = reply.json()["messages"]
    assert "payload" not in reply.text and "/inform" not in reply.text and "/ask_why" not in reply.text
    assert {"kind", "text", "expects", "decision", "sources", "topic", "blocks", "choices"} <= set(shown)
    assert shown["decision"] == message.decision
    change = shown["blocks"][1]
    assert set(change) == {"type", "fact", "label", "value", "title", "choice"}
    assert web.history(token, after=1).json()["messages"] == [shown]
    web.post(token, choice=change["choice"])
    assert web.agent.heard[-1].text == "/inform"


def test_a_choice_sends_its_payload_and_shows_its_title(web: Rig) -> None:
    web.script(QUESTION)
    token = web.open()
    [question] = web.post(token, text="hello").json()["messages"]
    assert [set(choice) for choice in question["choices"]] == [{"id", "title"}] * 2
    reply = web.post(token, choice=question["choices"][0]["id"])
    assert web.agent.heard[-1].text == '/inform{"nasenco":"none"}'
    assert reply.json()["said"]["text"] == "Nothing yet"


def test_choices_of_an_earlier_turn_stay_valid(web: Rig) -> None:
    web.script(QUESTION)
    token = web.open()
    [question] = web.post(token, text="hello").json()["messages"]
    web.post(token, text="wait")
    assert web.post(token, choice=question["choices"][1]["id"]).status_code == 200
    assert web.agent.heard[-1].text == '/inform{"npq":"in_progress"}'


def test_a_choice_of_another_conversation_is_unknown(web: Rig) -> None:
    web.script(QUESTION)
    [question] = web.post(web.open(), text="hello").json()["messages"]
    stranger = web.open()
    heard = len(web.agent.heard)
    assert refusal(web.post(stranger, choice=question["choices"][0]["id"])) == (422, "unknown_choice")
    assert len(web.agent.heard) == heard


@pytest.mark.parametrize("choice", ["nothing", "", "\ud800", "x" * 5000, "/restart"], ids=str.__len__)
def test_a_made_up_choice_is_unknown(web: Rig, choice: str) -> None:
    assert refusal(web.post(web.open(), choice=choice)) == (422, "unknown_choice")


def test_a_date_is_sent_as_iso_and_shown_in_words(web: Rig) -> None:
    reply = web.post(web.open(), date="2023-09-01")
    assert web.agent.heard[0].text == "2023-09-01"
    assert reply.json()["said"]["text"] == "1 September 2023"


@pytest.mark.parametrize(
    "day", ["2023-02-30", "2023-9-1", "01/09/2023", "", "٢٠٢٣-09-01", "2023-09-01T00:00", "0000-01-01"]
)
def test_what_is_no_real_day_is_refused(web: Rig, day: str) -> None:
    assert refusal(web.post(web.open(), date=day)) == (422, "bad_date")
    assert not web.agent.heard


def test_the_same_id_returns_the_stored_answer_and_runs_nothing_twice(web: Rig) -> None:
    token, message_id = web.open(), str(uuid.uuid4())
    first = web.post(token, message_id, text="hello").json()
    web.script(Message("answer", "Something else."))
    assert web.post(token, message_id, text="hello").json() == first
    assert len(web.agent.heard) == 1


def test_the_same_id_with_another_body_is_refused(web: Rig) -> None:
    token, message_id = web.open(), str(uuid.uuid4())
    web.post(token, message_id, text="hello")
    assert refusal(web.post(token, message_id, text="goodbye")) == (422, "id_reused")
    assert refusal(web.post(token, message_id, date="2023-09-01")) == (422, "id_reused")


def test_two_people_may_use_the_same_id(web: Rig) -> None:
    message_id = str(uuid.uuid4())
    for text in ("mine", "yours"):
        assert web.post(web.open(), message_id, text=text).json()["messages"][0]["text"] == f"You said: {text}"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "a"},
        {"text": "hello"},
        {"id": "a", "text": None},
        {"id": "a", "text": 7},
        {"id": "a", "text": ["hello"]},
        {"id": "a", "text": {"$gt": ""}},
        {"id": 7, "text": "hello"},
        {"id": "", "text": "hello"},
        {"id": "a b", "text": "hello"},
        {"id": "x" * 65, "text": "hello"},
        {"id": "\ud800", "text": "hello"},
        {"id": "a", "text": "hello", "date": "2023-09-01"},
        {"id": "a", "text": "hello", "sender": "somebody"},
        {"id": "a", "text": "hello", "metadata": {"role": "admin"}},
        {"id": "a", "choice": 1},
        {"id": "a", "date": 20230901},
    ],
)
def test_a_body_of_another_form_is_refused(web: Rig, body: dict[str, object]) -> None:
    assert refusal(web.send(web.open(), body)) == (400, "bad_request")
    assert not web.agent.heard


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"null", b"7", b'{"id":"a","text":"\xff"}', b"[" * 60_000, b"\x00" * 9],
    ids=len,
)
def test_what_is_no_json_object_is_refused(web: Rig, body: bytes) -> None:
    headers = {**bearer(web.open()), "Content-Type": "application/json"}
    assert refusal(web.client.post("messages", content=body, headers=headers)) == (400, "bad_request")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_only_json_is_read(web: Rig, media_type: str | None) -> None:
    headers = {**bearer(web.open()), **({"Content-Type": media_type} if media_type else {})}
    body = b'{"id":"a","text":"hello"}'
    assert refusal(web.client.post("messages", content=body, headers=headers)) == (415, "not_json")


def test_json_with_a_charset_is_json(web: Rig) -> None:
    headers = {**bearer(web.open()), "Content-Type": "application/json; charset=UTF-8"}
    assert web.client.post("messages", content=b'{"id":"a","text":"hello"}', headers=headers).status_code == 200


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "1;drop"])
def test_after_must_be_a_number(web: Rig, after: str) -> None:
    assert refusal(web.history(web.open(), after)) == (400, "bad_request")


def test_health_is_green_only_when_a_model_is_loaded(web: Rig) -> None:
    assert web.client.get("health").status_code == 200
    web.agent.ready = False
    assert refusal(web.client.get("health")) == (503, "not_ready")


def test_nothing_is_taken_in_before_a_model_is_loaded(web: Rig) -> None:
    token = web.open()
    web.agent.ready = False
    assert refusal(web.post(token, text="hello")) == (503, "not_ready")
    assert refusal(web.client.post("session")) == (503, "not_ready")
    assert web.history(token).json()["messages"] == []


@pytest.mark.parametrize(("method", "path"), [("PUT", "session"), ("PATCH", "messages"), ("POST", "health")])
def test_a_wrong_method_is_answered_in_json(web: Rig, method: str, path: str) -> None:
    assert refusal(web.client.request(method, path)) == (405, "method_not_allowed")


def test_a_monitor_may_ask_for_the_head_alone(web: Rig) -> None:
    assert [web.client.head(path).status_code for path in ("health", "demo", "plain")] == [200] * 3
    assert web.client.head("health").content == b""


def test_an_unknown_address_is_answered_in_json(web: Rig) -> None:
    assert refusal(web.client.get("no/such/place")) == (404, "not_found")


@pytest.mark.parametrize("body", [{"greet": "yes"}, {"sender": "me"}, {"greet": True, "id": "web:1"}])
def test_a_client_cannot_choose_anything_about_its_session(web: Rig, body: dict[str, object]) -> None:
    assert refusal(web.client.post("session", json=body)) == (400, "bad_request")


def test_a_restart_of_the_server_loses_no_conversation(serve: Callable[..., Rig]) -> None:
    before = serve()
    token = before.open()
    before.post(token, "first", text="hello")
    after = serve()
    assert [m["text"] for m in after.history(token).json()["messages"]] == ["hello", "You said: hello"]
    assert after.post(token, "first", text="hello").json()["seq"] == 2
    assert not after.agent.heard
