"""Whatever anybody types or the server sends is shown as text and changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from senco.message import Choice, Message

from . import talk
from .chat import Chat
from .conftest import Site

INPUTS = {
    "script": "<script>window.attacked = 1</script>",
    "image": "<img src=x onerror='window.attacked = 1'>",
    "template": "${alert(1)} {{constructor}} <!--lit-->",
    "markdown": "**bold** [link](javascript:alert(1)) # heading",
    "right to left": "\u202eabc \u05e9\u05dc\u05d5\u05dd",
    "zero width": "se\u200bn\u200dco",
    "sql": "'; DROP TABLE messages; --",
    "long word": "x" * 1000,
}


@pytest.mark.parametrize("typed", INPUTS.values(), ids=INPUTS)
def test_typed_text_is_shown_as_text(site: Site, chat: Chat, typed: str) -> None:
    chat.say(typed)
    shown = chat.items.nth(1).locator(".bubble")
    expect(shown).to_have_text(str(site.rig.agent.heard[-1].text))
    assert shown.locator("p").count() == 1 and shown.locator("a, b, strong, img, script").count() == 0
    assert chat.page.evaluate("window.attacked") is None
    assert chat.settled()


def test_ten_thousand_characters_are_told_and_not_sent(site: Site, chat: Chat) -> None:
    chat.type("x" * 10_000)
    expect(chat.panel.get_by_text("Your message must be 1,000 characters or fewer. It has 10,000.")).to_be_visible()
    expect(chat.field).to_have_value("x" * 10_000)
    assert len(site.rig.agent.heard) == 1


@pytest.mark.parametrize("command", ["/restart", " /session_start", "\u200b/greet", '/inform{"npq":"passed"}'])
def test_a_typed_command_never_reaches_rasa(site: Site, chat: Chat, command: str) -> None:
    answer = chat.say(command)
    expect(answer).to_contain_text("I read plain words, not commands.")
    assert [message.text for message in site.rig.agent.heard] == ["/greet"]


def test_what_the_server_sends_is_text_too_and_links_lead_only_to_web_mail_and_telephone(
    site: Site, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = "<img src=x onerror='window.attacked = 1'>"
    message = Message(
        "answer",
        evil,
        blocks=(
            {"type": "heading", "text": evil},
            {"type": "paragraph", "text": f"{evil} javascript:alert(1) https://example.org/a?b=c. me@example.org"},
            {"type": "list", "items": [evil]},
            {"type": "deadline", "label": evil, "value": evil},
            {"type": "new in a later version", "text": evil},
        ),
        choices=(Choice(evil, "/x"),),
        sources=({"title": evil, "publisher": evil, "version": evil, "url": "https://example.org/'\"><b>"},),
    )
    monkeypatch.setitem(talk.ANSWERS, "evil", message)
    answer = chat.say("evil")
    assert answer.locator("img, b, script").count() == 0
    assert chat.page.evaluate("window.attacked") is None
    links = answer.get_by_role("link").evaluate_all("all => all.map(one => one.href)")
    assert links[:2] == ["https://example.org/a?b=c", "mailto:me@example.org"]
    answer.locator("summary").click()
    assert all(link.startswith(("https:", "mailto:")) for link in links)
    chat.press(evil)
    expect(chat.root.get_by_text(f"You chose “{evil}”")).to_be_visible()


def test_messages_of_support_have_telephone_links_and_stand_out(chat: Chat) -> None:
    answer = chat.say("support")
    assert answer.get_by_role("link").evaluate_all("all => all.map(one => one.href)") == [
        "tel:116123",
        "tel:08000562561",
    ]
    assert answer.locator(".bubble").evaluate("one => getComputedStyle(one).borderTopWidth") == "2px"
