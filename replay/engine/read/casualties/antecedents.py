"""How many are meant by victims without a number, where a sentence before gave it: `the men were found dead`."""

from replay.engine.read.casualties.findings import Finding
from replay.engine.read.casualties.numerals import Count

_HELD = ("captured", "missing")


class Antecedents:
    """Keeps the numbers of the victims that a field told of, by what it called them."""

    def __init__(self) -> None:
        self._counts: dict[str, Count] = {}
        self._held: Count | None = None

    def count_of(self, finding: Finding) -> Count | None:
        """Return the number of victims of a finding that gives none, and keep the number of one that gives it."""
        noun = finding.noun
        if noun is None:
            return self._held if finding.of_theirs else None
        if noun.count is not None:
            self._counts[noun.head] = noun.count
            self._held = noun.count if finding.trigger.kind in _HELD else self._held
            return noun.count
        return self._counts.get(noun.head) if noun.is_plural and noun.article in ("the", "own") else None
