"""Whether the victims before a trigger are spoken of as known, or as why somebody protests or is sought."""

from replay.engine.read.casualties.phrases.items import Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.state.memory import Memory

_ON_BEHALF = ("for", "to", "against", "over")


def note_known(memory: Memory, item: Phrase, nearest: NounPhrase, *, is_past: bool) -> None:
    """Note whether the victims right before the trigger are spoken of as known."""
    clause = memory.clause
    is_cause = memory.names_kin_of(nearest) or _is_named(memory, nearest) or _is_freed(memory, item)
    clause.is_cause = clause.is_cause or is_cause or (is_past and _is_protested(memory))
    is_known = (is_past and _is_told_already(memory, item, nearest)) or _is_accused_of(memory, item, nearest)
    clause.is_known = clause.is_known or is_known


def _is_named(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether victims told of before get their names: `named the soldier killed on Monday`."""
    return (
        noun.start > 0
        and noun.article == "the"
        and memory.tokens[noun.start - 1].text in memory.lexicon.words["caught"]
    )


def _is_protested(memory: Memory) -> bool:
    """Return whether people protest on behalf of the victims: `marched for justice for two men` killed in May."""
    recent = memory.clause.recent
    if not recent or recent[0].start == 0 or not memory.clause.in_prep:
        return False
    return memory.tokens[recent[0].start - 1].text in _ON_BEHALF and memory.has_protest()


def _is_freed(memory: Memory, item: Phrase) -> bool:
    """Return whether captives are told of who are free again: `workers held hostage for weeks were freed`."""
    if item.trigger is None or item.trigger.kind != "captured":
        return False
    return not memory.lexicon.words["freed"].isdisjoint(memory.sentence.words[item.end :])


def _is_accused_of(memory: Memory, item: Phrase, noun: NounPhrase) -> bool:
    """Return whether somebody is blamed for what was done to the victims: `accused of stabbing his wife` to death."""
    if item.text != "to":
        return False  # most triggers
    accused, of, deed = ["", "", "", *memory.sentence.words[max(0, noun.start - 3) : noun.start]][-3:]
    return of == "of" and deed.endswith("ing") and accused in memory.lexicon.words["blame"]


def _is_told_already(memory: Memory, item: Phrase, noun: NounPhrase) -> bool:
    """Return whether the victims are spoken of as known, and not named: `bells tolled for the 191 people killed`."""
    is_definite = noun.counts_known and not memory.clause.have
    return is_definite and not (item.end < len(memory.tokens) and memory.tokens[item.end].tag == "be")
