"""The sample page and the page without script: strict, complete, and under the same rules as the widget."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest

from senco.message import Choice, Message

from .web_rig import Rig

SCRIPT = "<script>alert(1)</script>"
SCRIPT_BLOCK = {"type": "paragraph", "text": SCRIPT}


def test_the_sample_page_is_whole_and_holds_no_inline_script_or_style(web: Rig) -> None:
    pages = [web.client.get(path) for path in ("demo", "demo/groups", "demo/book")]
    for page in pages:
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "This is a sample site." in page.text
        parts = re.findall(r'<(?:link|script)[^>]+(?:href|src)="([^"]+)"', page.text)
        assert len(parts) == 2
        for part in parts:
            reply = web.client.get(web.client.base_url.join(part))
            assert (reply.status_code, bool(reply.content)) == (200, True)
            assert reply.headers["content-type"].startswith(("text/css", "text/javascript"))
        assert not re.search(r"<style|\sstyle=|<script>|\son[a-z]+=", page.text)
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy


@pytest.mark.parametrize("name", ["no.js", "__init__.py", "plain.html.jinja", "..%2f..%2fweb.py", "%2e%2e/web.py"])
def test_nothing_else_is_served(web: Rig, name: str) -> None:
    assert [web.client.get(f"{folder}/{name}").status_code for folder in ("demo", "pages")] == [404, 404]


def fields(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the page's forms."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def send(web: Rig, page: httpx.Response | None = None, **content: str) -> httpx.Response:
    hidden = {"action": "start"} if page is None else fields(page)
    return web.client.post("plain", data={**hidden, **content})


def test_a_conversation_begins_goes_on_and_is_deleted_by_forms_alone(web: Rig) -> None:
    assert "Start a conversation" in web.client.get("plain").text
    web.script(Message("greeting", "Hello."))
    first = send(web)
    assert first.status_code == 200 and "Hello." in first.text
    web.script(Message("question", "When did you start?", choices=(Choice("Not yet", "/inform"),), expects="date"))
    second = send(web, first, text="do i need the npq")
    assert "do i need the npq" in second.text and "When did you start?" in second.text
    send(web, second, day="1", month="9", year="2023")
    assert web.agent.heard[-1].text == "2023-09-01"
    [choice] = re.findall(r'name="choice" value="([^"]+)">Not yet<', second.text)
    send(web, second, choice=choice)
    assert web.agent.heard[-1].text == "/inform"
    gone = send(web, second, action="delete")
    assert "Your conversation is deleted." in gone.text and "do i need" not in gone.text
    assert web.agent.tracker_store.store == {}
    assert send(web, second, text="hello").status_code == 401


def test_sending_the_same_page_twice_asks_once(web: Rig) -> None:
    page = send(web)
    heard = len(web.agent.heard)
    for _ in range(2):
        again = send(web, page, text="one question")
    assert len(web.agent.heard) == heard + 1
    assert again.text.count("You said: one question") == 1
    assert "You said: another" in send(web, page, text="another").text


def test_what_is_wrong_is_said_and_the_draft_is_kept(web: Rig) -> None:
    page = send(web)
    empty = send(web, page, text=" ")
    assert empty.status_code == 422
    assert "<title>Error: " in empty.text and "Type your question, then send it." in empty.text
    long = send(web, page, text="x" * 1001)
    assert long.status_code == 413 and "x" * 1001 in long.text
    assert send(web, page, day="31", month="2", year="2023").status_code == 422
    assert send(web, page, choice="made-up").status_code == 422


def test_words_and_markup_are_shown_as_text(web: Rig) -> None:
    web.script(Message("answer", SCRIPT, blocks=(SCRIPT_BLOCK,), choices=(Choice(SCRIPT, "/x"),)))
    page = send(web, send(web), text=f'{SCRIPT} "quoted" & done')
    assert SCRIPT not in page.text
    assert "&lt;script&gt;" in page.text


def test_every_block_and_source_is_shown(web: Rig) -> None:
    message = Message(
        "decision",
        "All of it.",
        blocks=(
            {"type": "heading", "text": "A heading"},
            {"type": "list", "items": ["First thing", "Second thing"]},
            {"type": "deadline", "label": "Finish by", "value": "1 September 2026", "date": "2026-09-01"},
            {
                "type": "fact",
                "fact": "npq",
                "label": "NPQ",
                "value": "None",
                "title": "Change NPQ",
                "payload": "/inform",
            },
        ),
        sources=(
            {
                "title": "The law",
                "publisher": "GOV",
                "version": "2",
                "url": "https://a.example",
                "checked": "2026-11-01",
            },
        ),
    )
    web.script(message)
    text = send(web, send(web), text="hello").text
    for part in (
        "A heading",
        "Second thing",
        "1 September 2026",
        "Change NPQ",
        "https://a.example",
        "checked 1 November",
    ):
        assert part in text


def test_the_same_limits_hold(serve: Callable[..., Rig]) -> None:
    web = serve(messages_per_minute=2, sessions_per_hour=1)
    page = send(web)
    assert send(web, page, text="one").status_code == 200
    assert send(web, page, text="two").status_code == 429
    assert send(web).status_code == 429
    web.clock.pass_seconds(12 * 3600)
    assert send(web, page, text="three").status_code == 401


def test_an_old_page_gets_a_fresh_token(web: Rig) -> None:
    page = send(web)
    web.clock.pass_seconds(3600)
    assert fields(send(web, page, text="hello"))["token"] != fields(page)["token"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_sites_form_is_refused(web: Rig, origin: str) -> None:
    reply = web.client.post("plain", data={"text": "hello"}, headers={"Origin": origin})
    assert reply.status_code == 403
    assert not web.agent.heard


def test_only_the_pages_own_kind_of_form_is_read(web: Rig) -> None:
    assert web.client.post("plain", json={"text": "hello"}).status_code == 415
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert web.client.post("plain", content=b"&".join([b"a=b"] * 30), headers=headers).status_code == 400
    assert web.client.post("plain", content=b"text=" + b"x" * 70_000, headers=headers).status_code == 413


def test_the_page_is_never_kept_or_framed_and_its_own_form_may_name_its_origin(web: Rig) -> None:
    headers = web.client.get("plain").headers
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "same-origin")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
