"""An alert as one line for a person: what it says, what it marks, what it never lets through."""

import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from rich.console import Console
from rich.text import Text

from replay import shipped
from replay.alertlog.terminal import days_sink, render_alert, terminal_sink
from replay.engine import Engine
from replay.formats import open_stream
from replay.language.load import load_rules
from replay.model import Alert, Evidence, Severity, State, Update

UTC_ZONE = ZoneInfo("UTC")
TIME = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
WIDTHS = (1, 20, 40, 60, 80, 100, 120, 160, 240)


def update_of(headline: str = "", body: str = "") -> Update:
    """Return an update of these texts."""
    return Update(id="u1", stream="test", seq=1, time=TIME, headline=headline, body=body)


def alert_on(
    update: Update,
    *matches: str,
    rule: str = "ceasefire",
    severity: Severity = "warning",
    state: State = "firing",
    suppressed_by: tuple[str, ...] = (),
) -> Alert:
    """Return an alert with evidence for each of *matches*, where it first stands in the headline, else in the body."""
    evidence = []
    for match in matches:
        field, text = ("headline", update.headline) if match in update.headline else ("body", update.body)
        start = text.index(match)
        evidence.append(Evidence(update="u1", field=field, start=start, end=start + len(match), text=match))
    return Alert(
        id="0" * 32,
        rule=rule,
        title=rule,
        severity=severity,
        state=state,
        time=TIME,
        stream="test",
        key={},
        updates=("u1",),
        evidence=tuple(evidence),
        suppressed_by=suppressed_by,
    )  # fmt: skip -- one line reads best


def line_of(alert: Alert, update: Update, *, width: int = 200, zone: ZoneInfo = UTC_ZONE) -> Text:
    """Return the line of *alert*."""
    return render_alert(alert, update, zone=zone, width=width)


def marked(line: Text) -> list[str]:
    """Return the stretches of *line* that are underlined, from left to right."""
    spans = sorted(span for span in line.spans if "underline" in str(span.style))
    return [line.plain[span.start : span.end] for span in spans]


def printed(alert: Alert, update: Update, *, width: int) -> str:
    """Return what the sink prints on a terminal of *width* columns without colours."""
    out = io.StringIO()
    terminal_sink(Console(file=out, width=width, color_system=None), lambda: ZoneInfo("UTC"))(alert, update)
    return out.getvalue()


def test_line_of_a_headline_match_says_time_severity_rule_headline() -> None:
    """The parts stand in columns, the headline is whole, the match is marked."""
    update = update_of("A Ceasefire at stake", "Some body.")
    line = line_of(alert_on(update, "Ceasefire"), update)
    assert line.plain == "10:21  warning   ceasefire          A Ceasefire at stake"
    assert marked(line) == ["Ceasefire"]


def test_line_shows_story_time_in_the_given_zone() -> None:
    """The clock is the stream's, not the machine's."""
    update = update_of("truce")
    assert line_of(alert_on(update), update, zone=ZoneInfo("Europe/Moscow")).plain.startswith("13:21  ")


def test_line_marks_every_match_of_the_headline() -> None:
    """Two words that matched are two marks, in the letters of the original."""
    update = update_of("Ceasefire or TRUCE?")
    assert marked(line_of(alert_on(update, "Ceasefire", "TRUCE"), update)) == ["Ceasefire", "TRUCE"]


def test_line_without_evidence_marks_nothing() -> None:
    """A rule for every update has no words to mark."""
    update = update_of("hello")
    line = line_of(alert_on(update), update)
    assert line.plain.endswith("hello")
    assert marked(line) == []


@pytest.mark.parametrize("matches", [("Ceasefire", "Ceasefire talks"), ("Ceasefire talks", "Ceasefire")])
def test_line_marks_all_of_two_matches_that_overlap(matches: tuple[str, str]) -> None:
    """A phrase that begins with another match is marked to its end."""
    update = update_of("Ceasefire talks go on")
    assert "".join(marked(line_of(alert_on(update, *matches), update))) == "Ceasefire talks"


