"""Who stands before a trigger: its subject, the nearest phrase in a headline, or some of those just named."""

from replay.engine.read.casualties.grammar.agreement import agreeing, shares_subject
from replay.engine.read.casualties.grammar.known_victims import note_known
from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.victims import is_counted, is_single, pick
from replay.engine.read.casualties.state.clause import Clause, Nouns
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.waiting import Waiting

_RELATIVE = frozenset({"who", "that", "which", "whose"})
_LINKS = frozenset(
    {"number", "adv", "said", "claim", "hedge", "presumed", "be", "quote", "find", "and", "comma", "have", "close"}
)


def find_subjects(
    memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, *, is_passive: bool = False
) -> None:
    """Find the victims before the trigger: the subject, or the nearest phrase in a headline."""
    clause = memory.clause
    if clause.apposed:
        clause.begin_apposed(clause.apposed[-1])
    if clause.is_relative and clause.heads_persons:
        clause.is_known = False  # the three men who stormed a base died
    if trigger.form == "subject" and not (clause.be or clause.joined):
        memory.give_back()  # killed two, and a third man died
    if clause.part is not None:
        _take_part(memory, item, trigger, clause.part)
        return
    nearest = _right_before(memory, item, before)
    if nearest is not None and _is_alone(memory, item, nearest):
        return
    stands_by = nearest is not None and is_counted(nearest) and trigger.form != "subject"
    passive = is_passive or ((clause.be or clause.have) and not stands_by) or trigger.form == "subject"
    if nearest is not None and not clause.be:
        note_known(memory, item, nearest, is_past=trigger.form == "past")
    nouns = _subjects(memory, item, trigger, is_passive=passive)
    if len(nouns) == 1 and nouns[0].count is not None:
        nouns = agreeing(memory, item, nouns)
    if passive or (
        before is not None and (before.noun is not None or before.tag in _LINKS or _names_crime(memory, before))
    ):
        for noun in _victims(memory, item, nouns, is_passive=passive):
            memory.tell(item, noun)


def _names_crime(memory: Memory, before: Item) -> bool:
    """Return whether only a crime stands between the victim and the trigger: `man wanted for murder` shot dead."""
    if before.text != "murder" or not isinstance(before, Phrase) or before.start == 0:
        return False
    return memory.tokens[before.start - 1].tag in ("prep", "of")


def _may_share(memory: Memory, waiting: Waiting, trigger: Trigger) -> bool:
    """Return whether the last victim of a verb may be the trigger's: `five were killed as well as 10` wounded."""
    is_beside = trigger.kind == "wounded" and bool(waiting.nouns) and memory.findings.has_told(waiting.triggers[-1])
    return is_beside or len(waiting.nouns) > 1


def _is_alone(memory: Memory, item: Phrase, nearest: NounPhrase) -> bool:
    """Tell of a number in brackets or `among` others; return whether the trigger tells of nobody else."""
    if nearest.count and (_is_in_brackets(memory.clause, nearest) or memory.is_among(nearest.start)):
        memory.tell(item, nearest)
        return True
    return memory.findings.last_noun is nearest  # the toll is 77 people killed


def _subjects(memory: Memory, item: Phrase, trigger: Trigger, *, is_passive: bool) -> Nouns:
    """Return who may be the victims before the trigger, and find what waits with those that are not."""
    clause, waiting = memory.clause, memory.waiting
    nouns = _nearest(memory, is_passive=is_passive)
    if waiting is not None and not is_passive and _may_share(memory, waiting, trigger):
        nouns = (waiting.nouns.pop(),)
    memory.close()
    if clause.main and _are_they(nouns) and not memory.findings.found and item.text != "die":
        nouns = tuple(noun for noun in clause.main if is_counted(noun) or is_single(noun))
    if (clause.main and _tells_of_main(clause, trigger)) or (clause.be and not nouns):
        nouns = clause.main
    if memory.persons is not None:
        nouns = tuple(map(memory.meant_by, nouns))
    if len(nouns) == 1:
        return nouns  # most subjects
    nouns = nouns[_names_place(clause, nouns) or (clause.be and bool(nouns) and _is_of_verb(nouns[0])) :]
    return nouns[:1] if len(nouns) > 1 and _are_one(memory, item, nouns) else nouns


def _is_of_verb(noun: NounPhrase) -> bool:
    """Return whether the phrase is a verb's object, behind which a clause begins: arrested `two men` and five died."""
    before = noun.tokens[noun.start - 1] if noun.start else None
    return before is not None and noun.count is not None and (before.tag == "verb" or before.is_past)


def _are_they(nouns: Nouns) -> bool:
    """Return whether those are meant of whom the clause before tells: `two men were asleep when` they were killed."""
    if len(nouns) != 1 or nouns[0].head != "they" or nouns[0].start == 0:
        return False
    return nouns[0].tokens[nouns[0].start - 1].text in ("when", "as", "while")


def _right_before(memory: Memory, item: Phrase, before: Item | None) -> NounPhrase | None:
    """Return the phrase right before the trigger, but for an adverb: `and a boy` critically injured."""
    last = memory.last
    if before is not None and before.tag == "adv" and last is not None and last.end == item.start - 1:
        return last
    return before.noun if before is not None else None


def _nearest(memory: Memory, *, is_passive: bool) -> Nouns:
    """Return the subject, or the phrases joined to the last one in a headline, unless they are a part of it."""
    recent, subjects = memory.clause.recent, memory.clause.subjects
    if subjects and subjects[0].is_gerund:  # none but the first begins the sentence
        subjects = ()
    if is_passive or (_are_all(subjects, recent) and not memory.clause.has_verb) or _tells_of_subjects(memory):
        return subjects or recent
    return recent


