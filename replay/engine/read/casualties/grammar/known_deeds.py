"""Whether words name a deed, or a war, that is known already: `over the killing of`, `the revolt has killed`."""

from replay.engine.read.casualties.lexicon.lexicon import NOMINAL
from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.state.memory import Memory

_SPARKED = frozenset(
    {"sparked", "triggered", "provoked", "prompted", "fuelled", "fueled", "ignited", "wanted", "sought"}
    | {"sparks", "triggers", "renewed", "renews", "raised", "raises", "drew", "draws", "brought", "caused"}
)
_BEFORE_DEEDS = ("the", "own", "and", "adv")
_THE = ("the", "own")
_FOR = frozenset({"in", "for", "of", "over", "behind", "to", "with"})
_AT_ODDS = frozenset({"over", "against", "by", "for"})
_FAR_ODDS = 3
_FAR_BLAME = 2
_LONGEST_OUTCRY = 8
_YEAR_NEAR = 3
_YEARS = frozenset(map(str, range(1900, 2100)))


def is_old(memory: Memory, item: Phrase, before: Item | None, after: Item | None) -> bool:
    """Return whether a noun names a deed as known, and nothing announces it: `over the killing of`."""
    is_definite = before is not None and _is_definite_noun(memory, before, item.start) and _is_of(after)
    if _is_of(after) and (_is_dated(memory, item) or _sparks(memory, item)):
        return True
    is_noun = item.trigger is not None and item.trigger.form in NOMINAL
    if (is_noun or _is_of(after)) and _is_blamed_on(memory, item):
        return memory.lexicon.words["weather"].isdisjoint(memory.sentence.words[: item.start])
    if not is_definite or (item.trigger is not None and item.trigger.needs):
        return False
    return not memory.is_announced(item.start)


def _is_definite_noun(memory: Memory, before: Item, start: int) -> bool:
    """Return whether an article stands before the noun, or before the one that it is joined to: `the seizure and`."""
    is_joined = before.tag == "and" and start > 2 and memory.tokens[start - 3].tag in _THE  # noqa: PLR2004 -- the, noun, and
    return before.tag in _THE or is_joined


def _is_of(item: Item | None) -> bool:
    return item is not None and item.tag == "of"


def _is_dated(memory: Memory, item: Phrase) -> bool:
    """Return whether a noun tells of a year's deed: `the 1990 stabbing death of`."""
    tokens = memory.tokens
    near = range(max(1, item.start - _YEAR_NEAR), item.start)
    return any(tokens[at].digits and tokens[at].text in _YEARS and tokens[at - 1].tag == "the" for at in near)


def _is_blamed_on(memory: Memory, item: Phrase) -> bool:
    """Return whether somebody is sought or blamed for the deed: `involved in the murder of`, `accused in deaths of`."""
    at = item.start - 1
    while at > 0 and (memory.tokens[at].tag in _BEFORE_DEEDS or memory.tokens[at].fills):
        at -= 1
    return at > 0 and is_blamed_at(memory, at)


def is_blamed_at(memory: Memory, at: int) -> bool:
    """Return whether the word at *at* joins a deed to somebody who is blamed or held: `arrested on Monday in`."""
    words = memory.sentence.words
    return words[at] in _FOR and not memory.lexicon.words["blame"].isdisjoint(words[max(0, at - _FAR_BLAME) : at])


def _sparks(memory: Memory, item: Phrase) -> bool:
    """Return whether the sentence goes on to say what the deed led to: `the killing of two sparked outrage`."""
    words, lists = memory.sentence.words, memory.lexicon.words
    if item.start > 1:
        return False
    verbs = (at for at in range(item.end, len(words)) if words[at] in _SPARKED or words[at : at + 2] == ["led", "to"])
    verb = next(verbs, len(words))
    return any(word in lists["strife"] or word in lists["outcry"] for word in words[verb + 1 : verb + _LONGEST_OUTCRY])


def is_reason(memory: Memory, item: Phrase) -> bool:
    """Return whether a noun names the deed that people are at odds about: `clashes over the killing of`."""
    tokens, words, first = memory.tokens, memory.sentence.words, max(0, item.start - _FAR_ODDS)
    if _AT_ODDS.isdisjoint(words[first : item.start]):
        return False  # most deeds
    at = next(place for place in range(item.start - 1, first - 1, -1) if words[place] in _AT_ODDS)
    if at > 0 and tokens[at].text in ("by", "for"):
        return tokens[at - 1].text in _SPARKED
    if any(token.tag not in ("the", "adv", "word") for token in tokens[at + 1 : item.start]):
        return False
    return memory.has_protest() or any(token.text in memory.lexicon.words["strife"] for token in tokens[:at])


def is_of_war(memory: Memory) -> bool:
    """Return whether what did it is a whole war, `the revolt in the south has killed`, and no event: `a conflict`."""
    clause = memory.clause
    if not clause.subjects or clause.subjects[-1].head not in memory.lexicon.words["wars"]:
        return False
    war = clause.subjects[-1]
    if war.count is not None:
        return False  # on Sunday, day 9 of the war, shells killed two
    return clause.have or war.article != "a"
