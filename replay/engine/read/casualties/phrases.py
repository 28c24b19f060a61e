"""Group the tokens of a sentence into noun phrases, triggers and function words."""

from dataclasses import dataclass
from typing import ClassVar

from replay.engine.read.casualties.chunks import content_end, nobody, noun_phrase
from replay.engine.read.casualties.counts import count_at
from replay.engine.read.casualties.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.nouns import NounPhrase
from replay.engine.read.casualties.tokens import Sentence
from replay.engine.read.casualties.words import OPENERS, Word


@dataclass(slots=True, eq=False)
class Phrase:
    """A trigger, an idiom, or words that stand for a function word: class, first word, tokens, and the trigger."""

    tag: str
    text: str
    start: int
    end: int
    trigger: Trigger | None = None

    noun: ClassVar[None] = None


Item = Word | NounPhrase | Phrase
"""One element of a sentence; a function word or a mark stands for itself."""

Neighbour = Item | None
"""The element beside another one, if any."""


def items_of(sentence: Sentence, lexicon: Lexicon) -> list[Item]:
    """Return the items of a sentence in order, without gaps or overlaps."""
    items: list[Item] = []
    tokens = sentence.tokens
    place, last = 0, len(tokens)
    while place < last:
        token = tokens[place]
        if token.is_bare:
            items.append(token)
            place += 1
            continue
        if token.is_plain:
            found: NounPhrase | Phrase | None = NounPhrase(tokens, place, place, content_end(sentence, place, place))
        else:
            found = _found_at(sentence, place, lexicon)
        items.append(found or token)
        place = found.end if found else place + 1
    return items


def _found_at(sentence: Sentence, place: int, lexicon: Lexicon) -> NounPhrase | Phrase | None:
    token, words = sentence.tokens[place], sentence.words
    if token.heads is not None and (found := sentence.phrases.get(place)):
        return _phrase(token, place, *found)
    if token.tag == "no" and words[place : place + 2] == ["no", "one"]:
        return nobody(sentence.tokens, place)
    count = count_at(sentence.tokens, words, place, lexicon) if token.counts else None
    return noun_phrase(sentence, place, lexicon, count) if count or token.tag in OPENERS else None


def _phrase(token: Word, place: int, end: int, value: Trigger | str | None) -> Phrase:
    if isinstance(value, Trigger):
        return Phrase("trigger", token.text, place, end, value)
    return Phrase(value or "other", token.text, place, end)
