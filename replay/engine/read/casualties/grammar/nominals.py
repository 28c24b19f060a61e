"""What a noun tells, `the deaths of`, `12 bodies`, and how a trigger waits for the victims behind it."""

from msgspec.structs import replace

from replay.engine.read.casualties.grammar.known_deeds import is_of_war, is_old, is_reason
from replay.engine.read.casualties.grammar.subjects import find_subjects
from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.victims import is_counted
from replay.engine.read.casualties.state.clause import Clause
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.waiting import Waiting

BODIES = frozenset({"body", "corpse"})
"""Words for one body."""

_OWN_HAND = ("life", "suicide")
_BODIES = ("bodies", "corpses")
_THEIRS_ALONE = ("his", "her")
_THROATS = ("throat", "throats")
_SINGULAR = frozenset({"death", "slaughter", "execution", "assassination"})
_BEHIND_BODY = frozenset({"be", "have", "find", "prep", "date", "sub"})
_DEATHS = ("deaths", "fatalities")
_CONFIRMS = frozenset({"confirm", "confirms", "confirmed", "confirming"})
_REPORTED = ("reported", "confirmed")
_CAUSES = ("caused", "causes", "causing")
_LEADS = (["resulted", "in"], ["resulting", "in"], ["led", "to"], ["leading", "to"])
_FOUND = frozenset({"found", "located", "recovered", "alive", "safe", "identified"})
_FEARED = frozenset(
    {"feared", "possible", "likely", "expected", "unlikely", "unknown", "unclear", "not", "unavailable"}
)
_FALLS = frozenset({"fell", "plunged", "tumbled", "jumped", "leapt", "plummeted", "slipped"})
_LONGEST_FALL = 6


def expect(memory: Memory, item: Phrase, *, is_known: bool) -> None:
    """Let the trigger wait for victims behind it, together with a verb that it is joined to."""
    if memory.waiting is not None and not item.text.endswith("ing") and not _is_joined(memory, item):
        memory.give_back()  # killed three, and another in Ulm killed
    clause = memory.clause
    clause.is_cause = clause.is_cause or is_of_war(memory)
    is_cause = clause.is_cause or is_reason(memory, item)
    if memory.waiting is not None and not memory.waiting.nouns and clause.joined:
        memory.waiting.triggers.append(item)
    else:
        memory.close()
        memory.waiting = Waiting(
            [item],
            clause.hedged,
            clause.negated or memory.denying,
            is_known=is_known or clause.is_known,
            is_cause=is_cause,
            retells=clause.retells,
            main=clause.main,
        )
    clause.in_prep = False
    clause.joined = ""


def _is_joined(memory: Memory, item: Phrase) -> bool:
    return item.start > 0 and memory.tokens[item.start - 1].tag in ("and", "comma")


