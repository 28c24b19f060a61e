"""Which findings of a field are parts of one telling."""

from collections.abc import Sequence
from itertools import chain, takewhile

from replay.engine.read.casualties.findings import SELF, VAGUE, Finding
from replay.engine.read.casualties.forms import singular
from replay.engine.read.casualties.groups import nations_of
from replay.engine.read.casualties.increments import ORDINALS, is_further, is_sum
from replay.engine.read.casualties.lexicon import Lexicon
from replay.engine.read.casualties.mention import Kind
from replay.engine.read.casualties.nouns import NounPhrase
from replay.engine.read.casualties.words import Word

_KNOWN = ("the", "all", "both", "these", "those")
_WITHIN = ("in", "among", "from", "on", "within", "of")
_WHOSE = ("its", "their", "our", "his")
_OWN = frozenset({"ranks", "own", "side"})
_HURT = frozenset({"injured", "wounded"})


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
        self._open: dict[Kind, tuple[int, list[Finding]]] = {}

    def of(self, findings: Sequence[Finding], *, goes_on: bool) -> list[int]:
        """Return the tally of each finding of the next sentence."""
        self._note_actor(findings)
        if len(findings) == 1 and not findings[0].is_retold:
            return [self._number(findings[0].trigger.kind, findings, goes_on=goes_on)]  # most sentences
        return self._of_several(findings, goes_on=goes_on)

    def parted(self, findings: Sequence[Finding], numbers: list[int]) -> list[int]:
        """Return the tallies of a field's findings, with one more for parts of what the first of theirs tells."""
        by_tally: dict[tuple[Kind, int], list[int]] = {}
        for at, finding in enumerate(findings):
            by_tally.setdefault((finding.trigger.kind, numbers[at]), []).append(at)
        for places in by_tally.values():
            if len(places) > 2 and _are_parts([findings[at] for at in places]):  # noqa: PLR2004 -- a whole and two parts
                number = self._next()
                numbers = [number if at in places[1:] else known for at, known in enumerate(numbers)]
        return numbers

    def _of_several(self, findings: Sequence[Finding], *, goes_on: bool) -> list[int]:
        by_kind: dict[Kind, list[Finding]] = {}
        for finding in findings:
            told = by_kind.setdefault(finding.trigger.kind, [])
            is_elsewhere = bool(told) and told[-1].place != finding.place
            is_again = is_elsewhere and (_tells_again(finding) or _is_reason(told[-1], finding))
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
                said.append(said[-1] if at and _go_together(findings[at - 1], finding) else self._next())
        return said

    def _number(self, kind: Kind, told: Sequence[Finding], *, goes_on: bool, has_others: bool = False) -> int:
        """Return the tally of one kind; `others` are others than those of another kind if the sentence told of any."""
        number, before = self._open.get(kind) or (-1, [])
        knows_hurt = "wounded" in self._open
        is_further = goes_on or (not has_others and bool(told) and _is_further(told[0], knows_hurt=knows_hurt))
        is_more = number >= 0 and (is_further or self._goes_on(told, before)) and not _are_again(told, before)
        if _has_toll(told) or not is_more or (_are_those(told, before) and not self._are_doers(told, before)):
            number, before = self._open[kind] = self._next(), []
        before += told
        return number

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
        if any(map(_lists_dead, told)):
            return False
        if self._is_other_side(told, before) or (bool(told) and all(map(_is_own, told))):
            return True
        return all(map(self._did_it, told)) and _heads(told).isdisjoint(_heads(before))

    def _did_it(self, finding: Finding) -> bool:
        """Return whether the victims are those who killed the ones before."""
        noun = finding.noun
        if noun is None:
            return False
        is_known = noun.count is not None and noun.tokens[noun.start].text in _KNOWN
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
        return token.is_person and self._lexicon.sides.get(singular(token.text)) == "militant"

    def _side(self, finding: Finding) -> str | None:
        if finding.noun is None:
            return None
        head = _head_of(finding.noun)
        return head if head in SELF else self._lexicon.sides.get(singular(head))


def _is_name(token: Word) -> bool:
    return token.tag == "name"


def _has_toll(told: Sequence[Finding]) -> bool:
    return any(finding.trigger.form == "toll" for finding in told)


def _are_parts(told: Sequence[Finding]) -> bool:
    """Return whether the first tells how many died in all: `Nine died: troops killed six rebels and lost three`."""
    whole, part = told[0].noun, told[1].noun
    if whole is None or part is None or whole.count is None or whole.count.min != whole.count.max:
        return False
    is_apart = told[0].place != told[1].place or whole.tokens is not part.tokens
    return is_apart and whole.head in VAGUE and whole.count.min == _sum_of(told[1:])


