"""What a trigger tells: active, passive, headline and nominal forms, and running tolls."""

from collections.abc import Sequence

from replay.engine.read.casualties.clause import Clause, Waiting
from replay.engine.read.casualties.lexicon import Trigger
from replay.engine.read.casualties.memory import Memory
from replay.engine.read.casualties.nouns import NounPhrase
from replay.engine.read.casualties.phrases import Item, Phrase
from replay.engine.read.casualties.subjects import find_subjects
from replay.engine.read.casualties.victims import is_acceptable, is_counted

_BASE_FORMS = frozenset({"kill", "murder", "execute", "behead", "slay", "shoot", "assassinate", "capture", "kidnap"})
_SINGULAR = frozenset({"death", "slaughter", "execution", "assassination"})
_BODIES = ("body", "corpse")
_BEHIND_BODY = frozenset({"be", "have", "find", "prep", "date", "sub"})
_OBJECTS = frozenset({"him", "her", "them", "himself", "herself"})
_SPARKED = frozenset(
    {"sparked", "triggered", "provoked", "prompted", "fuelled", "fueled", "ignited", "wanted", "sought"}
)
_YEAR_NEAR = 3
_YEARS = frozenset(map(str, range(1900, 2100)))
_DROWNED = ("drowned", "suffocated")
_CONFESSING = frozenset({"admit", "admits", "admitted", "admitting", "confessed", "denying"})
_ATTRIBUTIVE = frozenset({"the", "own", "a"})


def take_trigger(
    memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, following: Sequence[Item]
) -> None:
    """Read the trigger *item*, given the item before it and the two behind it."""
    after = following[0] if following else None
    clause = memory.clause
    if trigger.form == "past" and not clause.be:
        clause.end_passing()
    if memory.is_vetoed(trigger) or (trigger.form == "past" and _describes(before, after)):
        return
    if trigger.form == "past" and after is not None and after.text in _BODIES:
        return
    if trigger.form == "toll":
        memory.close()
        memory.toll, memory.former = item, None
        return
    is_bare = trigger.form == "active" and trigger.needs and (after is None or after.noun is None)
    if trigger.form in ("noun", "of") or is_bare:
        _take_nominal(memory, item, trigger, before, after)
    elif _is_transitive(memory, item, trigger, before, following):
        is_order = item.text in _BASE_FORMS and not (clause.subjects or clause.recent)
        clause.hedged = clause.hedged or is_order or (before is not None and before.text == "to")
        _expect(memory, item, is_known=_is_blamed(memory, item) or _is_old(memory, item, before, after))
    elif _heads_number(memory, item, after):
        memory.close()
    elif _is_heading(trigger, before, after):
        _expect(memory, item, is_known=False)
    elif (before is None or before.tag not in _ATTRIBUTIVE or _is_among_dead(memory, item)) and not _lacks(
        trigger, clause, after
    ):
        find_subjects(memory, item, trigger, before)
    clause.verb = clause.is_told = True


def _heads_number(memory: Memory, item: Phrase, after: Item | None) -> bool:
    """Return whether the trigger stands before a colon as a column's head does: `Killed: 3, wounded: 5`."""
    return after is not None and after.text == ":" and item.start > 0 and memory.heads_list(item)


def _is_heading(trigger: Trigger, before: Item | None, after: Item | None) -> bool:
    """Return whether the victims are said to be whom a form of "be" names: `killed were three guards`."""
    stands_alone = before is None or before.tag == "the"
    is_past = trigger.form in ("past", "adjective") and trigger.kind in ("killed", "wounded")
    names = ("be", "incl") if before is not None else ("be",)
    return is_past and stands_alone and after is not None and after.tag in names


def _is_among_dead(memory: Memory, item: Phrase) -> bool:
    """Return whether the subject is among the dead, and the sentence tells of no others: `a boy was among the dead`."""
    is_among = item.start > 1 and memory.tokens[item.start - 2].text in ("among", "amongst")
    return is_among and memory.clause.be and not memory.has_dead()


def _describes(before: Item | None, after: Item | None) -> bool:
    """Return whether a participle only describes the noun behind it: `mother of slain soldier`."""
    behind = before is not None and (
        before.tag in ("of", "the", "own", "a") or (before.trigger is not None and before.trigger.form == "active")
    )
    return behind and after is not None and after.noun is not None and not after.noun.article


