"""Whether a sentence tells of another place or day than the one before: `In Ulm two men died. In Bonn a boy died.`."""

from collections.abc import Sequence
from itertools import takewhile

from replay.engine.read.casualties.tokens import Sentence
from replay.engine.read.casualties.words import Word

_NAMING = ("name", "date")
_SORTS = frozenset({"district", "province", "state", "region", "county", "village", "town", "city", "area", "sector"})
_LONGEST = 7
_FARTHEST = 4


def is_elsewhere(before: Sequence[Sentence], sentence: Sentence) -> bool:
    """Return whether a sentence begins with a place or a day, and one before with another one or with one of its sort.

    Args:
        before: The sentences before it that tell of casualties.
        sentence: The sentence.
    """
    if sentence.tokens[0].tag != "prep" or not (name := _scene_of(sentence)):
        return False
    for earlier in before[: -_FARTHEST - 1 : -1]:
        other = _scene_of(earlier) if earlier.tokens[0].tag == "prep" else ""
        if other or _has_such_place(earlier, sentence, name):
            return name != other
    return False


def _scene_of(sentence: Sentence) -> str:
    """Return the first name of the place, or the day, with which a sentence begins: `In Yala province,`."""
    behind = takewhile(_is_no_mark, sentence.tokens[1:_LONGEST])
    return next((token.text for token in behind if token.tag in _NAMING), "")


def _is_no_mark(token: Word) -> bool:
    return token.tag != "comma"


def _has_such_place(before: Sentence, sentence: Sentence, name: str) -> bool:
    """Return whether the sentence before names another place of the same sort: `in the Ulm district`."""
    sort = sentence.words[sentence.words.index(name) + 1 :][:1]
    if not sort or sort[0] not in _SORTS or sort[0] not in before.words:
        return False
    at = before.words.index(sort[0]) - 1
    return at > 0 and before.tokens[at].tag == "name" and before.words[at] != name
