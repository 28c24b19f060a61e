"""What a trigger tells: active, passive, headline and nominal forms, and running tolls."""

from msgspec.structs import replace

from replay.engine.read.casualties.grammar.idle_triggers import BASE_FORMS, is_idle
from replay.engine.read.casualties.grammar.known_deeds import is_old
from replay.engine.read.casualties.grammar.nominals import expect, take_nominal
from replay.engine.read.casualties.grammar.subjects import find_subjects
from replay.engine.read.casualties.grammar.survivors import are_aboard, on_board
from replay.engine.read.casualties.grammar.tolls import raised_before
from replay.engine.read.casualties.lexicon.lexicon import NOMINAL, Trigger
from replay.engine.read.casualties.lexicon.words import DETERMINERS
from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import SELF, NounPhrase
from replay.engine.read.casualties.phrases.spans import is_span
from replay.engine.read.casualties.phrases.victims import is_acceptable, is_counted
from replay.engine.read.casualties.state.clause import Clause
from replay.engine.read.casualties.state.memory import Memory

_OBJECTS = SELF | {"him", "her", "them"}
_DROWNED = ("drowned", "suffocated")
_CONFESSING = frozenset({"admit", "admits", "admitted", "admitting", "confessed", "denying"})
_FOILED = frozenset({"foiled", "thwarted", "repelled", "repulsed", "averted", "failed"})
_MOODS = ("hedge", "modal")
_NO = (0, None)
_DEATHS = ("deaths", "fatalities")
_ALL = frozenset({"all", "everyone", "everybody"})
_AROUND_DAYS = frozenset({"adv", "date", "quote"})


