"""What a number counts: nobody, victims, some of those before, or what a source or a toll says."""

from replay.engine.read.casualties.grammar.nominals import tell_of_described
from replay.engine.read.casualties.grammar.tolls import take_toll
from replay.engine.read.casualties.lexicon.lexicon import TAKEN, Trigger
from replay.engine.read.casualties.lexicon.words import FIGURES, PUTS, Word
from replay.engine.read.casualties.phrases.additions import UNSURE, is_corrected, is_further, is_guess, is_sum
from replay.engine.read.casualties.phrases.items import Item, Neighbour, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.spans import SPANS, is_span
from replay.engine.read.casualties.phrases.victims import is_part, is_single, pick
from replay.engine.read.casualties.state.memory import Memory

_ENDS = frozenset({"comma", "break", "close", "dash", "quote", "and", "sub"})
_BARE = ("", "others")
_APART = ("noun", "date", "number", "adv")
_ONE_OF = frozenset({"family", "household", "clan", "village", "unit"})


def note_number(memory: Memory, noun: NounPhrase) -> None:
    """Note whom a number counts, and tell of them if they are called dead or missing."""
    if memory.animals is not None or memory.tokens[noun.end - 1].is_animal:
        _note_animals(memory, noun)
    if noun.count is not None and noun.is_person:
        memory.persons = noun
        if memory.tokens[noun.body].text in ("dead", "missing"):
            tell_of_described(memory, noun)


def _note_animals(memory: Memory, noun: NounPhrase) -> None:
    """Note animals, and keep those that were counted up to somebody, or to another number: 20 hens on a farm."""
    animals = memory.animals
    if noun.head in _BARE or noun.is_among_them:
        return
    if memory.tokens[noun.end - 1].is_animal:
        memory.animals = noun
    elif animals is not None and (animals.count is None or noun.count is not None or noun.is_person):
        memory.animals = None


def place_number(memory: Memory, noun: NounPhrase, before: Neighbour, after: Neighbour) -> bool:
    """Return whether the number counts nobody, or some of those before, or is a source's or a toll's."""
    clause = memory.clause
    if memory.gaps and clause.subjects and clause.subjects[-1] is memory.gaps[-1][1]:
        clause.subjects, clause.joined = (), ""  # five died in Kiel and two in Ulm, and nine were wounded
    if names_nobody(memory, noun) or (type(before) is NounPhrase and belongs_to(memory, noun, before)):
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
        memory.heard += (noun,)
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


def names_nobody(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether the phrase says when, whose or how old, or counts animals: `two of the horses died and three`."""
    last, has_count = noun.tokens[noun.end - 1], noun.count is not None
    is_time = (has_count or noun.head in SPANS) and is_span(noun)
    if is_time or (last.clipped and noun.owns_counted and not noun.is_share):
        return True
    if has_count and noun.start and _counts_otherwise(memory, noun, noun.tokens[noun.start - 1]):
        return True
    if has_count and noun.head in _ONE_OF and memory.tokens[noun.start - 1].tag == "of" and noun.text == "one":
        return True  # six members of one family
    return has_count and memory.animals is not None and _counts_animals(memory.animals, noun)


def _counts_animals(animals: NounPhrase, noun: NounPhrase) -> bool:
    """Return whether a number may be of the animals told of before: not in `a bull gored five; three` died."""
    if not (noun.head in _BARE or noun.is_among_them):
        return False
    return animals.count is not None or animals.is_plural or is_single(noun) or is_further(noun)


def _counts_otherwise(memory: Memory, noun: NounPhrase, before: Word) -> bool:
    """Return whether the number is of whom another one picks some, or what it may be, or is not, instead."""
    if before.clipped:
        return memory.last is not None and memory.last.is_share  # three of the battalion's 800 soldiers
    if before.text not in UNSURE and noun.text not in UNSURE:
        return False  # most numbers
    return is_corrected(noun) or is_guess(noun, memory.last)


def belongs_to(memory: Memory, noun: NounPhrase, before: NounPhrase) -> bool:
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
