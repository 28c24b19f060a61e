"""The example dashboard in a real browser, on the embedded broker."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from replay.formats import open_stream
from replay.shipped import DASHBOARD
from tests.e2e.conftest import Starter, entry, run_verb
from tests.integration.conftest import BOUND_S, free_port, installed

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
]
HOSTILE = """<img src=x onerror="document.title='hacked'">"""
FIRE = "version: 1\nrules:\n  - id: fire\n    title: Fire <b>now</b>\n    match: fire\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed("chromium", "chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `--open-example` open nothing: the tests have a browser of their own."""
    monkeypatch.setenv("BROWSER", "true")


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


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Callable[[str], Tab]]:
    """Return what opens a page; whatever is open at the end is closed."""
    yield lambda url: Tab(chromium, url)
    for context in chromium.contexts:
        context.close()


OpenTab = Callable[[str], Tab]


def from_disk(broker: object, stream: str) -> str:
    """Return the address of the page as a file."""
    return f"{(DASHBOARD / 'index.html').as_uri()}?broker={broker}&stream={stream}"


def blog(path: Path, *headlines: str) -> str:
    """Write a day of *headlines*, oldest first, all at noon, and return its path."""
    path.write_text(" date 2020-03-05 Day\n" + "".join(f"-\n12:00\n{each}\n" for each in reversed(headlines)))
    return str(path)


def test_page_shows_a_run_from_its_first_update_to_its_last(start: Starter, open_tab: OpenTab) -> None:
    """The day waits for the page, which then has 16 updates, 19 alerts that fire, 2 that resolve, and what matched."""
    run = start("run", "--speed", "600", "--max-gap", "200ms", "--open-example")
    tab = open_tab(entry(run, "ready")["page"])
    entry(run, "holding")
    tab.expect_state("ended · online")
    stream = open_stream("idlib")
    assert tab.expect_updates(16) == [update.headline for update in reversed(stream.updates)]
    assert tab.page.title() == tab.page.text_content("h1") == stream.title
    assert tab.page.text_content("#clock") == "17:25:00"
    assert tab.page.text_content("#date") == "Thursday, 5 March 2020, UTC, at speed 600"
    assert tab.page.get_attribute("#progress", "value") == tab.page.get_attribute("#progress", "max") == "16"
    run.send_signal(signal.SIGINT)
    alerts = [json.loads(line) for line in run.communicate(timeout=BOUND_S)[0].splitlines()]
    shown = tab.page.locator("#alerts li")
    assert shown.count() == len(alerts) == 21
    assert shown.locator("b").all_text_contents().count("resolved") == 2
    for item, alert in zip(reversed(shown.all()), alerts, strict=True):
        assert item.locator("h3").text_content() == alert["title"]
        matched = {each["text"] for each in alert["evidence"]} if alert["state"] == "firing" else set()
        marks = item.locator("mark").all_text_contents()
        assert set(marks) <= matched
        assert bool(marks) == bool(matched)
    assert (run.returncode, tab.page.locator(".critical b").first.text_content()) == (0, "critical")
    assert [line for line in tab.console if "WebSocket" not in line] == []


@pytest.mark.parametrize("updates", [16, 1200])
def test_page_that_comes_late_shows_every_update(
    start: Starter, open_tab: OpenTab, tmp_path: Path, updates: int
) -> None:
    """It asks for what was played, again where one answer does not hold it all, and takes each update once."""
    headlines = [f"Update {number}" for number in range(1, updates + 1)]
    run = start("run", blog(tmp_path / "day.txt", *headlines), "--speed", "max", "--open-example")
    address = entry(run, "ready")["page"]
    first = open_tab(address)
    entry(run, "holding")
    late = open_tab(address)
    for tab in (late, first):
        assert tab.expect_updates(updates) == headlines[::-1]
        tab.expect_state("ended · online")
        assert tab.console == []


def test_page_shows_hostile_text_as_text(start: Starter, open_tab: OpenTab, tmp_path: Path) -> None:
    """Markup in a headline or a title is shown letter by letter; a mark behind emoji stands in its place."""
    rules = tmp_path / "rules.yaml"
    rules.write_text(FIRE)
    day = blog(tmp_path / "day.txt", f"🔥🔥 {HOSTILE} A fire 🔥 again")
    run = start("run", day, "--rules", str(rules), "--speed", "max", "--open-example")
    tab = open_tab(entry(run, "ready")["page"])
    assert tab.expect_updates(1) == [f"🔥🔥 {HOSTILE} A fire 🔥 again"]
    tab.expect_state("ended · online")
    alert = tab.page.locator("#alerts li")
    expect(alert.locator("mark")).to_have_text("fire")
    assert alert.locator("h3").text_content() == "Fire <b>now</b>"
    assert alert.locator("p").text_content() == f"🔥🔥 {HOSTILE} A fire 🔥 again"
    assert tab.page.locator("img, h3 b").count() == 0
    assert (tab.page.title(), tab.console) == ("Day", [])


def test_page_from_disk_follows_whichever_run_begins_where_every_page_may_connect(
    start: Starter, open_tab: OpenTab, tmp_path: Path
) -> None:
    """`--origin '*'` lets a file connect; another run takes the place of the one before."""
    port = free_port()
    ready = entry(start("broker", "--port", str(port), "--origin", "*"), "broker ready")
    tab = open_tab(from_disk(ready["websocket"], "day"))
    for headlines in (["One", "Two", "Three"], ["Four", "Five"]):
        day = blog(tmp_path / "day.txt", *headlines)
        played = run_verb("play", day, "--speed", "max", "--broker", ready["mqtt"])
        assert played.returncode == 0
        assert tab.expect_updates(len(headlines)) == headlines[::-1]
        tab.expect_state("ended · offline")
    assert tab.console == []


def test_page_from_disk_is_refused_where_only_named_origins_may_connect(start: Starter, open_tab: OpenTab) -> None:
    """Without the words that allow it, a file does not connect, and the page says so."""
    ready = entry(start("broker", "--port", str(free_port())), "broker ready")
    tab = open_tab(from_disk(ready["websocket"], "day"))
    tab.expect_state(f"no connection to {ready['websocket']}; trying again")


def test_open_example_opens_the_address_that_it_prints(
    start: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser gets the address of the page, with the broker and the stream filled in; its words go nowhere."""
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(
        f'#!/bin/sh\necho noise; echo noise >&2\nprintf %s "$1" >"{opened}.part"; mv "{opened}.part" "{opened}"\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    run = start("run", "--open-example", "--root", "desk/two")
    ready = entry(run, "ready")
    until = time.monotonic() + BOUND_S
    while not opened.exists():
        assert time.monotonic() < until, "the browser was not opened"
        time.sleep(0.01)
    assert opened.read_text() == ready["page"]
    asked = {key: values[0] for key, values in parse_qs(urlsplit(ready["page"]).query).items()}
    assert asked == {"broker": ready["websocket"], "stream": "idlib", "root": "desk/two"}
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=BOUND_S)
    assert (run.returncode, out, "noise" in err) == (130, "", False)


def test_open_example_on_a_broker_without_websocket_is_a_usage_error() -> None:
    """A page cannot reach mqtt://; one line says what can be done."""
    done = run_verb("run", "--open-example", "--broker", "mqtt://127.0.0.1:1")
    hint = "give --broker ws://host:port, or leave --broker out"
    assert done.stderr == f"replay: --open-example: a page reaches mqtt://127.0.0.1:1 by WebSocket alone; {hint}\n"
    assert done.returncode == 2
