"""The *words* form of a text, which queries look at: case-folded words, each between two spaces.

Source: the rule language, section "Text" (docs/rules.md).
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

import regex

from replay.text import PARAGRAPH, Text, normalise

BREAK = " \n "
"""The paragraph break of the words form."""

_LONGEST_WORD = 200
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\u3099\u309a\u30fc\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts without spaces, and the three signs that Japanese shares between two of them."""

_LETTER = r"[\p{L}\p{M}\p{N}]"
_WORD = regex.compile(
    rf"[{_LETTER}&&[{_UNSPACED}]]|(?:[{_LETTER}--[{_UNSPACED}]]|(?<=\p{{Nd}})[.,](?=\p{{Nd}}))+",
    regex.VERSION1,
)
ASCII_WORD = re.compile(r"(?:[a-z0-9]|(?<=[0-9])[.,](?=[0-9]))+")
"""A word of a case-folded text in ASCII."""


class Words:
    r"""The *words* form of a text: case-folded words, each between two spaces.

    Attributes:
        text: The text form that it is cut from, when `value` is first asked for.
        folded: The text form case-folded.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self.folded = text.value.casefold()
        self._cut = ASCII_WORD if text.value.isascii() else _WORD

    @cached_property
    def value(self) -> str:
        r"""Return ``" syria s idlib \n ceasefire "``.

        The lone word ``\n`` is a paragraph break, so that a phrase is a plain substring that cannot cross one.
        Characters of scripts without spaces stand as words of their own.
        """
        return f" {BREAK.join(' '.join(self._words_of(part)) for part in self.folded.split(PARAGRAPH))} "

    def _words_of(self, folded: str) -> list[str]:
        words: list[str] = self._cut.findall(folded)
        # A capital with two accents folds to a letter and marks, its small form to one letter.
        if folded.isascii():
            return words
        return [unicodedata.normalize("NFKC", word) if len(word) <= _LONGEST_WORD else word for word in words]

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        """Where each space-separated piece of `value` lies in the text form; breaks and empty pieces are empty."""
        form, folded = self.text.value, self.folded
        in_form = (
            range(len(form) + 1)
            if len(folded) == len(form)
            else [*(i for i, c in enumerate(form) for _ in c.casefold()), len(form)]
        )
        bounds: list[tuple[int, int]] = []
        offset = 0
        for paragraph in folded.split(PARAGRAPH):
            places = [match.span() for match in self._cut.finditer(paragraph)]
            bounds += [(in_form[offset + start], in_form[offset + end - 1] + 1) for start, end in places] or [
                (in_form[offset],) * 2
            ]
            offset += len(paragraph)
            bounds.append((in_form[offset],) * 2)
            offset += len(PARAGRAPH)
        return bounds

    @cached_property
    def _ends(self) -> list[int]:
        """Offset in `value` behind each piece."""
        return [length + place for place, length in enumerate(accumulate(map(len, self.value.split(" ")[1:-1])), 1)]

    @cached_property
    def breaks(self) -> list[int]:
        """The numbers that paragraph breaks hold among the words, counted from 0."""
        return [number for number, piece in enumerate(self.value.split(" ")[1:-1]) if piece == "\n"]

    def numbers(self, start: int, end: int) -> tuple[int, int]:
        """Return which words, counted from 0, are the first and the last that `value[start:end]` touches.

        A break has a number too, and so has a paragraph without words.

        Args:
            start: Offset in `value` of a word's first character.
            end: Offset in `value` behind a character of the last word.
        """
        return bisect_right(self._ends, start), bisect_left(self._ends, end)

    def numbers_in_text(self, start: int, end: int) -> tuple[int, int]:
        """Return which words are the first and the last that `text.value[start:end]` touches; it holds one."""
        return bisect_right(self._bounds, start, key=_end), bisect_left(self._bounds, end, key=_start) - 1

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words from number *first* to number *last* lie in the text form."""
        return self._bounds[first][0], self._bounds[last][1]

    def cuts_a_word(self, offset: int) -> bool:
        """Return whether *offset*, in the text form, lies inside a word."""
        place = bisect_left(self._bounds, offset, key=_start) - 1
        return place >= 0 and offset < self._bounds[place][1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the words that `value[start:end]` touches lie in the original, in code points.

        Args:
            start: Offset in `value` of a word's first character.
            end: Offset in `value` behind a character of the last word.
        """
        return self.text.span(*self.bounds(*self.numbers(start, end)))


_start, _end = itemgetter(0), itemgetter(1)


def words_of(original: str) -> tuple[str, ...]:
    """Return the words of a query term or a name, cut just as a text is."""
    return tuple(Words(normalise(original)).value.split())
