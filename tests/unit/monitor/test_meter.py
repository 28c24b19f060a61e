"""The monitor's metrics: what is counted, and when it is told."""

import asyncio
from datetime import UTC, datetime
from typing import Literal

import pytest

from replay.language.ruleset import RuleSet
from replay.model import Alert
from replay.monitor import monitor as monitor_module
from replay.monitor.meter import AlertMeter
from tests.unit.monitor.test_monitor import Watch, rules, session, update

__all__ = ["rules"]
START = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)


def alert(
    name: str, state: Literal["firing", "resolved", "suppressed"], severity: Literal["info", "critical"]
) -> Alert:
    """Return an alert of rule *name*."""
    return Alert(id=name, rule=name, title=name, severity=severity, state=state, time=START, stream="day", key={})


def test_meter_counts_by_severity_and_state() -> None:
    """What fired is counted by severity, what resolved and what was held back apart; one state fires still."""
    meter = AlertMeter()
    fired = [alert("silent", "firing", "critical"), alert("burst", "firing", "critical"), alert("a", "firing", "info")]
    ended = [alert("burst", "resolved", "critical"), alert("a", "suppressed", "info")]
    meter.note(fired, updates=3, states={"silent", "burst"})
    meter.note(ended, updates=1, states={"silent", "burst"})
    metrics = meter.metrics()
    assert (metrics.watched, metrics.alerts, metrics.alerts_firing) == (4, 3, 1)
    assert (metrics.alerts_info, metrics.alerts_warning, metrics.alerts_critical) == (1, 0, 2)
    assert (metrics.alerts_resolved, metrics.alerts_suppressed) == (1, 1)


def attend(watch: Watch) -> None:
    """Let the watch's seconds pass."""

    async def run() -> None:
        task = asyncio.ensure_future(watch.monitor.attend(watch.recorder))
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())


def test_metrics_are_told_where_they_have_changed(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds in which nothing happens bring no message, and a new run counts from nothing."""
    monkeypatch.setattr(monitor_module, "GAP_RETRY_S", 0)
    watch = Watch(rules, run=None).take(session("playing", 0), update(1), update(2, headline="Nothing"))
    attend(watch)
    attend(watch)
    assert [(metrics.watched, metrics.alerts_warning) for metrics in watch.recorder.metrics] == [(2, 1)]
    attend(watch.take(session("playing", 0, run="r-2")))
    assert (watch.recorder.metrics[-1].watched, watch.recorder.metrics[-1].alerts) == (0, 0)


def test_watch_that_does_not_publish_tells_no_metrics(rules: RuleSet) -> None:
    """A second pair of eyes does not write over the first one's figures."""
    watch = Watch(rules, publish=False).take(update(1))
    asyncio.run(watch.monitor.close(watch.recorder))
    assert watch.recorder.metrics == []
