"""Who is let in: what Slack signed, now, for a workspace of ours, and once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.channels.web.web_rig import Held, StandIn

from .fake_slack import BOT, TEAM
from .slack_rig import USER, SlackRig


def forged(slack: SlackRig) -> dict[str, dict[str, str]]:
    """Headers that are not Slack's, over the same body, by what is wrong with them."""
    raw = b'{"type": "url_verification", "challenge": "abc"}'
    now = slack.clock.now
    good = slack.hands.signed(raw)
    name, stamp = "X-Slack-Signature", "X-Slack-Request-Timestamp"
    return {
        "no signature": {},
        "no time": {name: good[name]},
        "empty signature": {**good, name: ""},
        "of another body": slack.hands.signed(raw + b" "),
        "of another secret": {**good, name: "v0=" + "0" * 64},
        "signature of odd letters": {**good, name: "v0=é"},
        "five minutes and a second old": slack.hands.signed(raw, now - 301),
        "five minutes and a second ahead": slack.hands.signed(raw, now + 301),
        "time moved": {**good, stamp: str(int(now) + 1)},
        "time no number": {**good, stamp: "now"},
    }


@pytest.mark.parametrize("wrong", [
    "no signature", "no time", "empty signature", "of another body", "of another secret", "signature of odd letters",
    "five minutes and a second old", "five minutes and a second ahead", "time moved", "time no number",
])  # fmt: skip
def test_what_slack_did_not_sign_now_is_refused(slack: SlackRig, wrong: str) -> None:
    raw = b'{"type": "url_verification", "challenge": "abc"}'
    headers = {name: value.encode() for name, value in forged(slack)[wrong].items()}
    reply = slack.client.post(slack.hands.url, content=raw, headers={"Content-Type": "application/json", **headers})
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "not_signed")


def test_the_address_is_verified_as_slack_wants(slack: SlackRig) -> None:
    reply = slack.hands.post_json({"type": "url_verification", "challenge": "abc", "token": "x"})
    assert (reply.status_code, reply.json()) == (200, {"challenge": "abc"})


@pytest.mark.parametrize("seconds", [-299, 299])
def test_clocks_may_differ_by_five_minutes(slack: SlackRig, seconds: int) -> None:
    raw = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    signed = slack.hands.signed(raw, slack.clock.now + seconds)
    assert slack.hands.post(raw, {"Content-Type": "application/json", **signed}).status_code == 200


def test_json_with_a_charset_is_read(slack: SlackRig) -> None:
    body = slack.hands.envelope({"type": "message", "channel_type": "im", "text": "hello", "channel": "D1"})
    assert slack.hands.post_json(body, **{"Content-Type": "application/json; charset=utf-8"}).status_code == 200
    assert slack.said()[0].words == "You said: hello"


def test_another_workspaces_installation_is_refused(slack: SlackRig) -> None:
    slack.hands.team = "T2"
    assert slack.hands.say("hello").status_code == 403
    assert slack.hands.command("hello").status_code == 403
    assert slack.agent.heard == []


def test_a_person_of_another_workspace_in_a_shared_channel_is_not_answered(slack: SlackRig) -> None:
    assert slack.hands.mention("hello", user_team="T2").status_code == 200
    slack.hands.mention("hello", user_team=TEAM)
    slack.said()
    assert len(slack.agent.heard) == 1


def test_a_thousand_deliveries_of_one_event_have_one_answer(serve: Callable[..., SlackRig]) -> None:
    workers = [serve(), serve()]
    body = workers[0].hands.envelope({"type": "message", "channel_type": "im", "text": "hello", "channel": "D1"})
    raw = json.dumps(body).encode()

    def deliver(number: int) -> int:
        again = {"X-Slack-Retry-Num": str(number % 3), "X-Slack-Retry-Reason": "http_error"} if number else {}
        headers = {"Content-Type": "application/json", **again}
        return workers[number % 2].hands.post(raw, headers).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, range(1000))) == {200}
    workers[0].hands.say("the end", channel="D2")
    said = [call.words for call in workers[0].said(2)]
    assert sorted(said) == ["You said: hello", "You said: the end"]
    assert sum(len(worker.agent.heard) for worker in workers) == 2


def test_a_thousand_events_each_delivered_again_have_one_answer_each(serve: Callable[..., SlackRig]) -> None:
    slack = serve()
    bodies = [
        slack.hands.envelope({"type": "message", "channel_type": "im", "text": f"number {n}", "channel": f"D{n}"})
        for n in range(250)
    ]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(slack.hands.post_json, bodies * 4))
    assert {reply.status_code for reply in replies} == {200}
    said = [call.words for call in slack.said(250)]
    assert sorted(said) == sorted(f"You said: number {n}" for n in range(250))
    assert len(slack.agent.heard) == 250


