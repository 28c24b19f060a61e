"""The one object that the monitor, rule tests and every other run drive."""

from collections import Counter
from collections.abc import Sequence

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
    """

    def __init__(self, rules: RuleSet) -> None:
        self.not_counted: Counter[tuple[str, str]] = Counter()
        self._reader = Reader(rules)
        self._decider = Decider()
        self._seen: dict[tuple[str, str, int], None] = {}

    def feed(self, updates: Sequence[Update]) -> list[Alert]:
        """Return the alerts that *updates* raise.

        Args:
            updates: In release order, behind all that were fed before; one with a known (stream, id, rev) is dropped.

        Returns:
            In the order of the alert log: by update, then rule, key and state.
        """
        alerts: list[Alert] = []
        for update in updates:
            if self._is_new(update):
                reading = self._reader.read(update)
                self.not_counted.update(reading.not_counted)
                for fact in reading.facts:
                    alerts += self._decider.decide(fact)
        return alerts

    def _is_new(self, update: Update) -> bool:
        if update.identity in self._seen:
            return False
        self._seen[update.identity] = None
        if len(self._seen) > SEEN_MAX:
            del self._seen[next(iter(self._seen))]
        return True
