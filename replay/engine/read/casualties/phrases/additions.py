"""Whether a phrase says that there are others besides those counted, or how many they are together."""

from replay.engine.read.casualties.phrases.noun_phrase import FURTHER, NounPhrase

_IN_ALL = (["in", "all"], ["in", "total"], ["all", "told"])
_OTHERS = ("others", "injured", "wounded")
_PERHAPS = frozenset({"perhaps", "possibly", "maybe"})
UNSURE = _PERHAPS | {"not"}
"""Behind one of these, or with it, a number may be told instead of another: `three, not five`."""
_TOTAL = ["a", "total", "of"]

ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
"""Behind an article, one of these counts on: `a fourth died`."""


def is_further(noun: NounPhrase) -> bool:
    """Return whether the phrase says that there are others: `another officer`, `two more`, `three other men`."""
    tokens = noun.tokens
    if noun.count is None:
        return noun.article == "a" and (tokens[noun.body].text == "other" or _is_next(noun))
    if noun.end == noun.body + 1 and noun.head in _OTHERS:
        return True
    texts = [word.text for word in tokens[noun.start : noun.body + 1]]
    if FURTHER.isdisjoint(texts):
        return False  # most numbers
    said = [*tokens[noun.start : noun.start + 2], *tokens[noun.count.end : noun.body + 1]]
    if any(word.text == "than" for word in tokens[noun.start : noun.start + 3]):
        said = said[2:]  # more than 30
    head = tokens[noun.end - 1] if noun.end > noun.body else None
    return any(word.text in FURTHER and word is not head for word in said)


def is_sum(noun: NounPhrase) -> bool:
    """Return whether the phrase says how many they are together: `a total of six`, `in all, six`, `six men in all`."""
    said = [word.text for word in noun.tokens[max(0, noun.start - 3) : noun.end + 2]]
    own = said[min(3, noun.start) :]
    before = said[: min(3, noun.start)]
    before = before[:-1] if before[-1:] == [","] else before
    return own[:3] == _TOTAL or own[-2:] in _IN_ALL or before[-2:] in _IN_ALL


def is_guess(noun: NounPhrase, last: NounPhrase | None) -> bool:
    """Return whether the number is what it may be instead of the *last* one: `two, perhaps five,` people."""
    if noun.count is None or last is None or last.count is None or (noun.head and last.head):
        return False
    at = noun.start - (noun.text not in _PERHAPS)
    is_guess = at > 1 and noun.tokens[at].text in _PERHAPS and noun.tokens[at - 1].tag in ("comma", "and")
    return is_guess and last.end >= at - 2


def is_corrected(noun: NounPhrase) -> bool:
    """Return whether the number is what others got wrong: `three, not five` as reported."""
    at = noun.start - 1
    return at > 0 and noun.tokens[at].text == "not" and noun.tokens[at - 1].text == "," and noun.count is not None


def _is_next(noun: NounPhrase) -> bool:
    """Return whether the phrase counts on: `a fourth`, `a fifth man`, but not `a third of` them."""
    behind = noun.tokens[noun.end].text if noun.end < len(noun.tokens) else ""
    return noun.tokens[noun.body].text in ORDINALS and behind != "of"
