"""Who goes with a victim, or is meant by `all of them`: `killed with two of his men`, `a chief with three aides`."""

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.phrases.items import Item, Neighbour
from replay.engine.read.casualties.phrases.lists import is_joinable
from replay.engine.read.casualties.state.memory import Memory

_COMPANIONS = frozenset(
    {"associate", "accomplice", "aide", "bodyguard", "guard", "comrade", "companion", "colleague", "escort", "other"}
)


def is_company(item: Neighbour) -> bool:
    """Return whether the phrase is of persons, whom an article or a number begins."""
    noun = item.noun if item is not None else None
    return noun is not None and noun.is_person and is_joinable(noun)


def are_companions(before: Item, item: Neighbour) -> bool:
    """Return whether a number of those who go with a person follows: `a chief with three associates`."""
    noun, whom = item.noun if item is not None else None, before.noun
    is_one = whom is not None and (whom.is_person or whom.has_name) and whom.count is None and not whom.is_plural
    if not is_one or noun is None or noun.count is None or singular(noun.head) not in _COMPANIONS:
        return False
    return noun.end == len(noun.tokens) or noun.tokens[noun.end].tag not in ("prep", "of")  # with two guards at hand


def takes_all(memory: Memory, before: Neighbour) -> bool:
    """Take the persons counted before for a verb's victims; return whether there are any: `12, killing all of them`."""
    waiting = memory.waiting
    if waiting is None or waiting.nouns or before is not waiting.triggers[-1] or memory.persons is None:
        return False
    waiting.take_all(memory.persons)
    return True
