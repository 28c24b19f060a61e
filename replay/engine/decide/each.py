"""match and casualties: one event for each update and key."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.decision import Decision, Timers
from replay.engine.decide.keys import keys_by
from replay.language.ruleset import CasualtiesRule, MatchRule


class Each(Decision[MatchRule | CasualtiesRule]):
    """The state of a match or a casualties rule: none."""

    def __init__(self, rule: MatchRule | CasualtiesRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._keys_of = keys_by(rule.group_by)

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Conclude for each key of each input."""
        return [
            Conclusion(rule=self._rule, key=key, match=given.match, time=now)
            for given in inputs
            for key in self._keys_of(given.match)
        ]
