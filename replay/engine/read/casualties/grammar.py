"""The automaton: one pass over the items of a sentence, from noun phrases and triggers to findings."""

from collections.abc import Callable, Iterable
from typing import Any

from replay.engine.read.casualties.clause import Clause
from replay.engine.read.casualties.connectives import CONNECTIVES
from replay.engine.read.casualties.events import take_trigger
from replay.engine.read.casualties.figures import is_figure
from replay.engine.read.casualties.findings import Finding, with_alternatives, without_parts
from replay.engine.read.casualties.gaps import fill_gaps, note_gap, tells_where_they_died
from replay.engine.read.casualties.increments import is_further, is_sum
from replay.engine.read.casualties.lexicon import TAKEN, Lexicon, Trigger
from replay.engine.read.casualties.memory import Memory
from replay.engine.read.casualties.nominals import tell_of_described
from replay.engine.read.casualties.nouns import SPANS, NounPhrase
from replay.engine.read.casualties.phrases import Coming, Item, Neighbour, Phrase
from replay.engine.read.casualties.rest import is_over
from replay.engine.read.casualties.survivors import take_survivors
from replay.engine.read.casualties.tokens import Sentence
from replay.engine.read.casualties.tolls import take_toll
from replay.engine.read.casualties.victims import is_part, is_single, pick
from replay.engine.read.casualties.waiting import Waiting
from replay.engine.read.casualties.words import FIGURES, PUTS

_ENDS = frozenset({"comma", "break", "close", "dash", "quote", "and", "sub"})
_BARE = ("", "others")
_APART = ("noun", "date", "number", "adv")
_ONE_OF = ("family", "household", "clan", "village", "unit")
_BEGINNING = ("a", "the", "own", "number")
_AUXILIARY = ("not", "modal")
_BEFORE_GAPS = frozenset({"and", "comma", "adv"})
_TRANSPARENT = frozenset({"adv", "mark", "quote", "a", "the", "own", "number"})


def find(sentence: Sentence, items: Iterable[Item], lexicon: Lexicon) -> list[Finding]:
    """Return the findings of a sentence's items, in order; each item is read once, with a look at its neighbours."""
    coming = Coming(items)
    memory, ahead, rest = Memory(sentence, sentence.tokens, lexicon, coming), coming.ahead, coming.rest
    before: Neighbour = None
    item = next(rest, None)
    while item is not None:
        after = ahead.pop(0) if ahead else next(rest, None)
        take = _TAKES.get(item.tag, _take_other)
        if take is not None and take(memory, item, before, after):
            break
        before, item = item, after
    found = _finish(memory)
    return [each for each in found if not (each.trigger.figure and is_figure(each, sentence, lexicon))]


def _finish(memory: Memory) -> list[Finding]:
    """Find what waits at the end of the sentence, and what stood without a trigger of its own; return all findings."""
    memory.close()
    if memory.gaps:
        fill_gaps(memory)
    for noun in memory.heard:
        memory.findings.retell(noun)
    found = memory.findings.found
    return without_parts(with_alternatives(found, memory.sentence)) if len(found) > 1 else found


def _is_passive(clause: Clause, before: Item) -> bool:
    """Return whether a participle behind *before* is what was done to the subject: `was stopped, robbed and killed`."""
    return before.tag == "be" or (clause.be and clause.verb and before.tag in ("comma", "and"))


