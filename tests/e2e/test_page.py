"""The example dashboard in a real browser, on the embedded broker."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from replay.formats import open_stream
from replay.shipped import DASHBOARD
from tests.e2e.browsing import Tab, running_chromium
from tests.e2e.conftest import Starter, entry, run_verb
from tests.integration.conftest import BOUND_S, free_port, installed

HOSTILE = """<img src=x onerror="document.title='hacked'">"""
FIRE = """\
version: 1
rules:
  - id: fire
    title: Fire <b>now</b>
    match: fire
    annotations:
      summary: "{{ update.headline }}"
"""
CLOSING = "WebSocket is already in CLOSING or CLOSED state."
"""Chromium's words where mqtt.js still writes while the broker goes."""
REFUSED = "WebSocket connection to '{}' failed: Error in connection establishment: net::ERR_CONNECTION_REFUSED"
FORBIDDEN = "WebSocket connection to '{}' failed: Error during WebSocket handshake: Unexpected response code: 403"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run Debian's chromium."""
    with running_chromium(installed("chromium", "chromium")) as browser:
        yield browser


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `--open-example` open nothing: the tests have a browser of their own."""
    monkeypatch.setenv("BROWSER", "true")


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
    ready = entry(run, "ready")
    tab = open_tab(ready["page"])
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
        assert set(item.locator("mark").all_text_contents()) == matched
    assert (run.returncode, tab.page.locator(".critical b").first.text_content()) == (0, "critical")
    assert set(tab.console) <= {REFUSED.format(ready["websocket"]), CLOSING}


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
    """Markup in a headline, a summary or a title is shown letter by letter."""
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
    assert alert.locator("p").first.text_content() == f"🔥🔥 {HOSTILE} A fire 🔥 again"
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
    assert set(tab.console) == {FORBIDDEN.format(ready["websocket"])}


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


def test_page_refuses_a_password_in_its_address(open_tab: OpenTab) -> None:
    """It says where they belong instead, shows neither, and connects to nobody."""
    tab = open_tab(from_disk(f"ws://somebody:hush@127.0.0.1:{free_port()}/mqtt", "day"))
    tab.expect_state("?broker= takes no user and no password; this page asks for them")
    shown = tab.page.inner_text("body")
    assert "somebody" not in shown
    assert "hush" not in shown
    assert tab.console == []
