"""What each class of function words does to the automaton's memory."""

from collections.abc import Callable

from msgspec.structs import replace

from replay.engine.read.casualties.grammar.boundaries import on_break, on_dash, on_leave, on_rel, on_sub
from replay.engine.read.casualties.grammar.company import are_companions, is_company
from replay.engine.read.casualties.grammar.moods import on_hedge, on_not, on_presumed
from replay.engine.read.casualties.grammar.speech import hear_another, on_said
from replay.engine.read.casualties.grammar.subsets import on_close, on_open, on_subset
from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.lexicon.words import SAYING
from replay.engine.read.casualties.phrases.items import Item, Neighbour, Phrase
from replay.engine.read.casualties.phrases.lists import without_description
from replay.engine.read.casualties.state.clause import Clause
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.waiting import Waiting

_INFINITE = frozenset({"be", "been", "being"})
_RISES = frozenset(
    {"rise", "rises", "rose", "risen", "climb", "climbs", "climbed", "reach", "reaches", "reached", "stood", "stands"}
)


def _is_finite(verb: Phrase, after: Neighbour) -> bool:
    """Return whether the verb before a comma has no victims behind it."""
    return after is not None and after.noun is not None and not verb.text.endswith("ing")


def _is_one(item: Neighbour) -> bool:
    """Return whether the phrase is one person, by article or name, as others are that a list names."""
    noun = item.noun if item is not None else None
    return noun is not None and noun.count is None and (noun.article == "a" or noun.has_name)


def _counts_some(item: Neighbour) -> bool:
    noun = item.noun if item is not None else None
    return noun is not None and noun.count is not None and noun.count.max != 0


def _counts_others(memory: Memory, item: Neighbour) -> bool:
    """Return whether the item counts others than those told of: `After a flood killed two in Ulm, 300 men` marched."""
    waiting, noun = memory.waiting, item.noun if item is not None else None
    return waiting is not None and bool(waiting.nouns) and noun is not None and bool(noun.head) and _counts_some(noun)


def _is_occasion(memory: Memory, after: Neighbour) -> bool:
    """Return whether a clause that begins the sentence ends at a comma: `After two men were killed,` a crowd came."""
    subjects = memory.clause.subjects
    is_first = bool(subjects) and subjects[0].start <= 1 and memory.told is not None and memory.waiting is None
    return is_first and after is not None and after.noun is not None and not memory.clause.in_brackets


def _on_comma(memory: Memory, _item: Item, before: Neighbour, after: Neighbour) -> None:
    clause = memory.clause
    clause.joined = "comma"
    if clause.in_brackets:
        return
    clause.negated = clause.negated and not _counts_some(after)  # no deaths, ten wounded
    if clause.in_prep and memory.tokens[0].tag == "sub" and _counts_others(memory, after):
        memory.close()  # after a flood killed two in Ulm, 300 people marched
        memory.clause = Clause(outside=clause.outside)
        return
    clause.is_behind_place = clause.is_behind_place or (clause.in_prep and not clause.subjects)
    clause.in_subset = clause.names_some and clause.in_subset and _is_one(after)
    clause.in_prep, clause.part = False, None
    if (clause.is_known or clause.is_cause) and not clause.lists_persons:
        clause.is_known = clause.is_cause = False
    if clause.be and memory.tokens[0].tag == "sub" and _is_occasion(memory, after):
        memory.clause = Clause(outside=clause.outside)
        return
    if len(clause.subjects) == 1:
        clause.drop_occasion(clause.subjects[0])
    if clause.outer or clause.around is not None:
        clause.return_to_outer()
    waiting = memory.waiting
    if waiting is not None and not waiting.nouns and before is waiting.triggers[-1] and _is_finite(before, after):
        memory.close()  # smoking kills, 12 states say
    if after is not None and after.text == "whose" and not clause.outer:
        clause.around, clause.outer = (clause.hedged, clause.negated), clause.subjects


def _on_and(memory: Memory, item: Item, before: Neighbour, _after: Neighbour) -> None:
    clause = memory.clause
    clause.joined = "and"
    if before is not None and before.tag == "comma":
        clause.drop_description()
        if memory.waiting is not None and len(memory.waiting.nouns) == 1:
            memory.waiting.apposed = without_description(memory.waiting.nouns[0], memory.waiting.apposed)
    if before is not None and before.tag == "open":
        clause.in_subset = False
    if item.text not in ("or", "nor"):
        clause.negated = False  # did not stop and killed two
    if type(item) is Phrase or item.text == "alongside":
        _wait_on(memory)  # killed along with six others


