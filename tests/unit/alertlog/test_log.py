"""The alert log and its sinks: whole canonical lines, one digest, and how many there were."""

import hashlib
import io
import json
from datetime import UTC, datetime

from replay.alertlog import AlertLog
from replay.alertlog.lines import pipe_writer
from replay.model import Alert, Update

NOON = datetime(2020, 3, 5, 12, tzinfo=UTC)


def alert(*, rule: str = "fire", state: str = "firing") -> Alert:
    """Return an alert."""
    assert state in {"firing", "resolved", "suppressed"}
    return Alert(
        id="0" * 32, rule=rule, title="T", severity="warning", state=state,  # type: ignore[arg-type]
        time=NOON, stream="day", key={"b": None, "a": "é"}, updates=("u-1",),
        suppressed_by=("cooldown",) if state == "suppressed" else (),
    )  # fmt: skip


def update(headline: str = "H") -> Update:
    """Return an update."""
    return Update(id="u-1", stream="day", seq=1, time=NOON, headline=headline)


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