def take_trigger(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> None:
    """Read the trigger *item*, given the items before and behind it."""
    clause = memory.clause
    if clause.is_passing or clause.is_trying:
        clause.end_passing(is_finite=_is_finite(clause, item, trigger))
    if is_idle(memory, item, trigger, before, after):
        return
    if trigger.form == "toll":
        noun = before.noun if before is not None else None
        if noun is None or noun.count is None or noun.head or item.text not in _DEATHS:
            memory.close()
            if (value := raised_before(memory, item)) is not None:
                memory.findings.add_toll(item, value, memory.clause, is_former=False)
                return
            memory.toll, memory.former = item, None
            return
        trigger = Trigger(trigger.kind, "noun")  # three fatalities were reported
        item = replace(item, trigger=trigger)
    _find_victims(memory, item, trigger, before, after)
    clause.verb = clause.is_told = True


def _is_finite(clause: Clause, item: Phrase, trigger: Trigger) -> bool:
    """Return whether the trigger is the verb of a clause, not `were killed`, `did not die` or `to have died`."""
    if trigger.form == "subject":
        return item.text.endswith(("d", "s", "lost", "fell")) and not clause.have
    return trigger.form == "past" and not clause.be


def _find_victims(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> None:
    """Tell of the victims before the trigger, or wait for those behind it."""
    is_bare = trigger.form == "active" and trigger.needs and (after is None or after.noun is None)
    if trigger.form in NOMINAL or is_bare:
        take_nominal(memory, item, trigger, before, after)
    elif _is_transitive(memory, item, trigger, before, after):
        _expect_object(memory, item, before, after)
    elif _heads_number(memory, item, before, after):
        memory.close()
    elif _is_heading(trigger, before, after):
        expect(memory, item, is_known=False)
    elif (
        before is None or before.tag not in DETERMINERS or _is_of_each(before, trigger) or _is_among_dead(memory, item)
    ) and not _lacks(trigger, memory.clause, after):
        find_subjects(memory, item, trigger, before, is_passive=memory.is_among(item.start))


def _is_of_each(before: Item, trigger: Trigger) -> bool:
    """Return whether what stands like an article makes no noun of a verb: `they all` died, not `the wounded`."""
    return trigger.form == "subject" and before.text in ("each", "all")


def _expect_object(memory: Memory, item: Phrase, before: Item | None, after: Item | None) -> None:
    """Wait for the victims behind a verb, in the mood in which it is told."""
    clause = memory.clause
    is_deed = after is not None and after.tag == "of"  # Murder of a trader
    is_order = item.text in BASE_FORMS and not (clause.subjects or clause.recent or is_deed)
    clause.is_known = clause.is_known and not (item.text.endswith("s") and before is not None and before.noun)
    clause.hedged = clause.hedged and not _is_done(memory, item, before)
    clause.hedged = clause.hedged or is_order or (before is not None and before.text == "to")
    if memory.sentence.behind[item.end - 1] in _ALL and are_aboard(memory, item.end + 1):
        memory.tell(item, on_board(memory))
    else:
        is_whose = memory.last is not None and memory.last.text == "whose"  # the driver whose van killed two
        is_whose = is_whose and before is not None and before.tag != "comma"
        expect(memory, item, is_known=is_whose or _is_blamed(memory, item) or is_old(memory, item, before, after))


def _is_done(memory: Memory, item: Phrase, before: Item | None) -> bool:
    """Return whether a deed is told beside what was only tried: `tried to rob a man and killed`."""
    words, tokens = memory.sentence.words, memory.tokens
    if before is not None and before.tag == "comma" and item.text.endswith("ing"):
        return not _FOILED.isdisjoint(words[: item.start])
    if before is None or before.tag != "and" or item.trigger is None or item.trigger.form != "past":
        return False
    phrases = memory.sentence.phrases
    hedged = (
        at for at in range(item.start - 1, -1, -1) if tokens[at].tag in _MOODS or phrases.get(at, _NO)[1] in _MOODS
    )
    hedge = next(hedged, 0)
    return tokens[hedge].tag != "modal" and words[hedge].endswith("ed")


def _heads_number(memory: Memory, item: Phrase, before: Item | None, after: Item | None) -> bool:
    """Return whether the trigger stands before a colon as a column's head does: `Killed: 3, wounded: 5`."""
    if after is None or after.text != ":" or item.start == 0:
        return False
    has_number = before is not None and before.noun is not None and before.noun.count is not None  # 3 dead: police
    return not has_number and memory.heads_list(item)


def _is_heading(trigger: Trigger, before: Item | None, after: Item | None) -> bool:
    """Return whether the victims are said to be whom a form of "be" names: `killed were three guards`."""
    stands_alone = before is None or before.tag == "the"
    is_past = trigger.form in ("past", "adjective") and trigger.kind in ("killed", "wounded")
    names = ("be", "incl") if before is not None else ("be",)
    return is_past and stands_alone and after is not None and after.tag in names


def _is_among_dead(memory: Memory, item: Phrase) -> bool:
    """Return whether the subject is among the dead, and the sentence tells of no others: `a boy was among the dead`."""
    return memory.is_among(item.start - 1) and memory.clause.be and not memory.has_dead()


def _is_transitive(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> bool:
    """Return whether the victims stand behind the trigger: `kills two`, `killed two`, `drowned her children`."""
    if trigger.form == "subject" and item.text in _DROWNED and after is not None:
        subjects = memory.clause.subjects
        is_doing = bool(subjects) and subjects[-1].is_never and after.noun is not None and is_counted(after.noun)
        return is_doing or (after.noun is not None and after.noun.article == "own")  # a flood drowned five men
    if trigger.form == "active":
        return not _is_deed(memory, before, after)
    return trigger.form == "past" and _is_active(memory, item, trigger, before, after)


def _is_deed(memory: Memory, before: Item | None, after: Item | None) -> bool:
    """Return whether the word is a noun with an article that tells of no victims: `the massacre and 18 who`."""
    is_noun = before is not None and before.tag in DETERMINERS and after is not None and after.tag == "and"
    return is_noun and not any(item.trigger is not None for item in memory.items.beyond(1))


def _is_active(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> bool:
    """Return whether a past form is active: victims stand right behind it and no passive stands before."""
    clause = memory.clause
    noun = after.noun if after is not None else None
    joint = before.tag if before is not None and noun is not None else ""
    is_other = joint in ("and", "comma") and noun is not None and is_counted(noun)
    is_other = is_other or (joint == "and" and noun is not None and noun.article in ("the", "own"))
    is_other = is_other or (joint == "noun" and noun is not None and noun.count is not None and noun.is_person)
    if clause.be and not (is_other or _has_perfect(memory, item)):
        return False
    if noun is None:
        is_counted_before = before is not None and before.noun is not None and before.noun.count is not None
        is_split = not is_counted_before and (_is_split(memory, after) or _is_dated(memory, item))
        return is_split or _shares_object(memory, item, after)
    if noun.head in _OBJECTS:
        return True
    if not is_acceptable(noun, trigger) or noun.article == "pronoun" or _is_next(memory, before, noun):
        return noun.article == "pronoun" and clause.have and noun.is_person
    if noun.count is not None or noun.article or noun.is_named:
        return True
    return noun.is_plural or (clause.have or (trigger.kind == "killed" and bool(clause.subjects)))


def _has_perfect(memory: Memory, item: Phrase) -> bool:
    """Return whether it is told what somebody did: `is said to have` killed."""
    words, at = memory.sentence.words, item.start - 1
    return at > 0 and words[at] == "have" and words[at - 1] == "to"


def _is_next(memory: Memory, before: Item | None, noun: NounPhrase) -> bool:
    """Return whether the number behind the verb is of others, no comma between: `six guards killed` 11 injured."""
    if noun.count is None or noun.head or before is None or before.noun is None or before.noun.count is None:
        return False
    second = memory.items.second()
    return second is not None and second.trigger is not None and second.trigger.form in ("past", "adjective")


def _shares_object(memory: Memory, item: Phrase, after: Item | None) -> bool:
    """Return whether another verb follows, with which the victims are shared: `killed or badly hurt two men`."""
    second = memory.items.second() if after is not None and after.tag == "and" else None
    if second is None:
        return False
    found = memory.sentence.trigger_at(item.end + 2) if second.tag == "adv" else None
    trigger = found[1] if found is not None else second.trigger
    if trigger is None or (memory.clause.recent and memory.clause.recent[-1].count is not None):
        return False
    return trigger.form in ("active", "past")


def _is_split(memory: Memory, after: Item | None) -> bool:
    """Return whether a quotation mark stands between verb and victims."""
    if after is None or not (after.tag == "quote" or after.tag in DETERMINERS):
        return False
    second = memory.items.second()
    return second is not None and (second.tag == "quote" if after.tag != "quote" else second.noun is not None)


def _is_dated(memory: Memory, item: Phrase) -> bool:
    """Return whether a day stands between verb and victims: `gunmen killed on Thursday two men`."""
    tokens, at, subjects = memory.tokens, item.end, memory.clause.subjects
    while at < len(tokens) and (tokens[at].tag in _AROUND_DAYS or tokens[at].text == "on"):
        at += 1
    if at in (item.end, len(tokens)) or not subjects or is_counted(subjects[-1]):
        return False
    has_doer = subjects[-1].is_plural or subjects[-1].is_never
    is_day = has_doer and any(token.tag == "date" for token in tokens[item.end : at])
    return is_day and (tokens[at].counts or tokens[at].tag == "a")


def _is_blamed(memory: Memory, item: Phrase) -> bool:
    """Return whether somebody is blamed for the deed or owns up to it: `accused of killing`, `admits killing`."""
    if item.start == 0 or not item.text.endswith("ing"):
        return False
    at = item.start - 1
    if at > 0 and memory.tokens[at].tag == "adv":
        at -= 1  # arrested for allegedly killing
    before, blame, words = memory.tokens[at], memory.lexicon.words["blame"], memory.sentence.words
    if before.tag not in ("prep", "of"):
        return before.text in _CONFESSING
    return at > 0 and (words[at - 1] in blame or (before.text == "for" and "responsibility" not in words[:at]))


def _lacks(trigger: Trigger, clause: Clause, after: Item | None) -> bool:
    """Return whether the word has an object and so tells of no victims: `he is missing two teeth`, `seized arms`."""
    if after is None or after.noun is None:
        return (
            trigger.form == "past" and not clause.be and after is not None and after.tag == "the"
        )  # shot down the plan
    has_object = trigger.form == "past" and not clause.be and (trigger.kind == "captured" or _is_object(after.noun))
    if trigger.form == "past" and not clause.be and not any(map(is_counted, clause.subjects)):
        has_object = has_object or (after.noun.is_never and after.noun.is_plural and not is_span(after.noun))
    return (trigger.kind == "missing" and not is_span(after.noun)) or (
        has_object and not is_acceptable(after.noun, trigger)
    )


def _is_object(noun: NounPhrase) -> bool:
    """Return whether the phrase behind a verb is its object, and not when or where: `shot dead three wolves`."""
    return not is_span(noun) and (bool(noun.article) or noun.is_owner or (noun.count is not None and noun.is_never))
