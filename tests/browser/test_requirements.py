"""The fifteen requirements on the widget, in their order; what each says stands in widget/README.md."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .chat import LAUNCHER, Chat
from .conftest import Site

KEYS_TO_LAUNCHER = 30
SMALLEST = {"width": 320, "height": 256}


def test_requirement_01_launcher_is_a_last_button_that_opens_nothing_by_itself(site: Site) -> None:
    chat = site.chat()
    page = chat.page
    launcher = page.get_by_role("button", name=LAUNCHER)
    expect(launcher).to_be_visible()
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(launcher).to_have_text(LAUNCHER)
    page.wait_for_timeout(300)
    assert not chat.panel.is_visible()
    assert page.evaluate("document.activeElement === document.body")
    assert site.rig.agent.heard == []
    stops = []
    for _ in range(KEYS_TO_LAUNCHER):
        page.keyboard.press("Tab")
        stops.append(chat.focused())
        if stops[-1] == LAUNCHER:
            break
    assert stops[-1] == LAUNCHER
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")
    assert page.locator("training-chat audio").count() == 0


def test_requirement_02_opening_focuses_the_field_and_escape_gives_focus_back(site: Site) -> None:
    chat = site.chat()
    chat.launcher.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    expect(chat.launcher).to_have_attribute("aria-expanded", "true")
    assert chat.panel.get_attribute("aria-modal") is None
    expect(chat.page.get_by_role("link", name="How to book")).to_be_enabled()
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    chat.open()
    chat.panel.get_by_role("button", name="Close").click()
    expect(chat.launcher).to_be_focused()
    chat.open()
    expect(chat.field).to_be_focused()
    for _ in range(20):
        chat.page.keyboard.press("Tab")
        if chat.page.evaluate("document.activeElement === document.body"):
            return
    pytest.fail("Tab never left the panel")


def test_requirement_03_every_answer_is_announced_exactly_once(chat: Chat) -> None:
    chat.listen()
    chat.say("first")
    chat.say("first")
    assert chat.heard() == ["You said: first", "You said: first"]
    assert chat.status.count() == 1
    region = chat.root.locator("ol").locator("xpath=ancestor-or-self::*[@aria-live or @role='log' or @role='alert']")
    assert region.count() == 0


def test_requirement_04_messages_are_a_list_that_names_the_speaker(chat: Chat) -> None:
    chat.say("hello")
    assert chat.items.all_inner_texts()[1].split() == ["You", "hello"]
    assert chat.items.all_inner_texts()[2].startswith("Assistant")
    assert chat.root.get_by_role("listitem").filter(has=chat.page.locator(".who")).count() == 3


def test_requirement_05_the_first_message_says_what_this_is_and_links_to_a_person_and_privacy(chat: Chat) -> None:
    first = chat.items.first
    expect(first).to_contain_text("I am an automated assistant")
    expect(first).to_contain_text("Please do not enter names or details of pupils.")
    expect(first.get_by_role("link", name="Talk to a person")).to_have_attribute("href", re.compile("book#contact$"))
    expect(first.get_by_role("link", name="Privacy")).to_have_attribute("href", re.compile("book#privacy$"))


def test_requirement_06_the_field_has_a_visible_label_and_says_its_keys(site: Site, chat: Chat) -> None:
    expect(chat.root.get_by_text("Your message", exact=True)).to_be_visible()
    expect(chat.root.get_by_text("Enter sends. Shift and Enter starts a new line.")).to_be_visible()
    assert chat.field.get_attribute("placeholder") is None
    expect(chat.field).to_have_attribute("autocomplete", "off")
    chat.field.press_sequentially("one")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("two")
    expect(chat.field).to_have_value("one\ntwo")
    chat.field.press("Enter")
    expect(chat.items.last).to_contain_text("You said: one two")
    expect(chat.field).to_have_value("")


def test_requirement_07_too_long_is_counted_told_and_never_cut(site: Site, chat: Chat) -> None:
    count = chat.root.locator("#count")
    chat.field.fill("x" * 799)
    expect(count).to_be_hidden()
    chat.field.fill("x" * 800)
    expect(count).to_have_text("200 characters left.")
    chat.field.fill("x" * 1001)
    expect(count).to_have_text("1 character too many. The limit is 1,000.")
    chat.field.press("Enter")
    expect(chat.field).to_be_focused()
    expect(chat.field).to_have_value("x" * 1001)
    expect(chat.field).to_have_attribute("aria-invalid", "true")
    expect(chat.field).to_have_accessible_description(re.compile("must be 1,000 characters or fewer"))
    assert len(site.rig.agent.heard) == 1
    chat.say("x" * 1000)
    assert site.rig.agent.heard[-1].text == "x" * 1000


def test_requirement_08_waiting_is_told_and_nothing_is_lost(site: Site, chat: Chat) -> None:
    chat.page.clock.install()
    chat.listen()
    site.talk.seconds = 1.2
    chat.type("slow question")
    expect(chat.items.last).to_contain_text("slow question")
    expect(chat.send_button).to_have_attribute("aria-disabled", "true")
    expect(chat.field).to_have_attribute("readonly", "")
    assert chat.heard() == []
    chat.page.clock.run_for(550)
    assert chat.heard() == ["The assistant is replying."]
    chat.page.clock.run_for(9_500)
    assert chat.heard()[1:] == ["This is taking longer than usual. Your message is kept."]
    expect(chat.items.last).to_contain_text("You said: slow question")
    expect(chat.send_button).to_have_attribute("aria-disabled", "false")
    chat.page.route("**/messages", lambda route: route.abort())
    chat.type("lost question")
    again = chat.panel.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(chat.field).to_have_value("lost question")
    chat.page.unroute("**/messages")
    site.talk.seconds = 0
    again.click()
    expect(chat.items.last).to_contain_text("You said: lost question")


def test_requirement_09_at_320_by_256_the_panel_fills_the_screen_with_one_scroll(site: Site) -> None:
    chat = site.chat(viewport=SMALLEST).open()
    chat.say("decision")
    box = chat.panel.bounding_box()
    assert box == {"x": 0, "y": 0, **SMALLEST}
    assert chat.settled()
    scrollers = """root => [...root.querySelectorAll('*')].filter(one => one.matches('#panel, #panel *:not(textarea)')
        && one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY)).length"""
    assert chat.page.evaluate(f"({scrollers})(document.querySelector('training-chat').shadowRoot)") == 1
    chat.field.focus()
    for key in ["Shift+Tab"] * 8 + ["Tab"] * 8:
        chat.page.keyboard.press(key)
        assert not chat.page.evaluate(
            """() => {
                const root = document.querySelector('training-chat').shadowRoot;
                const at = root.activeElement, box = at.getBoundingClientRect();
                const x = box.left + Math.min(box.width / 2, 20), y = Math.max(box.top, 0) + 5;
                const seen = root.elementFromPoint(x, Math.min(y, innerHeight - 1));
                return !(at.contains(seen) || seen?.contains(at)) && at.textContent;
            }"""
        )


def test_requirement_10_targets_are_large_and_focus_is_seen(site: Site, chat: Chat) -> None:
    chat.say("question")
    chat.say("date")
    chat.say("decision")
    chat.say("summary")
    chat.panel.get_by_role("button", name="Options").click()
    small = chat.page.evaluate(
        """() => {
            const targets = 'button, input, textarea, summary, .help a, #menu a';
            return [...document.querySelector('training-chat').shadowRoot.querySelectorAll(targets)]
                .map(one => [one.textContent, one.getBoundingClientRect()])
                .filter(([_, box]) => box.width && (box.width < 44 || box.height < 44)).map(([name]) => name);
        }"""
    )
    assert small == []
    for button in (chat.launcher, chat.send_button, chat.panel.get_by_role("button", name="Close")):
        button.focus()
        chat.page.keyboard.press("Shift")
        style = button.evaluate("one => [getComputedStyle(one).outlineStyle, getComputedStyle(one).outlineWidth]")
        assert style == ["solid", "3px"]


def test_requirement_11_choices_stay_readable_and_say_what_was_chosen(site: Site, chat: Chat) -> None:
    chat.say("question")
    chosen = chat.panel.get_by_role("button", name="None of these yet")
    other = chat.panel.get_by_role("button", name="I have completed the NASENCO")
    assert chosen.locator("xpath=ancestor::ul").count() == 1
    chat.press("None of these yet")
    assert site.rig.agent.heard[-1].text == "/none"
    for button in (chosen, other):
        expect(button).to_be_visible()
        expect(button).to_be_disabled()
    told = chat.root.get_by_text("You chose “None of these yet”")
    expect(told).to_be_focused()
    chat.say("question")
    chat.say("I have completed the NASENCO")
    expect(chat.root.get_by_text("You chose “I have completed the NASENCO”")).to_be_visible()


@pytest.mark.parametrize(
    ("parts", "heard"),
    [
        (("1", "9", "2023"), "2023-09-01"),
        (("27", "sept", "2023"), "2023-09-27"),
        (("", "September", "2023"), "September 2023"),
        (("", "", "2023"), "2023"),
    ],
)
def test_requirement_12_dates_are_three_fields_or_words(
    site: Site, chat: Chat, parts: tuple[str, ...], heard: str
) -> None:
    chat.say("date")
    expect(chat.root.get_by_role("group", name="Enter a date")).to_be_visible()
    for name, value in zip(("Day", "Month", "Year"), parts, strict=True):
        chat.root.get_by_label(name, exact=True).fill(value)
    chat.press("Send date")
    assert site.rig.agent.heard[-1].text == heard
    expect(chat.root.get_by_role("group", name="Enter a date")).to_be_hidden()


def test_requirement_12_a_wrong_date_is_told_at_its_field_and_kept(site: Site, chat: Chat) -> None:
    chat.say("date")
    for name, value in (("Day", "31"), ("Month", "2"), ("Year", "2024")):
        chat.root.get_by_label(name, exact=True).fill(value)
    chat.root.get_by_role("button", name="Send date").click()
    day = chat.root.get_by_label("Day", exact=True)
    expect(day).to_be_focused()
    expect(day).to_have_accessible_description(re.compile("Enter a real date"))
    expect(chat.root.get_by_label("Year", exact=True)).to_have_value("2024")
    chat.say("3 March")
    assert site.rig.agent.heard[-1].text == "3 March"


def test_requirement_13_the_end_is_announced_and_one_key_puts_it_off(own_site: Callable[..., Site]) -> None:
    site = own_site()
    chat = site.chat()
    chat.page.clock.install()
    chat.open()
    chat.say("hello")
    chat.listen()
    site.rig.clock.pass_seconds(12 * 3600 - 130)
    chat.page.clock.fast_forward((12 * 3600 - 130) * 1000)
    assert chat.heard() == []
    chat.page.clock.fast_forward(15_000)
    assert chat.heard() == ["This conversation ends in 2 minutes."]
    keep = chat.panel.get_by_role("button", name="Keep it open")
    keep.focus()
    chat.page.keyboard.press("Enter")
    expect(keep).to_be_hidden()
    expect(chat.status).to_have_text("The conversation stays open.")
    chat.page.clock.fast_forward(3600_000)
    chat.say("still here")
    site.rig.clock.pass_seconds(24 * 3600)
    chat.page.clock.fast_forward(24 * 3600_000)
    expect(chat.panel.get_by_text("This conversation has ended.")).to_be_visible()
    expect(chat.items.last).to_contain_text("You said: still here")
    chat.panel.get_by_role("button", name="Start a new conversation").click()
    expect(chat.items).to_have_count(1)


def test_requirement_13_nothing_moves(site: Site, chat: Chat) -> None:
    chat.type("hello")
    assert chat.page.evaluate("document.querySelector('training-chat').shadowRoot.getAnimations().length") == 0


def test_requirement_14_the_conversation_can_be_copied_downloaded_printed_and_deleted(
    own_site: Callable[..., Site],
) -> None:
    site = own_site()
    chat = site.chat(permissions=["clipboard-read", "clipboard-write"]).open()
    chat.say("decision")
    chat.option("Copy the conversation")
    expect(chat.status).to_have_text("The conversation is copied.")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert "You:\ndecision" in copied and "https://www.legislation.gov.uk/uksi/2014/1530/regulation/49" in copied
    with chat.page.expect_download() as download:
        chat.option("Download the conversation")
    page = download.value.path().read_text()
    for part in ("Saved on", "NPQ needed, and time is short", "1 September 2028", "regulation/49", "not legal advice"):
        assert part in page
    assert "<script" not in page and "<!--" not in page
    chat.page.evaluate("() => { window.print = () => {}; }")
    chat.option("Print the conversation")
    chat.page.emulate_media(media="print")
    expect(chat.page.get_by_role("heading", name="NPQ needed, and time is short")).to_be_visible()
    expect(chat.page.get_by_role("link", name="How to book")).to_be_hidden()
    expect(chat.launcher).to_be_hidden()
    chat.page.evaluate("dispatchEvent(new Event('afterprint'))")
    chat.page.emulate_media(media="screen")
    expect(chat.page.get_by_role("link", name="How to book")).to_be_visible()
    chat.option("Delete my conversation")
    chat.panel.get_by_role("button", name="Keep it").click()
    expect(chat.items).to_have_count(3)
    chat.option("Delete my conversation")
    expect(chat.root.get_by_role("heading", name="Delete this conversation?")).to_be_focused()
    chat.panel.get_by_role("button", name="Delete it").click()
    expect(chat.status).to_have_text("Your conversation is deleted.")
    expect(chat.items).to_have_count(0)
    assert site.rig.agent.tracker_store.store == {}
    chat.panel.get_by_role("button", name="Start a new conversation").click()
    expect(chat.items).to_have_count(1)


def test_requirement_15_text_spacing_large_text_and_right_to_left_break_nothing(site: Site) -> None:
    chat = site.chat().open()
    chat.page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`:root { font-size: 200%; }
                * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    chat.say("question")
    chat.say("decision")
    assert chat.root.locator(".outcome").evaluate("one => getComputedStyle(one).letterSpacing") != "normal"
    assert chat.root.evaluate("one => getComputedStyle(one).fontSize") == "32px"
    assert chat.settled()
    expect(chat.root).to_have_attribute("lang", "en-GB")
    chat.root.evaluate("one => { one.dir = 'rtl'; }")
    assert chat.settled()
    box = chat.panel.bounding_box()
    assert box and box["x"] < 60


def test_requirement_15_without_the_server_the_panel_still_names_a_person(
    site: Site,
) -> None:
    chat = site.chat()
    chat.page.route("**/session", lambda route: route.abort())
    chat.launcher.click()
    expect(chat.panel.get_by_text("The assistant cannot be reached just now.")).to_be_visible()
    expect(chat.panel.get_by_role("link", name="Talk to a person").last).to_be_visible()
    chat.page.unroute("**/session")
    chat.panel.get_by_role("button", name="Try again").click()
    expect(chat.items).to_have_count(1)


def test_requirement_15_without_script_the_page_leads_to_the_plain_conversation(site: Site) -> None:
    page = site.visit(site.address + "demo", java_script_enabled=False)
    page.get_by_role("link", name="Ask it without JavaScript").click()
    expect(page.get_by_role("button", name="Start a conversation")).to_be_visible()


def test_requirement_09_focus_never_goes_behind_a_panel_that_fills_the_screen(site: Site) -> None:
    chat = site.chat(viewport=SMALLEST).open()
    chat.panel.get_by_role("button", name="Options").focus()
    chat.page.keyboard.press("Shift+Tab")
    expect(chat.panel).to_be_hidden()
    assert chat.focused() != LAUNCHER
    chat.open()
    chat.field.focus()
    chat.page.keyboard.press("Shift+Tab")
    expect(chat.panel).to_be_visible()


def test_requirement_02_reopening_shows_the_newest_message(site: Site, chat: Chat) -> None:
    for word in ("decision", "summary", "the last one"):
        chat.say(word)
    chat.page.keyboard.press("Escape")
    chat.launcher.click()
    expect(chat.items.last).to_be_in_viewport()
    chat.page.reload()
    chat.page.get_by_role("button", name="Continue your conversation").click()
    expect(chat.root.get_by_text("You said: the last one")).to_be_in_viewport()


def test_requirement_14_options_go_away_by_escape_or_a_press_outside(site: Site, chat: Chat) -> None:
    menu = chat.root.locator("#menu")
    options = chat.panel.get_by_role("button", name="Options")
    options.click()
    expect(options).to_have_attribute("aria-expanded", "true")
    chat.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(options).to_be_focused()
    expect(chat.panel).to_be_visible()
    options.click()
    chat.items.first.click(position={"x": 5, "y": 60})
    expect(menu).to_be_hidden()


def test_requirement_14_what_cannot_be_copied_is_said_for_eyes_too(site: Site, chat: Chat) -> None:
    chat.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    chat.option("Copy the conversation")
    told = "Copying is not allowed here. Download the conversation instead."
    expect(chat.panel.get_by_text(told)).to_be_visible()
    expect(chat.status).to_have_text(told)
    chat.say("hello")
    expect(chat.panel.get_by_text(told)).to_be_hidden()
