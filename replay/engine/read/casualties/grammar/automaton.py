"""The automaton: one pass over the items of a sentence, from noun phrases and triggers to findings."""

from replay.engine.read.casualties.grammar.connectives import CONNECTIVES
from replay.engine.read.casualties.grammar.early_end import is_over
from replay.engine.read.casualties.grammar.figures_of_speech import is_figure
from replay.engine.read.casualties.grammar.gapping import fill_gaps, note_gap, tells_where_they_died
from replay.engine.read.casualties.grammar.quantities import belongs_to, names_nobody, note_number, place_number
from replay.engine.read.casualties.grammar.survivors import take_survivors
from replay.engine.read.casualties.grammar.triggers import take_trigger
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.phrases.items import Item, Items, Neighbour, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.spans import SPANS
from replay.engine.read.casualties.state.clause import Clause
from replay.engine.read.casualties.state.findings import Finding, Findings
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.pruning import with_alternatives, without_parts
from replay.engine.read.casualties.state.waiting import Waiting
from replay.engine.read.casualties.text.sentences import Sentence

_BEGINNING = ("a", "the", "own", "number")
_AUXILIARY = frozenset({"not", "modal"})
_BEFORE_GAPS = frozenset({"and", "comma", "adv"})
_TRANSPARENT = frozenset({"adv", "mark", "quote", "a", "the", "own", "number"})


def find(sentence: Sentence, items: Items, lexicon: Lexicon) -> list[Finding]:
    """Return the findings of a sentence's items, in order; each item is read once, with a look at its neighbours."""
    memory = Memory(sentence, sentence.tokens, lexicon, items, Findings(), Clause())
    _take_all(memory, items)
    found = _finish(memory)
    return found if len(found) == 1 and not found[0].trigger.figure else _meant(found, sentence, lexicon)


def _meant(found: list[Finding], sentence: Sentence, lexicon: Lexicon) -> list[Finding]:
    """Return findings without those of which a figure of speech tells, and tells of nobody else."""
    figures = [each for each in found if each.trigger.figure and is_figure(each, sentence, lexicon)]
    if not figures:
        return found
    meant = {each.place for each in found if each not in figures}
    return [each for each in found if each not in figures or each.place in meant]


def _take_all(memory: Memory, items: Items) -> None:
    """Take the items up to one behind which nothing adds to the findings."""
    made, told, before = items.made, memory.sentence.told, None
    last = len(made)
    for at, item in enumerate(made, 1):
        items.next = at
        if at < last:
            after: Neighbour = made[at]
        else:
            last = len(items.all())
            after = made[at] if at < last else None
        if type(item) is NounPhrase:
            _take_noun(memory, item, before, after)
            if item.end >= told and after is not None and is_over(memory, item.end, ""):
                return
        elif item.trigger is not None and type(item) is Phrase:
            _take_trigger(memory, item, item.trigger, before, after)
            if item.end >= told and after is not None and is_over(memory, item.end, after.text):
                return
        elif (connect := CONNECTIVES.get(item.tag)) is not None:
            connect(memory, item, before, after)
        elif item.tag not in _TRANSPARENT:
            memory.clause.joined = ""
        before = item


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
    """Return whether a word is a verb behind `not`, `could` or `who`: `a driver who did not` stop was shot."""
    word = noun.tokens[noun.start]
    return word.tag == "word" and not (word.is_person or noun.article or noun.count or memory.clause.be)


def _is_doer(before: Item) -> bool:
    """Return whether a verb may stand right behind who did it: `after the minister` resigned, `a bus` plunged off."""
    whom = before.noun
    if whom is None:
        return False
    return whom.is_never or (whom.article != "a" if whom.is_person else bool(whom.article))


def _take_noun(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> None:
    """Take a noun phrase: for a verb, for victims, or for whom the clause tells of."""
    if noun.text == "as" and noun.count is not None:
        noun = memory.as_many(noun)
    if before is None or noun.end > noun.start + 1 or not _take_verb(memory, noun, before):
        _place_noun(memory, noun, before, after)
        if memory.told is not None and before is not None and (before.tag in _BEFORE_GAPS or memory.clause.in_subset):
            note_gap(memory, memory.told, noun, after)
        memory.last = noun
        if noun.count is not None or noun.article == "a":
            note_number(memory, noun)


def _take_verb(memory: Memory, noun: NounPhrase, before: Item) -> bool:
    """Take a single word for the clause's verb where it can be nothing else; return whether it is."""
    clause = memory.clause
    if noun.tokens[noun.start].ends_in_ed and noun.is_participle and (_is_passive(clause, before) or _is_doer(before)):
        if memory.waiting is not None and noun.end < len(memory.tokens) and memory.tokens[noun.end].tag in _BEGINNING:
            memory.give_back()  # killed two and 100 mourners blocked the road
        memory.last = noun if before.noun is not None else memory.last
    elif (before.tag in _AUXILIARY or before.text == "who") and _is_verb(memory, noun):
        memory.last = noun
    else:
        return False
    clause.verb = clause.is_told = True
    return True


def _place_noun(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> None:
    """Take the phrase for the waiting triggers or the clause, unless it names nobody, or whom another one names."""
    if noun.count is not None:
        is_elsewhere = place_number(memory, noun, before, after)
    elif (noun.head in SPANS or noun.tokens[noun.end - 1].clipped) and names_nobody(memory, noun):
        is_elsewhere = True
    else:
        is_elsewhere = type(before) is NounPhrase and belongs_to(memory, noun, before)
    clause = memory.clause
    if is_elsewhere or clause.in_subset:
        return
    if memory.waiting is not None and _take_object(memory, memory.waiting, noun):
        clause.recent = tuple(memory.waiting.nouns)
        clause.joined = ""
    else:
        clause.add(noun)


def _take_trigger(memory: Memory, item: Phrase, trigger: Trigger, before: Neighbour, after: Neighbour) -> None:
    """Take a trigger: for survivors, for a place where some died, or for what it tells."""
    if trigger.form == "survive":
        take_survivors(memory, item)
    elif item.text != "in" or not tells_where_they_died(memory, item, before):
        take_trigger(memory, item, trigger, before, after)
        memory.told, memory.is_parted = item, False
        if memory.clause.in_subset:
            memory.clause.end_subset()


def _take_object(memory: Memory, waiting: Waiting, noun: NounPhrase) -> bool:
    """Take the phrase for a victim of the waiting triggers, or end their wait; return whether it is one."""
    noun = memory.meant_by(noun) if noun.head == "them" else noun
    if waiting.ends_at(noun, memory.clause):
        memory.close()
        return False
    return waiting.take(noun, memory.clause, memory.last)
