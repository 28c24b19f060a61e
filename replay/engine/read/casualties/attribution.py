"""Who makes the statements of a sentence: before `says`, behind `according to`, before or behind a colon."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon import lexicon
from replay.engine.read.casualties.phrases import Item
from replay.engine.read.casualties.words import PUTS, SAYING, Word

_IN_NAMES = ("of", "the")
_LONGEST_SOURCE = 5
_NOBODY = ("pronoun", "no")

Speaker = tuple[int, int, int, bool]
"""Where a sentence attributes, the tokens of the name, (first, behind the last), and whether only what follows."""


def speakers_of(items: Sequence[Item]) -> list[Speaker]:
    """Return the speakers of a sentence, in order."""
    speakers: list[Speaker] = []
    last = len(items) - 1
    for at, item in enumerate(items):
        named = None
        if item.tag in SAYING:
            if item.tag != "claim" or not _is_toll(items[at + 1 : at + 3]):
                named = _before(items, at)
        elif item.text == "according":
            named = at + 2
        elif item.text in PUTS and any(_is_running(each) for each in items[at + 1 : at + 3]):
            named = _before(items, at)
        elif item.text == ":" and (source := _source(items[:at]) or _source(items[at + 1 :])):
            speakers.append((_place(items, at), *source, False))
        if named is not None and named <= last and (name := _name(items, named)):
            speakers.append((_place(items, at), *name, _is_forward(items[at + 1 : at + 2])))
    return speakers


def _is_forward(following: Sequence[Item]) -> bool:
    return any(item.noun is not None and item.noun.count is not None for item in following)


def _is_running(item: Item) -> bool:
    return item.trigger is not None and item.trigger.form == "toll"


def _source(items: Sequence[Item]) -> tuple[int, int] | None:
    """Return the tokens of the source that is all there is beside a colon: `Turkish Ministry of Defence: 12 dead`."""
    if not 0 < len(items) <= _LONGEST_SOURCE or not any(map(_is_source, items)):
        return None
    nouns = [item.noun for item in items if item.noun is not None]
    if any(noun.count for noun in nouns) or not all(item.noun or item.tag in _IN_NAMES for item in items):
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


def _before(items: Sequence[Item], at: int) -> int | None:
    back = at - 1
    if back > 0 and items[back].tag in ("adv", "have"):
        back -= 1
    return back if back >= 0 else None


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
    return (items[first].noun or noun).body, (items[end].noun or noun).end


def _is_bare_name(item: Item) -> bool:
    noun = item.noun
    is_bare = noun is not None and noun.body == noun.start and noun.end > noun.body
    return is_bare and noun is not None and all(word.tag == "name" for word in noun.tokens[noun.start : noun.end])