def _wait_on(memory: Memory) -> None:
    """Let the last trigger wait for more victims."""
    clause = memory.clause
    if memory.told is not None and memory.waiting is None:
        memory.waiting = Waiting([memory.told], clause.hedged, clause.negated)
        clause.in_prep = False


def _on_of(memory: Memory, _item: Item, before: Neighbour, _after: Neighbour) -> None:
    clause, last = memory.clause, memory.last
    if last is not None and last.article == "no":
        clause.unheard = clause.unheard or memory.is_unheard(last, before)
    if memory.waiting is None or memory.waiting.nouns:
        clause.in_prep = True
    else:
        memory.waiting.nominal = True


def _on_prep(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    if item.text == "according" and memory.told is not None:
        hear_another(memory)
    clause, last = memory.clause, memory.last
    if item.text == "with" and before is memory.told and is_company(after):
        _wait_on(memory)  # killed with two of his men
        return
    if item.text == "with" and before is not None and are_companions(before, after):
        clause.joined = "and"  # a rebel leader with three associates was killed
        return
    if last is not None and last.article == "no":
        clause.unheard = clause.unheard or memory.is_unheard(last, before)
    if item.text == "from":
        clause.negated = clause.negated or memory.is_saved(after)
    clause.in_prep = True
    clause.joined = ""
    if memory.waiting is not None and not memory.waiting.nouns:
        if item.text == "on" and after is not None and after.tag == "date":
            clause.in_prep = False  # killed on Thursday two men
        else:
            memory.close()


def _on_verb(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    clause, tag = memory.clause, item.tag
    if memory.waiting is not None and not (tag == "be" and _is_to(before)):
        memory.give_back()  # but not in: killed two and a man believed to be a guide
    if clause.apposed:
        clause.begin_apposed(clause.apposed[-1])
    if clause.is_passing or clause.is_trying:
        clause.end_passing(is_finite=item.text not in _INFINITE and not _is_to(before))
    if clause.is_known and clause.is_relative and (clause.verb or clause.heads_persons) and tag in ("be", "have"):
        clause.is_known = False  # six of the 20 men who were taken hostage were killed
    clause.is_told = True
    if memory.rising is not None and item.text in _RISES:
        _begin_toll(memory, memory.rising)
    if tag == "be":
        if clause.joined == "comma":
            is_person = bool(clause.subjects) and clause.subjects[0].is_person  # a guard, a father of two, was
            clause.joined, clause.apposed = "", () if is_person else clause.apposed
        clause.be = clause.be or not _is_what(before, after)
        if memory.told is not None and memory.is_inverted(memory.told):
            _wait_on(memory)
        return
    clause.joined = ""
    clause.have = clause.have or tag == "have"
    if tag == "verb":
        clause.be = clause.be and before is not None and before.tag in ("be", "adv")
        clause.verb = True
        clause.in_prep = clause.in_prep and clause.be


def _is_to(item: Neighbour) -> bool:
    return item is not None and item.text == "to"


def _is_what(before: Neighbour, after: Neighbour) -> bool:
    """Return whether an infinitive says what somebody is: `men suspected to be` rebels killed two."""
    return _is_to(before) and after is not None and after.tag == "noun"


def _on_modal(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    _on_verb(memory, item, before, after)
    clause = memory.clause
    clause.hedged = True
    clause.is_trying = clause.is_relative and after is not None and after.tag == "not"  # men who could not swim drowned


def _begin_toll(memory: Memory, deaths: Phrase) -> None:
    """Take deaths without a number that rise for a running toll, which waits for its value."""
    toll = None if deaths.trigger is None else Trigger(deaths.trigger.kind, "toll")
    memory.toll, memory.rising, memory.former = replace(deaths, trigger=toll), None, None


CONNECTIVES: dict[str, Callable[[Memory, Item, Neighbour, Neighbour], None]] = {
    "and": _on_and,
    "comma": _on_comma,
    "of": _on_of,
    "prep": _on_prep,
    **dict.fromkeys(("be", "have", "verb"), _on_verb),
    "modal": _on_modal,
    **dict.fromkeys(("leave", "take"), on_leave),
    **dict.fromkeys(SAYING, on_said),
    "hedge": on_hedge,
    "presumed": on_presumed,
    "not": on_not,
    "incl": on_subset,
    "open": on_open,
    "close": on_close,
    "rel": on_rel,
    "sub": on_sub,
    "break": on_break,
    "dash": on_dash,
}
"""By class: called with the memory, the word, and its neighbours."""
