"""Who makes the statements of a sentence: before `says`, behind `according to`, before or behind a colon."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.lexicon.words import ATTRIBUTING, ATTRIBUTING_TAGS, FIGURES, PUTS, SAYING, Word
from replay.engine.read.casualties.phrases.items import Item

_IN_OFFICES = ("of", "for")
_IN_NAMES = ("of", "the", "for")
_LONGEST_SOURCE = 5
_NOBODY = ("pronoun", "no")
_INVERTED = frozenset({"said", "says", "reported", "reports"})
_CLAUSE_MARKS = ("comma", "break", "dash", "quote", "rel")
_BESIDE_NAMES = ("noun", "the", "of", "prep", "date", "adv")
_LONGEST_ASIDE = 8

_ATTRIBUTING = ATTRIBUTING | {"at"}

Speaker = tuple[int, int, int, bool]
"""Where a sentence attributes, the tokens of the name, (first, behind the last), and whether only what follows."""


def speakers_of(items: Sequence[Item]) -> list[Speaker]:
    """Return the speakers of a sentence, in order."""
    speakers: list[Speaker] = []
    for at, item in enumerate(items):
        if item.tag not in ATTRIBUTING_TAGS and item.text not in _ATTRIBUTING:
            continue
        if item.text == ":" and (source := _source(items[:at]) or _source(items[at + 1 :])):
            speakers.append((_place(items, at), *source, False))
        named = _named_at(items, at)
        if named is not None and named < len(items) and (name := _name(items, named)):
            is_forward = _is_forward(items[at + 1 : at + 3]) or (item.text == "according" and _opens(items, at, named))
            speakers.append((_place(items, at), *name, is_forward))
    return speakers


def _named_at(items: Sequence[Item], at: int) -> int | None:
    """Return the place of who says so if the item at *at* attributes, or None."""
    item, named = items[at], None
    if item.tag in SAYING:
        if _is_inverted(items, at):
            named = at + 1
        elif item.tag != "claim" or not (_is_toll(items[at + 1 : at + 3]) or _is_denied(items[:at])):
            is_heard = item.text == "reported" and _are_reported(items, at)
            named = None if is_heard else _before(items, at)
    elif item.text == "according":
        named = at + 2
    elif item.text in PUTS and _puts(items, at):
        named = _before(items, at)
    elif item.text == "at" and at and _may_say(items[at - 1]) and _has_put(items[:at]):
        named = at - 1
    elif item.tag == "dash" and at and _is_source_alone(items[at + 1 :]):
        named = at + 1
    return named


def _are_reported(items: Sequence[Item], at: int) -> bool:
    """Return whether the verb tells what is heard of victims: `eight men reported` killed."""
    noun, behind = items[at - 1].noun if at else None, items[at + 1 : at + 2]
    is_counted = noun is not None and noun.count is not None
    return is_counted and bool(behind) and behind[0].trigger is not None


def _is_inverted(items: Sequence[Item], at: int) -> bool:
    """Return whether the name stands behind the verb, with no verb of its own: `Ten died, said the ministry.`."""
    if items[at].text not in _INVERTED or at == 0 or items[at - 1].tag not in ("comma", "quote"):
        return False
    ends = (end for end in range(at + 1, len(items)) if items[end].tag in _CLAUSE_MARKS)
    named = items[at + 1 : next(ends, len(items))]
    return bool(named) and _may_say(named[0]) and all(item.tag in _BESIDE_NAMES for item in named)


def _may_say(item: Item) -> bool:
    """Return whether the item is a person, a source or a name, and counts nobody."""
    noun = item.noun
    if noun is None or noun.count is not None or noun.article in _NOBODY:
        return False
    return noun.is_person or noun.head in lexicon().words["sources"] or noun.is_bare_name


def _is_source_alone(items: Sequence[Item]) -> bool:
    """Return whether all there is behind a dash is a source: `33 dead - Hatay governor`."""
    noun = items[0].noun if items else None
    if noun is None or not _source(items):
        return False
    return noun.head in lexicon().words["sources"] or not noun.is_plural


def _is_forward(following: Sequence[Item]) -> bool:
    named = (item for item in following if item.tag != "adv")
    noun = next((item.noun for item in named), None)
    return noun is not None and (noun.count is not None or noun.head in FIGURES)


def _opens(items: Sequence[Item], at: int, named: int) -> bool:
    """Return whether `according to` somebody stands before what it ascribes: `According to Lima`, 12 men died."""
    noun = next((item.noun for item in items[named + 1 : named + 2]), None)
    is_first = at == 0 or items[at - 1].tag in ("break", "and")
    return is_first or (noun is not None and noun.count is not None)


def _puts(items: Sequence[Item], at: int) -> bool:
    """Return whether somebody puts a toll, or `it at` or `the number at` a number."""
    behind = items[at + 1 : at + 3]
    if any(map(_is_running, behind)):
        return True
    noun = behind[0].noun if len(behind) > 1 and behind[1].text == "at" else None
    return noun is not None and (noun.head in FIGURES or noun.text == "it")


def _has_put(items: Sequence[Item]) -> bool:
    """Return whether somebody else put a toll before: `Ankara puts the toll at 33, Moscow at 30`."""
    return any(item.text in PUTS and _puts(items, at) for at, item in enumerate(items))


def _is_running(item: Item) -> bool:
    return item.trigger is not None and item.trigger.form == "toll"


def _source(items: Sequence[Item]) -> tuple[int, int] | None:
    """Return the tokens of the source that is all there is beside a colon: `Turkish Ministry of Defence: 12 dead`."""
    if not 0 < len(items) <= _LONGEST_SOURCE or not any(map(_is_source, items)):
        return None
    nouns = [item.noun for item in items if item.noun is not None]
    if any(noun.count for noun in nouns) or not all(item.noun or item.text in _IN_NAMES for item in items):
        return None
    return nouns[0].body, nouns[-1].end


def _place(items: Sequence[Item], at: int) -> int:
    """Return the place of the first token of the item at *at*."""
    words = 0
    for item in reversed(items[:at]):
        if not isinstance(item, Word):
            return item.end + words
        words += 1
    return words


def _is_source(item: Item) -> bool:
    """Return whether the item beside a colon is somebody who says so: `Reuters: four dead`, `four dead: police`."""
    noun = item.noun
    if noun is None or noun.count is not None or noun.article:
        return False
    return noun.is_person or noun.head in lexicon().words["sources"]


def _is_toll(following: Sequence[Item]) -> bool:
    """Return whether what is claimed are lives, or responsibility, and not a fact."""
    return any(
        item.text == "lives" or (item.noun is not None and item.noun.head == "responsibility") for item in following
    )


def _is_denied(before: Sequence[Item]) -> bool:
    """Return whether claims are what somebody denies, and not a verb: `Moscow denies Turkish` claims."""
    return any(item.tag == "denied" for item in before[-2:])


def _before(items: Sequence[Item], at: int) -> int | None:
    back = at - 1
    if back > 0 and items[back].tag in ("adv", "have"):
        back -= 1
    if back > 0 and items[back].tag == "comma":
        back = _before_aside(items, back)
    return back if back >= 0 else None


def _before_aside(items: Sequence[Item], comma: int) -> int:
    """Return the place before what stands between commas, where somebody stands there: `Kaya, a doctor, said`."""
    for back in range(comma - 1, max(0, comma - _LONGEST_ASIDE), -1):
        if items[back].tag == "comma":
            return back - 1 if _may_say(items[back - 1]) else comma
    return comma


def _name(items: Sequence[Item], at: int) -> tuple[int, int] | None:
    """Return the tokens of the name at *at*, with the names right before and behind it: `Governor Ali Kaya`."""
    noun = items[at].noun
    if noun is None or noun.end == noun.body or noun.article in _NOBODY:
        return None
    first = end = at
    if noun.body == noun.start and noun.tokens[noun.start].tag == "name":
        while first and _is_bare_name(items[first - 1]):
            first -= 1
    while end + 1 < len(items) and _is_bare_name(items[end + 1]):
        end += 1
    while (office := _office_before(items, first)) is not None:
        first = office
    return (items[first].noun or noun).body, (items[end].noun or noun).end


def _office_before(items: Sequence[Item], at: int) -> int | None:
    """Return the place of the office that the name at *at* says more of: `ministry of defence of Turkey`."""
    for place in (at - 2, at - 4):
        if place < 0 or items[place + 1].text not in _IN_OFFICES:
            return None
        if _is_office(items[place]):
            return place
        if items[place].noun is None:
            return None
    return None


def _is_office(item: Item) -> bool:
    """Return whether the item may be who speaks for what an `of` or `for` names: `the governor of Hatay`."""
    noun = item.noun
    if noun is None or noun.count is not None:
        return False
    return noun.head in lexicon().words["sources"] or (noun.is_person and not noun.is_plural)


def _is_bare_name(item: Item) -> bool:
    noun = item.noun
    is_bare = noun is not None and noun.body == noun.start and noun.end > noun.body
    return is_bare and noun is not None and all(word.tag == "name" for word in noun.tokens[noun.start : noun.end])
