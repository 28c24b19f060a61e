"""What a backtest counts."""

from datetime import date
from pathlib import Path

from replay.backtest import Backtest, Summary
from tests.unit.backtest.streams import rules_of, stream_of


def test_summary_counts_by_rule_state_and_day_of_the_streams_clock(tmp_path: Path) -> None:
    """10:00 UTC and 13 hours are the next day in Moscow, and not in London; `all` counts in UTC, since they differ."""
    rules = rules_of(
        tmp_path,
        "{id: x, match: x, severity: warning}",
        "{id: many, type: count, timespan: 1m, condition: {gte: 1}, group_by: []}",
    )
    streams = [
        stream_of("moscow", (0, "x"), (780, "x"), timezone="Europe/Moscow"),
        stream_of("london", (780, "x"), timezone="Europe/London"),
    ]
    summary = Summary(streams)
    for block in Backtest(rules, streams).blocks():
        summary.take(block)
    today, tomorrow = date(2020, 3, 5), date(2020, 3, 6)
    assert summary.updates == 3
    assert summary.by_rule == {("x", "firing"): 3, ("many", "firing"): 2, ("many", "resolved"): 1}
    assert summary.by_day == {
        (today, "x", "firing"): 2,
        (tomorrow, "x", "firing"): 1,
        (today, "many", "firing"): 2,
        (today, "many", "resolved"): 1,
    }
    assert summary.fired == {"warning": 3, "info": 2}


def test_severity_is_reached_by_what_fires_and_is_as_severe(tmp_path: Path) -> None:
    """Or more so; what was held back did not fire."""
    rules = rules_of(
        tmp_path,
        "{id: x, match: x, severity: warning}",
        "{id: y, match: y, severity: critical}",
        top="silences: [{rule: y, from: 2020-03-05T00:00:00Z, to: 2020-03-06T00:00:00Z, reason: r}]",
    )
    streams = [stream_of("day", (0, "x y"))]
    summary = Summary(streams)
    assert not summary.has_fired("info")
    for block in Backtest(rules, streams).blocks():
        summary.take(block)
    assert [summary.has_fired(each) for each in (None, "info", "warning", "critical")] == [False, True, True, False]
