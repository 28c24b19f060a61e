"""What a sentence found, without what tells again of some, and with one finding for `killed or wounded`."""

from collections.abc import Sequence

from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence


def with_alternatives(found: list[Finding], sentence: Sentence) -> list[Finding]:
    """Return findings with those in one that leave open which of them it was: `15 were killed or wounded`."""
    told: list[Finding] = []
    for finding in reversed(found):
        if told and _is_alternative(finding, told[-1], sentence):
            trigger, end = Trigger("unspecified", finding.trigger.form), max(finding.end, told[-1].end)
            told[-1] = replace(finding, trigger=trigger, end=end)
        else:
            told.append(finding)
    return told[::-1]


def _is_alternative(before: Finding, finding: Finding, sentence: Sentence) -> bool:
    """Return whether the same victims came to the one or to the other, unless that is denied."""
    noun, first = finding.noun, sentence.trigger_at(before.place)
    if noun is None or noun is not before.noun or finding.negated or first is None:
        return False
    is_none = noun.count is not None and noun.count.max == 0
    between = sentence.tokens[first[0] : finding.place]
    is_open = finding.trigger.kind == "unspecified" or any(token.text == "or" for token in between)
    return is_open and not is_none and all(map(_links, between))


def _links(token: Word) -> bool:
    return token.tag in ("and", "comma", "adv", "be") or token.text == "/"


def without_parts(found: list[Finding]) -> list[Finding]:
    """Return findings without those that tell again of some of whom another one tells, in the order that they had."""
    parts = [each for each in found if _is_of_whole(each, found) or _is_how_killed(each, found)]
    return [each for each in found if each not in parts] if parts else found


def _is_how_killed(finding: Finding, found: Sequence[Finding]) -> bool:
    """Return whether it only says how somebody died: `stabbed two men` to death, `was wounded` and died."""
    if finding.trigger.kind not in ("wounded", "missing") or finding.noun is None:
        return False
    deaths = [each for each in found if each.noun is finding.noun and each.trigger.kind == "killed"]
    if not deaths:
        return False  # most
    if finding.trigger.kind == "wounded" and not finding.trigger.counted:
        deaths = [each for each in deaths if each.trigger.form == "subject"]
    return any(not (each.hedged or each.negated) or finding.trigger.counted for each in deaths)


def _is_of_whole(finding: Finding, found: Sequence[Finding]) -> bool:
    """Return whether it tells of some of whom another one tells: `12 people, many of whom suffocated, died`."""
    noun, kind = finding.noun, finding.trigger.kind
    if noun is None or not noun.is_among_them:
        return False
    before = [each for each in found if each.noun is not None and each.noun.end <= noun.start]
    return bool(before) and before[-1].trigger.kind == kind
