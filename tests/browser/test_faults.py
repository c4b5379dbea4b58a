"""What a visitor keeps when pages, connections, servers and tabs come and go."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from .chat import Chat
from .conftest import Site


def reopened(page: Page) -> Chat:
    """The widget of a page that was loaded anew, opened."""
    chat = Chat(page)
    expect(chat.panel).to_be_hidden()
    page.get_by_role("button", name="Continue your conversation").click()
    expect(chat.items.first).to_be_visible()
    return chat


def test_the_conversation_goes_on_across_pages_and_reloads(chat: Chat) -> None:
    chat.say("question")
    chat.press("None of these yet")
    chat.field.fill("half a thought")
    chat.page.keyboard.press("Escape")
    chat.page.get_by_role("link", name="Local groups and dates").click()
    chat = reopened(chat.page)
    expect(chat.items).to_have_count(5)
    expect(chat.root.get_by_text("You chose “None of these yet”")).to_be_visible()
    expect(chat.field).to_have_value("half a thought")
    chat.page.reload()
    chat = reopened(chat.page)
    assert "You said: more" in chat.say("more").inner_text()


def test_a_reload_in_mid_turn_loses_and_doubles_nothing(site: Site, chat: Chat) -> None:
    site.talk.seconds = 0.8
    with chat.page.expect_request("**/messages"):
        chat.type("slow question")
    chat.page.reload()
    chat = reopened(chat.page)
    expect(chat.items.last).to_contain_text("You said: slow question")
    expect(chat.items).to_have_count(3)
    expect(chat.field).to_have_value("")
    assert [message.text for message in site.rig.agent.heard] == ["/greet", "slow question"]


def test_a_message_that_never_left_is_sent_when_the_page_is_opened_again(site: Site, chat: Chat) -> None:
    chat.page.route("**/messages", lambda route: None)
    chat.type("lost on the way")
    chat.page.unroute("**/messages")
    chat.page.reload()
    chat = reopened(chat.page)
    expect(chat.items.last).to_contain_text("You said: lost on the way")
    assert [message.text for message in site.rig.agent.heard] == ["/greet", "lost on the way"]


def test_offline_the_draft_stays_and_goes_when_the_connection_is_back(site: Site, chat: Chat) -> None:
    chat.page.context.set_offline(True)
    chat.type("are you there")
    expect(chat.panel.get_by_text("You are offline.")).to_be_visible()
    expect(chat.field).to_have_value("are you there")
    chat.page.context.set_offline(False)
    expect(chat.items.last).to_contain_text("You said: are you there")
    expect(chat.field).to_have_value("")
    assert len(site.rig.agent.heard) == 2


def test_a_lost_answer_is_asked_for_again_under_the_same_id_after_1_2_4_and_8_seconds(site: Site, chat: Chat) -> None:
    ids: list[str] = []

    def lose(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "{}")["id"])
        route.fetch()
        route.abort()

    chat.page.clock.install()
    chat.page.route("**/messages", lose)
    chat.type("important")
    expect(chat.panel.get_by_text("Trying again by itself.")).to_be_visible()
    for attempt, seconds in enumerate((1, 2, 4, 8), start=2):
        with chat.page.expect_event("requestfailed"):
            chat.page.clock.run_for(seconds * 1000 + 50)
        assert len(ids) == attempt
    expect(chat.panel.get_by_text("Your message was not sent.", exact=True)).to_be_visible()
    chat.page.clock.run_for(60_000)
    assert len(ids) == 5 and len(set(ids)) == 1
    chat.page.unroute("**/messages")
    chat.field.press("Enter")
    expect(chat.items.last).to_contain_text("You said: important")
    assert [message.text for message in site.rig.agent.heard] == ["/greet", "important"]


def test_other_words_after_a_failure_are_a_new_message(site: Site, chat: Chat) -> None:
    chat.page.clock.install()
    chat.page.route("**/messages", lambda route: route.abort())
    chat.type("first wording")
    expect(chat.panel.get_by_role("button", name="Try again")).to_be_visible()
    chat.page.unroute("**/messages")
    chat.field.fill("second wording")
    expect(chat.panel.get_by_role("button", name="Try again")).to_be_hidden()
    chat.page.clock.run_for(20_000)
    chat.field.press("Enter")
    expect(chat.items.last).to_contain_text("You said: second wording")
    assert [message.text for message in site.rig.agent.heard] == ["/greet", "second wording"]


def test_too_many_messages_wait_as_long_as_the_server_says(own_site: Callable[..., Site]) -> None:
    site = own_site(messages_per_minute=2)
    chat = site.chat()
    chat.page.clock.install()
    chat.open()
    chat.say("one")
    chat.type("two")
    expect(chat.panel.get_by_text("That is too many messages.")).to_be_visible()
    expect(chat.field).to_have_value("two")
    chat.page.clock.run_for(50_000)
    assert len(site.rig.agent.heard) == 2
    site.rig.clock.pass_seconds(61)
    chat.page.clock.run_for(12_000)
    expect(chat.items.last).to_contain_text("You said: two")


def test_a_turn_that_fails_says_so_and_can_be_tried_again(site: Site, chat: Chat) -> None:
    site.talk.failing = True
    chat.say("hello")
    expect(chat.items.last).to_contain_text("Something went wrong on our side.")
    site.talk.failing = False
    chat.press("Try again")
    expect(chat.items.last).to_contain_text("You said: hello")


def test_a_second_tab_with_the_same_conversation_stays_the_same(chat: Chat) -> None:
    with chat.page.expect_popup() as popup:
        chat.page.evaluate("() => { window.open(location.href); }")
    second = reopened(popup.value)
    second.say("from the second tab")
    expect(chat.items.last).to_contain_text("You said: from the second tab")
    chat.say("from the first tab")
    expect(second.items.last).to_contain_text("You said: from the first tab")
    assert second.items.all_inner_texts() == chat.items.all_inner_texts()


def test_two_visitors_never_see_each_other_even_with_guessed_ids(site: Site) -> None:
    first, second = site.chat().open(), site.chat().open()
    first.say("the first visitor's secret")
    second.say("hello")
    assert "secret" not in second.root.inner_text()
    token = """() => JSON.parse(Object.values(sessionStorage)[0]).token"""
    theirs, mine = first.page.evaluate(token), second.page.evaluate(token)
    ask = """async ([address, token]) => {
        const reply = await fetch(address, { headers: token ? { Authorization: 'Bearer ' + token } : {} });
        return [reply.status, await reply.text()];
    }"""
    address = site.address + "messages?after=0"
    head, body, signature = theirs.split(".")
    guesses = ["", uuid.uuid4().hex, f"{head}.{body}.{mine.split('.')[2]}", f"{head}.{mine.split('.')[1]}.{signature}"]
    for guess in guesses:
        status, text = second.page.evaluate(ask, [address, guess])
        assert status == 401 and "secret" not in text
    assert second.page.evaluate("document.cookie") == ""
    assert second.page.evaluate("localStorage.length") == 0


def test_asking_to_be_forgotten_in_words_deletes_the_conversation(own_site: Callable[..., Site]) -> None:
    site = own_site()
    chat = site.chat().open()
    chat.type("delete my data")
    expect(chat.panel.get_by_text("Your conversation is deleted.")).to_be_visible()
    expect(chat.items).to_have_count(0)
    assert site.rig.agent.tracker_store.store == {}


@pytest.mark.parametrize("code", ["bad", "{}"])
def test_broken_storage_of_the_browser_begins_a_new_conversation(site: Site, code: str) -> None:
    chat = site.chat()
    chat.page.evaluate("code => sessionStorage.setItem(`training-chat ${location.origin}/webhooks/web`, code)", code)
    chat.page.reload()
    chat.open()
    assert "You said: hello" in chat.say("hello").inner_text()
