"""A noun phrase, and what it may be."""

from collections.abc import Sequence

import msgspec

from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.numerals import Count

THEM = frozenset({"them", "whom", "which"})
"""Words that mean those just named."""

FURTHER = frozenset({"another", "other", "more", "further", "additional"})
"""Words that say that there are others."""

FORMER = frozenset({"earlier", "previous"})
"""Words that say that a number was another one's before: `from an earlier 12`."""

_GROUPS = frozenset(
    {"family", "group", "crew", "team", "squad", "gang", "mob", "crowd", "patrol", "household", "staff", "police"}
)
_TOLD = frozenset({"dead", "victims", "killed", "deceased", "fatalities", "casualties", "slain"})

SELF = frozenset({"himself", "herself", "self"})
"""Whoever killed these is a victim on top of the others."""

_PERSONAL = SELF | {"he", "she", "him", "her"}

_STAGES = frozenset({"pop", "rock", "film", "movie", "tv", "television", "soap", "music", "rap", "reggae", "sports"})
_FAMED = _STAGES | {"football", "soccer", "tennis", "boxing", "cricket", "basketball", "baseball", "hockey", "rugby"}
_CALLINGS = {
    "head": frozenset[str](),
    "tiger": frozenset({"tamil", "sea", "black", "ltte"}),
    "hand": frozenset({"farm", "deck", "ranch", "stage", "hired"}),
    "star": _FAMED,
    "legend": _FAMED,
    "hero": _FAMED | {"war"},
    "heroe": _FAMED | {"war"},
}
"""Behind these words, or any where there are none, the word names a person: `a deck hand`, `a village head`."""


def _acts(doers: Word, verb: Word) -> bool:
    """Return whether the second word looks like what the first ones did: `planes bombed`, and no name follows."""
    return verb.ends_in_ed and doers.is_plural


