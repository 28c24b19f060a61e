"""The example page in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.integration.conftest import BOUND_S

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
]


@contextmanager
def running_chromium(program: str) -> Iterator[Browser]:
    """Run a browser, which *program* starts, for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """A page that is open, and everything that its console said, which is where violations of its policy stand too."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.page: Page = browser.new_page()
        self.page.set_default_timeout(BOUND_S * 1000)
        self.console: list[str] = []
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.goto(url)

    def expect_state(self, text: str) -> None:
        """Wait until the state is *text*."""
        expect(self.page.locator("#state")).to_have_text(text, timeout=BOUND_S * 1000)

    def expect_updates(self, count: int) -> list[str]:
        """Wait until *count* updates are shown, and return their headlines."""
        updates = self.page.locator("#updates li")
        expect(updates).to_have_count(count, timeout=BOUND_S * 1000)
        return updates.locator("h3").all_text_contents()
