"""The alert log and its sinks: whole canonical lines, one digest, and nothing that a terminal obeys."""

import hashlib
import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from replay.alertlog import AlertLog
from replay.alertlog.lines import pipe_writer
from replay.alertlog.terminal import render_alert
from replay.model import Alert, Evidence, Update

NOON = datetime(2020, 3, 5, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


def alert(*, rule: str = "fire", state: str = "firing", evidence: tuple[Evidence, ...] = ()) -> Alert:
    """Return an alert."""
    assert state in {"firing", "resolved", "suppressed"}
    return Alert(
        id="0" * 32, rule=rule, title="T", severity="warning", state=state,  # type: ignore[arg-type]
        time=NOON, stream="day", key={"b": None, "a": "é"}, updates=("u-1",), evidence=evidence,
        suppressed_by=("cooldown",) if state == "suppressed" else (),
    )  # fmt: skip


def update(headline: str = "H", body: str = "") -> Update:
    """Return an update."""
    return Update(id="u-1", stream="day", seq=1, time=NOON, headline=headline, body=body)


def span(text: str, start: int, end: int, field: str = "headline") -> Evidence:
    """Return evidence of a stretch of *text*."""
    return Evidence(update="u-1", field=field, start=start, end=end, text=text[start:end])


def test_log_is_canonical_lines_whose_digest_is_the_files() -> None:
    """Each alert is one line of sorted JSON; the digest is what sha256sum says of the file, and of what a pipe got."""
    file, pipe = io.BytesIO(), io.BytesIO()
    log = AlertLog([file.write, pipe_writer(pipe)])
    log.append(alert(rule="b"), update())
    log.extend([alert(rule="a"), alert(rule="b")], [])
    lines = file.getvalue().splitlines()
    assert [json.loads(line)["rule"] for line in lines] == ["b", "a", "b"]
    assert list(json.loads(lines[0])) == sorted(json.loads(lines[0]))
    assert b'"key":{"a":"\xc3\xa9","b":null}' in lines[0]
    assert b"\n" not in lines[0]
    assert b": " not in lines[0]
    assert pipe.getvalue() == file.getvalue()
    assert log.digest == hashlib.sha256(file.getvalue()).hexdigest()


def test_sink_is_shown_each_alert_with_what_raised_it() -> None:
    """Also where they are written at once; a deadline has no update."""
    shown: list[tuple[str, str]] = []
    log = AlertLog(sinks=[lambda each, raised: shown.append((each.rule, raised.headline if raised else ""))])
    alerts = [alert(rule="a"), alert(rule="b")]
    log.extend(alerts, zip(alerts, [update("H"), None], strict=True))
    assert shown == [("a", "H"), ("b", "")]


def test_log_counts_by_rule_and_state() -> None:
    """A suppressed alert is told apart from one that fired."""
    log = AlertLog()
    for state in ("firing", "suppressed", "firing"):
        log.append(alert(state=state), update())
    assert log.by_rule == {("fire", "firing"): 2, ("fire", "suppressed"): 1}


def test_log_without_alerts_has_the_digest_of_nothing() -> None:
    """A quiet day has a digest too: that of an empty file."""
    assert AlertLog().digest == hashlib.sha256(b"").hexdigest()


def test_alert_line_tells_time_severity_rule_headline_and_what_matched() -> None:
    """A person reads one line, in the stream's own zone, with the matched words quoted from the body and marked."""
    body = "Nothing else happened. Then a fire broke out in the harbour, and it was put out."
    found = body.index("fire")
    line = render_alert(
        alert(evidence=(span(body, found, found + 4, "body"),)), update("Harbour", body),
        zone=ZoneInfo("Europe/Moscow"), width=120,
    )  # fmt: skip
    assert line.plain.startswith("15:00  warning   fire")
    assert "Harbour" in line.plain
    marked = [line.plain[each.start : each.end] for each in line.spans if "underline" in str(each.style)]
    assert marked == ["fire"]


def test_alert_line_says_that_it_was_suppressed_and_why() -> None:
    """What did not go out is not shown as if it had."""
    line = render_alert(alert(state="suppressed"), update(), zone=UTC_ZONE, width=100)
    assert "fire (suppressed, cooldown)" in line.plain


@given(_TEXTS, _TEXTS, st.data(), st.integers(20, 200))
def test_alert_line_is_one_line_that_no_terminal_obeys(
    headline: str, body: str, data: st.DataObject, width: int
) -> None:
    """Whatever an update says and wherever it matched: no line break, no escape, no control character comes out."""
    spans = []
    for field, text in (("headline", headline), ("body", body)):
        start = data.draw(st.integers(0, len(text)))
        spans.append(span(text, start, data.draw(st.integers(start, len(text))), field))
    line = render_alert(alert(evidence=tuple(spans)), update(headline, body), zone=UTC_ZONE, width=width).plain
    assert len(line.splitlines()) == 1
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in line)
