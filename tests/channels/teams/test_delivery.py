"""Reaching Microsoft: the bot's token, retries, redirects, keys, and what happens when nobody is there."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from senco.channels import teams_connector
from senco.channels.teams_activity import Reference
from senco.channels.teams_connector import Connector, NotDelivered
from senco.channels.teams_keys import KEPT_SECONDS, RENEWED_SECONDS, SigningKeys
from senco.channels.teams_net import Net, PublicResolver, Unreachable
from senco.channels.teams_settings import TeamsSettings
from senco.channels.teams_token import BotToken

from .microsoft import APP_ID, PASSWORD, TENANT, Microsoft, public_jwk, wait_until
from .teams_rig import BOT, CHANNEL, Rig, Serve, environment

TYPING = {"type": "typing"}
WORDS = {"type": "message", "text": "Hello", "textFormat": "markdown"}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Out:
    """The channel's way out, without the channel."""

    microsoft: Microsoft
    clock: Clock
    net: Net
    token: BotToken
    connector: Connector
    reference: Reference

    def token_requests(self) -> int:
        return sum("token" in request for request in self.microsoft.requests)

    def key_requests(self) -> int:
        return sum("keys" in request for request in self.microsoft.requests)


@pytest.fixture
async def out(microsoft: Microsoft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Out]:
    monkeypatch.setattr(teams_connector, "PAUSES", (0.05, 0.1, 0.2))
    settings = TeamsSettings.read(None, environment(microsoft, tmp_path))
    net, clock = Net(), Clock()
    token = BotToken(settings, net, clock)
    reference = Reference(microsoft.service_url, CHANNEL, BOT, {"id": "29:ann"})
    yield Out(microsoft, clock, net, token, Connector(net, token, settings.hosts), reference)
    await net.shut()


async def test_one_token_serves_everybody_until_five_minutes_before_its_end(out: Out) -> None:
    assert set(await asyncio.gather(*(out.token.get() for _ in range(50)))) == {"bot-token-1"}
    out.clock.now += 3600 - 301
    assert await out.token.get() == "bot-token-1"
    out.clock.now += 2
    assert await out.token.get() == "bot-token-2"
    assert out.token_requests() == 2


async def test_a_token_that_cannot_be_renewed_is_used_to_its_end(out: Out) -> None:
    await out.token.get()
    out.microsoft.down = True
    out.clock.now += 3600 - 100
    assert await out.token.get() == "bot-token-1"
    out.clock.now += 100
    with pytest.raises(Unreachable):
        await out.token.get()


async def test_a_failing_token_endpoint_is_not_asked_by_everybody(out: Out, caplog: pytest.LogCaptureFixture) -> None:
    out.microsoft.down = True
    results = await asyncio.gather(*(out.token.get() for _ in range(20)), return_exceptions=True)
    assert all(isinstance(result, Unreachable) for result in results)
    assert out.token_requests() == 1
    assert "no token" in caplog.text and "503" in caplog.text
    out.microsoft.down = False
    out.clock.now += 6
    assert await out.token.get() == "bot-token-1"


@pytest.mark.parametrize("wrong", [{"password": "other"}, {"tenant": "00000000-0000-4000-8000-000000000000"}])
async def test_wrong_secrets_are_told_without_telling_them(
    out: Out, tmp_path: Path, caplog: pytest.LogCaptureFixture, wrong: dict[str, str]
) -> None:
    settings = TeamsSettings.read(None, environment(out.microsoft, tmp_path))
    with pytest.raises(Unreachable):
        await BotToken(replace(settings, **wrong), out.net, out.clock).get()  # type: ignore[arg-type]
    assert "answered 400 (invalid_client)" in caplog.text
    assert wrong.get("password", "other") not in caplog.text


async def test_a_token_turned_down_is_renewed_once(out: Out) -> None:
    await out.token.get()
    out.microsoft.good_tokens.clear()
    await asyncio.gather(*(out.connector.send(out.reference, WORDS) for _ in range(5)))
    assert len(out.microsoft.sent) == 5
    assert out.token_requests() == 2