def take_nominal(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> None:
    """Read what a noun tells of those before it or behind its "of"."""
    clause = memory.clause
    noun = _owner(memory, item, before)
    if memory.waiting is not None and noun is not None and memory.waiting.nouns[-1:] == [noun]:
        memory.waiting.nouns.pop()
    memory.close()
    needed = memory.has_needed(trigger)
    clause.hedged = clause.hedged or _are_feared(memory, item)
    if trigger.form == "noun" and not (noun is not None and noun.count) and (clause.unheard or _has_nobody(clause)):
        clause.negated = True
    if noun is not None and noun.count is not None and _is_countable(item, noun, needed=needed):
        clause.hedged = clause.hedged and not _are_found(memory, trigger, noun)
        memory.tell(item, noun)
        clause.negated = clause.negated or noun.count.max == 0
    elif after is not None and after.tag == "of" and needed:
        expect(memory, item, is_known=is_old(memory, item, before, after))
    elif trigger.form == "noun" and (clause.negated or memory.denying) and trigger.needs in ((), ("suffer",)):
        memory.tell(item, None)
    elif needed:
        _take_uncounted(memory, item, trigger, before, after)


def _are_feared(memory: Memory, item: Phrase) -> bool:
    """Return whether what stands behind the noun makes it a possibility: `casualties are feared`, `are not known`."""
    behind, end = memory.sentence.behind, item.end
    if behind[end - 1] in _FEARED:
        return True
    return end < len(behind) and memory.tokens[end].tag == "be" and behind[end] in _FEARED


def _has_nobody(clause: Clause) -> bool:
    """Return whether the subject is nobody: `neither side suffered` casualties."""
    count = clause.subjects[-1].count if clause.subjects else None
    return count is not None and count.max == 0


def _take_uncounted(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> None:
    """Read a noun without a number."""
    if trigger.kind == "wounded" or (_is_theirs(before) and _fell(memory, item)):
        find_subjects(memory, item, trigger, before, is_passive=True)
    elif _is_body(memory, item) or _is_theirs(before):
        _take_body(memory, item, before, after)
    elif trigger.form == "noun" and (item.end - item.start > 2 or memory.tokens[item.end - 1].text in _OWN_HAND):  # noqa: PLR2004 -- the deceased was
        _take_deceased(memory, item)
    elif trigger.alone or _are_bare_bodies(memory, item, before) or _are_announced(memory, item):
        memory.tell(item, None)
    elif trigger.form == "noun" and not trigger.needs:
        memory.rising = item


def _fell(memory: Memory, item: Phrase) -> bool:
    """Return whether the subject fell to their death: `fell 200 feet to his` death."""
    at = item.start - 2
    fall = memory.sentence.words[max(0, at - _LONGEST_FALL) : max(0, at)]
    return at > 0 and memory.tokens[at].text == "to" and not _FALLS.isdisjoint(fall)


def _are_announced(memory: Memory, item: Phrase) -> bool:
    """Return whether deaths without a number are news: `deaths reported`, `a blast led to deaths`."""
    words, at = memory.sentence.words, item.start - 1
    if item.text not in _DEATHS:
        return item.text == "confirmed" and words[item.end - 1] in _DEATHS
    if item.end < len(words) and words[item.end] in _REPORTED:
        return True
    if at < 0 or words[at] in _CONFIRMS or "there" in words[max(0, at - 2) : at + 1]:
        return at >= 0
    causes = words[at] in _CAUSES or words[max(0, at - 1) : at + 1] in _LEADS
    return causes and not memory.lexicon.words["events"].isdisjoint(words[:at])


def tell_of_described(memory: Memory, noun: NounPhrase) -> None:
    """Find the victims of a phrase that calls them so: `two dead men were found`, `search for 12 missing hikers`."""
    word = memory.tokens[noun.body].text
    if word == "missing":
        if not (noun.counts_known or _are_safe(memory)):
            item = Phrase("trigger", word, noun.body, noun.body + 1, Trigger("missing", "adjective"))
            memory.tell(item, replace(noun, body=item.end))
        return
    trigger = Trigger("killed", "adjective", needs=("find",))
    if is_counted(noun) and noun.is_person and memory.has_needed(trigger):
        memory.tell(Phrase("trigger", "dead", noun.body, noun.body + 1, trigger), noun)


def _are_safe(memory: Memory) -> bool:
    """Return whether the sentence says that who was missing is not any more."""
    words = memory.sentence.words
    return not _FOUND.isdisjoint(words) or not memory.lexicon.words["freed"].isdisjoint(words)


def _owner(memory: Memory, item: Phrase, before: Item | None) -> NounPhrase | None:
    """Return the phrase right before the noun, be it in the possessive: `three villagers' bodies`."""
    last = memory.last
    if before is not None and before.text == "'" and last is not None and last.end == item.start - 1:
        return last
    return before.noun if before is not None else None


def _is_countable(item: Phrase, noun: NounPhrase, *, needed: bool) -> bool:
    """Return whether a number right before the noun counts victims: `12 deaths`, but not `three bullet wounds`."""
    if item.trigger is not None and item.trigger.kind == "wounded":
        return not noun.is_never
    return needed and (item.text not in _SINGULAR or (item.text == "death" and not noun.head))


def _are_found(memory: Memory, trigger: Trigger, noun: NounPhrase) -> bool:
    """Return whether bodies are told of beside others who may be dead: `nine feared dead, four bodies found`."""
    joint = memory.tokens[noun.start - 1].tag if noun.start else ""
    return "find" in trigger.needs and memory.told is not None and joint in ("comma", "and")


def _take_body(memory: Memory, item: Phrase, before: Item | None, after: Item | None) -> None:
    """Find a body without a name: `a body was found`, `his body`, unless the sentence told who died."""
    is_one = _is_body(memory, item)
    if _is_theirs(before) and item.start > 1 and memory.tokens[item.start - 2].tag == "prep" and is_one:
        return  # a bomb strapped to his body
    if before is not None and before.text == "the" and memory.has_dead():
        return  # killed a man and dumped the body
    is_known = _is_theirs(before) and (memory.has_dead() or not (is_one or _is_outcome(memory, item)))
    whose = before.noun if before is not None and is_one else None
    if whose is not None and whose.article == "a" and whose.is_person and whose.tokens[whose.end - 1].clipped:
        memory.tell(item, whose)  # a man's body, bearing marks of torture, was found
        return
    is_behind = after is None or after.tag in _BEHIND_BODY or after.text == "with" or _is_mangled(memory, item)
    if is_known or (is_one and not is_behind):
        return
    is_one = is_one or (before is not None and before.text in _THEIRS_ALONE)  # resulting in his death
    one = NounPhrase(memory.tokens, item.start, item.start, item.start, item.text, "", None, "a") if is_one else None
    memory.tell(item, one)


def _is_mangled(memory: Memory, item: Phrase) -> bool:
    """Return whether the word before says that it is a dead person's: `a beheaded` body, said to be a guard's."""
    return item.start > 0 and memory.tokens[item.start - 1].text in memory.lexicon.words["mangled"]


def _take_deceased(memory: Memory, item: Phrase) -> None:
    """Find one who died before: `the deceased was identified`; more of them have no number."""
    tokens, verb = memory.tokens, item.end - 1
    if tokens[verb].text in _THROATS:
        if not memory.has_dead():
            one = NounPhrase(tokens, verb, verb, verb, "", "", None, "a")
            memory.tell(item, memory.persons if tokens[verb - 1].text == "their" else one)
        return
    if tokens[verb].text in _OWN_HAND:
        if memory.has_dead():
            memory.tell(item, NounPhrase(tokens, verb, verb, verb, "", "himself", None, "a"))
        return
    if tokens[verb - 1].text == "was" and memory.has_dead():
        return  # was shot and his throat was slit
    is_one = all(token.text not in ("were", "have") for token in tokens[item.start : item.end])
    memory.tell(item, NounPhrase(tokens, verb, verb, verb, "", "", None, "a") if is_one else None)


def _are_bare_bodies(memory: Memory, item: Phrase, before: Item | None) -> bool:
    """Return whether bodies without a number were found, and nobody was told of: `Bodies found in a well`."""
    is_bare = before is None or before.tag in ("find", "verb", "comma", "and")
    return is_bare and item.text in _BODIES and not memory.has_dead()


def _is_body(memory: Memory, item: Phrase) -> bool:
    """Return whether the noun is a word for one body: `body`, `dead body`."""
    return memory.tokens[item.end - 1].text in BODIES


def _is_outcome(memory: Memory, item: Phrase) -> bool:
    """Return whether something came to somebody's death, and did not only follow it: `leading to his death`."""
    cause = memory.tokens[item.start - 2] if item.start > 1 else None
    has_needs = item.trigger is not None and bool(item.trigger.needs)
    return has_needs or (cause is not None and (cause.text in ("to", "in") or cause.tag == "suffer"))


def _is_theirs(before: Item | None) -> bool:
    return before is not None and before.text in ("their", "his", "her")
