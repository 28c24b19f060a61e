"""Whose verb it is: one person's, if it is a `was`, `a man with 40 kilos was shot`; the verb's before an `and`."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon.words import DETERMINERS, SAYING
from replay.engine.read.casualties.phrases.ages import SINGULAR_VERBS
from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.state.clause import Nouns
from replay.engine.read.casualties.state.memory import Memory

_BOUNDARIES = frozenset({"sub", "break", "dash", "quote", "and", "leave", "take", *SAYING})
_LINKS = frozenset({"prep", "of", "comma"})


def agreeing(memory: Memory, item: Phrase, nouns: Nouns) -> Nouns:
    """Return the subject of the verb before the trigger *item*: *nouns*, or the one person whom a `was` tells of.

    Args:
        memory: What is known at the trigger.
        item: The trigger.
        nouns: The one phrase taken for the subject, be it a number of things.
    """
    last = nouns[-1]
    if last.count is None or last.count.max == 1 or not last.head:
        return nouns
    if not (last.is_never or _is_singular(memory, item)):
        return nouns
    one = _one_before(memory.items.made[: memory.items.next - 1], last)
    return nouns if one is None else (one,)


def shares_subject(memory: Memory, item: Phrase) -> bool:
    """Return whether an `and` joins the verb to another one, whose subject it has: `stormed a bank and were killed`."""
    at = item.start - 1
    while at > 0 and memory.tokens[at].tag in ("be", "have", "adv"):
        at -= 1
    return memory.tokens[at].tag == "and"


def _is_singular(memory: Memory, item: Phrase) -> bool:
    at = item.start - 1
    while at > 0 and memory.tokens[at].tag in ("adv", "not"):
        at -= 1
    return memory.tokens[at].text in SINGULAR_VERBS


def _one_before(items: Sequence[Item], last: NounPhrase) -> NounPhrase | None:
    """Return the first person in the clause of *last*, if it is one, and nothing is of them or told of them."""
    first: NounPhrase | None = None
    at = len(items) - 1
    while at >= 0 and not (items[at].tag in _BOUNDARIES or items[at].trigger is not None):
        noun = items[at].noun
        if noun is not None and noun.start < last.start and not (at and items[at - 1].tag in _LINKS):
            first = noun
        at -= 1
    if first is None or not first.is_person or first.is_plural or first.count is not None:
        return None
    return first if first.article in DETERMINERS or first.has_name or first.heads_headline else None
