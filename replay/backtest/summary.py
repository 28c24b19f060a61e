"""Count the alerts of a backtest, by rule and day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from replay.engine import Block
from replay.model import Severity, State, Stream
from replay.zones import common_zone


class Summary:
    """What came of a backtest.

    Args:
        streams: Its streams.

    Attributes:
        updates: How many were fed.
        by_rule: How many alerts there were of each (rule, state).
        by_day: How many of each (rule, state) on each day of the stream's own clock.
        zones: Of each stream's clock.
        zone: That of all streams, UTC where they differ: for rules across streams.
        fired: How many fired, by severity.
    """

    def __init__(self, streams: Iterable[Stream]) -> None:
        self.updates = 0
        self.by_rule: Counter[tuple[str, State]] = Counter()
        self.by_day: Counter[tuple[date, str, State]] = Counter()
        self.fired: Counter[Severity] = Counter()
        self.zones = {stream.name: ZoneInfo(stream.timezone) for stream in streams}
        self.zone = common_zone(zone.key for zone in self.zones.values())

    def take(self, block: Block) -> None:
        """Count a block."""
        self.updates += len(block.updates)
        alerts = block.alerts
        self.by_rule.update([(each.rule, each.state) for each in alerts])
        self.by_day.update([(self._day(each.stream, each.time), each.rule, each.state) for each in alerts])
        self.fired.update([each.severity for each in alerts if each.state == "firing"])

    def has_fired(self, at_least: Severity | None) -> bool:
        """Say whether an alert fired that is so severe, or more; None asks for nothing."""
        rising = get_args(Severity)
        return at_least is not None and any(self.fired[each] for each in rising[rising.index(at_least) :])

    def _day(self, stream: str, time: datetime) -> date:
        return time.astimezone(self.zones.get(stream, self.zone)).date()
