"""Group the tokens of a sentence into noun phrases, triggers and function words."""

from collections.abc import Sequence
from dataclasses import dataclass

from replay.engine.read.casualties.counts import count_at
from replay.engine.read.casualties.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.nouns import NounPhrase, content_end, nobody, noun_phrase
from replay.engine.read.casualties.words import OPENERS, Word


@dataclass(slots=True, eq=False)
class Item:
    """One element of a sentence: class, first word, tokens, and the noun phrase or trigger that it is."""

    tag: str
    word: str
    start: int
    end: int
    noun: NounPhrase | None = None
    trigger: Trigger | None = None


def items_of(tokens: Sequence[Word], words: Sequence[str], lexicon: Lexicon) -> list[Item]:
    """Return the items of a sentence in order, without gaps or overlaps."""
    items: list[Item] = []
    place, last = 0, len(tokens)
    while place < last:
        token = tokens[place]
        if token.is_bare:
            item = Item(token.tag, token.text, place, place + 1)
        elif token.is_plain:
            end = content_end(tokens, words, place, place, lexicon)
            item = Item("noun", token.text, place, end, noun=NounPhrase(tokens, place, place, end))
        else:
            item = _item_at(tokens, words, place, lexicon)
        items.append(item)
        place = item.end
    return items


def _item_at(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Item:
    token = tokens[place]
    if token.heads and (phrase := _phrase_at(words, place, lexicon)):
        return phrase
    if token.tag == "no" and words[place : place + 2] == ["no", "one"]:
        return Item("noun", "no", place, place + 2, noun=nobody(tokens, place))
    count = count_at(tokens, words, place, lexicon) if token.counts else None
    if count or token.tag in OPENERS:
        noun = noun_phrase(tokens, words, place, lexicon, count)
        if noun is not None:
            return Item("noun", token.text, place, noun.end, noun=noun)
    return Item(token.tag, token.text, place, place + 1)


def _phrase_at(words: Sequence[str], place: int, lexicon: Lexicon) -> Item | None:
    found = lexicon.phrases.at(words, place)
    if found is None:
        return None
    end, value = found
    if isinstance(value, Trigger):
        return Item("trigger", words[place], place, end, trigger=value)
    return Item(value or "other", words[place], place, end)