def _is_transitive(
    memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, following: Sequence[Item]
) -> bool:
    """Return whether the victims stand behind the trigger: `kills two`, `killed two`, `drowned her children`."""
    if trigger.form == "subject" and item.text in _DROWNED and following:
        noun = following[0].noun
        return noun is not None and noun.article == "own"
    return trigger.form == "active" or (trigger.form == "past" and _is_active(memory, trigger, before, following))


def _is_active(memory: Memory, trigger: Trigger, before: Item | None, following: Sequence[Item]) -> bool:
    """Return whether a past form is active: victims stand right behind it and no passive stands before."""
    clause = memory.clause
    noun = following[0].noun if following else None
    if clause.be and not (before is not None and before.tag == "and" and noun is not None and noun.count is not None):
        return False
    if noun is None:
        return _shares_object(memory, following) or _is_split(following)
    if noun.head in _OBJECTS:
        return True
    if not is_acceptable(noun, trigger) or noun.article == "pronoun":
        return noun.article == "pronoun" and clause.have and noun.is_person
    if noun.count is not None or noun.article or noun.is_named:
        return True
    return noun.is_plural or (clause.have or (trigger.kind == "killed" and bool(clause.subjects)))


def _shares_object(memory: Memory, following: Sequence[Item]) -> bool:
    """Return whether another verb follows, with which the victims are shared: `abducted and killed two men`."""
    if len(following) < 2 or following[0].tag != "and" or following[1].trigger is None:  # noqa: PLR2004
        return False
    counted = bool(memory.clause.recent) and memory.clause.recent[-1].count is not None
    return following[1].trigger.form in ("active", "past") and not counted


def _is_split(following: Sequence[Item]) -> bool:
    """Return whether a quotation mark stands between verb and victims."""
    return len(following) > 1 and following[0].tag == "quote" and following[1].noun is not None


def _is_blamed(memory: Memory, item: Phrase) -> bool:
    """Return whether somebody is blamed for the deed or owns up to it: `accused of killing`, `admits killing`."""
    if item.start == 0 or not item.text.endswith("ing"):
        return False
    before = memory.tokens[item.start - 1]
    if before.tag not in ("prep", "of"):
        return before.text in _CONFESSING
    return item.start > 1 and memory.tokens[item.start - 2].text in memory.lexicon.words["blame"]


def _is_old(memory: Memory, item: Phrase, before: Item | None, after: Item | None) -> bool:
    """Return whether a noun names a deed as known, and nothing announces it: `over the killing of`."""
    is_definite = before is not None and before.tag in ("the", "own") and after is not None and after.tag == "of"
    if after is not None and after.tag == "of" and _is_dated(memory, item):
        return True
    if not is_definite or (item.trigger is not None and item.trigger.needs):
        return False
    return not memory.is_announced(item.start)


def _is_dated(memory: Memory, item: Phrase) -> bool:
    """Return whether a noun tells of a year's deed: `the 1990 stabbing death of`."""
    tokens = memory.tokens
    near = range(max(1, item.start - _YEAR_NEAR), item.start)
    return any(tokens[at].digits and tokens[at].text in _YEARS and tokens[at - 1].tag == "the" for at in near)


def _is_reason(memory: Memory, item: Phrase) -> bool:
    """Return whether a noun names the deed that people are at odds about: `clashes over the killing of`."""
    tokens = memory.tokens
    near = range(item.start - 1, max(-1, item.start - 4), -1)
    at = next((place for place in near if tokens[place].text in ("over", "against", "by", "for")), -1)
    if at > 0 and tokens[at].text in ("by", "for"):
        return tokens[at - 1].text in _SPARKED
    if at < 0 or any(token.tag not in ("the", "adv", "word") for token in tokens[at + 1 : item.start]):
        return False
    return memory.has_protest() or any(token.text in memory.lexicon.words["strife"] for token in tokens[:at])


def is_of_war(memory: Memory) -> bool:
    """Return whether what did it is a whole war, and not one event of it: `the revolt in the south has killed`."""
    subjects = memory.clause.subjects
    return bool(subjects) and subjects[-1].head in memory.lexicon.words["wars"]


def _expect(memory: Memory, item: Phrase, *, is_known: bool) -> None:
    """Let the trigger wait for victims behind it, together with a verb that it is joined to."""
    clause = memory.clause
    clause.is_cause = clause.is_cause or is_of_war(memory)
    is_cause = clause.is_cause or _is_reason(memory, item)
    if memory.waiting is not None and not memory.waiting.nouns and clause.joined:
        memory.waiting.triggers.append(item)
    else:
        memory.close()
        negated = clause.negated or memory.denying
        memory.waiting = Waiting(
            [item],
            clause.hedged,
            negated,
            is_known=is_known or clause.is_known,
            is_cause=is_cause,
            retells=clause.retells,
        )
    clause.in_prep = False
    clause.joined = ""


