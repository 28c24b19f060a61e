"""The report of a backtest in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from replay.formats import open_stream
from tests.e2e.browsing import running_chromium
from tests.e2e.conftest import run_verb
from tests.integration.conftest import installed

HOSTILE = "</title></style></script><script>document.title='hacked'</script><img src=//example.org/x onerror=alert(1)>"
RULES = """\
version: 1
rules:
  - {id: fire, match: fire, title: "<b>Fire</b>", severity: critical, cooldown: 5m}
  - {id: silent, type: absence, timespan: 1h}
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run Debian's chromium."""
    with running_chromium(installed("chromium", "chromium")) as browser:
        yield browser


Scheme = Literal["light", "dark"]


class Looked:
    """A report that is open, with what it asked for and what the console said."""

    def __init__(self, browser: Browser, path: Path, *, width: int = 1280, scheme: Scheme = "light") -> None:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def column(self, table: str, number: int) -> list[str]:
        """Return the texts of a column of the table that *table* opens."""
        rows = self.page.locator("details", has_text=table).locator("tbody tr")
        return [text.strip() for text in rows.locator(f"td:nth-child({number})").all_text_contents()]


def report(folder: Path, *arguments: str) -> tuple[Path, list[dict[str, object]]]:
    """Run a backtest with a report, and return where that is, and the alerts."""
    path = folder / "report.html"
    done = run_verb("backtest", *arguments, "--json", "--report", str(path))
    assert done.returncode == 0, done.stderr
    return path, [json.loads(line) for line in done.stdout.splitlines()]


def test_report_of_the_shipped_day_has_the_numbers_of_its_alerts(chromium: Browser, tmp_path: Path) -> None:
    """It loads nothing, complains of nothing, and says what the alert log says."""
    path, alerts = report(tmp_path, "idlib")
    looked = Looked(chromium, path)
    page, stream = looked.page, open_stream("idlib")
    assert page.title() == f"{stream.title}: backtest"
    assert page.inner_text("h1").split() == stream.title.split()
    fired = [alert for alert in alerts if alert["state"] == "firing"]
    assert page.locator(".totals dd").all_inner_texts()[:4] == ["16", f"{len(fired)}", "0", "2"]
    rules = looked.column("Rules as a table", 1)
    assert dict(zip(rules, map(int, looked.column("Rules as a table", 3)), strict=True)) == {
        rule: sum(alert["rule"] == rule for alert in fired) for rule in {str(alert["rule"]) for alert in fired}
    }
    assert page.locator(".row .mark").count() == len(fired)
    assert page.locator(".row .run").count() == 3  # two states that resolve, one that still fires
    assert "killed up to 33 Turkish servicemen" in page.locator(".card mark").all_inner_texts()
    assert sum(map(int, [*looked.column("Alerts over time", 2), *looked.column("Alerts over time", 3)])) == 17
    assert looked.column("one by one", 2) == [alert["rule"] for alert in alerts]
    assert looked.column("one by one", 3).count("resolved") == 2
    assert (looked.complaints, looked.requests) == ([], [path.as_uri()])


def test_report_shows_hostile_text_as_text(chromium: Browser, tmp_path: Path) -> None:
    """Markup in a headline, a body or a title runs nothing, loads nothing and ends nothing."""
    rules, day = tmp_path / "rules.yaml", tmp_path / "day.jsonl"
    rules.write_text(RULES)
    updates = [
        {"id": f"u{n}", "time": f"2020-03-05T10:0{n}:00Z", "headline": f"{HOSTILE} fire {n}", "body": f"fire {HOSTILE}"}
        for n in range(5)
    ]
    day.write_text("".join(json.dumps(update) + "\n" for update in updates))
    path, _ = report(tmp_path, str(day), "--rules", str(rules))
    looked = Looked(chromium, path)
    assert looked.page.title() == "day: backtest"
    assert looked.page.locator("script, img, h3 b, .title b").count() == 0
    assert looked.page.locator(".card .headline").first.text_content() == f"{HOSTILE} fire 0"
    assert looked.page.locator(".card .title").text_content() == "<b>Fire</b>"
    assert looked.page.locator(".mark.held").count() == 4
    assert (looked.complaints, looked.requests) == ([], [path.as_uri()])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_fits_a_phone_and_takes_the_keyboard(chromium: Browser, tmp_path: Path, scheme: Scheme) -> None:
    """Nothing has to be scrolled sideways, tables open or not; Tab goes to links and tables, Enter opens them."""
    path, _ = report(tmp_path, "idlib")
    page = Looked(chromium, path, width=360, scheme=scheme).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#rule-agreement-reached"
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]") == [360, 360]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(246, 244, 239)", "dark": "rgb(20, 23, 28)"}[scheme]


def test_report_of_another_process_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    """No clock, no chance and no order of a set is in it."""
    first = report(tmp_path, "idlib", "apollo-13")[0].read_bytes()
    assert report(tmp_path, "idlib", "apollo-13")[0].read_bytes() == first


def test_report_that_cannot_be_written_is_one_line_before_the_work(tmp_path: Path) -> None:
    """No alert is raised for nothing."""
    path = tmp_path / "none" / "report.html"
    done = run_verb("backtest", "--report", str(path))
    line = f"replay: --report {path} cannot be written: No such file or directory; name a file that can be written\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)
