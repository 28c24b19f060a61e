"""The one object that the monitor, rule tests and every other run drive."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide import Decider
from replay.engine.read import Reader
from replay.language.ruleset import RuleSet
from replay.model import Alert, Update

SEEN_MAX = 100_000
"""Identities that are remembered, the newest; a repeated update is dropped within these."""


class Engine:
    """Turn updates into alerts, the same ones every time.

    Args:
        rules: The rules of the run.

    Attributes:
        not_counted: Casualty mentions that a rule passed over, by (rule, status).
        late: Updates that came behind progress and were dropped.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.not_counted: Counter[tuple[str, str]] = Counter()
        self.late = 0
        self._reader = Reader(rules)
        self._decider = Decider(rules)
        self._seen: dict[tuple[str, str, int], None] = {}

    def open(self, stream: str, start: datetime) -> None:
        """Declare a stream before its first update: silences of its key begin at *start*."""
        self._decider.open(stream, start)

    def feed(self, updates: Sequence[Update]) -> list[Alert]:
        """Return the alerts that are certain once *updates* are in.

        Args:
            updates: In release order, behind all that were fed before; one with a known (stream, id, rev) is dropped.

        Returns:
            In the order of the alert log: by time, phase, update, rule, key and state.
        """
        alerts: list[Alert] = []
        for update in updates:
            if self._is_new(update):
                reading = self._reader.read(update)
                self.not_counted.update(reading.not_counted)
                alerts += self._decider.take(update, reading.facts)
        return alerts

    def advance(self, progress: datetime) -> list[Alert]:
        """Return the alerts up to *progress*: no update of that instant, or before it, is outstanding."""
        return self._decider.advance(progress)

    def _is_new(self, update: Update) -> bool:
        if self._decider.now is not None and update.time < self._decider.now:
            self.late += 1
            return False
        if update.identity in self._seen:
            return False
        self._seen[update.identity] = None
        if len(self._seen) > SEEN_MAX:
            del self._seen[next(iter(self._seen))]
        return True
