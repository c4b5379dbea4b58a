"""The widget on other people's pages: another origin, the strictest policy, only the documented lines added."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from senco.channels.widget_files import INTEGRITY, PATH

from .chat import LAUNCHER, Chat
from .conftest import ROOT, Site


@pytest.fixture
def provider() -> Iterator[ThreadingHTTPServer]:
    """A provider's own web server; ``page`` and ``policy`` are what it answers."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", server.policy)  # type: ignore[attr-defined]
            self.end_headers()
            self.wfile.write(server.page.encode())  # type: ignore[attr-defined]

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def embed(
    server: ThreadingHTTPServer, site: Site, integrity: str = INTEGRITY, extra: str = "", contact: str = "/contact"
) -> None:
    """Put the snippet of the README on the provider's page, under the strictest policy and the documented lines."""
    origin = site.address.removesuffix("/webhooks/web/")
    lines = f"script-src {origin}; connect-src {origin}"
    server.policy = f"default-src 'none'; {lines}; require-trusted-types-for 'script'; trusted-types lit-html"  # type: ignore[attr-defined]
    server.page = (  # type: ignore[attr-defined]
        f'<!doctype html><html lang="en"><title>A provider</title><main><h1>Courses</h1></main>{extra}'
        f'<script src="{site.address}{PATH}" integrity="{integrity}" crossorigin="anonymous" defer'
        f' data-contact-url="{contact}" data-launcher="Questions about SENCO courses?"></script></html>'
    )


def test_on_another_origin_under_the_strictest_policy_everything_works(
    own_site: Callable[..., Site], provider: ThreadingHTTPServer, visitor: Callable[..., Page]
) -> None:
    site = own_site(origins=frozenset({address(provider)}))
    embed(provider, site)
    hosts: set[str] = set()
    page = visitor(address(provider))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.get_by_role("button", name="Questions about SENCO courses?").click()
    chat = Chat(page)
    expect(chat.items).to_have_count(1)
    chat.say("question")
    chat.press("None of these yet")
    chat.say("date")
    chat.say("decision")
    with page.expect_download():
        chat.panel.get_by_role("button", name="Add to calendar").click()
    with page.expect_download():
        chat.option("Download the conversation")
    page.evaluate("() => { window.print = () => {}; }")
    chat.option("Print the conversation")
    chat.option("Delete my conversation")
    chat.panel.get_by_role("button", name="Delete it").click()
    expect(chat.items).to_have_count(0)
    assert hosts == {site.address.split("/")[2]}
    assert (
        page.evaluate("document.querySelector('training-chat').shadowRoot.querySelectorAll('[style], style').length")
        == 0
    )


def test_a_page_may_place_the_element_itself(
    own_site: Callable[..., Site], provider: ThreadingHTTPServer, visitor: Callable[..., Page]
) -> None:
    site = own_site(origins=frozenset({address(provider)}))
    embed(provider, site, extra='<training-chat><a href="/contact">Contact us</a></training-chat>')
    page = visitor(address(provider))
    expect(page.get_by_role("button", name="Questions about SENCO courses?")).to_be_visible()
    assert page.locator("training-chat").count() == 1
    expect(page.get_by_role("link", name="Contact us")).to_be_hidden()


def test_a_site_that_is_not_listed_gets_nothing(
    site: Site, provider: ThreadingHTTPServer, visitor: Callable[..., Page]
) -> None:
    embed(provider, site)
    page = visitor(address(provider))
    expect(page.get_by_role("heading", name="Courses")).to_be_visible()
    assert page.get_by_role("button").count() == 0


def test_an_altered_bundle_is_refused(
    own_site: Callable[..., Site], provider: ThreadingHTTPServer, visitor: Callable[..., Page]
) -> None:
    site = own_site(origins=frozenset({address(provider)}))
    embed(provider, site, integrity="sha384-" + "A" * 64)
    page = visitor(address(provider))
    assert page.get_by_role("button").count() == 0


def test_the_script_included_twice_makes_one_widget(
    own_site: Callable[..., Site], provider: ThreadingHTTPServer, visitor: Callable[..., Page]
) -> None:
    site = own_site(origins=frozenset({address(provider)}))
    embed(provider, site, extra=f'<script src="{site.address}{PATH}" crossorigin="anonymous" defer></script>')
    # lit asks for its Trusted Types policy at once, and a page grants it once: no harm, but an error in the console.
    provider.policy = "default-src * 'unsafe-inline'"  # type: ignore[attr-defined]
    page = visitor(address(provider))
    expect(page.get_by_role("button", name=LAUNCHER)).to_have_count(1)
    assert page.locator("training-chat").count() == 1


def test_the_bundle_is_kept_by_browsers_and_another_version_is_not_found(site: Site) -> None:
    reply = site.rig.client.get(PATH)
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.content == (ROOT / "widget/dist/training-chat.js").read_bytes()
    assert site.rig.client.get("widget/0.0.1/training-chat.js").status_code == 404


def test_a_link_of_the_snippet_leads_only_where_links_may_lead(
    own_site: Callable[..., Site], provider: ThreadingHTTPServer, visitor: Callable[..., Page]
) -> None:
    site = own_site(origins=frozenset({address(provider)}))
    embed(provider, site, contact="javascript:alert(1)")
    page = visitor(address(provider))
    page.get_by_role("button", name="Questions about SENCO courses?").click()
    chat = Chat(page)
    expect(chat.items.first).to_contain_text("Talk to a person")
    assert chat.root.get_by_role("link").count() == 0
