"""The engine and a brute-force reading of the rule language conclude the same, on many small runs."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replay.engine import Engine
from replay.engine.ingest import Ingest
from replay.language.ruleset import StreamSettings
from replay.model import Alert, Update
from tests.oracle.model import Row, alert_log
from tests.oracle.story import MINUTE, Run
from tests.oracle.strategies import runs, runs_of

EXAMPLES = settings(
    max_examples=int(os.environ.get("ORACLE_EXAMPLES", "250")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MUTED = runs("any", "any", "any", chained=True, muted=True)


def opened(run: Run) -> Engine:
    """Return an engine with the streams of *run* declared."""
    engine = Engine(run.ruleset)
    for stream, start in sorted(run.starts.items()):
        engine.open(stream, run.at(start))
    return engine


def rows(run: Run, alerts: list[Alert]) -> list[Row]:
    """Return what is compared of *alerts*: ids become the rank of their first appearance."""
    ranks: dict[str, int] = {}
    return [
        {
            "time": run.minute(alert.time),
            "rule": alert.rule,
            "key": alert.key,
            "state": alert.state,
            "suppressed_by": alert.suppressed_by,
            "stream": alert.stream,
            "count": alert.count,
            "updates": alert.updates,
            "value": alert.value,
            "reason": alert.reason or "",
            "alert": ranks.setdefault(alert.id, len(ranks)),
        }
        for alert in alerts
    ]


def engine_log(run: Run) -> list[Alert]:
    """Return the log of the engine, fed all at once."""
    engine = opened(run)
    return [*engine.feed(run.updates), *engine.advance(run.at(run.end))]


def assert_agree(run: Run) -> None:
    """Compare the engine with the oracle."""
    assert rows(run, engine_log(run)) == alert_log(run)


@EXAMPLES
@given(runs_of("match"))
def test_match(run: Run) -> None:
    """A match rule fires once for each update and key, and for an edit only if it shows something new."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("casualties"))
def test_casualties(run: Run) -> None:
    """A casualties rule fires for each update with such a toll, and for an edit only if it tells another."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("count"))
def test_count(run: Run) -> None:
    """A count fires and resolves at the instants at which the matches of its window say so."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("distinct"))
def test_distinct(run: Run) -> None:
    """A distinct rule fires and resolves as the values in its window say."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("spike"))
def test_spike(run: Run) -> None:
    """A spike compares its window with the baseline before it in integers, not before it knows a whole baseline."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("absence"))
def test_absence(run: Run) -> None:
    """An absence fires at its exact deadline, once a silence, and is forgotten at its exact deadline."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("sequence"))
def test_sequence(run: Run) -> None:
    """A sequence keeps the partial with the latest first step, and `unless` clears it."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("new_value"))
def test_new_value(run: Run) -> None:
    """A value is new once for each key, after the warm-up, and again after it was forgotten."""
    assert_agree(run)


@EXAMPLES
@given(runs_of("change"))
def test_change(run: Run) -> None:
    """A change compares each value with the last one of its key."""
    assert_agree(run)


@EXAMPLES
@given(runs("toll"))
def test_tolls(run: Run) -> None:
    """A toll changes where it is surely above or below what its source said of the same victims; increments do not."""
    assert_agree(run)


@EXAMPLES
@given(runs("any", "any", "any", "any", chained=True))
def test_chains(run: Run) -> None:
    """Rules that consume the matches of rules conclude in dependency order, at deadlines too."""
    assert_agree(run)


@EXAMPLES
@given(runs("any", muted=True))
def test_muting_one_rule(run: Run) -> None:
    """Silence, active hours and cooldown suppress, log and restart an alert of one rule as they should."""
    assert_agree(run)


@EXAMPLES
@given(MUTED)
def test_suppression(run: Run) -> None:
    """Suppression is judged after every rule has concluded, and changes no conclusion."""
    assert_agree(run)


@EXAMPLES
@given(MUTED, st.data())
def test_feeding(run: Run, data: st.DataObject) -> None:
    """The log is the same however the updates are cut into feeds, with clocks between them."""
    engine = opened(run)
    actual: list[Alert] = []
    for fed, clocks in cuts(run, data, size=5):
        actual += engine.feed(fed)
        for clock in clocks:
            actual += engine.advance(clock)
    assert actual == engine_log(run)


