"""Drive an engine in virtual time: what a rule test, or a look back at a stream, needs."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.engine import Engine
from replay.engine.ingest import Ingest
from replay.errors import RuleFailed
from replay.language.ruleset import RuleSet
from replay.language.ruletest import Journal
from replay.model import Alert


def evaluate(rules: RuleSet, journal: Journal) -> Sequence[Alert]:
    """Return the alerts of *rules* for what happens in *journal*, in the order of the alert log.

    Raises:
        RuleFailed: If a rule failed: nothing that others conclude can be trusted to be the whole.
    """
    engine = Engine(rules)
    for stream in journal.streams:
        engine.open(stream, journal.start)
    fed = _arriving(engine, rules, journal) if journal.arrivals else engine.feed(journal.updates)
    alerts = [*fed, *engine.advance(journal.end)]
    for rule_id, reason in engine.failed.items():
        raise RuleFailed(rule_id, reason)
    return alerts


def _arriving(engine: Engine, rules: RuleSet, journal: Journal) -> list[Alert]:
    """Feed updates in the order of their arrival, as a live source does; a late one goes to the engine as it is."""
    ingest = Ingest(rules.stream)
    for stream in journal.streams:
        ingest.open(stream)
    alerts: list[Alert] = []
    arriving = sorted(zip(journal.arrivals, journal.updates, strict=True), key=lambda each: each[0])
    for arrival, update in arriving:
        ingest.tick(arrival)
        alerts += _release(engine, ingest, journal.end)
        if ingest.arrive(update, arrival) == "late":
            alerts += engine.feed([update])
    for stream in journal.streams:
        ingest.close(stream, journal.end)
    return alerts + _release(engine, ingest, journal.end)


def _release(engine: Engine, ingest: Ingest, end: datetime) -> list[Alert]:
    release = ingest.release()
    alerts = engine.feed(release.updates)
    return alerts if release.progress is None else alerts + engine.advance(min(release.progress, end))
