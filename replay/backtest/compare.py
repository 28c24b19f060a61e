"""Join the alerts of two rule sets as they fall: which disappear, appear, move, or change.

Alerts are joined on (rule, key, time): what fires or is suppressed with what fires or is suppressed, what resolves with
what resolves. What is left over on both sides may be one alert that moved (see `NEAR`). Kept is only what can still be
joined, so that memory does not grow with the streams.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, zip_longest
from typing import Literal

from replay.backtest.backtest import Backtest
from replay.backtest.merging import Part
from replay.engine import Block
from replay.model import Alert

NEAR = timedelta(minutes=30)
"""An alert moved at most so far; the two times are each other's nearest among those left over of the rule and key."""

MOST_LISTED = 1000
"""Differences that are listed, the earliest; all are counted."""

Kind = Literal["disappeared", "appeared", "moved", "changed"]
Outcome = Literal["same", Kind]
_Lane = tuple[str, tuple[tuple[str, str | None], ...], bool]
"""Rule, key, and whether the alerts resolve: what may be one alert."""

_BEFORE, _AFTER = 0, 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One alert that is not the same with both rule sets.

    Attributes:
        kind: What became of it; one that moved may have changed as well.
        before: The alert with the one rule set; None where it appeared.
        after: The alert with the other; None where it disappeared.
    """

    kind: Kind
    before: Alert | None
    after: Alert | None

    @property
    def first(self) -> Alert:
        """Return the alert before, or if there is none the one after."""
        alert = self.before or self.after
        assert alert is not None
        return alert

    @property
    def changed(self) -> tuple[str, ...]:
        """Return which of `severity` and `state` differ between before and after."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in ("severity", "state") if getattr(self.before, name) != getattr(self.after, name))

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Return what differences are sorted by."""
        return self.first.time, self.first.rule, self.kind


@dataclass(slots=True, eq=False)
class _Left:
    """What one side has left over of a lane at one instant."""

    lane: _Lane
    side: int
    time: datetime
    alerts: list[Alert]
    is_settled: bool = False


class Comparison:
    """Join two alert logs that grow at the same pace.

    Attributes:
        counts: How many alerts came to what, by (rule, outcome); a pair counts once.
        listed: The earliest differences, `MOST_LISTED` at most, by time.
    """

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, Outcome]] = Counter()
        self.listed: list[Difference] = []
        self._instants: defaultdict[datetime, tuple[list[Alert], list[Alert]]] = defaultdict(lambda: ([], []))
        self._lanes: defaultdict[_Lane, tuple[list[_Left], list[_Left]]] = defaultdict(lambda: ([], []))
        self._unsettled: deque[_Left] = deque()
        self._settled: deque[_Left] = deque()

    def total(self, outcome: Outcome) -> int:
        """Return how many alerts came to *outcome*."""
        return sum(count for (_, each), count in self.counts.items() if each == outcome)

    @property
    def differs(self) -> bool:
        """Return whether there is any difference."""
        return any(outcome != "same" for _, outcome in self.counts)

    def take(self, before: Sequence[Alert], after: Sequence[Alert], progress: datetime) -> None:
        """Add alerts of both sides.

        Args:
            before: Those of the one rule set, in the order of the log.
            after: Those of the other.
            progress: No alert before it is outstanding, on neither side.
        """
        for side, alerts in ((_BEFORE, before), (_AFTER, after)):
            for alert in alerts:
                self._instants[alert.time][side].append(alert)
        for time in sorted(time for time in self._instants if time < progress):
            self._join(*self._instants.pop(time))
        self._settle(progress)

    def finish(self) -> None:
        """Settle what is left: nothing more comes."""
        for time in sorted(self._instants):
            self._join(*self._instants.pop(time))
        for left in self._unsettled:
            self._decide(left)
        self._unsettled.clear()
        self._settled.clear()
        self._lanes.clear()

    def _join(self, before: list[Alert], after: list[Alert]) -> None:
        """Join the alerts of one instant; what is left over waits for what is near."""
        lanes: defaultdict[_Lane, tuple[list[Alert], list[Alert]]] = defaultdict(lambda: ([], []))
        for side, alerts in ((_BEFORE, before), (_AFTER, after)):
            for alert in alerts:
                lanes[_lane_of(alert)][side].append(alert)
        for lane, sides in lanes.items():
            pairs = _paired(*sides)
            for one, other in pairs:
                self._add(one, other)
            for side, alerts in enumerate(sides):
                if rest := alerts[len(pairs) :]:
                    left = _Left(lane, side, rest[0].time, rest)
                    self._lanes[lane][side].append(left)
                    self._unsettled.append(left)

    def _settle(self, progress: datetime) -> None:
        """Decide on what everything near is known of, and forget what nothing undecided can be near to."""
        while self._unsettled and progress - self._unsettled[0].time > 2 * NEAR:
            left = self._unsettled.popleft()
            self._decide(left)
            self._settled.append(left)
        while self._settled and progress - self._settled[0].time > 4 * NEAR:
            left = self._settled.popleft()
            sides = self._lanes[left.lane]
            sides[left.side].remove(left)
            if not any(sides):
                del self._lanes[left.lane]

    def _decide(self, left: _Left) -> None:
        """Say whether *left* moved: whether it and what is nearest on the other side are each other's nearest."""
        if left.is_settled:
            return
        left.is_settled = True
        sides = self._lanes[left.lane]
        near = _nearest(left, sides[not left.side])
        mutual = near is not None and _nearest(near, sides[left.side]) is left
        others = near.alerts if near and mutual else []
        if near and mutual:
            near.is_settled = True
        for mine, other in zip_longest(left.alerts, others):
            self._add(*((mine, other) if left.side == _BEFORE else (other, mine)))

    def _add(self, before: Alert | None, after: Alert | None) -> None:
        difference = Difference(_kind_of(before, after), before, after)
        if before and after and before.time == after.time and not difference.changed:
            self.counts[before.rule, "same"] += 1
            return
        self.counts[difference.first.rule, difference.kind] += 1
        if len(self.listed) < MOST_LISTED or difference.place < self.listed[-1].place:
            insort(self.listed, difference, key=lambda each: each.place)
            del self.listed[MOST_LISTED:]


