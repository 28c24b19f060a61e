"""Whether a list behind a number only says who these are: `two brothers, Ali and Omar,`."""

from collections.abc import Sequence

from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase

_ANYBODY = frozenset({"people", "persons", "individuals", "victims", "members", "relatives", "others"})
_PAIRS = ("couple", "twins")
_MARKS = ("comma", "dash", "open", "break")
_VERBS = ("be", "have", "adv")


def is_elaborated(nouns: Sequence[NounPhrase]) -> bool:
    """Return whether the phrases behind the first say who its victims are, and add none.

    Args:
        nouns: The phrases of a list of victims, two or more.
    """
    first, *rest = nouns
    if first.count is None or first.count.max in (None, 1) or first.end == len(first.tokens):
        return False
    behind = first.tokens[first.end]
    is_parted = any(first.tokens[at].tag in _MARKS for at in range(first.end, rest[0].start))
    if all(map(_is_name, rest)):
        return behind.tag == "name" or (is_parted and len(rest) == first.count.max)
    if not is_parted or sum(map(_number, rest)) != first.count.max:
        return False
    is_anybody = first.head in _ANYBODY and first.end == first.body + 1 and behind.text != "of"
    return is_anybody or _is_closed(rest[-1])


def _is_name(noun: NounPhrase) -> bool:
    return noun.count is None and (noun.has_name or noun.is_bare_name) and not (noun.is_plural and noun.is_person)


def _number(noun: NounPhrase) -> int:
    if noun.count is not None:
        return noun.count.min if noun.count.min == noun.count.max and noun.count.min else 0
    return 2 if noun.head in _PAIRS else 1


def _is_closed(noun: NounPhrase) -> bool:
    """Return whether a comma closes the list before the verb: `two guards, a man and a woman, were`."""
    comma, verb = [*noun.tokens[noun.end : noun.end + 2], None, None][:2]
    is_closed = comma is not None and comma.tag == "comma" and verb is not None
    return is_closed and verb is not None and (verb.tag in _VERBS or verb.phrases is not None)
