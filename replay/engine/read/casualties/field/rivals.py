"""Which tellings contradict the one before: another source's number of the same victims, `Lima says 33, Quito 30`."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import inf

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.field.increments import is_total
from replay.engine.read.casualties.field.scenes import is_place
from replay.engine.read.casualties.field.sums import lists_dead, tells_again
from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.lexicon.words import DETERMINERS, PUTS, Word
from replay.engine.read.casualties.mention import Mention
from replay.engine.read.casualties.phrases.noun_phrase import THEM, NounPhrase
from replay.engine.read.casualties.sources import source_of
from replay.engine.read.casualties.state.findings import VAGUE, Finding, may_be
from replay.engine.read.casualties.text.sentences import Sentence

_WHERE = frozenset({"in", "at", "near", "outside", "inside", "from", "off"})
_ENDS = ("comma", "break", "sub", "dash")
_LIVES = frozenset({"life", "lives"})
_LONGEST_CLAIM = 6
_SOME = ("men", "members")
_GIVES = PUTS | {"claim", "claims", "claimed", "claiming"}


class _Telling(msgspec.Struct, eq=False, gc=False):
    """What is told of a kind at once: its mentions, what they were read of, and where."""

    mentions: list[Mention] = []
    findings: list[Finding] = []
    sentences: list[Sentence] = []

    @property
    def low(self) -> float:
        return sum(each.min or 0 for each in self.mentions)

    @property
    def high(self) -> float:
        return sum(inf if each.max is None else each.max for each in self.mentions)


def with_rivals(
    mentions: list[Mention], found: Sequence[tuple[Finding, Sentence]], tallies: Sequence[int]
) -> list[Mention]:
    """Return the mentions of a field, those marked as rival that contradict the telling before of their kind.

    Args:
        mentions: The mentions, as they were read.
        found: What they were read of, and where; some of it may be no mention.
        tallies: The tally of each of these.
    """
    sets_against = _setting_against()
    if all(sets_against.isdisjoint(sentence.words) and not finding.is_retold for finding, sentence in found):
        return mentions  # most fields
    if not _has_sources(mentions):
        return mentions
    tellings: dict[tuple[str, int, bool], _Telling] = {}
    for each in mentions:
        tellings.setdefault((each.kind, each.tally, each.total), _Telling()).mentions.append(each)
    for (finding, sentence), tally in zip(found, tallies, strict=True):
        telling = tellings.get((finding.trigger.kind, tally, is_total(finding, sentence)))
        if telling is not None:
            telling.findings.append(finding)
            telling.sentences.append(sentence)
    last: dict[str, _Telling] = {}
    rivals = set[tuple[str, int, bool]]()
    for key, now in tellings.items():
        if (before := last.get(key[0])) is not None and _contradict(before, now):
            rivals.add(key)
        last[key[0]] = now
    return [replace(each, rival=(each.kind, each.tally, each.total) in rivals) for each in mentions]


def _has_sources(mentions: Sequence[Mention]) -> bool:
    """Return whether two sources, or one and nobody, tell of a kind, and each in a telling of its own."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        known = first.setdefault(mention.kind, mention)
        if known.said_by != mention.said_by and (known.tally != mention.tally or known.total != mention.total):
            return True
    return False


def _contradict(before: _Telling, now: _Telling) -> bool:
    """Return whether another source tells of the victims told of *before*, gives another number, and says so."""
    mention, finding, sentence, known = now.mentions[0], now.findings[0], now.sentences[0], before.sentences[-1]
    if not mention.said_by or mention.increment or finding.noun is None or finding.noun.count is None:
        return False
    if source_of(mention.said_by) in {source_of(each.said_by or "") for each in before.mentions}:
        return False
    if not (finding.is_retold or _has_word(sentence.words, known.words)) or _is_revised(sentence, known):
        return False
    is_less = now.low < before.low
    if not _may_be_all(finding.noun, finding, before) or (is_less and _is_some(finding.noun, before)):
        return False
    return _is_told_against(before, now, is_less=is_less)


def _is_told_against(before: _Telling, now: _Telling, *, is_less: bool) -> bool:
    """Return whether the clause that tells a number says that it is another than that *before*."""
    finding, sentence, known = now.findings[0], now.sentences[0], before.sentences[-1]
    if {each.status for each in (*before.mentions, *now.mentions)} != {"reported"}:
        return False
    begin, end = _clause_of(finding, sentence, before)
    said, clause = sentence.words[begin : max(finding.place, finding.start)], sentence.tokens[begin:end]
    is_claim = _claims(clause) or _claims(known.tokens)
    if max(before.low, now.low) <= min(before.high, now.high) and not is_claim:
        return False  # at least 12, 15
    is_against = is_claim or _is_against(finding, said, known, is_same=known is sentence, is_less=is_less)
    return is_against and not _is_apart(finding, clause, sentence.words[:begin] if known is sentence else known.words)


