"""Which deaths may be natural, and what in a text says that they are not."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

_ALWAYS = ("", "foreign")


def is_violent(sentence: Sentence, findings: Sequence[Finding], lexicon: Lexicon) -> bool:
    """Return whether the sentence speaks of violence or disaster, or of deaths that are not natural."""
    if not lexicon.words["violence"].isdisjoint(sentence.words):
        return True
    killed = [finding for finding in findings if finding.trigger.kind == "killed" and finding.noun is not None]
    return any(not is_natural(finding) or _is_at_risk(finding, lexicon) for finding in killed)


def is_assault(form: str, lexicon: Lexicon) -> bool:
    """Return whether a text speaks of an attack, wherever it does."""
    return not lexicon.words["assault"].isdisjoint(form.casefold().replace(".", " ").replace(",", " ").split())


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
