"""axe-core on every state of the widget, contrast of the colours, and what a screen reader says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from senco.provider import load_provider

from .chat import Chat
from .conftest import DESKTOP, ROOT, Site

NODE_MODULES = ROOT / "widget" / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
SCREEN_READER = NODE_MODULES / "@guidepup" / "virtual-screen-reader" / "lib" / "esm" / "index.browser.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = {"width": 320, "height": 256}


def closed(chat: Chat) -> None:
    pass


def opened(chat: Chat) -> None:
    chat.open()


def in_mid_form(chat: Chat) -> None:
    chat.open()
    chat.say("question")
    chat.press("None of these yet")
    chat.say("date")
    chat.root.get_by_label("Day", exact=True).fill("31")
    chat.root.get_by_role("button", name="Send date").click()
    expect(chat.root.locator("#date-wrong")).to_be_visible()


def with_a_decision(chat: Chat) -> None:
    chat.open()
    chat.say("decision")
    chat.root.locator("summary").click()


def with_a_summary_and_options(chat: Chat) -> None:
    chat.open()
    chat.say("summary")
    chat.say("support")
    chat.panel.get_by_role("button", name="Options").click()


def with_an_error(chat: Chat) -> None:
    chat.open()
    chat.page.route("**/messages", lambda route: route.abort())
    chat.type("lost")
    expect(chat.panel.get_by_role("button", name="Try again")).to_be_visible()


def asked_whether_to_delete(chat: Chat) -> None:
    chat.open()
    chat.option("Delete my conversation")


STATES = [
    closed,
    opened,
    in_mid_form,
    with_a_decision,
    with_a_summary_and_options,
    with_an_error,
    asked_whether_to_delete,
]


def violations(page: Page) -> list[str]:
    """What axe finds on the page, the widget included."""
    if not AXE.exists():
        pytest.fail("axe-core is not installed. Run: make widget")
    page.add_script_tag(content=AXE.read_text())
    found: dict[str, Any] = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize(
    "options",
    [{"viewport": DESKTOP}, {"viewport": SMALLEST}, {"viewport": DESKTOP, "forced_colors": "active"}],
    ids=["desktop", "320x256", "forced colours"],
)
def test_axe_finds_nothing(site: Site, state: Callable[[Chat], None], options: dict[str, Any]) -> None:
    # axe comes in as inline script, which the page's policy rightly forbids; test_policy keeps the policy on.
    chat = site.chat(bypass_csp=True, **options)
    state(chat)
    assert violations(chat.page) == []


@pytest.mark.parametrize("path", ["demo", "demo/groups", "demo/book"])
def test_axe_finds_nothing_on_the_sample_site(site: Site, path: str) -> None:
    assert violations(site.chat(path, bypass_csp=True).page) == []


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tinted(accent: str) -> str:
    """The accent at 9% on white, as the style sheet mixes it."""
    return "#" + "".join(f"{round(255 - (255 - int(accent[at : at + 2], 16)) * 0.09):02x}" for at in (1, 3, 5))


def test_the_providers_and_the_default_colours_have_contrast() -> None:
    styles = (ROOT / "widget" / "src" / "widget.css").read_text()
    named = dict(re.findall(r"--([\w-]+): (?:var\([\w-]+, )?(#[0-9a-f]+)", styles))
    colours = load_provider().colours
    full = {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in named.items()
    }
    for accent, on_accent in ((full["accent"], full["on-accent"]), (colours.accent, colours.on_accent)):
        assert contrast(accent, on_accent) >= 4.5
        for background in ("#ffffff", "#f7f9fa", tinted(accent)):
            assert contrast(accent, background) >= 4.5
            for text in (full["ink"], full["soft"]):
                assert contrast(text, background) >= 4.5
    assert contrast(full["wrong"], "#ffffff") >= 4.5
    assert contrast(full["edge"], "#ffffff") >= 3
    assert contrast("#0b0c0c", "#ffffff") >= 3


def test_a_screen_reader_says_an_answer_once(site: Site) -> None:
    chat = site.chat(bypass_csp=True).open()
    reader: Path = SCREEN_READER
    chat.page.route("**/reader.js", lambda route: route.fulfill(path=reader, content_type="text/javascript"))
    chat.page.evaluate(
        """async address => {
            const { virtual } = await import(address);
            window.reader = virtual;
            const { shadowRoot } = document.querySelector('training-chat');
            await virtual.start({ container: shadowRoot.querySelector('.root') });
        }""",
        site.address + "demo/reader.js",
    )
    chat.say("hello")
    log = chat.page.evaluate("window.reader.spokenPhraseLog()")
    assert [phrase for phrase in log if phrase.startswith("polite:")] == ["polite: You said: hello"]
