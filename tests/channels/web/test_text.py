"""What people type: how it is folded, what is too much, and that it is never a command."""

from __future__ import annotations

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco.channels.typed import clean, is_command

from .web_rig import Rig

DISGUISES = [
    "/restart",
    " /restart",
    "\t\n/restart",
    "\u200b/restart",
    "\ufeff/restart",
    "\u202e/restart",
    "\u00ad\u2060/restart",
    "\uff0frestart",
    " \u200d \uff0frestart",
    "\u00a0\u3000/restart",
    "\x00/restart",
    "\x1c/restart",
    "\x85/restart",
    "\ud800/restart",
    "\U000e0020/restart",
    "/ restart",
    "//restart",
    '/inform{"nasenco":"none"}',
    "/greet@0.1{}",
    "/session_start",
    "/back",
    "/nosuchintent",
    "/EXTERNAL_reminder",
    "/",
]


@pytest.mark.parametrize("typed", DISGUISES)
def test_a_typed_command_never_reaches_rasa_and_is_answered_in_words(web: Rig, typed: str) -> None:
    reply = web.post(web.open(), text=typed)
    assert reply.status_code == 200
    assert [m["kind"] for m in reply.json()["messages"]] == ["clarify"]
    assert not web.agent.heard


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  since   sept\n23 ", "since sept 23"),
        ("ｓｅｎｃｏ ２０２３", "senco 2023"),
        ("SENCO\u200bs and\u00ad NPQs", "SENCOs and NPQs"),
        ("a\x00b\x07c", "a b c"),
        ("cafe\u0301", "café"),
        ("1/9/2023", "1/9/2023"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("\u202eabc\u202c", "abc"),
        ("x\ud83d", "x"),
        ("😀 ok", "😀 ok"),
    ],
)
def test_text_is_read_on_one_plain_line(web: Rig, typed: str, read: str) -> None:
    token = web.open()
    reply = web.post(token, text=typed)
    assert web.agent.heard[0].text == read
    assert reply.json()["said"]["text"] == read


@given(st.text(st.characters(), max_size=60))
def test_clean_text_is_stable_and_a_command_is_always_seen(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode("utf-8").decode("utf-8").strip() == cleaned
    assert is_command(cleaned) == cleaned.startswith("/")
    assert is_command(clean("\u200b \uff0f" + text))


@pytest.mark.parametrize("typed", ["", "   ", "\n\n", "\u200b\u200b", "\x00", "\ufeff \u00ad", "\ud800"])
def test_nothing_to_read_is_said_so(web: Rig, typed: str) -> None:
    token = web.open()
    reply = web.post(token, text=typed)
    assert reply.status_code == 422
    assert reply.json()["error"] == {"code": "text_empty", "text": "Type your question, then send it."}
    assert web.history(token).json()["messages"] == []


def test_a_thousand_characters_are_read(web: Rig) -> None:
    assert web.post(web.open(), text="é" * 1000).status_code == 200


@pytest.mark.parametrize("typed", ["x" * 1001, " " * 1001, "x" * 60_000, "\ufdfa" * 100], ids=str.__len__)
def test_more_than_a_thousand_characters_are_refused_with_the_limit(web: Rig, typed: str) -> None:
    reply = web.post(web.open(), text=typed)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "text_too_long")
    assert "1,000 characters or fewer" in reply.json()["error"]["text"]
    assert not web.agent.heard


def test_two_kilobytes_are_refused_at_once(web: Rig) -> None:
    token = web.open()
    durations = []
    for _ in range(20):
        began = time.perf_counter()
        assert web.post(token, text="x" * 2048).status_code == 413
        durations.append(time.perf_counter() - began)
    assert sorted(durations)[len(durations) // 2] < 0.025


@pytest.mark.parametrize("size", [65_537, 200_000, 5_000_000])
def test_a_body_over_64_kilobytes_is_refused(web: Rig, size: int) -> None:
    token = web.open()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    reply = web.client.post("messages", content=b" " * size, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "request_too_large")


def test_a_body_that_says_it_is_too_large_is_refused_unread(web: Rig) -> None:
    head = (
        "POST /webhooks/web/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {web.open()}\r\nContent-Length: 70000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", web.client.base_url.port), timeout=2) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_of_no_stated_length_is_cut_off_too(web: Rig) -> None:
    token = web.open()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    reply = web.client.post("messages", content=(b" " * 1000 for _ in range(100)), headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "request_too_large")
