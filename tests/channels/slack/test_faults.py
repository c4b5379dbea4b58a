"""When Slack is slow, busy, gone or not set up: nobody else waits, nothing is silent, the server stands."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from senco.channels import slack_settings
from senco.channels.slack import SlackChat
from senco.channels.slack_blocks import FALLBACK_LIMIT
from senco.message import Choice, Message
from tests.channels.web.web_rig import Clock, Server, StandIn

from .fake_slack import TEAM, TOKEN, FakeSlack, Fault
from .slack_rig import SECRET, SlackRig, build

GOOD = {"SENCO_SLACK_BOT_TOKEN": TOKEN, "SENCO_SLACK_SIGNING_SECRET": SECRET, "SENCO_SLACK_TEAMS": TEAM}


def logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    """Whether ``words`` are logged within a few seconds."""
    deadline = time.monotonic() + 5
    while words not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.02)
    return words in caplog.text


def test_a_busy_slack_gets_the_answer_after_the_time_it_asks_for(slack: SlackRig) -> None:
    slack.slack.faults["chat.postMessage"] = [Fault(429, retry_after=1)]
    slack.hands.say("hello")
    started = time.monotonic()
    [answer] = slack.said()
    assert answer.at - started >= 0.9
    assert slack.slack.tried.count("chat.postMessage") == 2


def test_a_failing_slack_is_asked_once_more(slack: SlackRig) -> None:
    slack.slack.faults["chat.postMessage"] = [Fault(503)]
    slack.hands.say("hello")
    assert slack.said()[0].words == "You said: hello"


def test_what_slack_refuses_is_logged_by_its_code(slack: SlackRig, caplog: pytest.LogCaptureFixture) -> None:
    slack.slack.faults["chat.postMessage"] = [Fault(error="is_archived")]
    slack.hands.say("kanarienvogel")
    assert logged(caplog, "Slack refused chat.postMessage: is_archived")
    assert "kanarienvogel" not in caplog.text
    slack.hands.say("next")
    assert slack.said()[0].words == "You said: next"


def test_refused_blocks_go_as_text(slack: SlackRig) -> None:
    slack.slack.faults["chat.postMessage"] = [Fault(error="invalid_blocks")]
    slack.hands.say("hello")
    [answer] = slack.said()
    assert "blocks" not in answer.body
    assert answer.body["text"] == "You said: hello"
    assert len(answer.body["text"]) <= FALLBACK_LIMIT


def test_one_slow_call_delays_nobody_else(slack: SlackRig) -> None:
    slack.slack.slow_channels["D9"] = 3.0
    slack.hands.say("slow", channel="D9")
    time.sleep(0.2)
    started = time.monotonic()
    for number in range(20):
        assert slack.hands.say("quick", channel=f"D1{number}").elapsed.total_seconds() < 0.5
    assert {call.words for call in slack.said(20)} == {"You said: quick"}
    assert time.monotonic() - started < 2.0
    slack.said(21)


def test_a_slow_update_does_not_delay_the_answer(slack: SlackRig) -> None:
    slack.script(Message("question", "Which?", choices=(Choice("This", "/this"),)))
    slack.hands.say("hello")
    [question] = slack.said()
    slack.slack.faults["chat.update"] = [Fault(seconds=2.0)]
    started = time.monotonic()
    slack.hands.press(question, "This")
    slack.said(2)
    assert time.monotonic() - started < 1.5
    slack.slack.wait(1, "chat.update")


def test_the_server_starts_without_slack_and_says_so(
    tmp_path: Path, serve: Callable[..., SlackRig], caplog: pytest.LogCaptureFixture
) -> None:
    slack = serve(api_url="http://127.0.0.1:9/api/")
    assert logged(caplog, "Slack cannot be reached for auth.test")
    assert slack.hands.say("hello").status_code == 200
    assert logged(caplog, "Slack cannot be reached for chat.postMessage")
    assert "hello" not in caplog.text


@pytest.mark.parametrize(
    ("fault", "words"), [(Fault(error="invalid_auth"), "invalid_auth"), (Fault(500), "Slack refused auth.test")]
)
def test_a_token_that_slack_does_not_know_is_told_at_the_start(
    serve: Callable[..., SlackRig], fake: FakeSlack, caplog: pytest.LogCaptureFixture, fault: Fault, words: str
) -> None:
    fake.faults["auth.test"] = [fault, fault]
    serve()
    assert logged(caplog, words)
    assert logged(caplog, "Check SENCO_SLACK_BOT_TOKEN")
    assert TOKEN not in caplog.text


def test_a_token_of_another_workspace_is_told_at_the_start(
    serve: Callable[..., SlackRig], caplog: pytest.LogCaptureFixture
) -> None:
    serve(teams=frozenset({"T9"}))
    assert logged(caplog, "The bot's workspace is T1, which SENCO_SLACK_TEAMS does not list.")


def test_work_that_slack_will_not_send_again_is_finished_before_the_server_ends(
    tmp_path: Path, clock: Clock, fake: FakeSlack
) -> None:
    async def answer(message: UserMessage) -> None:
        await asyncio.sleep(0.7)
        await message.output_channel.send_response(message.sender_id, {"text": "here it is"})

    server, slack = build(tmp_path, clock, StandIn(answer), fake)
    slack.hands.say("hello")
    slack.client.close()
    server.stop()
    assert [call.words for call in slack.slack.of("chat.postMessage")] == ["here it is"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"SENCO_SLACK_BOT_TOKEN": ""}, "SENCO_SLACK_BOT_TOKEN is not set."),
        ({"SENCO_SLACK_BOT_TOKEN": "xapp-1"}, "SENCO_SLACK_BOT_TOKEN is not a bot token: those begin with xoxb-."),
        ({"SENCO_SLACK_SIGNING_SECRET": " "}, "SENCO_SLACK_SIGNING_SECRET is not set."),
        ({"SENCO_SLACK_TEAMS": ""}, "SENCO_SLACK_TEAMS is not set."),
        ({"SENCO_SLACK_TEAMS": "T1, school"}, "SENCO_SLACK_TEAMS has 'school': a workspace id looks like T0123ABCD."),
        ({"SENCO_SLACK_API_URL": "http://slack.example/api/"}, "SENCO_SLACK_API_URL must begin with https://."),
    ],
)
def test_what_is_missing_is_named_and_the_channel_is_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, changes: dict[str, str], problem: str
) -> None:
    assert slack_settings.problems(GOOD) == []
    assert slack_settings.problems({**GOOD, **changes}) == [problem]
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)
    SlackChat.from_credentials(None)
    assert f"Slack is off: {problem}" in caplog.text
    assert SECRET not in caplog.text


def test_settings_come_from_the_environment_alone() -> None:
    given = {**GOOD, "SENCO_SLACK_TEAMS": "T1, T2 E3", "SENCO_VAR": "elsewhere"}
    settings = slack_settings.SlackSettings.read(given)
    assert (settings.token, settings.secret, settings.var) == (TOKEN, SECRET, Path("elsewhere"))
    assert settings.teams == {"T1", "T2", "E3"}
    assert settings.api_url == "https://slack.com/api/"


def test_without_settings_there_is_nothing_at_the_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    app = Sanic("test_off", configure_logging=False)
    app.ctx.agent = StandIn()
    with caplog.at_level(logging.INFO):
        register([SlackChat.from_credentials({})], app, route="/webhooks/")
    assert [r.message for r in caplog.records if "Slack" in r.message] == ["Slack is off: it has no settings."]
    server = Server(app)
    server.start()
    assert server.started.wait(5)
    for path in ("events", "webhook", ""):
        assert httpx.post(f"http://127.0.0.1:{server.port}/webhooks/slack/{path}").status_code == 404
    server.stop()
