"""Whether victims are others than those told of before: by what a phrase says, and on top of what a field told."""

from collections.abc import Sequence

from replay.engine.read.casualties.findings import Finding
from replay.engine.read.casualties.nouns import FURTHER, NounPhrase

_ON_TOP = frozenset({"another", "further", "additional"})
_OTHERS = frozenset({"other", "others"})
_ADDING = _ON_TOP | _OTHERS | {"more", "new"}
_SO_FAR = ["so", "far"]
_BOUNDS = frozenset({"or", "and"})
_IN_ALL = (["in", "all"], ["in", "total"], ["all", "told"])
_TOTAL = ["a", "total", "of"]

ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
"""Behind an article, one of these counts on: `a fourth died`."""


def is_further(noun: NounPhrase) -> bool:
    """Return whether the phrase says that there are others: `another officer`, `two more`, `three other men`."""
    tokens = noun.tokens
    if noun.count is None:
        return noun.article == "a" and (tokens[noun.body].text == "other" or _is_next(noun))
    said = [*tokens[noun.start : noun.start + 2], *tokens[noun.count.end : noun.body + 1]]
    if any(word.text == "than" for word in tokens[noun.start : noun.start + 3]):
        said = said[2:]  # more than 30
    others = noun.end == noun.body + 1 and noun.head in ("others", "injured", "wounded")
    head = tokens[noun.end - 1] if noun.end > noun.body else None
    return others or any(word.text in FURTHER and word is not head for word in said)


def is_sum(noun: NounPhrase) -> bool:
    """Return whether the phrase says how many they are together: `a total of six`, `in all, six`, `six men in all`."""
    said = [word.text for word in noun.tokens[max(0, noun.start - 3) : noun.end + 2]]
    own = said[min(3, noun.start) :]
    before = said[: min(3, noun.start)]
    before = before[:-1] if before[-1:] == [","] else before
    return own[:3] == _TOTAL or own[-2:] in _IN_ALL or before[-2:] in _IN_ALL


def _is_next(noun: NounPhrase) -> bool:
    """Return whether the phrase counts on: `a fourth`, `a fifth man`, but not `a third of` them."""
    behind = noun.tokens[noun.end].text if noun.end < len(noun.tokens) else ""
    return noun.tokens[noun.body].text in ORDINALS and behind != "of"


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
    said = words[max(0, noun.start - 1) : noun.end]
    if _ADDING.isdisjoint(said):
        return False  # most phrases
    if not _ON_TOP.isdisjoint(said):
        return True
    if "more" in said and _says_more(words, noun.start, noun.end):
        return True
    behind = words[noun.count.end] if noun.count.end < noun.end else ""
    return (behind in _OTHERS and not has_base) or (behind == "new" and _names_nobody(noun))


def is_total(finding: Finding, words: Sequence[str]) -> bool:
    """Return whether *finding* is a running toll: `the toll rose to 12`, `so far 23 people have died`."""
    noun = finding.noun
    if finding.trigger.form == "toll":
        return True
    if noun is None or noun.count is None:
        return False
    return words[finding.end : finding.end + 2] == _SO_FAR or words[max(0, noun.start - 2) : noun.start] == _SO_FAR


def _says_more(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether `more` stands from *start* to *end* otherwise than in "more than 30" and "30 or more"."""
    places = [place for place in range(start, end) if words[place] == "more"]
    return any(
        words[place + 1 : place + 2] != ["than"] and not (place and words[place - 1] in _BOUNDS) for place in places
    )


def _names_nobody(noun: NounPhrase) -> bool:
    return noun.end == noun.body + 1
