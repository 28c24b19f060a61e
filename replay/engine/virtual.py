"""Drive an engine in virtual time: what a rule test, a backtest, or a look back at a stream needs."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from replay.engine.engine import Engine
from replay.engine.fact import Read
from replay.engine.ingest import Ingest
from replay.errors import RuleFailed
from replay.language.ruleset import RuleSet
from replay.language.ruletest import Journal
from replay.model import ACROSS_STREAMS, Alert, Head, Update, named_in

_time = attrgetter("time")


@dataclass(frozen=True, slots=True)
class Declared:
    """A stream that a run knows of before it begins.

    Attributes:
        name: Its name.
        start: When silences of its key begin.
        end: Up to when its deadlines run; not before the start, nor before its last update.
    """

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """What an engine was fed at once, and what came of it.

    Attributes:
        updates: In release order; none where time alone passed. Those that raise alerts are whole.
        alerts: Those that became certain, in the order of the alert log.
    """

    updates: Sequence[Head]
    alerts: Sequence[Alert]

    @property
    def reached(self) -> datetime | None:
        """Return the time of its last update or alert: no alert before it is outstanding; None where it is empty."""
        return max((each[-1].time for each in (self.updates, self.alerts) if each), default=None)

    def triggered(self) -> Iterator[tuple[Alert, Update | None]]:
        """Yield its alerts, each with the update that raised it; None where time did, and for what resolves."""
        for time, alerts in groupby(self.alerts, _time):
            first, behind = (bisect(self.updates, time, key=_time) for bisect in (bisect_left, bisect_right))
            whole = [update for update in self.updates[first:behind] if isinstance(update, Update)]
            raising = {(ACROSS_STREAMS, named_in(ACROSS_STREAMS, each.stream, each.id)): each for each in whole}
            raising |= {(each.stream, each.id): each for each in whole}
            for alert in alerts:
                is_raised = alert.updates and alert.state != "resolved"
                yield alert, raising.get((alert.stream, alert.updates[-1])) if is_raised else None


def drive(engine: Engine, streams: Iterable[Declared], reads: Iterable[Read]) -> Iterator[Block]:
    """Feed an engine what streams hold, open and close each at its time, and yield what comes of it as it goes.

    How the updates are cut changes no alert. What is yielded may be cut finer.

    Args:
        engine: A fresh one.
        streams: Whose updates they are.
        reads: All updates in release order, by (time, stream, seq), and what the engine, or another one with its rules,
            reads in them.

    Raises:
        RuleFailed: If a rule failed: nothing that others conclude can be trusted to be the whole.
    """
    begins = deque(sorted(streams, key=attrgetter("start")))
    ends = deque(sorted(begins, key=attrgetter("end", "name")))
    for read in reads:
        updates, done = read.updates, 0
        while ends and done < len(updates) and ends[0].end < updates[-1].time:
            behind = bisect_right(updates, ends[0].end, done, key=attrgetter("time"))
            yield _through_the_next_end(engine, begins, ends, read.part(done, behind))
            done = behind
        if done < len(updates):
            rest = read.part(done, len(updates)) if done else read
            _open(engine, begins, updates[-1].time)
            yield _checked(engine, Block(rest.updates, engine.decide(rest)))
    while ends:
        yield _through_the_next_end(engine, begins, ends, Read((), {}))


def _through_the_next_end(engine: Engine, begins: deque[Declared], ends: deque[Declared], read: Read) -> Block:
    """Decide on what comes before the next end of a stream, and let time pass up to it."""
    ended = ends.popleft()
    _open(engine, begins, ended.end)
    return _checked(engine, Block(read.updates, [*engine.decide(read), *engine.close(ended.name, ended.end)]))


def _open(engine: Engine, begins: deque[Declared], time: datetime) -> None:
    """Open the streams that begin up to *time*: those that come later find room that others have left."""
    while begins and begins[0].start <= time:
        begun = begins.popleft()
        engine.open(begun.name, begun.start)


def _checked(engine: Engine, block: Block) -> Block:
    for rule_id, reason in engine.failed.items():
        raise RuleFailed(rule_id, reason)
    return block


def evaluate(rules: RuleSet, journal: Journal) -> Sequence[Alert]:
    """Return the alerts of *rules* for what happens in *journal*, in the order of the alert log.

    Raises:
        RuleFailed: If a rule failed.
    """
    engine = Engine(rules)
    if journal.arrivals:
        return _arriving(engine, rules, journal)
    streams = [Declared(name, journal.start, journal.end) for name in journal.streams]
    return [alert for block in drive(engine, streams, [engine.read(journal.updates)]) for alert in block.alerts]


def _arriving(engine: Engine, rules: RuleSet, journal: Journal) -> list[Alert]:
    """Feed updates in the order of their arrival, as a live source does; a late one goes to the engine as it is."""
    ingest = Ingest(rules.stream)
    for stream in journal.streams:
        engine.open(stream, journal.start)
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
    alerts += _release(engine, ingest, journal.end)
    alerts += engine.advance(journal.end)
    _checked(engine, Block((), ()))
    return alerts


def _release(engine: Engine, ingest: Ingest, end: datetime) -> list[Alert]:
    release = ingest.release()
    alerts = engine.feed(release.updates)
    return alerts if release.progress is None else alerts + engine.advance(min(release.progress, end))
