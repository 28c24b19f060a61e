"""What each class of function words does to the automaton's memory."""

from collections.abc import Callable
from dataclasses import replace

from replay.engine.read.casualties.clause import Clause, Nouns, Waiting
from replay.engine.read.casualties.lexicon import Trigger
from replay.engine.read.casualties.memory import Memory
from replay.engine.read.casualties.phrases import Item, Phrase
from replay.engine.read.casualties.victims import is_joinable

Neighbour = Item | None

_PLANS = frozenset({"warning", "threat", "plan", "plot", "risk"})
_TRIES = frozenset({"tried", "try", "tries", "trying", "attempting", "wanted", "wants", "want", "hoping"})
_INFINITE = frozenset({"be", "been", "being"})
_STARTS = ("comma", "and", "sub")

_AGAINST = frozenset({"but", "while", "whereas", "although", "though", "however"})
_DEEDS = frozenset({"killed", "murdered", "shot", "beheaded", "executed", "gunned", "lynched"})
_RISES = frozenset(
    {"rise", "rises", "rose", "risen", "climb", "climbs", "climbed", "reach", "reaches", "reached", "stood", "stands"}
)


def _on_comma(memory: Memory, _item: Item, _before: Neighbour, _after: Neighbour) -> None:
    clause = memory.clause
    clause.joined = "comma"
    if clause.in_brackets:
        return
    clause.in_subset = clause.in_prep = clause.is_known = clause.is_cause = False
    clause.part = None
    clause.return_to_outer()


def _on_and(memory: Memory, item: Item, before: Neighbour, _after: Neighbour) -> None:
    clause = memory.clause
    clause.joined = "and"
    if before is not None and before.tag == "comma":
        clause.drop_description()
    if before is not None and before.tag == "open":
        clause.in_subset = False
    if item.text not in ("or", "nor"):
        clause.negated = False  # did not stop and killed two
    if isinstance(item, Phrase) or item.text == "alongside":
        _wait_on(memory)  # killed along with six others


def _wait_on(memory: Memory) -> None:
    """Let the last trigger wait for more victims."""
    clause = memory.clause
    if memory.told is not None and memory.waiting is None:
        memory.waiting = Waiting([memory.told], clause.hedged, clause.negated)
        clause.in_prep = False


def _on_of(memory: Memory, _item: Item, before: Neighbour, _after: Neighbour) -> None:
    memory.clause.unheard = memory.clause.unheard or memory.is_unheard(before)
    if memory.waiting is None or memory.waiting.nouns:
        memory.clause.in_prep = True
    else:
        memory.waiting.nominal = True