def _go_together(before: Finding, finding: Finding) -> bool:
    """Return whether another source tells of both with one word: `five women and a child were killed`."""
    return before.is_retold and before.place == finding.place and before.trigger == finding.trigger


def _is_reason(before: Finding, finding: Finding) -> bool:
    """Return whether one toll rose because of another that it holds: `the toll is 230, after that in Ulm rose to 9`."""
    if before.trigger.form != "toll" or finding.trigger.form != "toll" or before.noun is None:
        return False
    between = before.noun.tokens[before.noun.end : finding.place]
    return any(token.text in ("after", "as") for token in between)


def _tells_again(finding: Finding) -> bool:
    """Return whether a number that is told behind others holds them, or they hold it: `in all six died`."""
    noun = finding.noun
    return noun is not None and (is_sum(noun) or _lists_dead(finding) or _are_bodies(finding))


def _are_bodies(finding: Finding) -> bool:
    """Return whether bodies without a name are told of, behind other dead: `nine died, but a doctor saw 11 bodies`."""
    noun = finding.noun
    is_nameless = noun is not None and noun.count is not None and not noun.head
    if noun is not None and noun.tokens[finding.end : finding.end + 1] and noun.tokens[finding.end].text == "of":
        return False  # three bodies of rebels
    return is_nameless and finding.trigger.kind == "killed" and bool(finding.trigger.needs)


def _nations(finding: Finding) -> frozenset[str]:
    """Return the nationalities of the victims."""
    noun = finding.noun
    if noun is None:
        return frozenset()
    return nations_of(" ".join(word.text for word in noun.tokens[noun.body : noun.behind_origin]))


def _heads(findings: Sequence[Finding]) -> set[str]:
    return {_head_of(finding.noun) for finding in findings if finding.noun is not None}


def _head_of(noun: NounPhrase) -> str:
    """Return what the victims are called; whoever killed himself is the same by any pronoun."""
    return "self" if noun.head in SELF else noun.head


def _are_those(told: Sequence[Finding], before: Sequence[Finding]) -> bool:
    """Return whether the victims are as many as those told of before, and known: `the two were shot`, `all 11`."""
    if len(told) > 1:
        return _sum_of(told) == _sum_of(before) > len(told)  # killing a total of 16; ten died here and six there
    noun = told[0].noun if told else None
    if noun is not None and ORDINALS & _heads_of(noun):
        return any(each.noun is not None and ORDINALS & _heads_of(noun) & _heads_of(each.noun) for each in before)
    if noun is None or noun.count is None or noun.tokens[noun.start].text not in _KNOWN:
        return False
    return noun.count.min == _sum_of(before)


def _are_again(told: Sequence[Finding], before: Sequence[Finding]) -> bool:
    """Return whether the same were told of: `kills wife, self`, `Eight more bodies found. Troops found eight more`."""
    if "self" in _heads(told) & _heads(before):
        return True
    is_more = len(told) == len(before) == 1 and _is_further(before[0], knows_hurt=True)
    return is_more and _sum_of(told) == _sum_of(before) > 1


def _sum_of(findings: Sequence[Finding]) -> int:
    """Return the least number of their victims."""
    counts = [each.noun.count.min if each.noun.count else 1 for each in findings if each.noun is not None]
    return sum(count or 0 for count in counts)


def _heads_of(noun: NounPhrase) -> set[str]:
    return {token.text for token in noun.tokens[noun.start : noun.end]}


def _are_nameless(told: Sequence[Finding]) -> bool:
    """Return whether the victims are called nothing but others."""
    return all(finding.noun is not None and finding.noun.head in ("", "others") for finding in told)


def _lists_dead(finding: Finding) -> bool:
    """Return whether some of those told of are named: `the dead included a boy`, `two were among the dead`."""
    noun, at = finding.noun, finding.place
    if noun is None or at == 0 or finding.nominal:
        return False
    is_first = at < noun.start and noun.tokens[at - 1].text == "the"
    return is_first or (at > 1 and noun.tokens[at - 2].text in ("among", "amongst"))


def _is_own(finding: Finding) -> bool:
    """Return whether those who tell of the deed tell of victims of their own: `acknowledging two dead in its ranks`."""
    noun = finding.noun
    if noun is None:
        return False
    behind = [token.text for token in noun.tokens[finding.end : finding.end + 4]]
    return len(behind) > 1 and behind[0] in _WITHIN and behind[1] in _WHOSE and not _OWN.isdisjoint(behind)


def _is_further(finding: Finding, *, knows_hurt: bool) -> bool:
    """Return whether the victim is one more: `another man`, or `the injured man`, or men, who died later."""
    noun = finding.noun
    if noun is None or is_further(noun):
        return noun is not None
    return (knows_hurt or not noun.is_plural) and not _HURT.isdisjoint(_heads_of(noun))
