"""Count the alerts of a backtest, by rule and day."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from replay.engine import Block
from replay.model import Severity, State, Stream


class Summary:
    """What came of a backtest.

    Args:
        streams: Its streams.

    Attributes:
        updates: How many were fed.
        by_rule: How many alerts there were of each (rule, state).
        by_day: How many of each (rule, state) on each day of the stream's own clock, UTC for rules across streams.
        fired: How many fired, by severity.
    """

    def __init__(self, streams: Iterable[Stream]) -> None:
        self.updates = 0
        self.by_rule: Counter[tuple[str, State]] = Counter()
        self.by_day: Counter[tuple[date, str, State]] = Counter()
        self.fired: Counter[Severity] = Counter()
        self._zones = {stream.name: ZoneInfo(stream.timezone) for stream in streams}

    def take(self, block: Block) -> None:
        """Count a block."""
        self.updates += len(block.updates)
        for alert in block.alerts:
            self.by_rule[alert.rule, alert.state] += 1
            self.by_day[self._day(alert.stream, alert.time), alert.rule, alert.state] += 1
            if alert.state == "firing":
                self.fired[alert.severity] += 1

    def _day(self, stream: str, time: datetime) -> date:
        try:
            return time.astimezone(self._zones.get(stream, UTC)).date()
        except OverflowError:  # the zone's clock leaves the calendar
            return time.date()
