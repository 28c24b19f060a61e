"""match and casualties: one event for each update and key."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.decision import Decision
from replay.engine.decide.keys import keys_of
from replay.language.ruleset import CasualtiesRule, MatchRule


class Each(Decision[MatchRule | CasualtiesRule]):
    """The state of a match or a casualties rule: none, but for what edits are held against."""

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Conclude for each key of each input."""
        return [
            Conclusion(rule=self._rule, key=key, match=given.match, time=now)
            for given in inputs
            for key in keys_of(given.match, self._rule.group_by)
        ]
