"""Decide: facts in release order in, alerts out. Stateful, one pass."""

from datetime import datetime

from replay.engine.decide.alert import alert_of, keys_of
from replay.engine.fact import Fact
from replay.model import Alert


class Decider:
    """Decide which facts become alerts, and which of those go out."""

    def __init__(self) -> None:
        self._fired_at: dict[tuple[str, tuple[str | None, ...]], datetime] = {}

    def decide(self, fact: Fact) -> list[Alert]:
        """Return one alert for each key of *fact*, sorted by key; a cooldown of its rule and key suppresses it."""
        alerts = []
        for key in keys_of(fact):
            suppressed_by = ("cooldown",) if self._is_cooling_down(fact, key) else ()
            if not suppressed_by and fact.rule.cooldown:
                self._fired_at[fact.rule.id, key] = fact.update.time
            alerts.append(alert_of(fact, key, suppressed_by))
        return alerts

    def _is_cooling_down(self, fact: Fact, key: tuple[str | None, ...]) -> bool:
        fired_at = self._fired_at.get((fact.rule.id, key))
        return fired_at is not None and fact.update.time < fired_at + fact.rule.cooldown
