"""The dead among those of whom few or none survived: `none of the 12 survived`, `12 aboard, with no survivors`."""

from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.phrases.counts import count_at
from replay.engine.read.casualties.phrases.items import Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.numerals import Count
from replay.engine.read.casualties.state.memory import Memory

_DIED = Trigger("killed", "subject", figure="survival")
_ABOARD = ("", "aboard")
_NOBODY = ("survivors", "survivor")
_ONLY = frozenset({"only", "just"})


def are_aboard(memory: Memory, place: int) -> bool:
    """Return whether those are meant who were in what was hit: `killing all` on board."""
    behind = memory.sentence.words[place : place + 2]
    return behind[:1] == ["aboard"] or behind == ["on", "board"]


def on_board(memory: Memory) -> NounPhrase | None:
    """Return the persons counted before of whom the sentence says where they were: `a bus carrying 40 pilgrims`."""
    noun = memory.persons
    if noun is None or noun.start == 0:
        return None
    is_in = memory.tokens[noun.start - 1].text in ("carrying", "with") or are_aboard(memory, noun.end)
    return noun if is_in else None


def take_survivors(memory: Memory, item: Phrase) -> None:
    """Read the verb *item* behind its subject: find those who died where only some of a known number survived."""
    clause = memory.clause
    memory.give_back()
    if clause.apposed:
        clause.begin_apposed(clause.apposed[-1])
    clause.verb = clause.is_told = True
    clause.joined = ""
    if memory.tokens[item.end - 1].text in _NOBODY:
        if not memory.has_dead():
            memory.tell(replace(item, trigger=_DIED), on_board(memory))  # a jet with 12 aboard fell, with no survivors
        return
    noun = clause.subjects[-1] if clause.subjects else None
    if noun is None or (noun.head not in _ABOARD and not noun.is_person) or not _are_few(noun):
        return
    if memory.is_vetoed() or memory.has_dead():
        return  # 12 died, only two of the 14 survived
    whole, some = _whole(memory, noun), noun.count
    if whole is not None and whole.min is not None and some is not None and some.max is not None:
        dead = whole.min - some.max
        if whole.min == whole.max and some.min == some.max and dead > 0:
            count = Count(dead, dead, approx=whole.approx, end=some.end)
            memory.tell(replace(item, trigger=_DIED), replace(noun, count=count))


def _are_few(noun: NounPhrase) -> bool:
    return noun.text in ("none", "neither") or (noun.start > 0 and noun.tokens[noun.start - 1].text in _ONLY)


def _whole(memory: Memory, noun: NounPhrase) -> Count | None:
    """Return of how many the phrase picks some: `none of the 12`."""
    if noun.count is None:
        return None
    tokens, words = memory.tokens, memory.sentence.words
    place = noun.count.end + 1
    if words[noun.count.end : place] != ["of"] or place == len(words):
        return None
    place += tokens[place].tag in ("the", "own")
    return count_at(tokens, words, place, memory.lexicon) if place < len(words) and tokens[place].counts else None