def _is_verb(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether a word is a verb behind `not` or `could`: `a driver who did not` stop was shot."""
    word = noun.tokens[noun.start]
    return word.tag == "word" and not (word.is_person or noun.article or noun.count or memory.clause.be)


def _is_doer(before: Item) -> bool:
    """Return whether a verb may stand right behind who did it: `after the minister` resigned, `a bus` plunged off."""
    whom = before.noun
    if whom is None:
        return False
    return whom.is_never or (whom.article != "a" if whom.is_person else bool(whom.article))


def _take_noun(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> bool:
    """Take a noun phrase; return whether what stands behind it adds nothing to the findings."""
    if noun.text == "as" and noun.count is not None:
        noun = memory.as_many(noun)
    if before is None or noun.end > noun.start + 1 or not _take_verb(memory, noun, before):
        _place_noun(memory, noun, before, after)
        if memory.told is not None and before is not None and (before.tag in _BEFORE_GAPS or memory.clause.in_subset):
            note_gap(memory, memory.told, noun, after)
        memory.last = noun
        if noun.count is not None or noun.article == "a":
            _note_number(memory, noun)
    return after is not None and noun.end >= memory.sentence.told and is_over(memory, noun.end, "")


def _note_number(memory: Memory, noun: NounPhrase) -> None:
    """Note whom a number counts, and tell of them if they are called dead or missing."""
    if noun.head not in _BARE:
        memory.counts_animals = memory.tokens[noun.end - 1].is_animal
    if noun.count is not None and noun.is_person:
        memory.persons = noun
        if memory.tokens[noun.body].text in ("dead", "missing"):
            tell_of_described(memory, noun)


def _take_verb(memory: Memory, noun: NounPhrase, before: Item) -> bool:
    """Take a single word for the clause's verb where it can be nothing else; return whether it is."""
    clause = memory.clause
    if noun.is_participle and (_is_passive(clause, before) or _is_doer(before)):
        if memory.waiting is not None and noun.end < len(memory.tokens) and memory.tokens[noun.end].tag in _BEGINNING:
            memory.give_back()  # killed two and 100 mourners blocked the road
        memory.last = noun if before.noun is not None else memory.last
    elif before.tag in _AUXILIARY and _is_verb(memory, noun):
        memory.last = noun
    else:
        return False
    clause.verb = clause.is_told = True
    return True


def _place_noun(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> None:
    """Take the phrase for the waiting triggers or the clause, unless it names nobody, or whom another one names."""
    if noun.count is not None:
        is_elsewhere = _place_number(memory, noun, before, after)
    else:
        may_be_time = noun.head in SPANS or noun.tokens[noun.end - 1].clipped
        is_elsewhere = bool(may_be_time) and _names_nobody(memory, noun)
        is_elsewhere = is_elsewhere or (type(before) is NounPhrase and _belongs_to(memory, noun, before))
    clause = memory.clause
    if is_elsewhere or clause.in_subset:
        return
    if memory.waiting is not None and _take_object(memory, memory.waiting, noun):
        clause.recent = tuple(memory.waiting.nouns)
        clause.joined = ""
    else:
        clause.add(noun)


def _place_number(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> bool:
    """Return whether the number counts nobody, or some of those before, or is a source's or a toll's."""
    clause = memory.clause
    if memory.gaps and clause.subjects and clause.subjects[-1] is memory.gaps[-1][1]:
        clause.subjects, clause.joined = (), ""  # five died in Kiel and two in Ulm, and nine were wounded
    if _names_nobody(memory, noun) or (type(before) is NounPhrase and _belongs_to(memory, noun, before)):
        return True
    if _take_number(memory, noun, before, after):
        return True
    if clause.in_prep and before is not None and before.tag in _APART:
        clause.in_prep = bool(noun.head) and not noun.is_person  # in the raid three men were killed
    return False


def _take_number(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> bool:
    """Take a number that counts some of those before, or is a source's or a toll's; return whether it is."""
    clause = memory.clause
    if clause.in_subset and clause.joined == "and" and _is_one_more(memory, noun):
        clause.in_subset = clause.names_some = False
    if clause.in_subset or _is_part(memory, noun, before) or (clause.joined == "comma" and _sums_up(memory, noun)):
        clause.in_subset = True
        clause.part = noun if noun.is_among_them else None
        return True
    if noun.head or before is None or not _is_other_number(noun, before, after):
        return memory.toll is not None and take_toll(memory, memory.toll, noun, before)
    if memory.findings.found:
        memory.findings.retell(noun)
    else:
        memory.heard.append(noun)
    return True


def _is_one_more(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether others are told of behind one who is named: `killed a chief known as Ali Gul and two others`."""
    told = memory.waiting.nouns if memory.waiting is not None and memory.waiting.nouns else memory.clause.subjects
    return (
        bool(told)
        and not memory.clause.in_brackets
        and is_single(told[-1])
        and (noun.article == "own" or is_further(noun))
    )


def _names_nobody(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether the phrase says when, whose or how old, or counts animals: `two of the horses died and three`."""
    last, has_count = noun.tokens[noun.end - 1], noun.count is not None
    is_time = (has_count or noun.head in SPANS) and noun.is_time
    if is_time or (last.clipped and noun.owns_counted):
        return True
    if has_count and noun.head in _ONE_OF and memory.tokens[noun.start - 1].tag == "of" and noun.text == "one":
        return True  # six members of one family
    return memory.counts_animals and has_count and noun.head in _BARE


def _belongs_to(memory: Memory, noun: NounPhrase, before: NounPhrase) -> bool:
    """Return whether the phrase names those right before it, or says that they are taken."""
    clause = memory.clause
    if noun.end == noun.start + 1 and TAKEN in memory.tokens[noun.start].signs:
        item = _taken_at(noun)
        assert item.trigger is not None
        for taken in pick(clause.recent, item.trigger):
            memory.tell(item, taken)
        return True
    if not _is_name_of(noun, before):
        return False
    if before.is_plural and not (noun.count or before.count or before.article):
        if clause.subjects[-1:] == (before,):
            clause.subjects = clause.recent = (*clause.subjects[:-1], noun)  # constables Ali Gul and Omar Said
        elif clause.apposed[-1:] == (before,):
            clause.apposed = (*clause.apposed[:-1], noun)
    return True


def _taken_at(noun: NounPhrase) -> Phrase:
    """Return the phrase as the trigger that it is behind victims: `took seven workers` hostage."""
    return Phrase("trigger", noun.text, noun.start, noun.end, Trigger("captured", "adjective", person=True))


def _is_part(memory: Memory, noun: NounPhrase, before: Item | None) -> bool:
    """Return whether the phrase picks some of those told of; where nobody was, `two of the victims` tells of them."""
    if noun.head == "victims" and noun.is_part and memory.waiting is None and not memory.findings.found:
        return False
    return is_part(noun, before)


def _sums_up(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether what a comma joins says who those before it are: `killed a couple, both`, `, a total of six`."""
    told = memory.waiting.nouns if memory.waiting is not None else ()
    if not (len(memory.clause.subjects) > 1 or told):
        return False
    if noun.count is not None and all(each.count is None and each.has_name for each in told or memory.clause.subjects):
        return noun.count.max == len(told or memory.clause.subjects)  # Ali Gul and Omar Said, two shopkeepers
    if is_sum(noun):
        return any(each.count is not None for each in (*memory.clause.subjects, *told))
    return noun.tokens[noun.start].text == "both"


def _is_name_of(noun: NounPhrase, before: NounPhrase) -> bool:
    """Return whether the phrase is the name of whom the one right before it tells: `his brother Gul Khan`."""
    return before.is_person and noun.is_bare_name


def _is_other_number(noun: NounPhrase, before: Item, after: Item | None) -> bool:
    """Return whether a number is what another source says, and nothing more: `Moscow says 30`."""
    if not (after is None or after.tag in _ENDS or _is_last(noun)):
        return False
    tokens, at = noun.tokens, noun.start - 1
    said = tokens[at - 1] if before.tag == "adv" and at else tokens[at]
    if before.text == "at":
        return at > 1 and tokens[at - 1].text in FIGURES and any(token.text in PUTS for token in tokens[at - 3 : at])
    return said.tag in ("said", "claim")


def _is_last(noun: NounPhrase) -> bool:
    """Return whether nothing but an auxiliary stands behind: `Moscow says only 30` were."""
    behind = noun.tokens[noun.end : noun.end + 2]
    return len(behind) == 1 and (behind[0].tag in ("be", "have") or behind[0].text == "did")


def _take_trigger(memory: Memory, item: Phrase, before: Neighbour, after: Neighbour) -> bool:
    """Take a trigger; return whether what stands behind it adds nothing to the findings."""
    trigger = item.trigger
    assert trigger is not None
    if trigger.form == "survive":
        take_survivors(memory, item)
    elif item.text != "in" or not tells_where_they_died(memory, item, before):
        take_trigger(memory, item, trigger, before, after)
        memory.told, memory.is_parted = item, False
        if memory.clause.in_subset:
            memory.clause.end_subset()
    return after is not None and item.end >= memory.sentence.told and is_over(memory, item.end, after.text)


def _take_other(memory: Memory, _item: Item, _before: Neighbour, _after: Neighbour) -> None:
    """Take what joins no phrase to the one before."""
    memory.clause.joined = ""


_TAKES: dict[str, Callable[[Memory, Any, Neighbour, Neighbour], bool | None] | None] = {
    **dict.fromkeys(_TRANSPARENT),
    **CONNECTIVES,
    "noun": _take_noun,
    "trigger": _take_trigger,
}
"""By class: called with the memory, the item, and its neighbours; those that say the sentence is over end it."""


def _take_object(memory: Memory, waiting: Waiting, noun: NounPhrase) -> bool:
    """Take the phrase for a victim of the waiting triggers, or end their wait; return whether it is one."""
    noun = memory.meant_by(noun) if noun.head == "them" else noun
    if waiting.ends_at(noun, memory.clause):
        memory.close()
        return False
    return waiting.take(noun, memory.clause, memory.last)
