"""Structured messages as native parts: the decision, the summary, the calendar."""

from __future__ import annotations

from datetime import date

from icalendar import Calendar
from playwright.sync_api import expect

from .chat import Chat
from .conftest import Site


def test_a_decision_is_a_card_with_its_dates_steps_and_sources(chat: Chat) -> None:
    card = chat.say("decision").locator(".card")
    expect(card.get_by_role("heading").first).to_have_text("NPQ needed, and time is short")
    deadline = card.locator(".deadline")
    expect(deadline).to_contain_text("Last day to be without it")
    large, usual = (
        float(card.locator(part).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))
        for part in (".deadline strong", "li")
    )
    assert large >= 1.4 * usual
    expect(deadline).to_contain_text("Safe day: 31 August 2028")
    expect(card.get_by_role("heading", name="What to do next")).to_be_visible()
    sources = card.locator("details")
    assert sources.get_attribute("open") is None
    sources.locator("summary").press("Enter")
    law = sources.get_by_role("link", name="Special Educational Needs and Disability Regulations 2014")
    expect(law).to_have_attribute("href", "https://www.legislation.gov.uk/uksi/2014/1530/regulation/49")
    expect(law).to_have_attribute("rel", "noopener noreferrer")
    expect(sources).to_contain_text(
        "Version: latest available, as amended from 1 September 2024. Checked 21 November 2026."
    )


def test_the_dates_go_into_a_calendar(chat: Chat) -> None:
    chat.say("decision")
    with chat.page.expect_download() as download:
        chat.panel.get_by_role("button", name="Add to calendar").click()
    assert download.value.suggested_filename == "senco-dates.ics"
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    events = {event.decoded("dtstart"): event for event in calendar.walk("VEVENT")}
    assert set(events) == {date(2028, 9, 1), date(2026, 11, 30)}
    assert "safe day: 31 August 2028" in events[date(2028, 9, 1)]["summary"]
    assert "not legal advice" in events[date(2028, 9, 1)]["description"]
    expect(chat.status).to_contain_text("The calendar file is downloaded.")


def test_only_its_own_visitor_gets_a_calendar(site: Site, chat: Chat) -> None:
    chat.say("decision")
    seq = chat.items.last.get_attribute("data-seq")
    assert site.rig.client.get(f"messages/{seq}/calendar.ics").status_code == 401
    other = site.rig.open(greet=True)
    headers = {"Authorization": f"Bearer {other}"}
    assert site.rig.client.get(f"messages/{seq}/calendar.ics", headers=headers).status_code == 404
    assert site.rig.client.get("messages/1/calendar.ics", headers=headers).status_code == 404


def test_every_answer_of_a_summary_can_be_changed(site: Site, chat: Chat) -> None:
    summary = chat.root.locator(f"[data-seq='{chat.say('summary').get_attribute('data-seq')}']")
    expect(summary.get_by_role("term")).to_have_text(["Became a SENCO", "NPQ for SENCOs"])
    summary.get_by_role("button", name="Change the NPQ").click()
    expect(chat.items.last).to_contain_text("You said: /change_npq")
    assert site.rig.agent.heard[-1].text == "/change_npq"
    chat.press("Change the start date")
    assert site.rig.agent.heard[-1].text == "/change_start"
    chat.say("summary")
    assert summary.get_by_role("button").count() == 0


def test_start_again_is_said_in_the_conversation(site: Site, chat: Chat) -> None:
    chat.say("hello")
    chat.option("Start again")
    expect(chat.items.last).to_contain_text("You said: Start again")