def compared(comparison: Comparison, before: Backtest, after: Backtest) -> Iterator[Block]:
    """Yield the blocks of *before* while *comparison* takes the alerts of both; the streams are read once.

    Args:
        comparison: A fresh one; it is finished with the last block.
        before: A backtest with the one rule set.
        after: Over the same streams, with the other.

    Raises:
        RuleFailed: If a rule failed.
        StreamError: If a stream turns out to be wrong as it is read.
    """
    fed = _to_both(before.fed())
    for one, other in zip(before.blocks(fed[0]), after.blocks(fed[1]), strict=True):
        reached = [each for each in (one.reached, other.reached) if each]
        if reached:
            comparison.take(one.alerts, other.alerts, max(reached))
        yield one
    comparison.finish()


def _to_both(parts: Iterator[Part]) -> tuple[Iterator[Part], Iterator[Part]]:
    """Return what gives *parts* to two readers; held is what one has and the other has not (`tee` holds 57 more)."""

    def read(mine: deque[Part], theirs: deque[Part]) -> Iterator[Part]:
        while True:
            if not mine:
                mine.extend(islice(parts, 1))
                theirs.extend(mine)
            if not mine:
                return
            yield mine.popleft()

    before, after = deque[Part](), deque[Part]()
    return read(before, after), read(after, before)


def _lane_of(alert: Alert) -> _Lane:
    return alert.rule, tuple(sorted(alert.key.items())), alert.state == "resolved"


def _paired(before: list[Alert], after: list[Alert]) -> list[tuple[Alert, Alert]]:
    """Return as many pairs as there can be, and put the alerts in the order of the pairs, the rest behind.

    Alerts that rest on the same updates belong together; the others are paired as they come.
    """
    common = {alert.updates for alert in before} & {alert.updates for alert in after}
    for alerts in (before, after):
        alerts.sort(key=lambda alert: (alert.updates not in common, alert.updates if alert.updates in common else ()))
    return list(zip(before, after, strict=False))


def _nearest(left: _Left, others: list[_Left]) -> _Left | None:
    """Return what of *others*, which are sorted by time, is nearest, of two the earlier; None where nothing is near."""
    at = bisect_left(others, left.time, key=lambda each: each.time)
    near = min(others[max(0, at - 1) : at + 1], key=lambda each: abs(each.time - left.time), default=None)
    return near if near and abs(near.time - left.time) <= NEAR else None


def _kind_of(before: Alert | None, after: Alert | None) -> Kind:
    if before is None:
        return "appeared"
    if after is None:
        return "disappeared"
    return "changed" if before.time == after.time else "moved"