def test_a_restart_forgets_no_delivery(serve: Callable[..., SlackRig]) -> None:
    before = serve()
    body = before.hands.envelope({"type": "message", "channel_type": "im", "text": "hello", "channel": "D1"})
    before.hands.post_json(body)
    before.said()
    after = serve()
    after.clock.pass_seconds(3600)
    assert after.hands.post_json(body).status_code == 200
    after.hands.say("next")
    assert [call.words for call in after.said(2)] == ["You said: hello", "You said: next"]


def test_an_event_that_cannot_be_remembered_is_asked_for_again(slack: SlackRig) -> None:
    (slack.var / "arrivals.sqlite3").mkdir(parents=True)
    body = slack.hands.envelope({"type": "message", "channel_type": "im", "text": "hello", "channel": "D1"})
    assert slack.hands.post_json(body).status_code == 503
    (slack.var / "arrivals.sqlite3").rmdir()
    assert slack.hands.post_json(body).status_code == 200
    slack.said()
    assert len(slack.agent.heard) == 1


def test_before_the_model_is_loaded_slack_is_asked_to_come_again(serve: Callable[..., SlackRig]) -> None:
    slack = serve(StandIn(ready=False))
    assert slack.hands.say("hello").status_code == 503


IGNORED: dict[str, dict[str, Any]] = {
    "an edit": {"subtype": "message_changed", "message": {"text": "hello"}},
    "a deletion": {"subtype": "message_deleted"},
    "a join": {"subtype": "channel_join"},
    "a me-message": {"subtype": "me_message"},
    "a bot": {"subtype": "bot_message", "bot_id": "B2"},
    "an app": {"bot_id": "B2"},
    "ourselves": {"user": BOT},
    "Slackbot": {"user": "USLACKBOT"},
    "nobody": {"user": None},
    "something hidden": {"hidden": True},
    "talk in a channel": {"channel": "C1", "channel_type": "channel"},
    "a mention in a direct talk, which comes as a message too": {"type": "app_mention"},
    "a reaction": {"type": "reaction_added"},
}


@pytest.mark.parametrize("what", IGNORED)
def test_what_is_not_said_to_us_is_acknowledged_and_not_answered(slack: SlackRig, what: str) -> None:
    event = {"type": "message", "channel_type": "im", "text": "hello", "channel": "D1", **IGNORED[what]}
    assert slack.hands.event(event).status_code == 200
    slack.hands.say("the end")
    slack.said()
    assert [message.text for message in slack.agent.heard] == ["the end"]


@pytest.mark.parametrize("kind", ["view_submission", "shortcut", "block_suggestion", "message_action"])
def test_what_we_have_no_use_for_is_acknowledged(slack: SlackRig, kind: str) -> None:
    body = {"type": kind, "team": {"id": TEAM}, "user": {"id": USER}, "trigger_id": kind, "callback_id": "x"}
    view = {"type": "modal", "callback_id": "x", "state": {"values": {}}}
    assert slack.hands.post_form({"payload": json.dumps({**body, "view": view})}).status_code == 200


def test_another_slash_command_and_another_picker_are_no_errors(slack: SlackRig) -> None:
    assert slack.hands.command("hello", command="/other").status_code == 200
    picker = {"type": "timepicker", "action_id": "when", "selected_time": "10:00"}
    body = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": USER}, "trigger_id": "t", "actions": [picker]}
    assert slack.hands.post_form({"payload": json.dumps(body)}).status_code == 200
    assert slack.agent.heard == []


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff\xfe", b'"text"', b"null"])
def test_signed_nonsense_starts_nothing(slack: SlackRig, raw: bytes) -> None:
    now = str(int(slack.clock.now))
    try:
        headers = slack.hands.signed(raw)
    except UnicodeDecodeError:
        headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=0"}
    reply = slack.client.post(slack.hands.url, content=raw, headers={"Content-Type": "application/json", **headers})
    assert reply.status_code in (400, 401, 403, 500)
    assert slack.agent.heard == []


def test_a_huge_body_is_refused(slack: SlackRig) -> None:
    assert slack.hands.post_json({"x": "y" * 600_000}).status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_post_is_answered(slack: SlackRig, method: str) -> None:
    assert slack.client.request(method, slack.hands.url).status_code == 405
    assert slack.client.request(method, slack.hands.url + "/other").status_code == 404


def test_the_acknowledgement_does_not_wait_for_the_answer(serve: Callable[..., SlackRig]) -> None:
    agent = Held()
    slack = serve(agent, turn_seconds=30.0)
    slack.hands.say("slow", channel="D9")
    assert agent.entered.wait(5)
    times = sorted(slack.hands.say(f"number {n}", channel=f"D1{n}").elapsed.total_seconds() for n in range(100))
    agent.let_go.set()
    assert times[94] < 0.1, times[90:]


def test_a_log_holds_nothing_that_was_said(slack: SlackRig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        slack.hands.say("kanarienvogel4711")
        slack.said()
        slack.hands.secret = "wrong"
        slack.hands.say("kanarienvogel4711")
    assert "kanarienvogel4711" not in "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("senco"))
    assert "kanarienvogel4711" not in "\n".join(r.getMessage() for r in caplog.records if "slack" in r.name)
