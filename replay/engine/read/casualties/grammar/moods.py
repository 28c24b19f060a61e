"""What holds the words behind it as possible only, or denies them."""

from replay.engine.read.casualties.grammar.boundaries import on_leave
from replay.engine.read.casualties.phrases.additions import is_corrected, is_guess
from replay.engine.read.casualties.phrases.items import Item, Neighbour
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.overview import is_mishap

_PLANS = frozenset({"warning", "threat", "plan", "plot", "risk"})
_TRIES = frozenset({"tried", "try", "tries", "trying", "attempting", "wanted", "wants", "want", "hoping", "planning"})
_DURING = frozenset({"in", "during"})
_LONGEST_OCCASION = 4
_BEFORE_ASIDES = ("noun", "sub")
_ASIDES = ("prep", "noun")
_WARNED = ("warned", "threatened")
_DESCRIBED = ("noun", "comma", "and")
_MAYBE = frozenset({"possible", "potential"})


def on_hedge(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what follows as possible only, unless the word describes somebody."""
    if item.text == "how":
        on_leave(memory, item, None, None)  # nobody said how many
    if item.text in _PLANS and before is not None and before.noun and after is not None and after.tag == "verb":
        return  # a storm warning came
    if _only_describes(item, before, after) or (item.text == "drill" and _is_occasion(memory, item, before)):
        return
    if after is not None and after.noun is not None and is_guess(after.noun, memory.last):
        return  # killed five, possibly six, soldiers
    is_verb = item.text in _TRIES and after is not None and after.text == "to"
    is_verb = is_verb or (after is not None and _tells_of_doer(item, before, after))
    is_aside = (item.text.endswith("ing") or item.text == "possibly") and before is not None and before.tag == "comma"
    goes_on = memory.clause.is_trying and item.text.endswith("ing")  # men believed to be planning raids were shot
    memory.clause.is_trying = is_verb or is_aside or goes_on or memory.clause.is_relative
    memory.clause.hedged = not memory.clause.in_subset


def _tells_of_doer(item: Item, before: Neighbour, after: Item) -> bool:
    """Return whether a participle only tells what somebody was about to do: `men planning a march` were shot."""
    if not item.text.endswith("ing") or item.text == "fearing" or before is None or before.noun is None:
        return False
    return after.text == "to" or (after.noun is not None and after.noun.article == "a")


def _only_describes(item: Item, before: Neighbour, after: Neighbour) -> bool:
    """Return whether a word of hedging describes what stands beside it: `men wanted for theft`, `a possible leak`."""
    noun = after.noun if after is not None else None
    if item.text == "wanted" and noun is not None and noun.is_person and not (noun.article or noun.count):
        return True  # led by wanted gangster Gul Khan
    whom = before.noun if before is not None else None
    if item.text in _PLANS and whom is not None and whom.count is not None and whom.count.max == 0:
        return after is None or after.text != "to"  # no warning was given
    if item.text in _WARNED and whom is not None and after is not None and after.text in ("by", "with"):
        return True  # an official warned by rebels
    if item.text == "tried" and before is not None and before.tag == "be":
        return True  # was tried and shot
    if item.text in ("wanted", "planned"):
        return before is not None and before.tag in _DESCRIBED and after is not None and after.tag == "prep"
    return item.text in _MAYBE and noun is not None and not noun.is_person and noun.count is None


def _is_occasion(memory: Memory, drill: Item, before: Neighbour) -> bool:
    """Return whether it only says when something happened: `During the drill` a shell fell short.

    So it does where soldiers come to harm, but in a `drill in which` they do it is only played.
    """
    words = memory.sentence.words
    if words[0] in _DURING and before is not None and before.tag == "the":
        return True
    is_during = any(
        not _DURING.isdisjoint(words[max(0, at - _LONGEST_OCCASION) : at]) and words[at + 1 : at + 3] != ["in", "which"]
        for at, token in enumerate(memory.tokens)
        if token is drill  # as is each that is written alike
    )
    return is_during and is_mishap(memory.sentence, memory.lexicon)


def on_presumed(memory: Memory, _item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what somebody is believed to be, or to have done, as possible only."""
    if after is not None and not memory.clause.in_subset and (after.text == "to" or after.trigger is not None):
        clause, verb = memory.clause, memory.items.second()
        is_what = verb is not None and (verb.text in ("be", "belong") or _have_been(memory))
        is_what = is_what and before is not None and before.tag == "noun"
        is_aside = is_what or (before is not None and before.tag == "comma")
        clause.is_trying = is_aside and not clause.has_verb
        clause.hedged = True  # two men believed to be smugglers were shot


def _have_been(memory: Memory) -> bool:
    """Return whether they are believed to be no more what they are called: `men believed to` have been rebels."""
    behind = memory.items.beyond(3)
    return [each.text for each in behind[:2]] == ["have", "been"] and behind[-1].tag == "noun"


def on_not(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what follows as denied, up to the next verb only where no verb stands before: `men without papers were`."""
    noun = after.noun if after is not None else None
    if noun is not None and is_corrected(noun):
        return
    is_passing = item.text == "without" or (noun is not None and noun.tokens[noun.start].ends_in_ing)
    memory.clause.is_passing = is_passing and (before is not None and before.tag in ("noun", "rel", "be"))
    is_aside = (before is not None and before.tag in _BEFORE_ASIDES and after is not None and after.tag in _ASIDES) or (
        before is None and after is not None and after.text in ("far", "long")
    )
    memory.clause.is_passing = (
        memory.clause.is_passing or is_aside or (memory.clause.is_relative and not memory.clause.negated)
    )
    memory.clause.negated = True
