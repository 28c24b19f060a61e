"""Which findings of a field are parts of one telling."""

from collections.abc import Sequence

from replay.engine.read.casualties.findings import SELF, Finding
from replay.engine.read.casualties.lexicon import Lexicon
from replay.engine.read.casualties.mention import Kind
from replay.engine.read.casualties.words import singular


class Tallies:
    """Numbers the tellings of a field, per kind.

    A sentence begins a new telling of a kind, unless it says that it adds to the last ("also") or names victims of
    another side of the conflict than all before ("Four soldiers died. Two rebels were killed.").
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._last = -1
        self._open: dict[Kind, tuple[int, frozenset[str | None]]] = {}

    def of(self, findings: Sequence[Finding], *, goes_on: bool) -> list[int]:
        """Return the tally of each finding of the next sentence."""
        by_kind: dict[Kind, int] = {}
        for kind in dict.fromkeys(finding.trigger.kind for finding in findings):
            told = [finding for finding in findings if finding.trigger.kind == kind and not finding.is_retold]
            sides = frozenset(map(self._side, told))
            more = any(map(self._is_further, told)) or all(map(self._did_it, told))
            by_kind[kind] = self._number(kind, sides, goes_on=goes_on or more)
        return [self._next() if finding.is_retold else by_kind[finding.trigger.kind] for finding in findings]

    def _number(self, kind: Kind, sides: frozenset[str | None], *, goes_on: bool) -> int:
        number, seen = self._open.get(kind, (-1, frozenset()))
        is_other_side = (None not in sides | seen or sides <= SELF) and sides.isdisjoint(seen)
        if number < 0 or not (goes_on or is_other_side):
            number, seen = self._next(), frozenset()
        self._open[kind] = number, seen | sides
        return number

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _did_it(self, finding: Finding) -> bool:
        """Return whether the victims are those who killed the ones before."""
        noun = finding.noun
        if noun is None:
            return False
        is_known = noun.count is not None and noun.tokens[noun.start].text in ("the", "all", "both")
        if is_known and self._side(finding) == "militant":
            return True
        return singular(noun.head) in self._lexicon.words["perpetrators"]

    def _is_further(self, finding: Finding) -> bool:
        return finding.noun is not None and finding.noun.is_further

    def _side(self, finding: Finding) -> str | None:
        if finding.noun is None:
            return None
        head = finding.noun.head
        return head if head in SELF else self._lexicon.sides.get(singular(head))
