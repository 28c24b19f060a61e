"""Group the tokens of a sentence into noun phrases, triggers and function words."""

import msgspec

from replay.engine.read.casualties.lexicon.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.chunks import noun_phrase
from replay.engine.read.casualties.phrases.counts import count_at
from replay.engine.read.casualties.phrases.extents import content_end
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.text.sentences import Sentence


class Phrase(msgspec.Struct, eq=False, gc=False):
    """A trigger, an idiom, or words that stand for a function word: class, first word, tokens, and the trigger."""

    tag: str
    text: str
    start: int
    end: int
    trigger: Trigger | None = None

    noun: None = None


Item = Word | NounPhrase | Phrase
"""One element of a sentence; a function word or a mark stands for itself."""

Neighbour = Item | None
"""The element beside another one, if any."""


class Items:
    """The items of a sentence in order, without gaps or overlaps; those behind its last phrase are made when asked for.

    Args:
        sentence: The sentence.
        lexicon: The vocabulary.

    Attributes:
        made: Those that were made so far.
        next: Place in `made` behind the one that is read.
    """

    __slots__ = ("_lexicon", "_place", "_sentence", "made", "next")

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self._sentence, self._lexicon = sentence, lexicon
        self.made: list[Item] = []
        self.next = 0
        self._place = self._make(0, sentence.told)

    def all(self) -> list[Item]:
        """Return all of them."""
        if self._place < len(self._sentence.tokens):
            self._place = self._make(self._place, len(self._sentence.tokens))
        return self.made

    def beyond(self, many: int) -> list[Item]:
        """Return those behind the one that follows what is read, *many* at most."""
        first = self.next + 1
        made = self.made if first + many <= len(self.made) else self.all()
        return made[first : first + many]

    def second(self) -> Neighbour:
        """Return the item behind the one that follows what is read, if any."""
        return next(iter(self.beyond(1)), None)

    def _make(self, place: int, last: int) -> int:
        """Make those from *place* to the first that begins behind *last*; return the place behind it."""
        sentence, lexicon, add = self._sentence, self._lexicon, self.made.append
        tokens, behind, phrases = sentence.tokens, sentence.behind, sentence.phrases
        end = len(tokens)
        last = min(last, end - 1)
        while place <= last:
            token = tokens[place]
            item: Item = token
            if token.is_bare:
                place += 1
            elif place in phrases:
                item = _phrase(token, place, phrases[place])
                place = item.end
            elif token.is_plain:
                stop = place + 1
                if not (token.is_lone and stop < end and tokens[stop].is_end and stop not in phrases):
                    stop = content_end(sentence, place, place)
                item = NounPhrase(tokens, place, place, stop, token.text, tokens[stop - 1].text)
                place = stop
            else:
                counts = token.counts_alone or behind[place] in token.counts_with
                count = count_at(tokens, sentence.words, place, lexicon) if counts else None
                noun = noun_phrase(sentence, place, lexicon, count) if token.opens or count is not None else None
                item, place = (token, place + 1) if noun is None else (noun, noun.end)
            add(item)
        return place


def _phrase(token: Word, place: int, found: tuple[int, Trigger | str | None]) -> Phrase:
    end, value = found
    if isinstance(value, Trigger):
        return Phrase("trigger", token.text, place, end, value)
    return Phrase(value or "other", token.text, place, end)