@EXAMPLES
@given(MUTED, st.data())
def test_snapshots(run: Run, data: st.DataObject) -> None:
    """An engine that goes on from a snapshot concludes the same, whenever it was taken."""
    engine = opened(run)
    actual: list[Alert] = []
    for fed, clocks in cuts(run, data, size=2):
        actual += engine.feed(fed)
        engine = revived(run, engine)
        for clock in clocks:
            actual += engine.advance(clock)
            engine = revived(run, engine)
    assert actual == engine_log(run)


@EXAMPLES
@given(MUTED, st.data())
def test_shuffles(run: Run, data: st.DataObject) -> None:
    """Updates that arrive in another order, none later than allowed, raise the same alerts."""
    taken, actual = arrived(run, data, most=4)
    assert len(taken) == len(run.updates)
    assert rows(run, actual) == alert_log(run)


@EXAMPLES
@given(MUTED, st.data())
def test_late_updates(run: Run, data: st.DataObject) -> None:
    """Updates that come later than allowed are dropped, as if they had never been."""
    firsts = {update.identity: update for update in reversed(run.updates)}
    once = replace(
        run, updates=[update for update in run.updates if firsts[update.identity] is update], end=run.end + 9
    )
    taken, actual = arrived(once, data, most=8)
    kept = [update for update in once.updates if update in taken]
    assert rows(run, actual) == alert_log(replace(once, updates=kept))


def arrived(run: Run, data: st.DataObject, *, most: int) -> tuple[list[Update], list[Alert]]:
    """Let the updates arrive up to *most* fourths of the allowed lateness behind their time, in any order.

    Returns:
        What was not late, and the alerts.
    """
    engine = opened(run)
    lateness = timedelta(minutes=data.draw(st.integers(1, 9)))
    ingest = Ingest(StreamSettings(max_lateness=lateness))
    for stream in run.starts:
        ingest.open(stream)
    delays = [data.draw(st.integers(0, most)) * lateness / 4 for _ in run.updates]
    arrivals = [(update.time + delay, update) for update, delay in zip(run.updates, delays, strict=True)]
    taken: list[Update] = []
    alerts: list[Alert] = []
    for now, update in sorted(data.draw(st.permutations(arrivals)), key=itemgetter(0)):
        if ingest.arrive(update, now) == "held":
            taken.append(update)
        if data.draw(st.booleans()):
            ingest.tick(now)
            alerts += released(ingest, engine)
    for stream in run.starts:
        ingest.close(stream, run.at(run.end))
    assert ingest.late == len(run.updates) - len(taken)
    return taken, alerts + released(ingest, engine)


def cuts(run: Run, data: st.DataObject, *, size: int) -> Iterator[tuple[list[Update], list[datetime]]]:
    """Cut the updates of *run* into feeds of at most *size*, each with the clocks behind it; the last is the end."""
    waiting = list(run.updates)
    while waiting:
        many = data.draw(st.integers(1, min(size, len(waiting))))
        fed, waiting = waiting[:many], waiting[many:]
        least, most = run.minute(fed[-1].time), (run.minute(waiting[0].time) if waiting else run.end + 1) - 1
        clocks = sorted(data.draw(st.lists(st.integers(least, most), max_size=2))) if least <= most else []
        yield fed, [run.at(clock) + data.draw(st.sampled_from([0, 0.5])) * MINUTE for clock in clocks]
    yield [], [run.at(run.end)]


def revived(run: Run, engine: Engine) -> Engine:
    """Return another engine that goes on from what *engine* remembers."""
    other = Engine(run.ruleset)
    other.restore(engine.snapshot())
    return other


def released(ingest: Ingest, engine: Engine) -> list[Alert]:
    """Hand what may be decided on to *engine*."""
    release = ingest.release()
    alerts = engine.feed(release.updates)
    return alerts if release.progress is None else [*alerts, *engine.advance(release.progress)]