async def test_a_bot_that_may_not_write_gives_up(out: Out) -> None:
    out.microsoft.answers = [(401, {}), (401, {})]
    with pytest.raises(NotDelivered, match="401"):
        await out.connector.send(out.reference, WORDS)
    assert out.token_requests() == 2
    assert out.microsoft.sent == []


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_a_passing_fault_is_tried_again(out: Out, status: int) -> None:
    out.microsoft.answers = [(status, {})] * 2
    await out.connector.send(out.reference, WORDS)
    assert len(out.microsoft.sent) == 1


async def test_the_wait_that_the_service_asks_for_is_kept(out: Out) -> None:
    out.microsoft.answers = [(429, {"Retry-After": "1"})]
    started = time.monotonic()
    await out.connector.send(out.reference, WORDS)
    assert 1.0 <= time.monotonic() - started < 1.5


@pytest.mark.parametrize("header", ["nonsense", "-5", "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_a_wait_that_is_none_does_no_harm(out: Out, header: str) -> None:
    out.microsoft.answers = [(429, {"Retry-After": header})]
    await out.connector.send(out.reference, WORDS)
    assert len(out.microsoft.sent) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_a_lasting_fault_is_not(out: Out, status: int) -> None:
    out.microsoft.answers = [(status, {})]
    with pytest.raises(NotDelivered, match=str(status)):
        await out.connector.send(out.reference, WORDS)
    assert out.microsoft.sent == []


async def test_what_never_passes_ends(out: Out) -> None:
    out.microsoft.answers = [(503, {})] * 4
    with pytest.raises(NotDelivered, match="503"):
        await out.connector.send(out.reference, WORDS)
    assert out.microsoft.answers == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(out: Out, attacker: Microsoft, status: int) -> None:
    out.microsoft.answers = [(status, {"Location": f"{attacker.address}/uk/v3/conversations/x/activities"})]
    with pytest.raises(NotDelivered):
        await out.connector.send(out.reference, WORDS)


async def test_a_stored_address_off_the_list_gets_no_token(out: Out, attacker: Microsoft) -> None:
    with pytest.raises(NotDelivered, match="list"):
        await out.connector.send(replace(out.reference, service_url=attacker.service_url), WORDS)
    assert out.token_requests() == 0


async def test_an_unfinished_answer_is_not_sent_twice(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    await out.token.get()
    monkeypatch.setattr("senco.channels.teams_net.PATIENCE", __import__("aiohttp").ClientTimeout(total=0.2))
    slow = Net()
    connector = Connector(slow, out.token, out.connector._hosts)
    out.microsoft.delays[CHANNEL["id"]] = 0.5
    with pytest.raises(NotDelivered, match="TimeoutError"):
        await connector.send(out.reference, WORDS)
    await asyncio.sleep(0.5)
    await slow.shut()
    assert len([request for request in out.microsoft.requests if "activities" in request]) == 1


async def test_ids_are_quoted_whole(out: Out) -> None:
    place = {**CHANNEL, "id": "19:a/../b@thread.tacv2;messageid=1?x=#é"}
    await out.connector.send(replace(out.reference, conversation=place), WORDS, "f:1/2;3")
    (sent,) = out.microsoft.sent
    assert (sent.conversation, sent.activity) == (place["id"], "f:1/2;3")


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
async def test_a_name_that_leads_inside_is_not_reached(address: str) -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver().resolve(address, 443)


def keys_of(out: Out) -> SigningKeys:
    return SigningKeys(f"{out.microsoft.address}/v1/.well-known/openidconfiguration", out.net, out.clock)


async def test_keys_are_fetched_at_first_use_and_once_for_all(out: Out) -> None:
    keys = keys_of(out)
    assert out.key_requests() == 0
    assert all(await asyncio.gather(*(keys.find("key-1") for _ in range(20))))
    assert out.key_requests() == 1


async def test_an_unknown_key_is_looked_for_once_a_minute(out: Out) -> None:
    keys = keys_of(out)
    await keys.find("key-1")
    out.microsoft.keys.append(public_jwk("key-2"))
    assert await keys.find("key-2") is None
    out.clock.now += 61
    assert all(await asyncio.gather(*(keys.find("key-2") for _ in range(20))))
    for number in range(50):
        await keys.find(f"made-up-{number}")
    assert out.key_requests() == 2


async def test_a_withdrawn_key_is_gone_within_a_day(out: Out) -> None:
    keys = keys_of(out)
    await keys.find("key-1")
    out.microsoft.keys = [public_jwk("key-2")]
    out.clock.now += RENEWED_SECONDS - 1
    assert await keys.find("key-1")
    out.clock.now += 2
    assert await keys.find("key-1") is None


async def test_keys_survive_an_hour_without_microsoft_and_not_a_day(out: Out) -> None:
    keys = keys_of(out)
    await keys.find("key-1")
    out.microsoft.down = True
    out.clock.now += RENEWED_SECONDS + 1
    assert await keys.find("key-1")
    assert await keys.find("key-1")
    assert out.microsoft.requests.count("GET /v1/.well-known/openidconfiguration") == 2
    out.clock.now += KEPT_SECONDS - RENEWED_SECONDS
    assert await keys.find("key-1") is None
    out.microsoft.down = False
    out.clock.now += 61
    assert await keys.find("key-1")


async def test_keys_of_another_host_are_not_fetched(out: Out, attacker: Microsoft) -> None:
    for address in (f"{attacker.address}/keys", "https://[", ""):
        out.microsoft.jwks_uri = address or "nonsense"
        assert await keys_of(out).find("key-1") is None


async def test_keys_that_cannot_be_read_are_left_out(out: Out) -> None:
    wrong: list[Any] = [{"kty": "EC", "kid": "key-2"}, {"kid": "key-3"}, "text", {**public_jwk("key-4"), "n": 5}]
    out.microsoft.keys = [*wrong, public_jwk("key-1")]
    keys = keys_of(out)
    assert await keys.find("key-1")
    assert [await keys.find(f"key-{number}") for number in (2, 3, 4)] == [None] * 3


@pytest.mark.parametrize("keys", [[], "text", [{"kid": "x"}]])
async def test_without_any_key_nothing_is_believed(out: Out, keys: Any) -> None:
    out.microsoft.keys = keys
    assert await keys_of(out).find("key-1") is None


def unreachable(microsoft: Microsoft) -> dict[str, str]:
    """Addresses at which nobody listens."""
    return {
        "SENCO_TEAMS_OPENID_URL": "http://127.0.0.1:1/openid",
        "SENCO_TEAMS_TOKEN_URL": "http://127.0.0.1:1/{tenant}",
        "SENCO_TEAMS_SERVICE_HOSTS": microsoft.address,
    }


def test_the_server_starts_without_microsoft_and_says_so(
    serve: Serve, microsoft: Microsoft, caplog: pytest.LogCaptureFixture
) -> None:
    rig = serve(**unreachable(microsoft))
    wait_until(lambda: "signing keys could not be fetched: 127.0.0.1 cannot be reached" in caplog.text)
    assert rig.say("hello") == 401


def test_an_answer_that_cannot_be_delivered_is_logged_without_its_words(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    rig = serve()
    rig.microsoft.answers = [(403, {})]
    with caplog.at_level(logging.DEBUG, "senco"):
        rig.say("kanarienvogel4711")
        wait_until(lambda: "could not be written to: 127.0.0.1 answered 403" in caplog.text)
    assert "kanarienvogel" not in caplog.text and PASSWORD not in caplog.text
    rig.say("hello")
    assert rig.microsoft.wait_for(1)[0].body["text"] == "You said: hello"


def test_the_secret_is_in_no_file_and_no_representation(teams: Rig, tmp_path: Path) -> None:
    teams.say("hello")
    teams.microsoft.wait_for(1)
    settings = TeamsSettings.read(None, environment(teams.microsoft, tmp_path))
    assert PASSWORD not in repr(settings)
    assert APP_ID in repr(settings) and TENANT in repr(settings)
    assert not any(PASSWORD.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


Read = Callable[..., Any]
