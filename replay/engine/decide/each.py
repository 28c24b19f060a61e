"""match and casualties: one event for each update and key."""

from collections.abc import Iterable

from replay.engine.decide.conclusion import Concluded, Conclusion, Given
from replay.engine.decide.decision import Decision
from replay.engine.fact import Match
from replay.language.ruleset import CasualtiesRule, MatchRule


class Each(Decision[MatchRule | CasualtiesRule]):
    """The state of a match or a casualties rule: none."""

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Conclude for each key of each input."""
        rule = self._rule
        for moment, key, mine in given:
            for each in mine:  # a generator would take longer: of most rules there is one in a block
                out.append((moment, Conclusion(rule=rule, key=key, match=each.match, time=moment[0])))  # noqa: PERF401

    def told(self, conclusion: Conclusion) -> Match:
        """Return the match of the update, whatever the number of its keys."""
        return conclusion.match
