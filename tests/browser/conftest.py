"""Chromium, and the sample site twice: with a stand-in for Rasa that the test directs, and with the real assistant."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.channels.web.web_rig import Clock, Rig, Server, StandIn, build

from .chat import Chat
from .talk import Talk

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOTE_VIOLATIONS = """
    window.violations = [];
    addEventListener('securitypolicyviolation', event => window.violations.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


# Of the package, not the session: Playwright's event loop would be in the way of other tests' own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor. Any violation of the page's policy, and any script error, fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def visit(address: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        context.add_init_script(NOTE_VIOLATIONS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        return page

    yield visit
    violations = [v for context in contexts for page in context.pages for v in page.evaluate("window.violations")]
    for context in contexts:
        context.close()
    assert (violations, faults) == ([], [])


@dataclass
class Site:
    """The sample site with the stand-in behind it."""

    address: str
    rig: Rig
    talk: Talk
    visit: Callable[..., Page]

    def chat(self, path: str = "demo", **options: Any) -> Chat:
        """A new visitor's widget, closed."""
        return Chat(self.visit(self.address + path, **options))


def start(var: Path, **settings: Any) -> tuple[Server, Rig, Talk]:
    """Start a server with a stand-in; visitors of all tests share an address, so there is room for many."""
    talk, clock = Talk(), Clock()
    clock.now = time.time()
    room = {"messages_per_minute": 1000, "sessions_per_hour": 1000}
    server, rig = build(var, clock, StandIn(answer=talk), **{**room, **settings})
    return server, rig, talk


def stop(server: Server, rig: Rig) -> None:
    rig.client.close()
    server.stop()


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rig, Talk]]:
    """One server for the tests that change nothing of it."""
    server, rig, talk = start(tmp_path_factory.mktemp("var"))
    yield rig, talk
    stop(server, rig)


@pytest.fixture
def site(shared: tuple[Rig, Talk], visitor: Callable[..., Page]) -> Site:
    """The sample site with the stand-in behind it."""
    rig, talk = shared
    rig.agent.heard.clear()
    talk.seconds, talk.failing = 0.0, False
    return Site(str(rig.client.base_url), rig, talk, visitor)


@pytest.fixture
def own_site(tmp_path: Path, visitor: Callable[..., Page]) -> Iterator[Callable[..., Site]]:
    """The sample site on a server of the test's own, with the settings given."""
    running: list[tuple[Server, Rig]] = []

    def make(**settings: Any) -> Site:
        server, rig, talk = start(tmp_path, **settings)
        running.append((server, rig))
        return Site(str(rig.client.base_url), rig, talk, visitor)

    yield make
    for server, rig in running:
        stop(server, rig)


@pytest.fixture
def chat(site: Site) -> Chat:
    """A visitor who has opened the widget."""
    return site.chat().open()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of a page for people to look at."""

    def take(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return take
