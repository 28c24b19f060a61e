"""What holds the words behind it as possible only, or denies them."""

from replay.engine.read.casualties.grammar.boundaries import on_leave
from replay.engine.read.casualties.phrases.additions import is_corrected, is_guess
from replay.engine.read.casualties.phrases.items import Item, Neighbour
from replay.engine.read.casualties.state.memory import Memory

_PLANS = frozenset({"warning", "threat", "plan", "plot", "risk"})
_TRIES = frozenset({"tried", "try", "tries", "trying", "attempting", "wanted", "wants", "want", "hoping"})
_DESCRIBED = ("noun", "comma", "and")
_MAYBE = frozenset({"possible", "potential"})


def on_hedge(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what follows as possible only, unless the word describes somebody."""
    if item.text == "how":
        on_leave(memory, item, None, None)  # nobody said how many
    if item.text in _PLANS and before is not None and before.noun and after is not None and after.tag == "verb":
        return  # a storm warning came
    if _only_describes(item, before, after) or _is_occasion(memory, item, before):
        return
    if after is not None and after.noun is not None and is_guess(after.noun, memory.last):
        return  # killed five, possibly six, soldiers
    is_verb = item.text in _TRIES and after is not None and after.text == "to"
    is_aside = item.text.endswith("ing") and before is not None and before.tag == "comma"
    memory.clause.is_trying = is_verb or is_aside or memory.clause.is_relative
    memory.clause.hedged = not memory.clause.in_subset


def _only_describes(item: Item, before: Neighbour, after: Neighbour) -> bool:
    """Return whether a word of hedging describes what stands beside it: `men wanted for theft`, `a possible leak`."""
    noun = after.noun if after is not None else None
    if item.text == "wanted" and noun is not None and noun.is_person and not (noun.article or noun.count):
        return True  # led by wanted gangster Gul Khan
    if item.text == "tried" and before is not None and before.tag == "be":
        return True  # was tried and shot
    if item.text == "wanted":
        return before is not None and before.tag in _DESCRIBED and after is not None and after.tag == "prep"
    return item.text in _MAYBE and noun is not None and not noun.is_person and noun.count is None


def _is_occasion(memory: Memory, item: Item, before: Neighbour) -> bool:
    """Return whether it only says when something happened: `During the drill` a shell fell short."""
    begins = memory.sentence.words[0] in ("in", "during")
    return begins and item.text == "drill" and before is not None and before.tag == "the"


def on_presumed(memory: Memory, _item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what somebody is believed to be, or to have done, as possible only."""
    if after is not None and not memory.clause.in_subset and (after.text == "to" or after.trigger is not None):
        clause, verb = memory.clause, memory.items.second()
        is_what = before is not None and before.tag == "noun" and verb is not None and verb.text == "be"
        is_aside = is_what or (before is not None and before.tag == "comma")
        clause.is_trying = is_aside and not clause.has_verb
        clause.hedged = True  # two men believed to be smugglers were shot


def on_not(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what follows as denied, up to the next verb only where no verb stands before: `men without papers were`."""
    noun = after.noun if after is not None else None
    if noun is not None and is_corrected(noun):
        return
    is_passing = item.text == "without" or (noun is not None and noun.tokens[noun.start].ends_in_ing)
    memory.clause.is_passing = is_passing and (before is not None and before.tag in ("noun", "rel", "be"))
    memory.clause.is_passing = memory.clause.is_passing or (memory.clause.is_relative and not memory.clause.negated)
    memory.clause.negated = True