def _take_nominal(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> None:
    clause, findings = memory.clause, memory.findings
    noun = before.noun if before is not None else None
    if memory.waiting is not None and noun is not None and memory.waiting.nouns[-1:] == [noun]:
        memory.waiting.nouns.pop()
    memory.close()
    needed = memory.has_needed(trigger)
    if clause.unheard and trigger.form == "noun" and not (noun is not None and noun.count):
        clause.negated = True
    if noun is not None and noun.count is not None and _is_countable(item, noun, needed=needed):
        clause.hedged = clause.hedged and not _are_found(memory, trigger, noun)
        findings.add(item, noun, clause, denied=memory.denying)
        clause.negated = clause.negated or noun.count.max == 0
    elif after is not None and after.tag == "of" and needed:
        _expect(memory, item, is_known=_is_old(memory, item, before, after))
    elif trigger.form == "noun" and (clause.negated or memory.denying) and trigger.needs in ((), ("suffer",)):
        findings.add(item, None, clause, denied=memory.denying)
    elif needed and trigger.kind == "wounded":
        find_subjects(memory, item, trigger, before, is_passive=True)
    elif needed and (item.text in _BODIES or _is_theirs(before)):
        _take_body(memory, item, before, after)
    elif needed and trigger.alone:
        findings.add(item, None, clause, denied=memory.denying)
    elif trigger.form == "noun" and not trigger.needs:
        memory.rising = item


def _is_countable(item: Phrase, noun: NounPhrase, *, needed: bool) -> bool:
    """Return whether a number right before the noun counts victims: `12 deaths`, but not `three bullet wounds`."""
    if item.trigger is not None and item.trigger.kind == "wounded":
        return not noun.is_never
    return needed and item.text not in _SINGULAR


def _are_found(memory: Memory, trigger: Trigger, noun: NounPhrase) -> bool:
    """Return whether bodies are told of beside others who may be dead: `nine feared dead, four bodies found`."""
    joint = memory.tokens[noun.start - 1].tag if noun.start else ""
    return "find" in trigger.needs and memory.told is not None and joint in ("comma", "and")


def _take_body(memory: Memory, item: Phrase, before: Item | None, after: Item | None) -> None:
    """Find a body without a name: `a body was found`, `his body`, unless the sentence told who died."""
    is_one = item.text in _BODIES
    is_known = _is_theirs(before) and (memory.has_dead() or not (is_one or _is_outcome(memory, item)))
    if is_known or (is_one and after is not None and after.tag not in _BEHIND_BODY):
        return
    one = NounPhrase(memory.tokens, item.start, item.start, item.start, item.text, "", None, "a") if is_one else None
    memory.findings.add(item, one, memory.clause, denied=memory.denying)


def _is_outcome(memory: Memory, item: Phrase) -> bool:
    """Return whether something came to somebody's death, and did not only follow it: `leading to his death`."""
    cause = memory.tokens[item.start - 2] if item.start > 1 else None
    has_needs = item.trigger is not None and bool(item.trigger.needs)
    return has_needs or (cause is not None and (cause.text in ("to", "in") or cause.tag == "suffer"))


def _is_theirs(before: Item | None) -> bool:
    return before is not None and before.text in ("their", "his", "her")


def _lacks(trigger: Trigger, clause: Clause, after: Item | None) -> bool:
    """Return whether the word has an object and so tells of no victims: `he is missing two teeth`, `seized arms`."""
    if after is None or after.noun is None:
        return False
    has_object = trigger.form == "past" and not clause.be and (trigger.kind == "captured" or _is_object(after.noun))
    if trigger.form == "past" and not clause.be and not any(map(is_counted, clause.subjects)):
        has_object = has_object or (after.noun.is_never and after.noun.is_plural and not after.noun.is_time)
    return (trigger.kind == "missing" and not after.noun.is_time) or (
        has_object and not is_acceptable(after.noun, trigger)
    )


def _is_object(noun: NounPhrase) -> bool:
    """Return whether the phrase behind a verb is its object, and not when or where: `shot dead three wolves`."""
    return bool(noun.article) or noun.is_owner or (noun.count is not None and noun.is_never and not noun.is_time)
