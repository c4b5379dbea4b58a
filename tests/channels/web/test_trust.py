"""Who may speak: tokens, keys, origins and the headers that browsers obey."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from senco.channels.errors import ChannelError
from senco.channels.tokens import KeyMissing, Tokens, signing_key

from .web_rig import KEY, START, Clock, Rig, bearer

HOUR = 3600
SITE = "https://www.provider.example"


def claims(**changes: object) -> dict[str, object]:
    return {
        "aud": "senco",
        "sub": "web:1",
        "start": int(START),
        "iat": int(START),
        "exp": int(START) + HOUR,
        **changes,
    }


def test_a_conversation_id_is_128_bits_made_by_the_server() -> None:
    tokens = Tokens(KEY, Clock())
    ids = {tokens.open("web").conversation for _ in range(100)}
    assert len(ids) == 100
    assert all(len(bytes.fromhex(name.removeprefix("web:"))) == 16 for name in ids)


def signed(key: str = KEY, algorithm: str = "HS256", **changes: object) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm)


FORGED = {
    "nonsense": "nonsense",
    "three parts": "a.b.c",
    "another key": signed("another key that is long enough to sign"),
    "another audience": signed(aud="other"),
    "another algorithm": signed(algorithm="HS512"),
    "no signature": signed("", "none"),
    "no conversation": jwt.encode({"aud": "senco"}, KEY, algorithm="HS256"),
    "times that are none": signed(exp="soon"),
}


def test_a_token_of_ours_is_read() -> None:
    assert Tokens(KEY, Clock()).read(signed()).conversation == "web:1"


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_not_read(token: str) -> None:
    with pytest.raises(ChannelError, match="no_session"):
        Tokens(KEY, Clock()).read(token)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic YTpi", "Bearer nonsense", f"Bearer {signed()}"])
def test_without_the_token_of_an_open_conversation_there_is_no_entry(web: Rig, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for reply in (
        web.client.get("messages", headers=headers),
        web.client.post("messages", json={"id": "a", "text": "hello"}, headers=headers),
        web.client.delete("session", headers=headers),
    ):
        assert reply.status_code == 401
        assert reply.json()["error"]["code"] == "no_session"
        assert reply.headers["www-authenticate"] == "Bearer"
    assert not web.agent.heard


def test_a_token_in_the_address_is_not_read(web: Rig) -> None:
    assert web.client.get("messages", params={"token": web.open()}).status_code == 401


def test_a_token_unused_for_twelve_hours_has_expired(web: Rig) -> None:
    token = web.open()
    web.clock.pass_seconds(12 * HOUR - 1)
    assert web.history(token).status_code == 200
    web.clock.pass_seconds(1)
    reply = web.history(token)
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "session_expired")


def test_a_token_is_renewed_once_it_is_an_hour_old(web: Rig) -> None:
    token = web.open()
    assert "token" not in web.post(token, text="now").json()
    web.clock.pass_seconds(HOUR)
    renewed = web.post(token, text="later").json()
    assert renewed["expires_at"] > web.client.post("session").json()["expires_at"][:11]
    assert web.history(renewed["token"]).json()["seq"] == 4
    assert "token" in web.history(token).json()


def test_no_renewal_outlives_twenty_four_hours() -> None:
    clock = Clock()
    tokens = Tokens(KEY, clock)
    session = tokens.open("web")
    for _ in range(23):
        clock.pass_seconds(HOUR)
        session = tokens.renewed(session) or session
        assert tokens.read(tokens.sign(session)) == session
    clock.pass_seconds(HOUR)
    with pytest.raises(ChannelError, match="session_expired"):
        tokens.read(tokens.sign(session))


def test_a_local_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    key = signing_key({}, tmp_path / "var")
    assert len(bytes.fromhex(key)) == 32
    assert signing_key({}, tmp_path / "var") == key
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["web.key"]
    assert stat.S_IMODE((tmp_path / "var" / "web.key").stat().st_mode) == 0o600


def test_the_key_of_the_environment_comes_first(tmp_path: Path) -> None:
    assert signing_key({"SENCO_WEB_KEY": KEY}, tmp_path) == KEY
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("environment", [{"SENCO_ENV": "production"}, {"SENCO_WEB_KEY": "too short"}])
def test_a_missing_or_weak_key_is_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    with pytest.raises(KeyMissing, match="SENCO_WEB_KEY"):
        signing_key(environment, tmp_path)


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "web.key").write_text("")
    with pytest.raises(KeyMissing, match=r"web\.key"):
        signing_key({}, tmp_path)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://www.provider.example.evil.example", "file://"]
)
def test_another_sites_page_may_not_call(serve: Callable[..., Rig], origin: str) -> None:
    web = serve(origins=frozenset({SITE}))
    token = web.open()
    headers = {**bearer(token), "Origin": origin}
    replies = [
        web.client.post("session", headers=headers),
        web.client.get("messages", headers=headers),
        web.client.post("messages", json={"id": "a", "text": "hello"}, headers=headers),
        web.client.delete("session", headers=headers),
        web.client.options("messages", headers={**headers, "Access-Control-Request-Method": "POST"}),
    ]
    assert [reply.status_code for reply in replies[:4]] == [403] * 4
    assert not any(name.startswith("access-control-") for reply in replies for name in reply.headers)
    assert not web.agent.heard


def test_rasas_own_list_of_origins_opens_nothing_here(serve: Callable[..., Rig]) -> None:
    web = serve(cors="*")
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for reply in (web.client.options("messages", headers=headers), web.client.get("health", headers=headers)):
        assert not [name for name in reply.headers if name.startswith("access-control-")]


def test_a_listed_site_may_call_and_is_named_exactly(serve: Callable[..., Rig]) -> None:
    web = serve(origins=frozenset({SITE}))
    headers = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    preflight = web.client.options("messages", headers=headers)
    assert preflight.is_success
    assert preflight.headers["access-control-allow-origin"] == SITE
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    reply = web.client.post("session", headers={"Origin": SITE})
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (201, SITE)
    assert "access-control-allow-credentials" not in reply.headers
    assert "Origin" in reply.headers["vary"]


def test_a_refusal_can_be_read_by_a_listed_site(serve: Callable[..., Rig]) -> None:
    web = serve(origins=frozenset({SITE}))
    reply = web.client.get("messages", headers={"Origin": SITE})
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (401, SITE)


def test_the_servers_own_page_may_call(web: Rig) -> None:
    own = f"http://127.0.0.1:{web.client.base_url.port}"
    assert web.client.post("session", headers={"Origin": own}).status_code == 201


def test_every_answer_carries_the_strict_headers(web: Rig) -> None:
    token = web.open()
    replies = [
        web.post(token, text="hello"),
        web.history(token),
        web.client.get("messages"),
        web.client.get("demo"),
        web.client.get("pages/chat.css"),
        web.client.get("nothing"),
        web.client.get("health"),
        web.erase(token),
    ]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert "set-cookie" not in reply.headers
