"""Who may speak: the Bot Service alone, for Teams, for listed tenants, and never to another host."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from senco.channels.teams_settings import SERVICE_HOSTS, ServiceHosts

from .microsoft import APP_ID, PASSWORD, TENANT, Microsoft, public_jwk, rsa_key
from .teams_rig import CHANNEL, PRIVATE, Rig, Serve, token

OTHER = "2c2c2c2c-1111-4222-8333-444444444444"


def test_a_message_is_taken_and_answered_where_it_came_from(teams: Rig) -> None:
    activity = teams.activity(text="hello")
    assert teams.deliver(activity).status_code == 202
    (reply,) = teams.microsoft.wait_for(1)
    assert (reply.body["text"], reply.activity) == ("You said: hello", activity["id"])
    assert reply.body["recipient"] == activity["from"]


def now(seconds: int) -> int:
    return int(time.time()) + seconds


def unsigned(url: str) -> str:
    claims = {"iss": "https://api.botframework.com", "aud": APP_ID, "exp": now(60), "serviceurl": url}
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "key-1"})  # type: ignore[arg-type]


def symmetric(url: str) -> str:
    """HS256 with our public key as the secret, made by hand: PyJWT refuses to."""
    import hashlib
    import hmac

    def part(data: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    claims = {"iss": "https://api.botframework.com", "aud": APP_ID, "exp": now(60), "serviceurl": url}
    signed = f"{part({'alg': 'HS256', 'kid': 'key-1'})}.{part(claims)}"
    secret = json.dumps(public_jwk("key-1")).encode()
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def stripped(url: str) -> str:
    return token(service_url=url).rpartition(".")[0] + "."


def altered(url: str) -> str:
    head, _, mac = token(service_url=url).split(".")
    claims = {"iss": "https://api.botframework.com", "aud": APP_ID, "exp": now(9999), "serviceurl": url}
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.{mac}"


BAD_TOKENS: dict[str, Callable[[str], str]] = {
    "none at all": lambda url: "",
    "nonsense": lambda url: "nonsense",
    "nested without end": lambda url: base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("=") + ".a.b",
    "another issuer": lambda url: token(service_url=url, iss="https://evil.example"),
    "the issuer of users": lambda url: token(service_url=url, iss=f"https://sts.windows.net/{TENANT}/"),
    "no issuer": lambda url: token(service_url=url, iss=None),
    "another audience": lambda url: token(service_url=url, aud=OTHER),
    "no audience": lambda url: token(service_url=url, aud=None),
    "expired 6 minutes ago": lambda url: token(service_url=url, exp=now(-360)),
    "never expiring": lambda url: token(service_url=url, exp=None),
    "valid in 6 minutes": lambda url: token(service_url=url, nbf=now(360)),
    "no signature": unsigned,
    "signature cut off": stripped,
    "claims altered": altered,
    "HS256 with the public key": symmetric,
    "RS384": lambda url: jwt.encode({"aud": APP_ID}, rsa_key("key-1"), algorithm="RS384", headers={"kid": "key-1"}),
    "no key id": lambda url: token(service_url=url, headers={"kid": None}),
    "unknown key id": lambda url: token("key-9", service_url=url),
    "another key under a known id": lambda url: token("key-9", service_url=url, headers={"kid": "key-1"}),
    "a key of the token's own": lambda url: token("key-9", service_url=url, headers={"jwk": public_jwk("key-9")}),
}


@pytest.mark.parametrize("forge", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_is_refused_without_a_word(teams: Rig, forge: Callable[[str], str]) -> None:
    reply = teams.deliver(teams.activity(text="hello"), forge(teams.microsoft.service_url))
    assert (reply.status_code, reply.content) == (401, b"")
    assert_nothing_happened(teams)


GOOD_TOKENS: dict[str, Callable[[str], str]] = {
    "expired 2 minutes ago": lambda url: token(service_url=url, exp=now(-120)),
    "valid in 1 minute": lambda url: token(service_url=url, nbf=now(60), iat=now(60)),
    "the other spelling": lambda url: token(serviceurl=None, serviceUrl=url),
}


@pytest.mark.parametrize("sign", GOOD_TOKENS.values(), ids=GOOD_TOKENS)
def test_clocks_may_differ_by_five_minutes(teams: Rig, sign: Callable[[str], str]) -> None:
    assert teams.deliver(teams.activity(text="hello"), sign(teams.microsoft.service_url)).status_code == 202


BAD_ACTIVITIES: dict[str, dict[str, Any]] = {
    "another channel": {"channelId": "webchat"},
    "no channel": {"channelId": None},
    "another tenant": {"conversation": {**PRIVATE, "tenantId": OTHER}, "channelData": None},
    "another tenant in the channel data": {"channelData": {"tenant": {"id": OTHER}}},
    "no tenant": {"conversation": {"id": "a:1"}, "channelData": None},
    "another address than the token's": {"serviceUrl": "https://smba.trafficmanager.net/uk/"},
    "no address": {"serviceUrl": None},
}


@pytest.mark.parametrize("changes", BAD_ACTIVITIES.values(), ids=BAD_ACTIVITIES)
def test_what_the_token_does_not_stand_for_is_refused(teams: Rig, changes: dict[str, Any]) -> None:
    reply = teams.deliver(teams.activity(text="hello", **changes))
    assert (reply.status_code, reply.content) == (403, b"")
    assert_nothing_happened(teams)


def test_an_attacker_with_a_true_token_gets_nothing_sent(teams: Rig) -> None:
    """The body names the attacker's host, with the token for the true one, and with one for the attacker's."""
    evil = teams.attacker.service_url
    activity = teams.activity(text="hello", serviceUrl=evil)
    assert teams.deliver(activity).status_code == 403
    assert teams.deliver(activity, token(service_url=evil)).status_code == 403
    assert_nothing_happened(teams)


def test_even_a_listed_address_must_be_the_token_s(teams: Rig) -> None:
    for address in (f"{teams.microsoft.address}/emea/", teams.microsoft.service_url.rstrip("/"), ""):
        assert teams.deliver(teams.activity(text="hello", serviceUrl=address)).status_code == 403
    unclaimed = token(serviceurl=None)
    assert teams.deliver(teams.activity(text="hello"), unclaimed).status_code == 403
    assert_nothing_happened(teams)


@pytest.mark.parametrize("endorsements", [(), ("webchat", "skype")])
def test_a_key_must_stand_for_teams(serve: Serve, microsoft: Microsoft, endorsements: tuple[str, ...]) -> None:
    microsoft.keys = [public_jwk("key-1", endorsements)]
    teams = serve()
    assert teams.say("hello") == 403
    assert_nothing_happened(teams)


def test_another_channel_is_refused_although_its_key_stands_for_it(serve: Serve, microsoft: Microsoft) -> None:
    microsoft.keys = [public_jwk("key-1", ("msteams", "webchat"))]
    teams = serve()
    assert teams.say("hello", channelId="webchat") == 403
    assert_nothing_happened(teams)


def test_a_second_tenant_may_be_listed(serve: Serve) -> None:
    rig = serve(SENCO_TEAMS_TENANTS=f"{TENANT}, {OTHER}")
    place = {**CHANNEL, "tenantId": OTHER}
    assert rig.say("hello", conversation=place, channelData={"tenant": {"id": OTHER.upper()}}) == 202
    rig.microsoft.wait_for(1)
    assert rig.agent.heard[0].sender_id.startswith(f"teams:{OTHER}:")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"type": 1}', b'{"type": "message"}', b"[" * 100_000])
def test_what_is_no_activity_is_refused(teams: Rig, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {token(service_url=teams.microsoft.service_url)}"}
    assert teams.client.post("webhook", content=body, headers=headers).status_code == 400


def test_too_much_is_refused(teams: Rig) -> None:
    assert teams.say("a" * 300_000) == 413
    assert_nothing_happened(teams)


def test_a_refusal_logs_the_check_and_neither_token_nor_words(teams: Rig, caplog: pytest.LogCaptureFixture) -> None:
    signed = token(service_url=teams.microsoft.service_url, iss="https://evil.example")
    with caplog.at_level(logging.DEBUG, "senco"):
        teams.deliver(teams.activity(text="kanarienvogel4711"), signed)
    assert "InvalidIssuerError" in caplog.text
    assert "kanarienvogel" not in caplog.text and signed not in caplog.text and PASSWORD not in caplog.text


ALLOWED = [
    "https://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net:443/emea/x/",
    "https://a.botframework.com",
]
DENIED = [
    "",
    "http://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example/smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://user:pw@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://botframework.com/",
    "https://evilbotframework.com/",
    "https://smba.trafficmanager.net/?to=evil",
    "https://smba.trafficmanager.net/#evil",
    "https://smba.trafficmanager.net /",
    "https://smba.trafficmanager.nét/",
    "//smba.trafficmanager.net/",
    "smba.trafficmanager.net",
    "https:///x",
    "https://[::1",
    "https://127.0.0.1/",
    "https://169.254.169.254/metadata",
    "ftp://smba.trafficmanager.net/",
]


@pytest.mark.parametrize("address", ALLOWED)
def test_microsoft_hosts_may_be_written_to(address: str) -> None:
    assert ServiceHosts(frozenset(SERVICE_HOSTS)).allow(address)


@pytest.mark.parametrize("address", DENIED)
def test_no_other_host_may(address: str) -> None:
    assert not ServiceHosts(frozenset(SERVICE_HOSTS)).allow(address)


def assert_nothing_happened(rig: Rig) -> None:
    time.sleep(0.05)
    assert rig.heard() == []
    assert rig.microsoft.sent == []
    assert rig.microsoft.tokens_given == 0
    assert rig.attacker.requests == []
