"""match and casualties: one event for each update and key; an edit again only if it matched something new."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.keys import keys_of
from replay.engine.fact import Key, Match
from replay.language.ruleset import Rule

REMEMBERED_MAX = 100_000
"""Updates whose matches are remembered for their edits, the newest."""


class Each:
    """The state of a match or a casualties rule."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._matched: dict[tuple[str, str], frozenset[str]] = {}

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Conclude for each key of each input."""
        return [
            Conclusion(rule=self._rule, key=key, match=given.match, time=now)
            for given in inputs
            if self._is_news(given.match)
            for key in keys_of(given.match, self._rule.group_by)
        ]

    def _is_news(self, match: Match) -> bool:
        assert match.identity is not None
        texts = match.texts
        known = self._matched.pop(match.identity, None)
        self._matched[match.identity] = texts | (known or frozenset())
        if len(self._matched) > REMEMBERED_MAX:
            del self._matched[next(iter(self._matched))]
        return known is None or not texts <= known

    def due(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- an event has no deadline
        """Return nothing: an event has no deadline."""
        return []

    settle = due
