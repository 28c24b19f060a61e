"""Where a clause begins or ends: behind a relative or conjunction, a dash, and a sentence's breaks."""

from collections.abc import Sequence

from replay.engine.read.casualties.grammar.known_deeds import is_of_war
from replay.engine.read.casualties.grammar.relative_clauses import is_mourned, is_sought, is_subject, tells_of_known
from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.words import SAYING
from replay.engine.read.casualties.phrases.items import Item, Neighbour, Phrase
from replay.engine.read.casualties.state.clause import Clause, Nouns
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.overview import has_response, has_two_dashes
from replay.engine.read.casualties.state.waiting import Waiting

_GOING_ON = ("be", "have", "adv", "verb")
_STAYING = ("in", "inside", "behind")
_LISTS = ("comma", "and")
_DENIES = ("denied", "denies")
_PLOTS = frozenset({"attempt", "attempts", "plot", "bid"})
_FIRST = 4
_DONE = ("have", "leave", "take")
_AGAINST = frozenset({"but", "while", "whereas", "although", "though", "however"})


def on_rel(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Begin a relative clause, with whom it tells of as its subject."""
    if memory.clause.in_brackets and memory.clause.subjects and item.text in ("that", "which"):
        return  # two men (of a militia that fights rebels) died
    has_victims = memory.waiting is not None and bool(memory.waiting.nouns)
    memory.close()
    clause = memory.clause
    if memory.denying and after is not None and (after.trigger is not None or after.tag in _DONE):
        memory.denying = not _is_fact(memory, before)
    clause.is_known = before is not None and tells_of_known(memory, item, before, after)
    clause.is_cause = before is not None and (is_sought(memory, before) or is_mourned(memory, before, after))
    clause.is_relative = item.text in ("who", "which")
    one = before.noun if before is not None and clause.in_subset and clause.names_some else None
    if one is not None and item.text == "who" and one.count is None:
        clause.outer, clause.subjects = clause.subjects, (one,)  # ten were hurt, including a woman who died
        clause.in_subset = False
    elif clause.joined == "comma" and not (before is not None and before.tag == "prep"):
        clause.around = clause.hedged, clause.negated
        clause.outer = clause.subjects
        clause.subjects = clause.recent[-1:]
    elif before is not None and (before.tag in SAYING or before.tag == "prep"):
        clause.subjects = ()  # police said that a man was killed; a raid in which a man was
    elif not (item.text == "who" and _is_of_person(clause)) and (clause.in_prep or has_victims or not clause.subjects):
        clause.subjects = clause.recent
    clause.joined = ""
    clause.in_prep = False
    clause.reset_verb()


def _is_of_person(clause: Clause) -> bool:
    """Return whether `who` means the subject and not what it is of: `four pupils of Ulm College who`."""
    subjects, recent = clause.subjects, clause.recent
    if not (subjects and recent) or not subjects[-1].is_person or recent[-1].count is not None:
        return False
    if recent[-1].is_person and not recent[-1].is_group:
        return False
    return recent[-1].start > 0 and recent[-1].tokens[recent[-1].start - 1].tag in ("of", "prep")


def _is_fact(memory: Memory, before: Neighbour) -> bool:
    """Return whether a clause behind a denial tells what happened: denied it was behind a `raid that` killed two."""
    known, last = memory.lexicon.words, memory.last
    if last is None or before is None or before.tag not in ("noun", "comma", "date"):
        return False
    words = memory.sentence.words[: last.end]
    if "dismissed" in words or _is_of_culprit(memory, words):
        return False  # officials were dismissed after a flood which killed two
    return known["accounts"].isdisjoint(words) and known["alleged"].isdisjoint(words)


def _is_of_culprit(memory: Memory, words: Sequence[str]) -> bool:
    """Return whether one person is accused of the deed: `a driver denied causing` a crash that killed two.

    Who holds an office speaks for others: `a minister denied ordering` a raid that killed two.
    """
    at = next((at for at, word in enumerate(words) if word in _DENIES), 0)
    if not at or at + 1 == len(words):
        return False
    who, what = memory.tokens[at - 1], memory.tokens[at + 1]
    is_one = who.is_person and who.text == singular(who.text) and who.text not in memory.lexicon.words["offices"]
    return is_one and what.ends_in_ing


def _outer_of(clause: Clause, item: Item) -> Nouns:
    """Return the subject to come back to behind a clause in between: `two men, when they fled, were shot`."""
    if isinstance(item, Phrase) or item.text in ("but", "so", "however", "whereas"):
        return ()
    return clause.subjects if clause.joined == "comma" else clause.outer


def on_sub(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Begin the clause behind a conjunction."""
    memory.close()
    clause = memory.clause
    if memory.denying and item.text in ("where", "after"):
        memory.denying = not _is_fact(memory, before)
    goes_on = item.text == "but" and after is not None and (after.trigger is not None or after.tag in _GOING_ON)
    memory.clause = Clause(
        subjects=(clause.headed or clause.subjects) if goes_on else (),  # was taken to hospital but died
        outer=_outer_of(clause, item),
        main=clause.subjects if item.text in ("before", "when", "as", "while") else (),
        is_known=item.text == "where" and _is_named_place(memory, before),
        is_cause=_is_cause(memory, item),
        contrasts=item.text in _AGAINST,
    )


def _is_cause(memory: Memory, item: Item) -> bool:
    """Return whether what the conjunction begins is why somebody does what stands before, or where somebody goes."""
    if item.text == "after":
        return memory.has_protest() or has_response(memory.sentence, memory.lexicon) or memory.has_dead()
    if item.text != "where" or memory.last is None:
        return False
    words, known = memory.sentence.words[: memory.last.end], memory.lexicon.words
    if known["returns"].isdisjoint(words):
        return False
    return known["violence"].difference(known["actors"]).isdisjoint(words)


def _is_named_place(memory: Memory, before: Neighbour) -> bool:
    """Return whether a sentence begins with the place that it tells of: `the school where nine died` is to close."""
    last = memory.last
    return before is not None and before is last and last.start == 0 and last.article == "the"


def on_dash(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what stands between two dashes as said in passing."""
    clause = memory.clause
    if clause.outer:
        clause.in_brackets = False
        clause.return_to_outer()
    elif clause.subjects and has_two_dashes(memory.sentence):
        memory.close()
        memory.clause = Clause(outer=clause.subjects, in_brackets=True)
    else:
        on_break(memory, item, before, after)


def _is_number(memory: Memory, after: Neighbour) -> bool:
    """Return whether a number is all that stands behind a dash: `Death toll - 15`."""
    noun = after.noun if after is not None else None
    return noun is not None and noun.count is not None and noun.end == len(memory.tokens)


def on_break(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """End the clause and all that it told, at a colon, a semicolon or a dash."""
    memory.close()
    memory.toll = memory.rising = memory.told = None
    memory.denying = False
    memory.clause = Clause()
    if not isinstance(before, Phrase) or before.trigger is None:
        return
    is_heading = item.text == ":" or (before.trigger.form == "toll" and _is_number(memory, after))
    if is_heading and memory.heads_list(before):
        noun = after.noun if after is not None else None
        if before.trigger.kind == "unspecified" and noun is not None and noun.count is not None:
            memory.findings.drop(before)  # Casualties: none
        if before.trigger.kind == "unspecified" and memory.tells_kinds_behind(before):
            memory.findings.drop(before)  # Casualties: 2 dead, 5 wounded
        else:
            memory.waiting = Waiting(memory.headings(before), hedged=False, negated=False)  # Deaths: 2 men, 5 boys


def on_leave(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Begin what an event leaves or takes behind it, as two dead; nothing where a participle describes somebody."""
    clause = memory.clause
    is_passive = before is not None and (before.tag in ("the", "be") or _is_in_passive(clause, item, before))
    if is_passive or _stays(memory, item, before, after):
        clause.joined = ""  # supporters of the Left; men who were taken away; were bound, taken away and
        return
    doer = before.noun if before is not None and item.text == "taking" else None
    is_which = (before is not None and before.text == "who") or (doer is not None and doer in clause.subjects[-1:])
    if is_which and clause.subjects and clause.subjects[-1].is_person:
        clause.verb = True  # three boys who took a bomb for a ball were killed
        clause.joined = ""
        return
    if before is not None and before.noun is not None:
        memory.give_back()  # killed two and hundreds took to the streets
    memory.close()
    if _goes_on(clause, after):
        clause.verb = clause.is_told = True  # six men left a mosque and were shot
        clause.joined = ""
        return
    is_known = clause.is_known and not (memory.has_protest() or _is_some(memory))
    hedged = clause.hedged and not (item.text == "left" and _was_tried(memory, before))
    memory.clause = Clause(hedged=hedged, negated=clause.negated, is_known=is_known, is_cause=is_of_war(memory))


def _was_tried(memory: Memory, before: Neighbour) -> bool:
    """Return whether what was only planned left somebody dead all the same: `a plot to kill the king` left."""
    is_finite = before is None or before.tag not in ("have", "modal", "rel")
    return is_finite and not _PLOTS.isdisjoint(memory.sentence.words[:_FIRST])


def _goes_on(clause: Clause, after: Neighbour) -> bool:
    """Return whether persons leave or take a thing, and are told more of: `who took part`, `left a mosque and were`."""
    noun = after.noun if after is not None else None
    if noun is None or noun.count is not None or noun.is_person or not noun.head or noun.article in ("no", "pronoun"):
        return False
    return bool(clause.subjects) and all(each.is_person or each.has_name for each in clause.subjects)


def _is_some(memory: Memory) -> bool:
    """Return whether what left the dead is one strife of many, or what is told of: `The storm that left two dead`."""
    last = memory.last
    if last is None or is_subject(memory, last):
        return True
    return last.article == "a" and last.head in memory.lexicon.words["wars"]


def _stays(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> bool:
    """Return whether the word says which victims did not get away: `killed two men and a girl left in the house`."""
    is_behind = memory.waiting is not None and before is not None and before.noun is not None
    return is_behind and item.text == "left" and after is not None and after.text in _STAYING


def _is_in_passive(clause: Clause, item: Item, before: Item) -> bool:
    """Return whether a participle is one more in a list, or says which ones: `were bound, taken away and shot`."""
    is_which = item.text == "taken" and before.noun is not None and before.noun.is_person and not clause.have
    return is_which or (clause.be and item.text in ("taken", "left") and before.tag in _LISTS)