def _has_word(words: Sequence[str], before: Sequence[str]) -> bool:
    """Return whether a word in a sentence, or in the one before, may tell its number as against another."""
    return not (_setting_against().isdisjoint(words) and _GIVES.isdisjoint(before))


@cache
def _setting_against() -> frozenset[str]:
    lists = lexicon().words
    return lists["contrasts"] | lists["contradicts"] | _GIVES


def _is_revised(sentence: Sentence, before: Sentence) -> bool:
    """Return whether a number is told as an earlier or a later one: `initially`, `has risen to`."""
    revises = lexicon().words["revises"]
    return not (revises.isdisjoint(sentence.words) and revises.isdisjoint(before.words))


def _may_be_all(noun: NounPhrase, finding: Finding, before: _Telling) -> bool:
    """Return whether the victims may be all of those told of before, and not some, others, or bodies."""
    is_part = noun.is_part or noun.is_among_them or (finding.trigger.form != "toll" and lists_dead(finding))
    if is_part or _picks(noun) or "find" in finding.trigger.needs:
        return False
    if noun.head == "others" or (noun.head in _SOME and len(before.findings) > 1):
        return False
    return all(each.noun is None or may_be(noun, each.noun) for each in before.findings)


def _picks(noun: NounPhrase) -> bool:
    """Return whether the phrase counts some of those known: `two of the six`."""
    behind = noun.tokens[noun.count.end : noun.count.end + 2] if noun.count is not None else ()
    return len(behind) > 1 and behind[0].text == "of" and (behind[1].tag in DETERMINERS or behind[1].text in THEM)


def _is_some(noun: NounPhrase, before: _Telling) -> bool:
    """Return whether a smaller number may be of some of those told of before: 60 people, 12 rebels."""
    return noun.head not in VAGUE and any(each.noun is not None and each.noun.head in VAGUE for each in before.findings)


def _clause_of(finding: Finding, sentence: Sentence, before: _Telling) -> tuple[int, int]:
    """Return the places of the first token of the clause that tells it, and behind the last."""
    tokens, known, begin = sentence.tokens, before.findings[-1].end, 0
    if before.sentences[-1] is sentence and known <= finding.start:
        begin = next((at for at in range(finding.start, known, -1) if tokens[at].tag in _ENDS), known)
    return begin, next((at for at in range(finding.end, len(tokens)) if tokens[at].tag in _ENDS), len(tokens))


def _is_against(finding: Finding, said: Sequence[str], before: Sentence, *, is_same: bool, is_less: bool) -> bool:
    """Return whether words tell it as against what was told before; a smaller number may be of some of them."""
    lists = lexicon().words
    if not (lists["contradicts"].isdisjoint(said) and PUTS.isdisjoint(said) and PUTS.isdisjoint(before.words)):
        return True
    if is_same:
        return finding.is_retold and not tells_again(finding)
    return not is_less and not lists["contrasts"].isdisjoint(said)


def _claims(tokens: Sequence[Word]) -> bool:
    """Return whether somebody claims something, and not an event lives, or somebody to be a witness."""
    behind = ([each.text for each in tokens[at + 1 : at + _LONGEST_CLAIM]] for at in _claimed(tokens))
    return any(_LIVES.isdisjoint(words) and words[:2] != ["to", "be"] for words in behind)


def _claimed(tokens: Sequence[Word]) -> Iterator[int]:
    return (at for at, token in enumerate(tokens) if token.tag == "claim")


def _is_apart(finding: Finding, clause: Sequence[Word], known: Sequence[str]) -> bool:
    """Return whether the clause has a place or a day of its own, or tells of another event, or how some died."""
    assert finding.noun is not None
    behind = [token.text for token in finding.noun.tokens[finding.end : finding.end + 2]]
    if behind[:1] in (["of"], ["from"]) or behind == ["in", "hospital"]:
        return True
    if not lexicon().words["apart"].isdisjoint([token.text for token in clause]):
        return True
    tokens = [token for token in clause if token.tag != "the"]
    names = [name for link, name in pairwise(tokens) if link.text in _WHERE and is_place(name)]
    return any(name.text not in known for name in (*names, *(token for token in clause if token.tag == "date")))
