"""Group the tokens of a sentence into noun phrases, triggers and function words."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

import msgspec

from replay.engine.read.casualties.chunks import noun_phrase
from replay.engine.read.casualties.counts import count_at
from replay.engine.read.casualties.extents import content_end
from replay.engine.read.casualties.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.nouns import NounPhrase
from replay.engine.read.casualties.tokens import Sentence
from replay.engine.read.casualties.words import Word


class Phrase(msgspec.Struct, eq=False, gc=False):
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


class Coming:
    """The items of a sentence, made as they are asked for.

    Args:
        items: All of them.

    Attributes:
        rest: Those that nobody asked for yet.
        ahead: Those that were made to be looked at before their turn.
    """

    __slots__ = ("ahead", "rest")

    def __init__(self, items: Iterable[Item]) -> None:
        self.rest = iter(items)
        self.ahead: list[Item] = []

    def peek(self, many: int) -> list[Item]:
        """Return the next items, *many* at most."""
        while len(self.ahead) < many and (item := next(self.rest, None)) is not None:
            self.ahead.append(item)
        return self.ahead[:many]

    def second(self) -> Neighbour:
        """Return the item behind the next one, if any."""
        return next(iter(self.peek(1)), None)


def iter_items(sentence: Sentence, lexicon: Lexicon) -> Iterator[Item]:
    """Yield the items of a sentence in order, without gaps or overlaps."""
    tokens, behind, phrases = sentence.tokens, sentence.behind, sentence.phrases
    place, last = 0, len(tokens)
    while place < last:
        token = tokens[place]
        found: NounPhrase | Phrase | None = None
        if token.is_bare:
            pass
        elif place in phrases:
            found = _phrase(token, place, phrases[place])
        elif token.is_plain:
            end = content_end(sentence, place, place)
            found = NounPhrase(tokens, place, place, end, token.text, tokens[end - 1].text)
        elif token.counts_alone or behind[place] in token.counts_with:
            count = count_at(tokens, sentence.words, place, lexicon)
            found = noun_phrase(sentence, place, lexicon, count) if token.opens or count is not None else None
        else:
            found = noun_phrase(sentence, place, lexicon, None) if token.opens else None
        if found is None:
            yield token
            place += 1
        else:
            yield found
            place = found.end


def _phrase(token: Word, place: int, found: tuple[int, Trigger | str | None]) -> Phrase:
    end, value = found
    if isinstance(value, Trigger):
        return Phrase("trigger", token.text, place, end, value)
    return Phrase(value or "other", token.text, place, end)