def test_line_of_a_body_match_quotes_the_words_around_it() -> None:
    """Behind the headline stands the first match of the body, whole words around it, dots where text is left out."""
    body = "It was a long day in the capital. They signed a truce in the evening, and all of them went home."
    update = update_of("Talks", body)
    line = line_of(alert_on(update, "truce"), update)
    assert (
        line.plain == "10:21  warning   ceasefire          Talks  … capital. They signed a truce in the evening, and …"
    )
    assert marked(line) == ["truce"]


def test_line_of_a_short_body_has_no_dots() -> None:
    """Nothing is left out of a body that fits."""
    update = update_of("", "A truce.")
    assert line_of(alert_on(update, "truce"), update).plain.endswith("ceasefire          A truce.")


def test_line_of_a_match_at_either_end_of_the_body_has_dots_on_the_other_side() -> None:
    """Dots stand only where text is left out."""
    body = "Truce " + "word " * 20 + "end"
    update = update_of("", body)
    assert re.search(r"  Truce word .* …$", line_of(alert_on(update, "Truce"), update).plain)
    assert re.search(r"  … word .*end$", line_of(alert_on(update, "end"), update).plain)


def test_line_shows_a_paragraph_break_of_the_body_as_a_sign() -> None:
    """The quote stays on one line, and says where a paragraph ends."""
    update = update_of("", "A truce.\n\nIt holds\nso far.")
    assert line_of(alert_on(update, "truce"), update).plain.endswith("A truce. ¶ It holds so far.")


@pytest.mark.parametrize(
    ("suppressed_by", "shown"),
    [
        (("cooldown",), "ceasefire (suppressed, cooldown)  "),
        (("silence", "cooldown"), "ceasefire (suppressed, silence, cooldown)  "),
    ],
)
def test_line_of_a_suppressed_alert_says_so_and_why(suppressed_by: tuple[str, ...], shown: str) -> None:
    """Whoever sees it knows that it did not go out."""
    update = update_of("truce")
    assert shown in line_of(alert_on(update, state="suppressed", suppressed_by=suppressed_by), update).plain


def test_line_of_a_resolved_alert_says_so_and_of_a_firing_one_nothing() -> None:
    """It says so in the place of the severity; firing is the plain case."""
    update = update_of("truce")
    assert "  resolved  ceasefire  " in line_of(alert_on(update, state="resolved"), update).plain
    assert "resolved" not in line_of(alert_on(update), update).plain


@pytest.mark.parametrize("severity", ["info", "warning", "critical"])
def test_line_names_the_severity_in_a_style_of_its_own(severity: Severity) -> None:
    """Each severity is written out and coloured."""
    update = update_of("truce")
    line = line_of(alert_on(update, severity=severity), update)
    (style,) = {str(span.style) for span in line.spans if line.plain[span.start : span.end].strip() == severity}
    assert style == {"info": "cyan", "warning": "yellow", "critical": "bold red"}[severity]


HOSTILE = "a\x1b[2Jb\x07\r\n\tc\x00\x9b\x85\u202ed\u2066\u200f\ud800 [red]e[/red] :smile: \\x1b"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("field", ["headline", "body"])
def test_line_of_hostile_text_is_one_line_without_control_characters(field: str, width: int) -> None:
    """Nothing that steers a terminal gets through, and what looks like markup is text."""
    text = f"{HOSTILE} truce\n\n{HOSTILE}"
    update = update_of(text if field == "headline" else "", text if field == "body" else "")
    line = line_of(alert_on(update, "truce"), update, width=width)
    assert len(line.plain.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line.plain)
    assert "truce" in marked(line)


@given(TEXTS, TEXTS, st.data(), st.integers(20, 200))
def test_line_is_one_that_no_terminal_obeys(headline: str, body: str, data: st.DataObject, width: int) -> None:
    """Whatever an update says and wherever it matched: no line break, no escape, no control character comes out."""
    update, evidence = update_of(headline, body), []
    for field, text in (("headline", headline), ("body", body)):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        evidence.append(Evidence(update="u1", field=field, start=start, end=end, text=text[start:end]))
    line = line_of(structs.replace(alert_on(update), evidence=tuple(evidence)), update, width=width).plain
    assert len(line.splitlines()) == 1
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in line)


