"""Whether victims are the sum, a part, or the same of those told of: `nine died: six here and three there`."""

from collections.abc import Sequence

from replay.engine.read.casualties.phrases.additions import ORDINALS, is_further, is_sum
from replay.engine.read.casualties.phrases.noun_phrase import SELF, NounPhrase
from replay.engine.read.casualties.state.findings import VAGUE, Finding

_OTHERS = frozenset({"other", "others", "another"})
_HURT = frozenset({"injured", "wounded"})

KNOWN = ("the", "all", "both", "these", "those")
"""With these begin phrases for victims told of before."""


def are_parts(told: Sequence[Finding]) -> bool:
    """Return whether the first tells how many died in all: `Nine died: troops killed six rebels and lost three`."""
    whole, part = told[0].noun, told[1].noun
    if whole is None or part is None or whole.count is None or whole.count.min != whole.count.max:
        return False
    is_apart = told[0].place != told[1].place or whole.tokens is not part.tokens
    return is_apart and whole.head in VAGUE and whole.count.min == _sum_of(told[1:])


def go_together(before: Finding, finding: Finding) -> bool:
    """Return whether another source tells of both with one word: `five women and a child were killed`."""
    return before.is_retold and before.place == finding.place and before.trigger == finding.trigger


def is_reason(before: Finding, finding: Finding) -> bool:
    """Return whether one toll rose because of another that it holds: `the toll is 230, after that in Ulm rose to 9`."""
    if before.trigger.form != "toll" or finding.trigger.form != "toll" or before.noun is None:
        return False
    between = before.noun.tokens[before.noun.end : finding.place]
    return any(token.text in ("after", "as") for token in between)


def tells_again(finding: Finding) -> bool:
    """Return whether a number that is told behind others holds them, or they hold it: `in all six died`."""
    noun = finding.noun
    return noun is not None and (
        is_sum(noun) or lists_dead(finding) or _are_bodies(finding) or _is_by_now(finding, noun)
    )


def _is_by_now(finding: Finding, noun: NounPhrase) -> bool:
    """Return whether it is told how many they are by now: `eight people are now known to have died`."""
    return noun.count is not None and any(token.text == "now" for token in noun.tokens[noun.end : finding.place])


def _are_bodies(finding: Finding) -> bool:
    """Return whether bodies without a name are told of, behind other dead: `nine died, but a doctor saw 11 bodies`."""
    noun = finding.noun
    is_nameless = noun is not None and noun.count is not None and not noun.head
    if noun is not None and noun.tokens[finding.end : finding.end + 1] and noun.tokens[finding.end].text == "of":
        return False  # three bodies of rebels
    return is_nameless and finding.trigger.kind == "killed" and "find" in finding.trigger.needs


def heads_of(findings: Sequence[Finding]) -> set[str]:
    """Return what the victims are called."""
    return {head_of(finding.noun) for finding in findings if finding.noun is not None}


def head_of(noun: NounPhrase) -> str:
    """Return what the victims are called; whoever killed himself is the same by any pronoun."""
    return "self" if noun.head in SELF else noun.head


def are_those(told: Sequence[Finding], before: Sequence[Finding]) -> bool:
    """Return whether the victims are as many as those told of before, and known: `the two were shot`, `all 11`."""
    if len(told) > 1:
        return _sum_of(told) == _sum_of(before) > len(told)  # killing a total of 16; ten died here and six there
    noun = told[0].noun if told else None
    if noun is not None and ORDINALS & _words_of(noun):
        return any(each.noun is not None and ORDINALS & _words_of(noun) & _words_of(each.noun) for each in before)
    if noun is None or noun.count is None or noun.tokens[noun.start].text not in KNOWN:
        return False
    return noun.count.min == _sum_of(before)


def are_again(told: Sequence[Finding], before: Sequence[Finding]) -> bool:
    """Return whether the same were told of: `kills wife, self`, `Eight more bodies found. Troops found eight more`."""
    if "self" in heads_of(told) & heads_of(before):
        return True
    is_more = len(told) == len(before) == 1 and is_one_more(before[0], knows_hurt=True)
    return is_more and _sum_of(told) == _sum_of(before) > 1


def are_others(told: Sequence[Finding], before: Sequence[Finding]) -> bool:
    """Return whether as many as before are called others, and so may be the same: others than the dead."""
    is_other = any(each.noun is not None and not _OTHERS.isdisjoint(_words_of(each.noun)) for each in told)
    return is_other and _sum_of(told) == _sum_of(before)


def _sum_of(findings: Sequence[Finding]) -> int:
    """Return the least number of their victims."""
    counts = [each.noun.count.min if each.noun.count else 1 for each in findings if each.noun is not None]
    return sum(count or 0 for count in counts)


def _words_of(noun: NounPhrase) -> set[str]:
    return {token.text for token in noun.tokens[noun.start : noun.end]}


def lists_dead(finding: Finding) -> bool:
    """Return whether some of those told of are named: `the dead included a boy`, `two were among the dead`."""
    noun, at = finding.noun, finding.place
    if noun is None or at == 0 or finding.nominal:
        return False
    is_first = at < noun.start and noun.tokens[at - 1].text == "the"
    return is_first or (at > 1 and noun.tokens[at - 2].text in ("among", "amongst"))


def is_one_more(finding: Finding, *, knows_hurt: bool) -> bool:
    """Return whether the victim is one more: `another man`, or `the injured man`, or men, who died later."""
    noun = finding.noun
    if noun is None or is_further(noun):
        return noun is not None
    return (knows_hurt or not noun.is_plural) and not _HURT.isdisjoint(_words_of(noun))
