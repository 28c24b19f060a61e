"""Whether victims come on top of those that a field told of before, or are a running total of them."""

from collections.abc import Sequence

from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

_ON_TOP = frozenset({"another", "further", "additional"})
_OTHERS = frozenset({"other", "others"})
_ADDING = _ON_TOP | _OTHERS | {"more", "new"}
_BOUNDS = frozenset({"or", "and"})


def is_increment(finding: Finding, words: Sequence[str], *, has_base: bool) -> bool:
    """Return whether *finding* says "two more soldiers", "another 12" or, without a base, "three others".

    Args:
        finding: A finding of the sentence.
        words: Those of the sentence.
        has_base: Whether the field told of other victims before: "a teacher and three others" adds to nothing else.
    """
    noun = finding.noun
    if noun is None or noun.count is None or finding.trigger.form == "toll":
        return False
    said = words[noun.start - (noun.start > 0) : noun.end]
    if _ADDING.isdisjoint(said):
        return False  # most phrases
    if not _ON_TOP.isdisjoint(said):
        return True
    if "more" in said and _says_more(words, noun.start, noun.end):
        return True
    behind = words[noun.count.end] if noun.count.end < noun.end else ""
    return (behind in _OTHERS and not has_base) or (behind == "new" and _names_nobody(noun))


def is_total(finding: Finding, sentence: Sentence) -> bool:
    """Return whether *finding* is a running toll: `the toll rose to 12`, `so far 23 people have died`."""
    noun = finding.noun
    if finding.trigger.form == "toll":
        return True
    if noun is None or noun.count is None:
        return False
    words, at, end = sentence.words, noun.start, finding.end
    if sentence.behind[end - 1] == "so" and words[end + 1 : end + 2] == ["far"]:
        return True
    return at > 1 and words[at - 1] == "far" and words[at - 2] == "so"


def _says_more(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether `more` stands from *start* to *end* otherwise than in "more than 30" and "30 or more"."""
    places = [place for place in range(start, end) if words[place] == "more"]
    return any(
        words[place + 1 : place + 2] != ["than"] and not (place and words[place - 1] in _BOUNDS) for place in places
    )


def _names_nobody(noun: NounPhrase) -> bool:
    return noun.end == noun.body + 1