def _are_all(subjects: Nouns, recent: Nouns) -> bool:
    """Return whether the subject is a list of victims of which the phrases joined to the last one are a part."""
    is_longer = len(subjects) >= len(recent) and subjects[-1:] == recent[-1:]
    return is_longer and all(noun.is_person and is_counted(noun) for noun in subjects)


def _victims(memory: Memory, item: Phrase, nouns: Nouns, *, is_passive: bool) -> list[NounPhrase]:
    """Return the victims among *nouns*, or those whom a clause around them told of: `two men who hit it`."""
    clause, trigger = memory.clause, item.trigger
    assert trigger is not None
    if trigger.kind == "captured" and _is_of_thing(memory, item):
        nouns = tuple(noun for noun in nouns if not memory.findings.are_dead(noun))
    found = pick(nouns, trigger, takes_names=clause.be and trigger.form == "past")
    if not (is_passive and clause.headed) or any(map(_may_be_somebody, found)):
        return found
    if not found and _has_relative(clause.headed):
        return pick(clause.headed, trigger)
    if shares_subject(memory, item) or (clause.is_relative and all(map(_is_object, found))):
        return pick([noun for noun in clause.headed if noun.is_person or noun.has_name], trigger) or found
    return found


def _is_of_thing(memory: Memory, item: Phrase) -> bool:
    """Return whether a place or a thing stands right before the trigger: five died in `a town` captured by rebels."""
    last = memory.last
    if last is None or last.is_person or last.count is not None or not last.head:
        return False
    return last.end == item.start or (last.end == item.start - 1 and memory.tokens[last.end].tag == "comma")


def _may_be_somebody(noun: NounPhrase) -> bool:
    return noun.is_person or not noun.head or noun.has_name


def _is_object(noun: NounPhrase) -> bool:
    """Return whether the phrase of things stands behind a verb: a singer who sold `30 million records` died."""
    return is_counted(noun) and noun.start > 0 and noun.tokens[noun.start - 1].tag not in ("and", "comma")


def _has_relative(nouns: Nouns) -> bool:
    """Return whether a relative clause follows a subject, to which the verb behind that goes: `two men who hit it`."""
    if not nouns or nouns[-1].end == len(nouns[-1].tokens):
        return False
    behind = nouns[-1].tokens[nouns[-1].end]
    return behind.text in _RELATIVE or behind.text in ("hoping", "trying", "taking")


def _tells_of_main(clause: Clause, trigger: Trigger) -> bool:
    """Return whether who died is the subject of the clause before: `shot when robbers came, and later died`."""
    if trigger.form != "subject" or clause.joined != "and":
        return False
    return any(map(is_counted, clause.main)) and not any(
        is_counted(noun) and not noun.is_never for noun in clause.subjects
    )


def _names_place(clause: Clause, nouns: Nouns) -> bool:
    """Return whether the first of several subjects is a place's name: `in Swat, Pakistan, a teacher and his wife`."""
    if not clause.is_behind_place or not nouns or not nouns[0].is_bare_name:
        return False
    return nouns[0].tokens[nouns[0].end].tag == "comma" and not any(map(_may_be_place, nouns[1:]))


def _may_be_place(noun: NounPhrase) -> bool:
    return noun.is_bare_name and not noun.is_named


def _are_one(memory: Memory, item: Phrase, nouns: tuple[NounPhrase, ...]) -> bool:
    """Return whether the phrases name one person in the singular: `a teacher and activist of the party was killed`."""
    first, *others = nouns
    if first.article != "a" or any(noun.article or noun.count or noun.is_named for noun in others):
        return False
    verbs = [token.text for token in memory.tokens[others[-1].end : item.start] if token.tag in ("be", "have")]
    return bool(verbs) and verbs[-1] in ("was", "is", "has")


def _is_in_brackets(clause: Clause, noun: NounPhrase) -> bool:
    """Return whether a number stands by itself in brackets: `(6 killed, 4 wounded)`."""
    return clause.in_subset and not (noun.head or noun.is_part)


def _take_part(memory: Memory, item: Phrase, trigger: Trigger, part: NounPhrase) -> None:
    """Find what became of some of those just named, unless all of them died: `hurt six men, two of whom died`."""
    memory.close()
    found = memory.findings.found
    if not (found and found[-1].trigger.kind == trigger.kind):
        memory.tell(item, part)


def _tells_of_subjects(memory: Memory) -> bool:
    """Return whether only the subject has a number: `nine people of the village killed`."""
    clause = memory.clause
    if not clause.in_prep:
        return False
    counted = [noun for noun in clause.subjects if noun.count is not None]
    if not counted:
        last = clause.subjects[-1] if clause.subjects else None
        is_one = last is not None and last.is_person and (last.article == "a" or last.start == 0)
        return is_one and not any(noun.is_person or is_counted(noun) for noun in clause.recent)
    if clause.recent and clause.recent[-1].is_person and counted[-1].head and not counted[-1].is_person:
        return False  # hundreds marched for the soldiers killed
    if (
        clause.recent
        and memory.sentence.words[: clause.recent[0].start][-1:] == ["with"]
        and clause.recent[0].count is not None
    ):
        return False  # took 20 hostages, with two people killed
    recent_counted = any(noun.count is not None or (noun.is_person and is_counted(noun)) for noun in clause.recent)
    return not recent_counted or (not clause.verb and counted[-1].is_person)