def test_line_writes_control_characters_as_escapes() -> None:
    """What was there can still be read."""
    update = update_of("a\x1b[2J\u202eb [red]c[/red] :smile:")
    assert line_of(alert_on(update), update).plain.endswith("a\\x1b[2J\\u202eb [red]c[/red] :smile:")


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\r\n", "\v", "\f", "\x1c", "\x85"])
def test_line_is_one_line_for_every_line_separator(separator: str) -> None:
    """Whatever Python, a pager or a log takes for the end of a line does not come through."""
    update = update_of(f"truce{separator}or", f"x{separator}war")
    line = line_of(alert_on(update, "truce", "war"), update)
    assert len(line.plain.splitlines()) == 1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("where", ["headline", "body", "both", "none"])
def test_sink_prints_one_line_no_wider_than_the_terminal(where: str, width: int) -> None:
    """Each alert takes one line of at most the terminal's columns, also where letters take two."""
    headline = "Ceasefire 停火 " * 8
    body = "停火 words " * 10 + "truce " + "停火 words " * 10
    update = update_of(headline, body)
    matches = {"headline": ("Ceasefire",), "body": ("truce",), "both": ("Ceasefire", "truce"), "none": ()}[where]
    line = printed(alert_on(update, *matches), update, width=width)
    assert line.count("\n") == 1
    assert Text(line.removesuffix("\n")).cell_len <= width


def test_sink_on_a_wide_terminal_prints_headline_and_quote_whole() -> None:
    """Where there is room nothing is cut."""
    update = update_of("A headline of some length that is not cut at all", "They signed a truce.")
    line = printed(alert_on(update, "truce"), update, width=120)
    assert line.endswith("A headline of some length that is not cut at all  They signed a truce.\n")


@pytest.mark.parametrize("width", [150, 120, 100])
def test_line_shortens_the_headline_for_the_quote(width: int) -> None:
    """The headline gives way, with dots, so that the whole quote fits into the width."""
    update = update_of("Putin and Erdogan " * 6, "They signed a truce.")
    line = line_of(alert_on(update, "truce"), update, width=width)
    assert line.cell_len <= width
    assert line.plain.endswith("…  They signed a truce.")


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_line_of_the_recorded_day_shows_what_matched(width: int) -> None:
    """On a terminal of usual width every alert of the shipped day that rests on words shows one where it is printed."""
    day = open_stream("idlib")
    by_id = {update.id: update for update in day.updates}
    alerts = Engine(load_rules([shipped.RULES])).feed(day.updates)
    worded = [alert for alert in alerts if alert.state == "firing" and alert.evidence]
    assert len(worded) == 17  # not the silence, nor the burst of updates
    for alert in worded:
        update = by_id[alert.updates[-1]]
        shown = line_of(alert, update, width=width)
        first = marked(shown)[0]
        assert first in printed(alert, update, width=width), f"{alert.rule} at {update.id}"


def test_alerts_stand_below_their_day_and_stream() -> None:
    """By the clock of the stream, and of all for a rule across streams; a heading stands once for what follows it."""
    out = io.StringIO()
    show = days_sink(Console(file=out, width=80), {"a": ZoneInfo("Asia/Tokyo"), "b": UTC_ZONE}, UTC_ZONE)
    update = update_of("truce")
    for stream, hours in (("a", 0), ("a", 4), ("b", 4), ("b", 5), ("all", 5)):
        alert = structs.replace(alert_on(update, "truce"), stream=stream, time=TIME + timedelta(hours=hours))
        show(alert, update)
    lines = [line.split("  ")[:2] for line in out.getvalue().splitlines()]
    assert [line[0] if ":" in line[0] else line for line in lines] == [
        ["2020-03-05", "a"], "19:21", "23:21", ["2020-03-05", "b"], "14:21", "15:21", ["2020-03-05", "all"], "15:21",
    ]  # fmt: skip
