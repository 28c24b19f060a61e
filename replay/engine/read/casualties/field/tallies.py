"""Which findings of a field are parts of one telling."""

from collections.abc import Sequence
from itertools import chain, takewhile

from replay.engine.read.casualties.field.sums import (
    KNOWN,
    are_again,
    are_others,
    are_parts,
    are_those,
    go_together,
    head_of,
    heads_of,
    is_one_more,
    is_reason,
    lists_dead,
    tells_again,
)
from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.groups import nations_of
from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.mention import Kind
from replay.engine.read.casualties.phrases.noun_phrase import SELF
from replay.engine.read.casualties.state.findings import Finding

_WITHIN = ("in", "among", "from", "on", "within", "of")
_WHOSE = ("its", "their", "our", "his")
_OWN = frozenset({"ranks", "own", "side"})


class Tallies:
    """Numbers the tellings of a field, per kind.

    A sentence begins a new telling of a kind, unless it says that it adds to the last ("also") or names victims of
    another side of the conflict than all before ("Four soldiers died. Two rebels were killed."). A toll always does.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._last = -1
        self._actors: set[str] = set()
        self._acts: list[Sequence[Word]] = []
        self._kind: Kind | None = None
        self._open: dict[Kind, tuple[int, list[Finding]]] = {}

    def of(self, findings: Sequence[Finding], *, goes_on: bool) -> list[int]:
        """Return the tally of each finding of the next sentence."""
        self._note_actor(findings)
        if len(findings) == 1 and not findings[0].is_retold:
            numbers = [self._number(findings[0].trigger.kind, findings, goes_on=goes_on)]  # most sentences
        else:
            numbers = self._of_several(findings, goes_on=goes_on)
        self._kind = findings[-1].trigger.kind
        return numbers

    def parted(self, findings: Sequence[Finding], numbers: list[int]) -> list[int]:
        """Return the tallies of a field's findings, with one more for parts of what the first of theirs tells."""
        by_tally: dict[tuple[Kind, int], list[int]] = {}
        for at, finding in enumerate(findings):
            by_tally.setdefault((finding.trigger.kind, numbers[at]), []).append(at)
        for places in by_tally.values():
            if len(places) > 2 and are_parts([findings[at] for at in places]):  # noqa: PLR2004 -- a whole and two parts
                number = self._next()
                numbers = [number if at in places[1:] else known for at, known in enumerate(numbers)]
        return numbers

    def _of_several(self, findings: Sequence[Finding], *, goes_on: bool) -> list[int]:
        by_kind: dict[Kind, list[Finding]] = {}
        for finding in findings:
            told = by_kind.setdefault(finding.trigger.kind, [])
            is_elsewhere = bool(told) and told[-1].place != finding.place
            is_again = is_elsewhere and (tells_again(finding) or is_reason(told[-1], finding))
            finding.is_retold = finding.is_retold or is_again
            if not finding.is_retold:
                told.append(finding)
        first, last = findings[0].trigger.kind, self._last
        numbers = {first: self._number(first, by_kind.pop(first), goes_on=goes_on)}
        is_more = numbers[first] <= last
        for kind, told in by_kind.items():
            is_with = goes_on or (is_more and _are_nameless(told))
            numbers[kind] = self._number(kind, told, goes_on=is_with, has_others=True)
        said: list[int] = []
        for at, finding in enumerate(findings):
            if not finding.is_retold:
                said.append(numbers[finding.trigger.kind])
            else:
                said.append(said[-1] if at and go_together(findings[at - 1], finding) else self._next())
        return said

    def _number(self, kind: Kind, told: Sequence[Finding], *, goes_on: bool, has_others: bool = False) -> int:
        """Return the tally of one kind; `others` are others than those of another kind if the sentence told of any."""
        number, before = self._open.get(kind) or (-1, [])
        is_more = number >= 0 and (goes_on or self._are_more(told, before, has_others=has_others))
        is_more = is_more and not are_again(told, before)
        if kind == "wounded" and self._kind == "killed" and are_others(told, before):
            is_more = False  # three dead, 17 hurt. A boy was killed. 17 others were hurt
        if any(map(_is_toll, told)) or not is_more or (are_those(told, before) and not self._are_doers(told, before)):
            number, before = self._open[kind] = self._next(), []
        before += told
        return number

    def _are_more(self, told: Sequence[Finding], before: Sequence[Finding], *, has_others: bool) -> bool:
        """Return whether the victims are others than those of their kind *before*."""
        is_first = not has_others and bool(told)
        is_further = is_first and is_one_more(told[0], knows_hurt="wounded" in self._open)
        return is_further or self._goes_on(told, before)

    def _is_other_side(self, told: Sequence[Finding], before: Sequence[Finding]) -> bool:
        """Return whether the victims are all of sides, or nations, that none told of was, or killed themselves."""
        sides, seen = set(map(self._side, told)), set(map(self._side, before))
        if (None not in sides | seen or sides <= SELF) and sides.isdisjoint(seen):
            return True
        theirs, others = [*map(_nations, told)], [*map(_nations, before)]
        return all(theirs) and all(others) and frozenset[str]().union(*theirs).isdisjoint(chain(*others))

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _goes_on(self, told: Sequence[Finding], before: Sequence[Finding]) -> bool:
        """Return whether the victims are others than those told of before, by what they are called."""
        if any(map(lists_dead, told)):
            return False
        if self._is_other_side(told, before) or (bool(told) and all(map(_is_own, told))):
            return True
        if any(map(self._fell_to_police, before)):
            return False
        return all(map(self._did_it, told)) and heads_of(told).isdisjoint(heads_of(before))

    def _fell_to_police(self, finding: Finding) -> bool:
        """Return whether those who killed the victims are of the law, and so the victims may be the killers."""
        by = finding.noun.tokens[finding.end : finding.end + 3] if finding.noun is not None else ()
        return bool(by) and by[0].text == "by" and any(self._side_of(token) == "security" for token in by[1:])

    def _did_it(self, finding: Finding) -> bool:
        """Return whether the victims are those who killed the ones before."""
        noun = finding.noun
        if noun is None:
            return False
        is_known = noun.count is not None and noun.tokens[noun.start].text in KNOWN
        if self._side(finding) == "militant" and (is_known or any(map(self._is_militant, chain(*self._acts)))):
            return True
        if noun.head in self._actors and noun.is_bare_name:
            return True
        return singular(noun.head) in self._lexicon.words["perpetrators"]

    def _are_doers(self, told: Sequence[Finding], before: Sequence[Finding]) -> bool:
        """Return whether the victims are those who killed as many before: `four guards died, all four raiders were`."""
        if len(told) > 1 or not self._did_it(told[0]):
            return False
        has_doers = any(map(self._is_militant, chain(*self._acts)))
        return has_doers or all(self._side(each) == "security" for each in before)

    def _note_actor(self, findings: Sequence[Finding]) -> None:
        """Keep the name with which a sentence begins that goes on to tell whom they killed: `Ali Gul opened fire,`."""
        noun = findings[0].noun
        if noun is None or noun.start <= findings[0].place or findings[0].nominal:
            return
        before = noun.tokens[: findings[0].place]
        self._acts.append(before)
        if before and before[0].tag == "name":
            self._actors.update(token.text for token in takewhile(_is_name, before))

    def _is_militant(self, token: Word) -> bool:
        return self._side_of(token) == "militant"

    def _side_of(self, token: Word) -> str | None:
        return self._lexicon.sides.get(singular(token.text)) if token.is_person else None

    def _side(self, finding: Finding) -> str | None:
        if finding.noun is None:
            return None
        head = head_of(finding.noun)
        return head if head in SELF else self._lexicon.sides.get(singular(head))


def _is_name(token: Word) -> bool:
    return token.tag == "name"


def _is_toll(finding: Finding) -> bool:
    return finding.trigger.form == "toll"


def _nations(finding: Finding) -> frozenset[str]:
    """Return the nationalities of the victims."""
    noun = finding.noun
    if noun is None:
        return frozenset()
    return nations_of(" ".join(word.text for word in noun.tokens[noun.body : noun.behind_origin]))


def _are_nameless(told: Sequence[Finding]) -> bool:
    """Return whether the victims are called nothing but others."""
    return all(finding.noun is not None and finding.noun.head in ("", "others") for finding in told)


def _is_own(finding: Finding) -> bool:
    """Return whether those who tell of the deed tell of victims of their own: `acknowledging two dead in its ranks`."""
    noun = finding.noun
    if noun is None:
        return False
    behind = [token.text for token in noun.tokens[finding.end : finding.end + 4]]
    return len(behind) > 1 and behind[0] in _WITHIN and behind[1] in _WHOSE and not _OWN.isdisjoint(behind)
