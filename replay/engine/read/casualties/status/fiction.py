"""Whether a sentence tells what happens in a film or an exercise, and not what happened: `in the thriller`."""

from collections.abc import Sequence
from itertools import pairwise

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.lexicon.words import DETERMINERS, Word
from replay.engine.read.casualties.state.overview import is_mishap
from replay.engine.read.casualties.text.sentences import Sentence

_DASHES = ("-", "--")
_LONGEST_TITLE = 4
_PRESENT = frozenset({"is", "are", "be", "being", "gets", "get"})
_RECORDS = ("documentary", "memoir", "biography")
_REAL = frozenset({"hostage", "siege", "rescue", "real-life", "real", "survival"})
_MAKING = frozenset({"set", "filming", "shooting", "crew", "cast", "making", "production", "author", "screening"})
_BESIDE = frozenset({"filming", "shooting", "at", "near", "outside", "during", "as", "where", "when", "while", "set"})


def tells_fiction(sentence: Sentence, places: Sequence[int]) -> bool:
    """Return whether the sentence tells the story of a work or an exercise at one of *places*.

    A film's story is told in any tense behind `in the film`. What else may be real, as `the hostage drama` or an
    exercise that went wrong, is told in the present where it is not.
    """
    return any(_frames(sentence, place) for place in places)


def is_work(words: Sequence[str], place: int) -> bool:
    """Return whether a film or the like stands at *place*, or behind an article there."""
    known = lexicon().words
    is_named = any(word in known["films"] or word in known["plays"] for word in words[place : place + 2])
    return is_named or words[place] in _RECORDS


def names_work(sentence: Sentence, place: int) -> bool:
    """Return whether the words at *place*, `the film`, name a work, and not `the film studio` or who made it."""
    words, tokens = sentence.words, sentence.tokens
    noun = place + (words[place] in ("the", "a"))
    if _goes_on(tokens, noun + 1) or (place and words[place - 1] in _BESIDE):
        return False
    first = place - (place > 0 and words[place - 1] in ("the", "a"))  # the author of a novel about
    return not (first > 1 and words[first - 1] == "of" and words[first - 2] in _MAKING)


def names_thing(sentence: Sentence, place: int) -> bool:
    """Return whether the game at *place* only describes something: `a video game fair`."""
    return sentence.words[place] == "video" and _goes_on(sentence.tokens, place + 2)


def _frames(sentence: Sentence, place: int) -> bool:
    words, tokens, known = sentence.words, sentence.tokens, lexicon().words
    if _goes_on(tokens, place + 1) or words[place + 1 : place + 2] == ["of"]:
        return False  # in the film studio, in a series of
    first = place
    while first and place - first < _LONGEST_TITLE and (tokens[first - 1].fills or tokens[first - 1].tag == "number"):
        first -= 1
    if first == 0 or tokens[first - 1].tag not in DETERMINERS or not _REAL.isdisjoint(words[first:place]):
        return False
    is_film = words[place] in known["films"]
    if is_film and words[place + 1 : place + 4] == [",", "in", "which"]:
        return True
    if first < 2 or words[first - 2] != "in":  # noqa: PLR2004 -- a preposition and an article
        return False
    return is_film or _tells_present(sentence, place, first - 2)


def _tells_present(sentence: Sentence, place: int, begin: int) -> bool:
    """Return whether what may be real behind `in the drama` at *begin* is told in the present where it is not."""
    words, tokens = sentence.words, sentence.tokens
    is_play = words[place] in lexicon().words["plays"]
    begins = begin == 0 or words[begin - 1] in _DASHES
    return (is_play or (begins and not is_mishap(sentence, lexicon()))) and not _tells_past(tokens)


def _goes_on(tokens: Sequence[Word], at: int) -> bool:
    """Return whether the noun before *at* only describes the one there: `the film studio`."""
    if at >= len(tokens):
        return False
    behind = tokens[at]
    return behind.tag == "word" and behind.fills and behind.phrases is None and not behind.ends_in_ing


def _tells_past(tokens: Sequence[Word]) -> bool:
    """Return whether a verb stands in the past: `a shell fell short`, but not `a nurse is killed`."""
    irregular = lexicon().words["irregular"]
    return any(
        token.text in irregular or (token.text.endswith("ed") and not token.is_person and before.text not in _PRESENT)
        for before, token in pairwise(tokens)
    )
