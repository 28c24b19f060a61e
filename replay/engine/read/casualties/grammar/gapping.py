"""Numbers that stand without a verb of their own behind a trigger: `one died in Bonn, two in Ulm`."""

from replay.engine.read.casualties.phrases.additions import ORDINALS, is_further
from replay.engine.read.casualties.phrases.items import Item, Neighbour, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.victims import is_counted
from replay.engine.read.casualties.state.memory import Memory

_ENDS = frozenset({"comma", "break", "close", "dash", "quote", "and", "sub"})
_VERBS = ("be", "have", "verb", "modal")
_WHERE = frozenset({"in", "at", "near", "from", "on", "outside", "inside", "off"})
_HOW = frozenset({"when", "after", "as", "by"})
_CARE = frozenset(
    {"hospital", "hospitals", "clinic", "surgery", "custody", "condition", "care", "detention", "jail", "prison"}
    | {"coma", "charge", "run"}
)
_OTHER = ("other", "others")
_ON_THE_SPOT = frozenset({"scene", "spot", "site", "instantly", "immediately", "outright", "once"})
_APART = ("separate", "different", "various")
_BESIDE = frozenset({"another", "nearby", "neighbouring", "neighboring", "adjacent"})


def note_gap(memory: Memory, told: Phrase, noun: NounPhrase, after: Neighbour) -> None:
    """Note a number behind a trigger, before a place, unless it is a part of what that told: `, including two in`."""
    clause = memory.clause
    if memory.is_parted:
        return
    if not is_counted(noun):
        return
    is_part = clause.in_subset or not (_is_told_of_another(noun) or _has_place(memory, told, noun))
    is_bare = not noun.head and after is not None and after.tag == "prep"
    if not (is_part and is_bare) and not _is_gap(memory, told, noun, after):
        return
    if is_part:
        memory.is_parted = True
    elif memory.waiting is None:
        memory.gaps += ((told, noun),)


def fill_gaps(memory: Memory) -> None:
    """Add the numbers without a verb, unless they add up to what the trigger told: `six died on Monday, two in`."""
    noted: dict[int, list[NounPhrase]] = {}
    for told, noun in memory.gaps:
        noted.setdefault(told.start, []).append(noun)
    for told, noun in memory.gaps:
        if not _adds_up(memory, told, noted[told.start]):
            memory.findings.fill(told, noun)


def tells_where_they_died(memory: Memory, item: Phrase, before: Item | None) -> bool:
    """Take a number `in hospital` for dead if others died on the spot: `four died at the scene and two in hospital`."""
    told, noun = memory.told, before.noun if before is not None else None
    if told is None or told.trigger is None:
        return False
    if told.trigger.form == "subject" and before is not None and before.tag == "adv":
        if all(token.tag == "adv" for token in memory.tokens[told.end : item.start]):
            return True
        noun = memory.last  # and one later in hospital
    if noun is None or (noun.head not in _OTHER and (noun.head or not is_counted(noun))):
        return False
    is_split = any(token.text in _ON_THE_SPOT for token in memory.tokens[told.start : noun.start])
    if told.trigger.kind != "killed" or told.trigger.form != "subject" or not is_split:
        return False
    if is_counted(noun) and not any(token.tag == "number" for token in memory.tokens[told.end : noun.start]):
        memory.gaps += ((told, noun),)
    return True


def _adds_up(memory: Memory, told: Phrase, gaps: list[NounPhrase]) -> bool:
    between = memory.tokens[told.end : gaps[0].start]
    if any(token.tag == "name" for token in between) and not any(token.text in _APART for token in between):
        return False  # two died in Narva, one in Tartu and one in Valga
    known = [each.noun for each in memory.findings.found if each.place == told.start and each.noun not in gaps]
    whole = known[0].count if len(known) == 1 and known[0] is not None else None
    parts = [noun.count.min or 0 if noun.count is not None else 1 for noun in gaps]
    return whole is not None and len(parts) > 1 and whole.min == sum(parts)


def _is_told_of_another(noun: NounPhrase) -> bool:
    return is_further(noun) or noun.head in ORDINALS


def _has_place(memory: Memory, told: Phrase, noun: NounPhrase) -> bool:
    """Return whether what the trigger told has a place or a time of its own, so that the next one is another's."""
    between = memory.tokens[told.end : noun.start]
    if "with" in memory.sentence.words[told.end : noun.start]:
        return False  # the toll rose to 18, with six in Ulm and 12 in Bonn
    return between[0].tag == "name" or any(token.tag in ("prep", "sub", "date") for token in between)


def _is_gap(memory: Memory, told: Phrase, noun: NounPhrase, after: Neighbour) -> bool:
    if after is None or after.tag not in ("prep", "sub"):
        return False
    behind, *beyond = [*memory.items.beyond(3), None, None, None][:3]
    place = behind.noun if behind is not None else None
    if place is not None and after.text in _WHERE and beyond[0] is not None and beyond[0].tag in _VERBS:
        return False  # three were killed and two in the house were arrested
    if _is_told_of_another(noun) or (place is not None and place.head in _CARE):
        return place is None or place.head not in _CARE
    words = memory.sentence.words[told.end : noun.start]
    is_alike = not noun.head and after.text in words
    if is_alike and (after.text in _HOW or (after.text == "in" and memory.tokens[noun.start - 1].tag == "and")):
        return True  # three were killed by a mine and two by snipers
    if after.text not in _WHERE or (noun.head and not (noun.is_person and _is_end(beyond[0]))):
        return False
    is_again = place is not None and place.end > place.body and place.head in words
    return (
        is_again or (place is not None and _names_place(place, beyond)) or (behind is not None and behind.tag == "date")
    )


def _names_place(place: NounPhrase, behind: list[Item | None]) -> bool:
    """Return whether the phrase may be a place's name or hold one, or be a place as good as another."""
    if place.is_bare_name or (place.end > place.body and place.tokens[place.body].text in _BESIDE):
        return True
    if place.count is not None or place.is_person:
        return False
    if place.article == "the" and place.head in ORDINALS:
        return True
    link, name = behind
    if link is not None and link.tag == "of":
        return name is not None and name.noun is not None and name.noun.is_bare_name
    return any(word.tag == "name" for word in place.tokens[place.start : place.end])


def _is_end(item: Item | None) -> bool:
    return item is None or item.tag in _ENDS or item.tag == "date"
