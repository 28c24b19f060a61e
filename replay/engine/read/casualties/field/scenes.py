"""Whether a sentence tells of another place or day than the one before: `In Ulm two men died. In Bonn a boy died.`."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from replay.engine.read.casualties.lexicon.groups import nations_of
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.text.sentences import Sentence

_NAMING = ("name", "date")
_SORTS = frozenset({"district", "province", "state", "region", "county", "village", "town", "city", "area", "sector"})
_WHERE = _SORTS | {"capital", "in", "near", "at", "outside", "inside", "from", "of"}
_DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
_SAID = ("said", "claim")
_LONGEST = 7
_FARTHEST = 4


def is_elsewhere(before: Sequence[Sentence], sentence: Sentence) -> bool:
    """Return whether a sentence begins with a place or a day, and one before with another one or with one of its sort.

    Args:
        before: The sentences before it that tell of casualties.
        sentence: The sentence.
    """
    if not before or sentence.tokens[_first(sentence)].tag != "prep" or not (name := _scene_of(sentence)):
        return False
    for earlier in before[: -_FARTHEST - 1 : -1]:
        other = _scene_of(earlier) if earlier.tokens[0].tag == "prep" else ""
        if other or _has_such_place(earlier, sentence, name):
            return name != other
    return _is_new(name, sentence, before[-_FARTHEST:])


def _first(sentence: Sentence) -> int:
    """Return the place behind an adverb with which the sentence begins: `Just` outside Ulm."""
    return int(sentence.tokens[0].tag == "adv" and len(sentence.tokens) > 1)


def _is_new(name: str, sentence: Sentence, before: Sequence[Sentence]) -> bool:
    """Return whether no sentence before names the place, and one names another as small, or both are countries."""
    if _is_of_speaker(sentence) or any(name in earlier.words for earlier in before):
        return False
    pairs = (pair for earlier in before for pair in pairwise(filter(_is_no_article, earlier.tokens)))
    places = [place.text for link, place in pairs if link.text in _WHERE and place.tag == "name"]
    if nations_of(name):
        return bool(places) and all(map(nations_of, places))
    return not all(map(nations_of, places))


def _is_of_speaker(sentence: Sentence) -> bool:
    """Return whether the place is where somebody speaks of what is far away: `In Bonn, officials said 12 died`."""
    return any(token.tag in _SAID for token in takewhile(_is_no_number, sentence.tokens))


def _scene_of(sentence: Sentence) -> str:
    """Return the place, by its first name, or the day with which a sentence begins: `In Yala province,`."""
    first = _first(sentence) + 1
    behind = takewhile(_is_no_mark, sentence.tokens[first : first + _LONGEST - 1])
    return next((token.text for token in behind if token.tag in _NAMING or token.text in _DIRECTIONS), "")


def _is_no_article(token: Word) -> bool:
    return token.tag != "the"


def _is_no_number(token: Word) -> bool:
    return token.tag != "number"


def _is_no_mark(token: Word) -> bool:
    return token.tag != "comma"


def _has_such_place(before: Sentence, sentence: Sentence, name: str) -> bool:
    """Return whether the sentence before names another place of the same sort: `in the Ulm district`."""
    sort = sentence.words[sentence.words.index(name) + 1 :][:1]
    if not sort or sort[0] not in _SORTS or sort[0] not in before.words:
        return False
    at = before.words.index(sort[0]) - 1
    return at > 0 and before.tokens[at].tag == "name" and before.words[at] != name
