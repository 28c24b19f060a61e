"""Hold alerts against labels, as they fall: what was found, what was missed, what alerted for nothing, and how late.

Only alerts that went out as firing count. One finds a label of its rule if it falls at the label's time or at most
`within` after it and, where the label names an update, rests on that update. Each alert finds one label at most and
each label is found by one alert at most, so that as many labels as possible are found. A label without a rule is found
by what is left over of any rule; alerts of one instant that rest on the same last update count as one there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from replay.backtest.label_matching import Matching
from replay.backtest.labels import Label
from replay.backtest.result import Result, Score
from replay.engine import Block
from replay.errors import Problem, RuleFileError
from replay.formats.file.window import EVER
from replay.model import ACROSS_STREAMS, Alert, Head, named_in

MOST_LISTED = 1000
"""Misses, and false alarms, that are listed, the earliest; all are counted."""


class _Moment:
    """Alerts of one instant that find one label together: a single one, or all that rest on the same last update."""

    def __init__(self, alerts: Sequence[Alert]) -> None:
        self.time = alerts[0].time
        self._streams = {alert.stream for alert in alerts}
        self._updates = {(alert.stream, update) for alert in alerts for update in alert.updates}

    def fits(self, label: Label, stream: str | None) -> bool:
        """Say whether it may find *label*, whose update stands in *stream* if it names one."""
        if label.update is not None and stream is not None:
            names = ((each, named_in(each, stream, label.update)) for each in self._streams)
            return not self._updates.isdisjoint(names)
        return stream is None or stream in self._streams or ACROSS_STREAMS in self._streams


def _last_of(alert: Alert) -> str:
    """Return what is told of its last update across streams, or nothing."""
    names = alert.updates[-1:]
    return "".join(names if alert.stream == ACROSS_STREAMS else (f"{alert.stream}/{name}" for name in names))


class _Lane:
    """The labels of one rule, or those without a rule, as their time comes and goes."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._ahead = sorted(((label.time, label) for label in labels if label.time), key=itemgetter(0), reverse=True)
        self._open: list[_Begun] = []

    def begin(self, begun: "_Begun") -> None:
        """Take note that the time of a label has come."""
        self._open.append(begun)

    def fitting(self, moment: _Moment) -> "list[_Begun]":
        """Return the labels that *moment* may find, those whose time is over first ahead."""
        while self._ahead and self._ahead[-1][0] <= moment.time:
            time, label = self._ahead.pop()
            self.begin(_Begun(label, time, label.stream))
        self._open = [begun for begun in self._open if begun.until >= moment.time]
        begun = (each for each in self._open if each.time <= moment.time)  # those of a block are there at once
        return sorted((each for each in begun if moment.fits(each.label, each.stream)), key=lambda each: each.until)


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """A label whose time has come.

    Attributes:
        label: The label.
        time: Its time, or that of its update.
        stream: Its stream, or that of its update; None for whichever.
    """

    label: Label
    time: datetime
    stream: str | None

    @property
    def until(self) -> datetime:
        """Return when the last alert that finds it may fall."""
        return self.time + min(self.label.within, EVER[1] - self.time)


