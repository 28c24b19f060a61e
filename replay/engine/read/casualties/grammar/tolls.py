"""The value of a running toll, what it was before, by how much it rose, and what another source puts it at."""

from msgspec.structs import replace

from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.state.memory import Memory

_TO_TOLL = ("from", "at", "by", "was")
"""Behind the value, before its rise, what it was or what another source says."""

_COMPARING = frozenset({",", "compared", "according", "due"})
_LONGEST_RISE = 5

_FORMERLY = frozenset({"earlier", "previously", "initially", "originally", "formerly"})
_BECOMES = ("to", "now", "at")
_LONGEST_GIVING = 4

_BEFORE_PARTICIPLES = ("be", "have", "adv")
_FINITE = frozenset({"be", "have", "modal", "verb", "of"})


def take_toll(memory: Memory, toll: Phrase, noun: NounPhrase, before: Item | None) -> bool:
    """Read a number behind the running toll *toll*, and return whether it is one of its."""
    if noun.count is None or noun.is_never or (noun.head and not noun.is_person):
        return False
    link = before.text if before is not None else ""
    if memory.findings.has_told(toll) and link not in _TO_TOLL:
        return False  # the toll rose to 127 and 200 others were wounded
    if _is_of_others(memory, toll, noun):
        return False  # 77 dead and 200 others injured
    if link == "by" or _is_rise(noun, before):
        return True
    if link == "at" and memory.findings.has_told(toll) and _names_another(memory.last, noun):
        memory.findings.retell(noun)
        return True
    is_former = (
        link == "from" or _is_aside(toll, noun) or (_is_left(noun) if link == "of" else _is_outdated(toll, noun))
    )
    noun = _risen_to(noun, toll)
    former = memory.findings.add_toll(toll, noun, memory.clause, is_former=is_former)
    memory.former = former if is_former else memory.former
    if not is_former:
        memory.findings.note_former(memory.former)
    return True


def raised_before(memory: Memory, toll: Phrase) -> NounPhrase | None:
    """Return the number right before a toll that was brought to it: `bringing to eight the number of dead`."""
    noun, tokens = memory.last, memory.tokens
    if noun is None or noun.count is None or noun.head or noun.start == 0 or tokens[noun.start - 1].text != "to":
        return None
    return noun if noun.end == toll.start - 1 and tokens[noun.end].tag == "the" else None


def _is_of_others(memory: Memory, toll: Phrase, noun: NounPhrase) -> bool:
    """Return whether the number is followed by what became of others: `200` injured, `as 200` are missing."""
    place, tokens = noun.end, memory.tokens
    while place < len(tokens) and tokens[place].tag in _BEFORE_PARTICIPLES:
        place += 1
    found = memory.sentence.trigger_at(place)
    if found is None or toll.trigger is None or found[1].kind == toll.trigger.kind:
        return False
    if place > noun.end or toll.text == "toll":
        return True
    return bool(memory.clause.joined) and memory.findings.has_found(toll)


def _is_rise(noun: NounPhrase, before: Item | None) -> bool:
    """Return whether the number says by how much the toll rose: `jumps 49 to 197`, `deaths up 41`."""
    behind = noun.tokens[noun.end : noun.end + 2]
    if noun.head or noun.start == 0 or (before is not None and before.text in ("to", "from")):
        return False
    if len(behind) > 1 and behind[0].text == "to" and behind[1].counts:
        return True
    return noun.tokens[noun.start - 1].text == "up"


def _names_another(last: NounPhrase | None, noun: NounPhrase) -> bool:
    """Return whether `at` and the number follow who says so: `Ankara puts the toll at 33, Moscow at 30`."""
    return last is not None and last.end == noun.start - 1 and last.count is None and not last.is_never


def _is_aside(toll: Phrase, noun: NounPhrase) -> bool:
    """Return whether the number stands in a clause that tells what the toll was: `the toll, which was 40, is 50`."""
    between = [token.text for token in noun.tokens[toll.end : noun.start]]
    if between[:1] == [","] and not _FORMERLY.isdisjoint(between[1:3]):
        return between.count(",") == 1
    return "which" in between and "," not in between[between.index("which") :]


def _is_outdated(toll: Phrase, noun: NounPhrase) -> bool:
    """Return whether somebody gave the toll before, and it became another: `earlier put the toll at 12, now at 15`."""
    tokens, links = noun.tokens, range(noun.end + 1, len(noun.tokens) - 1)
    if not any(token.text in _FORMERLY for token in tokens[max(0, toll.start - _LONGEST_GIVING) : toll.start]):
        return False
    rises = (at for at in links if tokens[at].text in _BECOMES and tokens[at + 1].counts)
    return any(tokens[at - 1].text != "up" for at in rises)


def _is_left(noun: NounPhrase) -> bool:
    """Return whether the toll of that number became another: `a toll of 12 was revised to 15`."""
    behind = noun.tokens[noun.end : noun.end + _LONGEST_RISE]
    place = next((place for place, token in enumerate(behind) if token.text == "to"), 0)
    is_named = 0 < place < len(behind) - 1 and behind[place + 1].counts
    return is_named and not any(token.counts or token.text in _COMPARING for token in behind[:place])


def _risen_to(noun: NounPhrase, toll: Phrase) -> NounPhrase:
    """Return the number with no bound if it only looks like one: `death toll up to 33`."""
    count = noun.count
    is_up = noun.tokens[noun.start].text == "up" and not any(
        token.tag in _FINITE for token in noun.tokens[toll.end : noun.start]
    )
    return replace(noun, count=replace(count, min=count.max)) if count is not None and is_up else noun
