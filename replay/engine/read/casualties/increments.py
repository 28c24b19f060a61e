"""Whether a finding tells of victims on top of those already told of elsewhere."""

from collections.abc import Sequence

from replay.engine.read.casualties.findings import Finding
from replay.engine.read.casualties.phrases import NounPhrase
from replay.engine.read.casualties.tokens import Token

_ON_TOP = frozenset({"another", "further", "additional"})
_OTHERS = frozenset({"other", "others"})
_BOUNDS = frozenset({"or", "and"})


def is_increment(finding: Finding, tokens: Sequence[Token], *, has_base: bool) -> bool:
    """Return whether *finding* says "two more soldiers", "another 12" or, without a base, "three others".

    Args:
        finding: A finding of the sentence.
        tokens: The sentence.
        has_base: Whether the field told of other victims before: "a teacher and three others" adds to nothing else.
    """
    noun = finding.noun
    if noun is None or noun.count is None or finding.trigger.form == "toll":
        return False
    words = ["", *(token.word for token in tokens), ""]
    first, last = noun.start, noun.end
    if not _ON_TOP.isdisjoint(words[first : last + 1]) or any(
        _says_more(words, at) for at in range(first + 1, last + 1)
    ):
        return True
    behind = tokens[noun.count.end].word if noun.count.end < noun.end else ""
    return (behind in _OTHERS and not has_base) or (behind == "new" and _names_nobody(noun))


def _says_more(words: Sequence[str], place: int) -> bool:
    """Return whether `more` stands at *place* otherwise than in "more than 30" and "30 or more"."""
    return words[place] == "more" and words[place - 1] not in _BOUNDS and words[place + 1] != "than"


def _names_nobody(noun: NounPhrase) -> bool:
    return noun.end == noun.body + 1
