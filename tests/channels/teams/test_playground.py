"""Microsoft 365 Agents Playground, Microsoft's own stand-in for Teams, in Chromium, from installation to decision.

It signs nothing, so a small proxy signs for it, and gives it a tenant id that is one.
"""

from __future__ import annotations

import http.server
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import free_ports

from .live_rig import Running, assistant
from .microsoft import TENANT, wait_until
from .teams_rig import token

pytestmark = [pytest.mark.live, pytest.mark.browser]

ITS_TENANT = '"00000000-0000-0000-0000-0000000000001"'
SCREENSHOTS = Path(__file__).resolve().parents[3] / "screenshots"


class SigningProxy(threading.Thread):
    """Passes activities on to ``target`` with a token of the Bot Service."""

    def __init__(self, target: str) -> None:
        super().__init__(daemon=True)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                raw = raw.replace(ITS_TENANT, json.dumps(TENANT)).replace("http://localhost:", "http://127.0.0.1:")
                signed = token(service_url=json.loads(raw)["serviceUrl"])
                headers = {"Authorization": f"Bearer {signed}", "Content-Type": "application/json"}
                reply = httpx.post(target, content=raw, headers=headers, timeout=30)
                self.send_response(reply.status_code)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/api/messages"

    def run(self) -> None:
        self.server.serve_forever()


@contextmanager
def playing(oracles: Path, running: Running, port: int, folder: Path) -> Iterator[None]:
    """Run the Playground on ``port``, pointed at the assistant through the proxy."""
    proxy = SigningProxy(f"{running.address}/webhooks/teams/webhook")
    proxy.start()
    program = oracles / "node_modules" / ".bin" / "agentsplayground"
    command = [program, "start", "-e", proxy.address, "-c", "msteams", "--dt", "-p", str(port)]
    with (folder / "playground.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until(lambda: "Listening" in (folder / "playground.log").read_text(), seconds=30)
            yield
        finally:
            process.terminate()
            process.wait(10)
            proxy.server.shutdown()


@pytest.fixture
def playground(oracles: Path, tmp_path: Path) -> Iterator[Page]:
    """The Playground's page, with the bot installed."""
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    with (
        assistant(tmp_path, SENCO_TEAMS_SERVICE_HOSTS=address) as running,
        playing(oracles, running, port, tmp_path),
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1500, "height": 1100})
        page.goto(address)
        yield page
        chromium.close()


def test_from_installation_to_decision(playground: Page) -> None:
    page = playground
    expect(page.get_by_text("I am an automated assistant")).to_have_count(1, timeout=15_000)

    page.get_by_role("textbox").first.click()
    page.keyboard.type("What is my deadline?")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="None of these yet").click(timeout=15_000)
    expect(page.get_by_text("You chose None of these yet")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="None of these yet")).to_have_count(0)

    page.get_by_role("combobox", name="Enter a date").click()
    calendar = page.get_by_role("dialog")
    for _ in range(36):
        if calendar.get_by_text("September 2025").count():
            break
        calendar.get_by_title("Previous month").click()
    calendar.get_by_role("button", name="1, September, 2025", exact=True).click()
    page.get_by_role("button", name="Send date").click()
    expect(page.get_by_text("You chose 1 September 2025")).to_be_visible(timeout=15_000)

    page.get_by_role("button", name="No, this is my first SENCO post").click(timeout=15_000)
    expect(page.get_by_text("1 September 2028").first).to_be_visible(timeout=15_000)
    page.get_by_role("button", name=re.compile(r"Sources \(\d+\)")).last.click()
    expect(page.get_by_role("link", name="Children and Families Act 2014: SEN co-ordinators")).to_be_visible()
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "teams-playground.png")
