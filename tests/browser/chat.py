"""The widget as a visitor meets it: what to press, what to read. Playwright looks into the open shadow root."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

LAUNCHER = "Ask the SENCO assistant"
HEARD = """() => {
    window.heard = [];
    const status = document.querySelector('training-chat').shadowRoot.querySelector('[role=status]');
    new MutationObserver(changes => {
        for (const change of changes) for (const node of change.addedNodes) window.heard.push(node.textContent);
    }).observe(status, {childList: true, subtree: true, characterData: true});
}"""


class Chat:
    """One widget on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("training-chat")
        self.launcher = self.root.locator(".launcher")
        self.panel = self.root.get_by_role("dialog", name="SENCO assistant")
        self.field = self.root.get_by_label("Your message", exact=True)
        self.send_button = self.root.get_by_role("button", name="Send", exact=True)
        self.items = self.root.locator("ol > li")
        self.status = self.root.get_by_role("status")

    def open(self) -> Chat:
        """Press the launcher and wait for the greeting."""
        self.launcher.click()
        expect(self.items.first).to_be_visible()
        return self

    def type(self, words: str) -> None:
        """Type a message and press Enter, without waiting."""
        self.field.fill(words)
        self.field.press("Enter")

    def say(self, words: str) -> Locator:
        """Say something and return the last message of the answer."""
        before = self.items.count()
        self.type(words)
        return self.answer_after(before)

    def press(self, name: str) -> Locator:
        """Press a button of the panel and return the last message of the answer."""
        before = self.items.count()
        self.panel.get_by_role("button", name=name, exact=True).last.click()
        return self.answer_after(before)

    def answer_after(self, count: int) -> Locator:
        """Wait until what was said and its answer stand after the first ``count`` messages."""
        expect(self.root.locator("ol > li[data-seq]").nth(count + 1)).to_be_visible()
        expect(self.send_button).to_have_attribute("aria-disabled", "false")
        return self.items.last

    def option(self, name: str) -> None:
        """Choose something under Options."""
        self.panel.get_by_role("button", name="Options").click()
        self.root.locator("#menu").get_by_text(name, exact=True).click()

    def listen(self) -> None:
        """From now on note what the status region is given to say."""
        self.page.evaluate(HEARD)

    def heard(self) -> list[str]:
        """What the status region was given to say since ``listen``."""
        return list(self.page.evaluate("window.heard"))

    def focused(self) -> str:
        """What has the focus: the text or label of the element, inside the widget too."""
        return str(
            self.page.evaluate(
                """() => {
                    let at = document.activeElement;
                    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                    return (at.labels?.[0]?.firstChild?.textContent || at.textContent).trim();
                }"""
            )
        )

    def settled(self) -> bool:
        """Whether the page needs no sideways scrolling, nor the panel."""
        return bool(
            self.page.evaluate(
                """() => {
                    const root = document.querySelector('training-chat').shadowRoot;
                    const wide = [document.documentElement, ...root.querySelectorAll('#panel, .scroll, .foot, header')];
                    return wide.every(one => one.scrollWidth <= one.clientWidth + 1);
                }"""
            )
        )
