"""The example dashboard beside brokers that `run` did not start, in a network where port 8000 is free."""

import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import Tab, running_chromium
from tests.e2e.conftest import Starter, entry
from tests.integration.conftest import BOUND_S, installed
from tests.integration.namespaces import mosquitto_away
from tests.integration.shipped import copy_configuration, write_secrets

OPEN_EXAMPLE = ("run", "--speed", "max", "--open-example", "--broker")


@pytest.fixture
def within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Run the Mosquitto of compose.yaml in another network, and return what begins a command there."""
    monkeypatch.setenv("BROWSER", "true")
    script = copy_configuration(tmp_path) / "start.sh"
    with mosquitto_away("sh", str(script), str(write_secrets(tmp_path))) as enter:
        yield enter


@pytest.fixture
def chromium(within: list[str], tmp_path: Path) -> Iterator[Browser]:
    """Run Debian's chromium in that network."""
    program = tmp_path / "chromium"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([*within, installed("chromium", "chromium")])} "$@"\n')
    program.chmod(0o755)
    with running_chromium(str(program)) as browser:
        yield browser


def log_in(page: Page, user: str, password: str) -> None:
    """Fill in the two fields that the page shows, and send them off."""
    page.get_by_label("User").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button").click()


def test_page_on_the_shipped_mosquitto_asks_who_looks_on(
    start: Starter, within: list[str], chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run says what may keep the page away; who is let in as `dashboard` starts the day, and sees all of it."""
    monkeypatch.setenv("REPLAY_MQTT_USERNAME", "replay")
    monkeypatch.setenv("REPLAY_MQTT_PASSWORD", "yalper")
    run = start(*OPEN_EXAMPLE, "ws://127.0.0.1:9001", within=within)
    tab = Tab(chromium, entry(run, "ready")["page"])
    login = tab.page.locator("#login")
    expect(login).to_be_visible(timeout=BOUND_S * 1000)
    assert "let in its origin" in entry(run, "no page yet")["hint"]
    log_in(tab.page, "dashboard", "wrong")
    expect(tab.page.get_by_label("Password")).to_have_value("")
    expect(login).to_be_visible(timeout=BOUND_S * 1000)
    log_in(tab.page, "dashboard", "draobhsad")
    entry(run, "holding")
    tab.expect_updates(16)
    tab.expect_state("ended · online")
    assert not login.is_visible()
    assert "draobhsad" not in tab.page.content()
    assert tab.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert tab.console == []
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=BOUND_S) == 0


def test_page_on_a_broker_of_ours_needs_no_option(start: Starter, within: list[str], chromium: Browser) -> None:
    """`replay broker` lets in pages of port 8000, which is where the page is served."""
    broker = entry(start("broker", "--port", "1884", "--websocket-port", "9002", within=within), "broker ready")
    run = start(*OPEN_EXAMPLE, broker["websocket"], within=within)
    tab = Tab(chromium, entry(run, "ready")["page"])
    entry(run, "holding")
    tab.expect_updates(16)
    assert tab.page.url.startswith("http://127.0.0.1:8000/")
    assert tab.console == []