def _on_prep(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    noun = after.noun if after is not None else None
    if item.text == "with" and before is memory.told and noun is not None and noun.is_person and is_joinable(noun):
        _wait_on(memory)  # killed with two of his men
        return
    memory.clause.unheard = memory.clause.unheard or memory.is_unheard(before)
    memory.clause.negated = memory.clause.negated or (item.text == "from" and memory.is_saved(after))
    memory.clause.in_prep = True
    memory.clause.joined = ""
    if memory.waiting is not None and not memory.waiting.nouns:
        memory.close()


def _on_verb(memory: Memory, item: Item, before: Neighbour, _after: Neighbour) -> None:
    memory.give_back()
    clause = memory.clause
    if item.text not in _INFINITE and not (before is not None and before.text == "to"):
        clause.end_passing()
    clause.be = clause.be or item.tag == "be"
    clause.have = clause.have or item.tag == "have"
    clause.hedged = clause.hedged or item.tag == "modal"
    clause.is_told = True
    if memory.rising is not None and item.text in _RISES:
        rising, memory.rising = memory.rising, None
        memory.toll, memory.former = replace(rising, trigger=_toll_of(rising)), None
    if item.tag == "be" and memory.is_inverted():
        _wait_on(memory)
    if item.tag == "verb":
        clause.be = clause.be and before is not None and before.tag in ("be", "adv")
        clause.verb = True
    if item.tag != "be":
        clause.joined = ""


def _toll_of(deaths: Phrase) -> Trigger | None:
    return None if deaths.trigger is None else Trigger(deaths.trigger.kind, "toll")


def _on_leave(memory: Memory, _item: Item, before: Neighbour, _after: Neighbour) -> None:
    if before is not None and before.text == "the":
        return  # supporters of the Left
    memory.close()
    memory.clause = Clause(hedged=memory.clause.hedged, negated=memory.clause.negated)


def _on_hedge(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    if item.text == "how":
        _on_leave(memory, item, None, None)  # nobody said how many
    if item.text in _PLANS and before is not None and before.noun and after is not None and after.tag == "verb":
        return  # a storm warning came
    memory.clause.is_trying = item.text in _TRIES and after is not None and after.text == "to"
    memory.clause.hedged = not memory.clause.in_subset


def _on_presumed(memory: Memory, _item: Item, _before: Neighbour, after: Neighbour) -> None:
    if after is not None and not memory.clause.in_subset and (after.text == "to" or after.trigger is not None):
        memory.clause.hedged = True


def _on_not(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what follows as denied, up to the next verb only where no verb stands before: `men without papers were`."""
    noun = after.noun if after is not None else None
    is_passing = item.text == "without" or (noun is not None and noun.tokens[noun.start].is_participle)
    memory.clause.is_passing = is_passing and (before is not None and before.tag in ("noun", "rel", "be"))
    memory.clause.negated = True


def _on_said(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    if item.tag == "denied":
        memory.denying = memory.denying or not memory.is_thing(after)
    elif before is not None and before.tag in _STARTS:
        memory.denying = False  # denied that two had died, saying one was killed
    if memory.clause.be or (before is not None and before.tag == "be"):
        return
    memory.give_back()
    memory.close()
    clause = memory.clause
    is_object = before is None or before.noun is None
    memory.clause = Clause(
        recent=clause.recent,
        subjects=clause.subjects if is_object else (),
        hedged=clause.hedged,
        retells=clause.contrasts,
    )


def _on_subset(memory: Memory, _item: Item, before: Neighbour, _after: Neighbour) -> None:
    if memory.waiting is not None and before is memory.waiting.triggers[-1] and not memory.has_dead():
        return  # the dead include
    memory.clause.in_subset = True
    if memory.waiting is not None and not memory.waiting.nouns:
        memory.close()


def _on_open(memory: Memory, _item: Item, _before: Neighbour, _after: Neighbour) -> None:
    memory.clause.in_subset = memory.clause.in_brackets = True


def _on_close(memory: Memory, _item: Item, _before: Neighbour, _after: Neighbour) -> None:
    memory.clause.in_subset = memory.clause.in_brackets = False


def _tells_of_known(memory: Memory, item: Item, before: Item) -> bool:
    """Return whether a relative clause tells of what is named as known: `the blast that killed`."""
    last = memory.last
    if last is None or item.text not in ("that", "which") or memory.is_claimed():
        return False
    if item.text == "which" and before.tag == "prep":
        is_past = last.start > 0 and memory.tokens[last.start - 1].text in ("following", "after", "since", "before")
        return last.article in ("the", "own") or last.count is not None or (is_past and not last.article)
    is_relative = before.noun is not None if item.text == "that" else before.tag in ("comma", "date")
    return is_relative and (last.article in ("the", "own") or memory.has_protest())


def _is_sought(memory: Memory, before: Item) -> bool:
    """Return whether a relative clause tells what somebody did who is caught or sought: `arrested a man who killed`."""
    if before.text == "those":
        return True
    noun, caught = before.noun, memory.lexicon.words["caught"]
    if noun is None or noun.start == 0:
        return False
    verb = noun.start - 1 if memory.tokens[noun.start - 1].tag not in ("of", "prep") else noun.start - 2
    return verb >= 0 and memory.tokens[verb].text in caught


def _is_mourned(memory: Memory, before: Item, after: Neighbour) -> bool:
    """Return whether a relative clause tells why somebody protests, or who is mourned: `kin of a boy who died`."""
    if before.noun is not None and memory.names_kin_of(before.noun):
        return True
    is_passive = after is not None and (after.tag in ("be", "have") or after.trigger is not None)
    return is_passive and memory.has_protest() and not (after is not None and after.trigger and after.text in _DEEDS)


def _on_rel(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    has_victims = memory.waiting is not None and bool(memory.waiting.nouns)
    memory.close()
    clause = memory.clause
    clause.is_known = before is not None and _tells_of_known(memory, item, before)
    clause.is_cause = before is not None and (_is_sought(memory, before) or _is_mourned(memory, before, after))
    if clause.joined == "comma":
        clause.outer = clause.subjects
        clause.subjects = clause.recent[-1:]
    elif clause.in_prep or has_victims or not clause.subjects:
        clause.subjects = clause.recent
    clause.joined = ""
    clause.in_prep = False
    clause.reset_verb()


def _outer_of(clause: Clause, item: Item) -> Nouns:
    """Return the subject to come back to behind a clause in between: `two men, when they fled, were shot`."""
    if isinstance(item, Phrase) or item.text in ("but", "so", "however", "whereas"):
        return ()
    return clause.subjects if clause.joined == "comma" else clause.outer


def _on_sub(memory: Memory, item: Item, _before: Neighbour, _after: Neighbour) -> None:
    memory.close()
    clause = memory.clause
    memory.clause = Clause(
        outer=_outer_of(clause, item),
        main=clause.subjects if item.text in ("before", "when", "as", "while") else (),
        is_cause=item.text == "after" and memory.has_protest(),
        contrasts=item.text in _AGAINST,
    )


def _on_dash(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what stands between two dashes as said in passing."""
    clause = memory.clause
    if clause.outer:
        clause.in_brackets = False
        clause.return_to_outer()
    elif clause.subjects and memory.has_two_dashes():
        memory.clause = Clause(outer=clause.subjects, in_brackets=True)
    else:
        _on_break(memory, item, before, after)


def _on_break(memory: Memory, item: Item, before: Neighbour, _after: Neighbour) -> None:
    memory.close()
    memory.toll = memory.rising = memory.told = None
    memory.denying = False
    memory.clause = Clause()
    if item.text == ":" and isinstance(before, Phrase) and before.trigger and memory.heads_list(before):
        memory.waiting = Waiting([before], hedged=False, negated=False)  # Fatalities: 2 soldiers, 5 rebels


CONNECTIVES: dict[str, Callable[[Memory, Item, Neighbour, Neighbour], None]] = {
    "and": _on_and,
    "comma": _on_comma,
    "of": _on_of,
    "prep": _on_prep,
    **dict.fromkeys(("be", "have", "modal", "verb"), _on_verb),
    **dict.fromkeys(("leave", "take"), _on_leave),
    **dict.fromkeys(("said", "claim", "denied"), _on_said),
    "hedge": _on_hedge,
    "presumed": _on_presumed,
    "not": _on_not,
    "incl": _on_subset,
    "open": _on_open,
    "close": _on_close,
    "rel": _on_rel,
    "sub": _on_sub,
    "break": _on_break,
    "dash": _on_dash,
}
"""By class: called with the memory, the word, and its neighbours."""
