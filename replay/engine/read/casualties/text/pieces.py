"""The words of each piece of text between two spaces, cut and looked up once for each piece."""

import re
from collections.abc import Iterable
from itertools import islice
from sys import intern

from replay.engine.read.casualties.lexicon.describing import describe
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.lexicon.words import Word

MOST_WORDS = 800
"""Words that are read of one text at most."""

_TOKEN = re.compile(
    r"[A-Z]{2,9}\([A-Z][A-Za-z]{0,9}\)"  # CPI(M)
    r"|[A-Za-z]++(?![\w'.-])"  # most words
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d{1,2}:\d\d"  # clock times
    r"|\d+(?:[.,]\d+|'\d{3}(?!\d))*(?:-(?!\d)\w+(?:-\w+)*|-\d+|[^\W\d_]+)?"  # 1,200  1'200  20-year-old  30-35  19th
    r"|[^\W\d_]\w*(?:['-]\w+)*"
    r"|--|\S"
)
_MOST_KEPT = 1 << 15
_LONGEST_KEPT = 40


class Vocabulary(dict[str, tuple[Word, ...]]):
    """The words by piece; forgets them all when there are too many, since anything may be written."""

    def __init__(self, known: Lexicon) -> None:
        super().__init__()
        self._known = known
        self._by_gap: tuple[dict[str, Word], dict[str, Word]] = ({}, {})

    def __missing__(self, piece: str) -> tuple[Word, ...]:
        """Return the words of a piece that was not met before."""
        if len(piece) > _LONGEST_KEPT:
            return self._words_of(found.group() for found in islice(_TOKEN.finditer(piece), MOST_WORDS))
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[intern(piece)] = words = self._words_of(_TOKEN.findall(piece))
        return words

    def _words_of(self, marks: Iterable[str]) -> tuple[Word, ...]:
        return tuple(self._word(mark, gap=int(place == 0)) for place, mark in enumerate(marks))

    def _word(self, mark: str, *, gap: int) -> Word:
        words = self._by_gap[gap]
        word = words.get(mark)
        if word is None:
            word = describe(mark, self._known, gap=gap)
            if len(words) >= _MOST_KEPT:
                words.clear()
            if len(mark) <= _LONGEST_KEPT:
                words[mark] = word
        return word


VOCABULARY = Vocabulary(lexicon())