class NounPhrase(msgspec.Struct, eq=False, gc=False):
    """A stretch of a sentence that may name victims; most are never asked who.

    Attributes:
        tokens: The sentence.
        start: Place of the first token.
        body: Place of the first token behind count and article; equal to `end` where there is none.
        end: Place behind the last token.
        text: The first word, case-folded.
        head: The last word, case-folded, empty for a number alone.
        count: How many, or None where the phrase has no number.
        article: `a`, `the`, `own`, `no`, `pronoun`, or empty.
        tag: Its class, as other items have one.
        trigger: Nothing, likewise.
    """

    tokens: Sequence[Word]
    start: int
    body: int
    end: int
    text: str
    head: str
    count: Count | None = None
    article: str = ""

    tag: str = "noun"
    trigger: None = None

    @property
    def noun(self) -> "NounPhrase":
        """The phrase itself, as other items of a sentence have none."""
        return self

    @property
    def behind_origin(self) -> int:
        """Place behind the name of where they come from: `soldiers from Chad`; `end` where there is none."""
        end, tokens = self.end, self.tokens
        if not self.head or end == len(tokens) or tokens[end].text != "from" or not tokens[end - 1].is_person:
            return end
        end += 1
        while end < len(tokens) and tokens[end].tag == "name":
            end += 1
        return end if end > self.end + 1 else self.end

    @property
    def is_person(self) -> bool:
        """Whether the head is known to be a person or persons."""
        word = self.tokens[self.end - 1]
        if self.end == self.body:
            return self.article == "pronoun" and word.text in _PERSONAL
        if word.is_person:
            return True
        is_maker = word.is_maker and not word.is_never and (self.article in ("the", "own") or self.count is not None)
        return is_maker or self._leads

    @property
    def is_group(self) -> bool:
        """Whether one word stands for all of a group: `a gang`."""
        return self.head in _GROUPS

    @property
    def is_plural(self) -> bool:
        """Whether the head looks plural, and is no name: `Rick James`."""
        return self.end > self.body and self.tokens[self.end - 1].is_plural and not self._is_surname

    @property
    def is_never(self) -> bool:
        """Whether the head can be no victim."""
        return self.tokens[self.end - 1].is_never and self.end > self.body and not self._leads

    @property
    def is_owner(self) -> bool:
        """Whether it only says whose things are meant: `two women's bags`, `1,200 customers' orders`."""
        at, tokens = self.end, self.tokens
        if at == len(tokens):
            return False
        behind = tokens[at]
        if not tokens[at - 1].clipped:
            if behind.text != "'" or behind.gap or at + 1 == len(tokens):
                return False
            behind = tokens[at + 1]
        return behind.is_never or (behind.tag == "word" and behind.phrases is None and not behind.is_person)

    @property
    def owns_counted(self) -> bool:
        """Whether it only says whose the persons behind it are: `the mayor's three guards`."""
        return self.body < self.end < len(self.tokens) and self.tokens[self.end].tag == "number"

    @property
    def is_share(self) -> bool:
        """Whether it counts some of the persons behind it: `three of the mayor's` five guards."""
        if self.count is None or not self.owns_counted or not self.tokens[self.end - 1].clipped:
            return False
        return self.tokens[self.count.end].text == "of"

    @property
    def counts_known(self) -> bool:
        """Whether it has a number and an article: `the 35 guests`, `some of the 35 guests`."""
        return self.count is not None and any(word.text == "the" for word in self.tokens[self.start : self.body])

    @property
    def is_named(self) -> bool:
        """Whether it looks like a person's full name."""
        if not self._ends_in_name or not any(word.tag == "name" for word in self.tokens[self.body : self.end - 1]):
            return False
        return not any(map(_acts, self.tokens[self.body : self.end], self.tokens[self.body + 1 : self.end]))

    @property
    def is_titled(self) -> bool:
        """Whether it stands right before its person's name: `party member` Fabio Roa."""
        if self.end == len(self.tokens) or self.count is not None or self.is_plural or not self.is_person:
            return False
        behind = self.tokens[self.end]
        return behind.tag == "name" and behind.phrases is None

    @property
    def has_name(self) -> bool:
        """Whether it is a person's full name, or stands right before a name."""
        return self.is_named or self.is_titled

    @property
    def is_name(self) -> bool:
        """Whether it is one capitalised word that looks singular, and no acronym."""
        behind = self.tokens[self.end] if self.end < len(self.tokens) else None
        is_alone = self.end == self.start + 1 and (behind is None or not behind.fills or behind.phrases is not None)
        first = self.tokens[self.start]
        return is_alone and self._ends_in_name and not (first.is_acronym or first.ends_in_ing)

    @property
    def is_among_them(self) -> bool:
        """Whether it picks some of those just named: `four of whom`."""
        return self.count is not None and self.head in THEM

    @property
    def is_part(self) -> bool:
        """Whether it picks some of those told of: `seven of the dead`."""
        tokens, at = self.tokens, self.body
        if self.count is None or at == len(tokens) or tokens[at].text not in _TOLD:
            return False
        link = tokens[at - 1].tag
        return link == "the" or (link == "of" and bool(self.count.max))

    @property
    def is_participle(self) -> bool:
        """Whether it is one word that looks like the past form of a verb: `rescued`."""
        return self.end == self.start + 1 and self.body == self.start and self.tokens[self.start].ends_in_ed

    @property
    def is_gerund(self) -> bool:
        """Whether it is a verb at the beginning, with what belongs to it behind: `Responding` to."""
        behind = self.tokens[self.end].tag if self.end < len(self.tokens) else ""
        return self.end == 1 and self.tokens[0].ends_in_ing and behind == "prep"

    @property
    def heads_headline(self) -> bool:
        """Whether it stands without an article at the beginning, and ends as words for doers do: `Welder killed`."""
        word = self.tokens[self.end - 1]
        return self.start == self.body == 0 and self.end > 0 and word.is_maker and not (word.is_never or word.is_plural)

    @property
    def is_bare_name(self) -> bool:
        """Whether all of it is capitalised, without count and article."""
        return self.body == self.start and all(word.tag == "name" for word in self.tokens[self.start : self.end])

    @property
    def _leads(self) -> bool:
        if self.article and self.end < len(self.tokens) and self.tokens[self.end].text == "of":
            return self.tokens[self.end - 1].text == "head"
        if self.end <= self.body + 1:
            return False
        callings = _CALLINGS.get(self.tokens[self.end - 1].text.removesuffix("s"))
        return callings is not None and (not callings or self.tokens[self.end - 2].text in callings)

    @property
    def _is_surname(self) -> bool:
        *_, first, word = ("", *self.tokens[self.body : self.end])
        if isinstance(first, str) or first.tag != "name" or word.tag != "name" or word.is_person or word.is_never:
            return False
        behind = self.tokens[self.end].text if self.end < len(self.tokens) else ""
        is_last = self.start > 0 and self.tokens[self.start - 1].tag == "and"  # Ali Khan and Omar Abbas were
        return self.count is None and not self.article and (is_last or behind not in ("were", "are", "have"))

    @property
    def _ends_in_name(self) -> bool:
        word = self.tokens[self.end - 1]
        return self.end > self.body and word.tag == "name" and not (word.is_never or self.is_plural)
