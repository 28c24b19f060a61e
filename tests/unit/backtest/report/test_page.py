"""The page: what it shows, what it must not do, and how large it may grow."""

import base64
import hashlib
import re
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from replay.backtest import Backtest, Block
from replay.backtest.report import Collector, render_page, write_page
from replay.language.ruleset import RuleSet
from replay.model import Alert, Evidence, Severity, Stream, Update
from tests.unit.backtest.report.test_markup import HOSTILE
from tests.unit.backtest.streams import START, rules_of, stream_of

FIRE = "{id: fire, match: fire*}"
STYLE = files("replay.backtest.report").joinpath("page.css").read_text(encoding="utf-8")
DIGEST = "0" * 64
NO_SURROGATES = [text.replace("\ud800", "") for text in HOSTILE]
"""As a stream may have it: no format lets a lone surrogate through."""


def page_of(rules: RuleSet, *streams: Stream) -> str:
    """Return the page of a backtest."""
    with Collector(rules, streams) as collector:
        for block in Backtest(rules, streams).blocks():
            collector.take(block)
        return render_page(collector, alert_digest=DIGEST)


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the elements of a page with their attributes."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Parser().feed(page)
    return found


def hostile_stream() -> Stream:
    """Return a stream with hostile text wherever one can stand."""
    update = {"stream": "s", "body": f"fire {HOSTILE[0]}", "source": HOSTILE[1], "author": HOSTILE[2]}
    updates = tuple(
        Update(id=f"u{seq}", seq=seq, time=START + timedelta(minutes=seq), headline=f"Fire {text}", **update)  # type: ignore[arg-type]
        for seq, text in enumerate(NO_SURROGATES, start=1)
    )
    return Stream("s", HOSTILE[1], "UTC", updates)


def test_page_with_hostile_text_has_no_element_or_attribute_of_it(tmp_path: Path) -> None:
    """Text stays text, in headlines, keys and titles; nothing that runs, loads or styles gets in."""
    rules = rules_of(tmp_path, "{id: fire, match: fire, title: '</title><script>', group_by: [stream, source, author]}")
    page = page_of(rules, hostile_stream())
    found = elements(page)
    assert {tag for tag, _ in found} & {"script", "img", "iframe", "object", "embed", "base", "form", "input"} == set()
    assert [tag for tag, _ in found].count("style") == [tag for tag, _ in found].count("body") == 1
    assert not {name for _, given in found for name in given if name.startswith("on") or name == "style"}
    links = {given[name] for _, given in found for name in ("href", "src") if name in given}
    assert {link for link in links if link and not link.startswith("#")} == {"data:,"}
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert page.encode("utf-8")


def test_policy_allows_the_style_by_its_hash_and_nothing_else(tmp_path: Path) -> None:
    """No script may run, nothing is loaded or sent, no base or form leads elsewhere."""
    page = page_of(rules_of(tmp_path, FIRE), stream_of("s", (0, "fire")))
    (policy,) = [given["content"] for tag, given in elements(page) if given.get("http-equiv")]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy is not None
    assert dict(part.strip().split(" ", 1) for part in policy.split(";")) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{digest}'",
    }
    assert "url(" not in style
    assert "@import" not in style


def test_page_of_the_same_inputs_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    """Nothing tells when it was made, and in which blocks the updates came."""
    rules, stream = rules_of(tmp_path, FIRE, "{id: silent, type: absence, timespan: 5m}"), hostile_stream()
    with Collector(rules, [stream]) as collector:
        for update in stream.updates:
            alerts = [each for block in Backtest(rules, [stream]).blocks() for each in block.alerts]
            collector.take(Block([update], [each for each in alerts if each.time == update.time]))
        assert render_page(collector, alert_digest=DIGEST) == page_of(rules, stream) == page_of(rules, stream)


