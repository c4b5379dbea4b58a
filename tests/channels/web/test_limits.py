"""How often: messages a minute and a day in a conversation, new conversations an hour from an address."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from .web_rig import Rig


def test_the_sixteenth_message_in_a_minute_waits(web: Rig) -> None:
    token = web.open()
    for number in range(15):
        assert web.post(token, text=f"question {number}").status_code == 200
        web.clock.pass_seconds(2)
    reply = web.post(token, text="one more")
    assert (reply.status_code, reply.json()["error"]["code"]) == (429, "too_many")
    assert reply.headers["retry-after"] == "30"
    assert "30 seconds" in reply.json()["error"]["text"]
    assert len(web.agent.heard) == 15
    web.clock.pass_seconds(30)
    assert web.post(token, text="one more").status_code == 200


def test_other_conversations_go_on(web: Rig) -> None:
    token, other = web.open(), web.open()
    for number in range(16):
        web.post(token, text=f"question {number}")
    assert web.post(other, text="hello").status_code == 200


def test_a_retry_of_an_answered_message_is_not_counted(web: Rig) -> None:
    token = web.open()
    for number in range(15):
        web.post(token, f"id-{number}", text="question")
    assert web.post(token, "id-3", text="question").status_code == 200


def test_a_day_has_a_limit_of_its_own(serve: Callable[..., Rig]) -> None:
    web = serve(messages_per_day=3)
    token = web.open()
    for _ in range(3):
        assert web.post(token, text="question").status_code == 200
        web.clock.pass_seconds(600)
    reply = web.post(token, text="question")
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) == 86_400 - 1800
    assert "24 hours" in reply.json()["error"]["text"]


def test_an_address_may_open_thirty_conversations_an_hour(web: Rig) -> None:
    for _ in range(30):
        assert web.client.post("session").status_code == 201
    reply = web.client.post("session")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "3600")
    web.clock.pass_seconds(3600)
    assert web.client.post("session").status_code == 201


def test_addresses_are_kept_as_names_only_we_can_make_and_for_an_hour(web: Rig) -> None:
    web.open()
    with sqlite3.connect(web.var / "web.sqlite3") as db:
        assert "127.0.0.1" not in "".join(db.iterdump())
        web.clock.pass_seconds(3600)
        web.open()
        assert db.execute("SELECT count(*) FROM visits").fetchone() == (1,)


def test_limits_hold_across_a_restart(serve: Callable[..., Rig]) -> None:
    first = serve(messages_per_minute=1)
    token = first.open()
    first.post(token, text="hello")
    assert serve(messages_per_minute=1).post(token, text="again").status_code == 429
