"""Which deaths may be natural, and what in a text says that they are not."""

import re
from collections.abc import Iterable, Sequence

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

# Of `he was 71`, what is found fast.
_IS_OLD = re.compile(r"e was (?:[7-9]\d|1[01]\d)\b")
_LIVED = frozenset(
    {"killed", "killing", "murdered", "murder", "wounded", "injured", "fought", "fight", "fighting", "battle"}
    | {"battles", "war", "soldier", "soldiers", "army", "military", "troops", "rebel", "rebels", "torture", "tortured"}
)
_WHO = frozenset({"who", "whom", "whose"})
_ALWAYS = ("", "foreign")


def is_violent(sentence: Sentence, findings: Sequence[Finding], lexicon: Lexicon) -> bool:
    """Return whether the sentence speaks of violence or disaster, or of deaths that are not natural."""
    if not lexicon.words["violence"].isdisjoint(sentence.words):
        return True
    killed = [finding for finding in findings if finding.trigger.kind == "killed" and finding.noun is not None]
    return any(not is_natural(finding) or _is_at_risk(finding, lexicon) for finding in killed)


def is_assault(form: str, lexicon: Lexicon) -> bool:
    """Return whether a text speaks of an attack, wherever it does."""
    return not lexicon.words["assault"].isdisjoint(_words_of(form))


def is_of_old_age(form: str, lexicon: Lexicon) -> bool:
    """Return whether a text gives the age of somebody old who died, and tells of no violence but what they lived to."""
    age = _IS_OLD.search(form)
    if age is None or form[age.start() - 1 : age.start()] not in ("h", "H"):
        return False
    words, known = _words_of(form), lexicon.words
    return known["violence"].difference(_LIVED).isdisjoint(words) and known["assault"].isdisjoint(words)


def is_of_life(finding: Finding, findings: Iterable[Finding], sentence: Sentence) -> bool:
    """Return whether a clause on who died tells what they lived through: `Ana Ohm, whom a raid` wounded, `died`."""
    dies = any(each.place > finding.place and is_natural(each) for each in findings)
    return dies and not _WHO.isdisjoint(sentence.words[: finding.place])


def _words_of(form: str) -> list[str]:
    return form.casefold().replace(".", " ").replace(",", " ").split()


def _is_at_risk(finding: Finding, lexicon: Lexicon) -> bool:
    """Return whether the victim is a child, or somebody on duty."""
    noun = finding.noun
    if noun is not None and noun.tokens[noun.start].text in lexicon.words["ordinals"]:
        return True
    head = singular(noun.head) if noun is not None and not noun.is_named else ""
    return head in lexicon.words["young"] or lexicon.sides.get(head) in ("security", "militant")


def is_natural(finding: Finding) -> bool:
    """Return whether the words allow a natural death of one person: `died`, `dead`, `death of`."""
    trigger, noun = finding.trigger, finding.noun
    return (
        trigger.kind == "killed"
        and trigger.form in ("subject", "adjective", "of")
        and not (trigger.needs or trigger.sure or trigger.figure not in _ALWAYS)
        and noun is not None
        and noun.count is None
        and noun.article != "a"
        and not noun.is_plural
        and not (noun.start and noun.tokens[noun.start - 1].tag == "leave")
    )


def is_found(finding: Finding) -> bool:
    """Return whether it says how somebody was found, whose death may be natural: `found dead`."""
    noun = finding.noun
    return finding.trigger.form == "adjective" and finding.trigger.sure and noun is not None and noun.count is None