def test_page_tells_streams_zone_and_digests(tmp_path: Path) -> None:
    """Who doubts a page can make it again; streams whose clocks differ are shown in UTC, and the page says so."""
    rules = rules_of(tmp_path, FIRE)
    moscow = stream_of("a", (0, "fire"), timezone="Europe/Moscow")
    page = page_of(rules, moscow)
    assert "Thursday, 5 March 2020, 13:00 to 13:00, Europe/Moscow" in page
    assert f"sha256 {DIGEST}" in page
    both = page_of(rules, moscow, stream_of("b", (1, "fire")))
    assert '<h1 dir="auto">2 streams</h1>' in both
    assert "story time in UTC, since the streams have clocks of several zones" in both
    assert re.findall(r"<dt>Rules</dt><dd><code>(.*?)<", page) == re.findall(r"<dt>Rules</dt><dd><code>(.*?)<", both)


def test_years_between_streams_are_left_out_of_every_chart(tmp_path: Path) -> None:
    """Bins are minutes, not weeks, and each chart shows the break."""
    late = stream_of("late", (3 * 525_600, "fire"), (3 * 525_600 + 60, "x"))
    page = page_of(rules_of(tmp_path, FIRE), stream_of("s", (0, "fire"), (60, "x")), late)
    assert "Alerts per 5 minutes" in page
    charts = re.findall(r"<svg[^>]*height.*?</svg>", page)
    assert len(charts) == 6  # updates, the rule, alerts, and three axes
    assert all("3 years left out, in which nothing was recorded" in each for each in charts)
    assert page.count(">5 Mar 2023<") == 3
    assert "left out" not in page_of(rules_of(tmp_path, FIRE), stream_of("s", (0, "fire"), (60, "x")))


def test_each_stretch_of_the_timeline_has_scales_of_its_own(tmp_path: Path) -> None:
    """A busy month does not make a column of a day of few updates too low to be seen, nor as wide as that day."""
    few = stream_of("few", *((20 * n, "x") for n in range(20)))
    many = stream_of("many", *((3 * 525_600 + n, "x") for n in range(0, 40_000, 4)))
    page = page_of(rules_of(tmp_path, FIRE), few, many)
    assert 'aria-label="10,020 updates, at most 3 per hour, then at most 90 per 6 hours"' in page
    heights = [float(each) for each in re.findall(r'height="([0-9.]+)" class="updates"', page)]
    assert len(heights) == 7 + 112
    assert max(heights[:7]) == max(heights[7:]) == 48
    assert "Each stretch between grey bands has scales of its own" in page
    assert "Each stretch" not in page_of(rules_of(tmp_path, FIRE), few)


def test_page_without_an_alert_says_which_rules_raised_none(tmp_path: Path) -> None:
    """A rule that never fires may be one that cannot."""
    page = page_of(rules_of(tmp_path, FIRE, "{id: rain, match: rain}"), stream_of("s", (0, "x")))
    assert "2 rules raised no alert: </b>fire, rain</p>" in page
    assert 'id="alerts"' not in page


def test_mark_of_what_fired_is_drawn_above_what_was_held_back(tmp_path: Path) -> None:
    """An alert that went out is never hidden by those that its cooldown held back."""
    page = page_of(
        rules_of(tmp_path, "{id: fire, match: fire, cooldown: 5m}"), stream_of("s", (0, "fire"), (1, "fire"))
    )
    assert re.findall(r'class="(mark[^"]*)"', page) == ["mark info held", "mark info"]


def test_chart_has_its_numbers_as_a_table_too(tmp_path: Path) -> None:
    """Timeline, alerts over time, casualties: what is drawn can be read."""
    rules = rules_of(tmp_path, "{id: toll, type: casualties, severity: critical}")
    page = page_of(rules, stream_of("s", (0, "At least 12 people killed"), (300, "x")))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page)
    assert cells[:7] == ["toll", "critical", "1", "0", "0", "10:00", "10:00"]
    assert cells[7:11] == ["10:00", "toll", "fired", "At least 12 people killed"]
    assert cells[11:16] == ["10:00", "1", "0", "0", "0"]
    assert cells[16:] == ["10:00", "killed", "at least 12", "At least 12 people killed"]
    assert [given.get("role") for tag, given in elements(page) if tag == "svg" and "aria-hidden" not in given] == [
        "img"
    ] * 4


