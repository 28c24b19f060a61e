"""Decide: facts in release order in, alerts out. Stateful, one pass."""

from datetime import datetime

from replay.engine.decide.alert import alert_of, keys_of
from replay.engine.fact import Fact
from replay.model import Alert

REMEMBERED_MAX = 100_000
"""Matches that are remembered for edits of their updates, and cooldowns: the newest."""


class Decider:
    """Decide which facts become alerts, and which of those go out."""

    def __init__(self) -> None:
        self._matched: dict[tuple[str, str, str], frozenset[str]] = {}
        self._fired_at: dict[tuple[str, tuple[str | None, ...]], datetime] = {}

    def decide(self, fact: Fact) -> list[Alert]:
        """Return one alert for each key of *fact*, sorted by key; a cooldown of its rule and key suppresses it."""
        if not self._is_news(fact):
            return []
        alerts = []
        for key in keys_of(fact):
            suppressed_by = ("cooldown",) if self._is_cooling_down(fact, key) else ()
            if not suppressed_by and fact.rule.cooldown:
                self._start_cooldown(fact, key)
            alerts.append(alert_of(fact, key, suppressed_by))
        return alerts

    def _start_cooldown(self, fact: Fact, key: tuple[str | None, ...]) -> None:
        self._fired_at.pop((fact.rule.id, key), None)
        self._fired_at[fact.rule.id, key] = fact.update.time
        if len(self._fired_at) > REMEMBERED_MAX:
            del self._fired_at[next(iter(self._fired_at))]

    def _is_news(self, fact: Fact) -> bool:
        """Say whether an edit matched something that no earlier revision did; anything else is news."""
        update = fact.update
        place = fact.rule.id, update.stream, update.id
        known = self._matched.pop(place, None)
        self._matched[place] = fact.texts | (known or frozenset())
        if len(self._matched) > REMEMBERED_MAX:
            del self._matched[next(iter(self._matched))]
        return known is None or not fact.texts <= known

    def _is_cooling_down(self, fact: Fact, key: tuple[str | None, ...]) -> bool:
        fired_at = self._fired_at.get((fact.rule.id, key))
        return fired_at is not None and fact.update.time - fired_at < fact.rule.cooldown
