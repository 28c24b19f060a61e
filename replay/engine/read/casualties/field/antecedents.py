"""How many are meant by victims without a number, where a sentence before gave it: `the men were found dead`."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.numerals import Count
from replay.engine.read.casualties.phrases.victims import is_single
from replay.engine.read.casualties.state.findings import Finding

_HELD = frozenset({"captured", "missing"})
_ANYBODY = frozenset({"they", "victims", "hostages", "captives", "abductees", "bodies"})


class Antecedents(msgspec.Struct, eq=False, gc=False):
    """Keeps the numbers of the victims that a field told of, by what it called them."""

    _counts: dict[str, Count] = {}
    _held: Count | None = None
    _hurt: Count | None = None
    _tokens: Sequence[Word] = ()

    def count_of(self, finding: Finding) -> Count | None:
        """Return the number of victims of a finding that gives none, and keep the number of one that gives it."""
        noun = finding.noun
        if noun is None:
            return self._held if finding.of_theirs else None
        count = noun.count
        if finding.trigger.kind in _HELD and (count is not None or is_single(noun)):
            self._hold(count or Count(1, 1, approx=False, end=noun.end), noun.tokens)
        if count is not None:
            self._counts[noun.head] = count
            if finding.trigger.kind == "wounded":
                self._hurt = count
            return count
        if noun.article not in ("the", "own", "pronoun"):
            return None
        known = self._counts.get(noun.head) if noun.is_plural else None
        return (known or self._held or self._hurt) if noun.head in _ANYBODY else known

    def _hold(self, count: Count, tokens: Sequence[Word]) -> None:
        """Keep the number of captives, with those whom the same sentence tells of."""
        held = self._held if self._tokens is tokens else None
        self._tokens = tokens
        is_bounded = held is None or held.max is not None
        self._held = replace(
            count,
            min=(count.min or 0) + (held.min or 0 if held else 0),
            max=count.max + (held.max or 0 if held else 0) if count.max is not None and is_bounded else None,
        )