def many_alerts(rules: int, each: int, text: str) -> Iterator[Block]:
    """Yield alerts of many rules over two months, half of them held back, with all the text that an alert may have."""
    severities: tuple[Severity, ...] = get_args(Severity)
    for number in range(each):
        time = START + timedelta(minutes=number * 86400 / each)
        update = Update(id=f"{number}", stream="s", seq=number + 1, time=time, headline=text, body=text)
        for rule in range(rules):
            word = f"{number} {text}"
            yield Block(
                [update] if rule == 0 else [],
                [
                    Alert(
                        id="",
                        rule=f"rule-{rule}",
                        title=text,
                        severity=severities[rule % 3],
                        state="suppressed" if number % 2 else "firing",
                        time=time,
                        stream="s",
                        key={"stream": "s", "source": word},
                        value={"killed": {"min": number, "max": None}},
                        annotations={"summary": word},
                        updates=(update.id,),
                        evidence=(Evidence(update=update.id, field="body", start=0, end=3, text=word),),
                        suppressed_by=("cooldown", "inhibit") if number % 2 else (),
                    )
                ],
            )


@pytest.mark.parametrize(("rules", "each"), [(40, 60), (40, 500), (1000, 2)])
def test_page_stays_small_however_many_alerts_there_are(tmp_path: Path, rules: int, each: int) -> None:
    """Where each is shown, where they are counted in bins, where the rules are many: what is left out is counted."""
    ruleset = rules_of(tmp_path, *(f"{{id: rule-{n}, type: casualties, title: t}}" for n in range(rules)))
    stream = Stream(
        "s", "S", "UTC", (Update(id="a", stream="s", seq=1, time=START),), closed=START + timedelta(days=60)
    )
    with Collector(ruleset, [stream]) as collector:
        for block in many_alerts(rules, each, "<&>" * 5000):
            collector.take(block)
        page = render_page(collector, alert_digest=DIGEST)
    assert len(page.encode()) < 2_000_000  # of a text that is four times as long in a page
    assert f"and {(rules - 20) * each:,} alerts of {rules - 20:,} more rules" in page
    assert f"and {rules - 10:,} more rules that raised alerts" in page


def test_many_alerts_are_kept_on_disk(tmp_path: Path) -> None:
    """Memory stays flat: of what takes two mebibytes there is less than one in it."""
    rules = rules_of(tmp_path, "{id: rule-0, type: casualties}")
    with Collector(rules, [stream_of("s", (0, "x"))]) as collector:
        tracemalloc.start()
        for block in many_alerts(1, 5000, "x" * 500):
            collector.take(block)
        held_bytes, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert held_bytes < 1 << 20


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rgb` or `#rrggbb` (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("ground", ["page", "card"])
def test_colours_contrast_enough_in_light_and_dark(mode: int, ground: str) -> None:
    """Text by 4.5 to 1, what is drawn by 3 to 1 (WCAG AA)."""
    colours = {name: pair for name, *pair in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", STYLE)}

    def contrast(name: str, behind: str = ground) -> float:
        lighter, darker = sorted((luminance(colours[each][mode]) for each in (name, behind)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)

    assert min(map(contrast, ("ink", "dim", "info", "warning", "critical"))) > 4.5
    assert contrast("resolved") > 3
    assert contrast("ink", "mark") > 4.5


def test_report_takes_the_place_of_a_page_when_it_is_whole(tmp_path: Path) -> None:
    """Until then what was there stands; nothing else is left behind."""
    rules, stream = rules_of(tmp_path, FIRE), stream_of("s", (0, "x"))
    path = tmp_path / "page.html"
    path.write_text("before")
    with Collector(rules, [stream]) as collected:
        assert path.read_text() == "before"
        write_page(path, collected, alert_digest=DIGEST)
    assert path.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="en">')
    assert sorted(each.name for each in tmp_path.iterdir()) == ["page.html", "r.yaml"]
