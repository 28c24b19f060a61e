"""Which tellings contradict the one before: a number that somebody claims, above what another source says."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.field.increments import is_total
from replay.engine.read.casualties.field.scenes import is_place
from replay.engine.read.casualties.field.sums import lists_dead
from replay.engine.read.casualties.lexicon.words import DETERMINERS, Word
from replay.engine.read.casualties.mention import Mention
from replay.engine.read.casualties.phrases.noun_phrase import THEM, NounPhrase
from replay.engine.read.casualties.sources import source_of
from replay.engine.read.casualties.state.findings import VAGUE, Finding, may_be
from replay.engine.read.casualties.text.sentences import Sentence

_CLAIMS = frozenset({"claim", "claims", "claimed", "claiming"})
_OTHER_CLAIMS = frozenset({"life", "lives", "responsibility", "credit"})
_FARTHEST = 5
_WHERE = frozenset({"in", "at", "near", "outside", "inside", "from", "off"})
_ENDS = ("comma", "break", "sub", "dash")
_SOME = ("men", "members")


class _Telling(msgspec.Struct, eq=False, gc=False):
    """What is told of a kind at once: its mentions, what they were read of, and where."""

    mentions: list[Mention] = []
    findings: list[Finding] = []
    sentences: list[Sentence] = []
    contradicts: tuple[int, bool] | None = None

    @property
    def low(self) -> float:
        return sum(each.min or 0 for each in self.mentions)


def with_rivals(
    mentions: list[Mention], found: Sequence[tuple[Finding, Sentence]], tallies: Sequence[int]
) -> list[Mention]:
    """Return the mentions of a field, those marked that contradict the telling before of their kind.

    Args:
        mentions: The mentions, as they were read.
        found: What they were read of, and where; some of it may be no mention.
        tallies: The tally of each of these.
    """
    if all(_CLAIMS.isdisjoint(sentence.words) for _, sentence in found) or not _has_sources(mentions):
        return mentions  # most fields
    tellings: dict[tuple[str, int, bool], _Telling] = {}
    for each in mentions:
        tellings.setdefault((each.kind, each.tally, each.total), _Telling()).mentions.append(each)
    for (finding, sentence), tally in zip(found, tallies, strict=True):
        telling = tellings.get((finding.trigger.kind, tally, is_total(finding, sentence)))
        if telling is not None:
            telling.findings.append(finding)
            telling.sentences.append(sentence)
    last: dict[str, _Telling] = {}
    for (kind, *_), now in tellings.items():
        if (before := last.get(kind)) is not None and _contradict(before, now):
            first = before.mentions[0]
            now.contradicts = first.tally, first.total
        last[kind] = now
    marks = {key: telling.contradicts for key, telling in tellings.items()}
    return [replace(each, contradicts=marks[each.kind, each.tally, each.total]) for each in mentions]


def _has_sources(mentions: Sequence[Mention]) -> bool:
    """Return whether two sources, or one and nobody, tell of a kind, and each in a telling of its own."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        known = first.setdefault(mention.kind, mention)
        if known.said_by != mention.said_by and (known.tally != mention.tally or known.total != mention.total):
            return True
    return False


def _contradict(before: _Telling, now: _Telling) -> bool:
    """Return whether one of the two is claimed, and more than what another source says of the same victims."""
    claim, sober = (now, before) if now.low > before.low else (before, now)
    if claim.low <= sober.low or not _is_claimed(claim.findings[0], claim.sentences[0]):
        return False
    mention, finding, sentence = now.mentions[0], now.findings[0], now.sentences[0]
    if {each.status for each in (*before.mentions, *now.mentions)} != {"reported"} or mention.increment:
        return False
    said = {source_of(each.said_by) for each in before.mentions if each.said_by}
    if len(said) > 1 or not claim.mentions[0].said_by or source_of(mention.said_by or "") in said:
        return False
    noun, known = finding.noun, before.sentences[-1]
    if noun is None or noun.count is None or not _may_be_all(noun, finding, before):
        return False
    if sober is now and _is_some(noun, before):
        return False
    begin, end = _clause_of(finding, sentence, before)
    told = sentence.words[:begin] if known is sentence else known.words
    return not _is_apart(sentence.tokens[begin:end], told)


def _is_claimed(finding: Finding, sentence: Sentence) -> bool:
    """Return whether somebody claims the number: `claims to have killed 12`, `12 were killed, the rebels claim`."""
    tokens, start, end = sentence.tokens, finding.start, finding.end
    before = range(max(start - _FARTHEST, 0), start)
    if any(_claims(tokens, at) and not any(each.tag in _ENDS for each in tokens[at:start]) for at in before):
        return True
    last = next((at for at in range(end + 1, len(tokens)) if tokens[at].tag in _ENDS), len(tokens)) - 1
    return end < last < end + _FARTHEST and tokens[last].text in _CLAIMS


def _claims(tokens: Sequence[Word], at: int) -> bool:
    """Return whether the token says that somebody claims a number, and neither an attack nor the credit for it."""
    behind = tokens[at + 1 : at + _FARTHEST]
    is_other = behind[0].tag in DETERMINERS or not _OTHER_CLAIMS.isdisjoint(each.text for each in behind)
    return tokens[at].text in _CLAIMS and not is_other


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


def _is_apart(clause: Sequence[Word], known: Sequence[str]) -> bool:
    """Return whether the clause has a place or a day of its own."""
    tokens = [token for token in clause if token.tag != "the"]
    names = [name for link, name in pairwise(tokens) if link.text in _WHERE and is_place(name)]
    return any(name.text not in known for name in (*names, *(token for token in clause if token.tag == "date")))