class Scoring:
    """Score the alerts of a run.

    Args:
        labels: What should alert.
        is_cut: Whether the streams may lack what a label names, since only a part of them is run.

    Attributes:
        false_alarms: The earliest alerts that found no label, `MOST_LISTED` at most.
    """

    def __init__(self, labels: Sequence[Label], *, is_cut: bool = False) -> None:
        self.false_alarms: list[Alert] = []
        self._is_cut = is_cut
        by_rule: defaultdict[str | None, list[Label]] = defaultdict(list)
        self._by_update: defaultdict[str, list[Label]] = defaultdict(list)
        for label in labels:
            by_rule[label.rule].append(label)
            if label.update is not None:
                self._by_update[label.update].append(label)
        self._labels = labels
        self._lanes = {rule: _Lane(own) for rule, own in by_rule.items()}
        self._streams: defaultdict[str, set[str]] = defaultdict(set)
        self._matching: Matching[_Begun, _Moment] = Matching()
        self._judged: Counter[str | None] = Counter()
        self._false: Counter[str | None] = Counter()
        self._left: list[Alert] = []

    def take(self, block: Block) -> None:
        """Add a block of a run."""
        for update in block.updates:
            if update.id in self._by_update:
                self._begin(update)
        for alert in block.alerts:
            if alert.state == "firing" and (alert.rule in self._lanes or None in self._lanes):
                self._judge(alert)
        if block.reached:
            self._judge_left(block.reached)

    def finish(self, start: datetime, end: datetime) -> Result:
        """Return how the rules fare.

        Args:
            start: When the first stream began.
            end: When the last one ended.

        Raises:
            RuleFileError: If a label names an update that did not come, or that came in two streams.
        """
        self._judge_left(None)
        if problems := [problem for label in self._labels for problem in self._problems(label)]:
            raise RuleFileError(problems)
        found = {begun.label: moment.time - begun.time for begun, moment in self._matching.found.items()}
        outside = {label for label in self._labels if label not in found and self._is_outside(label, start, end)}
        judged = [label for label in self._labels if label not in outside]
        rules: dict[str | None, None] = dict.fromkeys(sorted(rule for rule in {*self._judged, *self._lanes} if rule))
        if None in self._lanes:
            rules[None] = None
        scores = tuple(self._score(rule, judged, found) for rule in rules)
        return Result(scores, tuple(label for label in judged if label not in found), len(outside))

    def _score(self, rule: str | None, labels: Iterable[Label], found: Mapping[Label, timedelta]) -> Score:
        own = [label for label in labels if label.rule == rule]
        delays = tuple(sorted(found[label] for label in own if label in found))
        return Score(rule, self._judged[rule], self._false[rule], len(own), delays)

    def _begin(self, update: Head) -> None:
        """Take note of the first revision of an update that labels name."""
        streams = self._streams[update.id]
        if update.stream in streams:
            return
        streams.add(update.stream)
        for label in self._by_update[update.id]:
            if label.stream in (None, update.stream):
                self._lanes[label.rule].begin(_Begun(label, update.time, update.stream))

    def _judge(self, alert: Alert) -> None:
        """Have an alert find a label of its rule, or else keep it for those without one."""
        self._judged[alert.rule] += 1
        lane, moment = self._lanes.get(alert.rule), _Moment([alert])
        if not lane or not self._matching.offer(moment, lane.fitting(moment)):
            self._left.append(alert)

    def _judge_left(self, progress: datetime | None) -> None:
        """Have what is left over before *progress*, or at all, find labels without a rule."""
        over = [left for left in self._left if progress is None or left.time < progress]
        if not over:
            return
        self._left = [left for left in self._left if progress is not None and left.time >= progress]
        lane = self._lanes.get(None)
        moments: defaultdict[tuple[datetime, str], list[Alert]] = defaultdict(list)
        for alert in over:
            moments[alert.time, _last_of(alert)].append(alert)
        for alerts in moments.values():
            moment = _Moment(alerts)
            is_found = lane is not None and self._matching.offer(moment, lane.fitting(moment))
            self._judged[None] += 1
            if not is_found:
                self._false.update([None, *(alert.rule for alert in alerts)])
                self.false_alarms += alerts[: MOST_LISTED - len(self.false_alarms)]

    def _is_outside(self, label: Label, start: datetime, end: datetime) -> bool:
        """Say whether what a label stands for is not within the streams."""
        return not start <= label.time <= end if label.time else not self._places(label)

    def _places(self, label: Label) -> list[str]:
        """Return the streams that had the update which a label names, if it is one that the label may mean."""
        streams = self._streams.get(label.update or "", ())
        return sorted(stream for stream in streams if label.stream in (None, stream))

    def _problems(self, label: Label) -> Iterator[Problem]:
        """Yield what is wrong with the update that a label names."""
        if label.update is None:
            return
        streams = self._places(label)
        if not streams and not self._is_cut:
            where = f" in stream '{label.stream}'" if label.stream else ""
            yield label.problem(f"there is no update '{label.update}'{where}; correct the id, or take the label out")
        elif len(streams) > 1:
            yield label.problem(f"update '{label.update}' is in {' and '.join(streams)}; add stream: {streams[0]}")
