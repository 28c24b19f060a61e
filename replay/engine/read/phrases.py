"""Find phrases in the words form and exact spellings in the text form."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from string import punctuation

from replay.engine.read.worded import Span, Worded
from replay.language.query import Phrase, Word
from replay.text import breaks
from replay.words import Words

Finder = Callable[[str], Iterator[tuple[int, int]]]

PLAIN_WORD = re.compile(r"(?:[^\W_]|(?<=[0-9])[.,](?=[0-9]))+")
"""A word of a plain text."""

_REST = re.compile(r"[a-z]*(?![^\W_])")
"""The rest of a word that goes on with plain letters or not at all, behind a letter."""

_SIGNS = f" {punctuation}"
_POINTS = ".,"
"""They stay inside a number."""


@cache
def finder(phrase: Phrase) -> Finder:
    """Return a function that finds a phrase in a words form: (start of the first word, end of the last word)."""
    *first, last = phrase.words
    if any(word.prefix for word in first):
        pieces = [re.escape(word.text) + ("[^ ]*" if word.prefix else "") for word in phrase.words]
        # A look-ahead takes nothing, so that a place may begin inside the one before it.
        pattern = re.compile(rf"(?<= )(?=({' '.join(pieces)}) )")
        return lambda value: (found.span(1) for found in pattern.finditer(value))
    literal = " " + " ".join(word.text for word in phrase.words) + ("" if last.prefix else " ")

    def find(value: str) -> Iterator[tuple[int, int]]:
        place = value.find(literal)
        while place >= 0:
            start = place + 1
            yield start, value.index(" ", start + len(literal) - 2)
            place = value.find(literal, start)

    return find


class PhraseFinder:
    """Find a phrase. Of thousands hardly any is looked for twice in a row, so each is one small object.

    Args:
        phrase: The phrase.
        fields: Where it looks.
    """

    __slots__ = ("_before", "_behind", "_fields", "_goes_on", "_length", "_longest", "_offset", "_phrase", "_spaced")

    def __init__(self, phrase: Phrase, fields: Sequence[str]) -> None:
        joined = " ".join(word.text for word in phrase.words)
        place = _longest_of(phrase.words)
        self._phrase = phrase
        self._fields = fields
        self._before, self._behind = phrase.words[:place][::-1], phrase.words[place:]
        self._longest = self._behind[0].text
        self._offset, self._length = sum(len(word.text) + 1 for word in self._before), len(joined)
        self._goes_on = phrase.words[-1].prefix and joined[-1].isalpha()
        self._spaced = f" {joined}" if self._goes_on else "" if phrase.words[-1].prefix else f" {joined} "

    def find(self, worded: Worded) -> list[Span]:
        """Return where it stands."""
        spans: list[Span] = []
        longest, spaced = self._longest, self._spaced
        for field in self._fields:
            folded = worded.plain[field]
            if folded is None:
                words = worded.words(field)
                spans += [(field, *words.span(*place)) for place in finder(self._phrase)(words.value)]
                continue
            place = folded.find(longest)
            while place >= 0:
                start = place - self._offset
                end = 0
                if spaced and start > 0 and folded.startswith(spaced, start - 1):  # as most are
                    end = start + self._length
                    if self._goes_on:
                        end = rest.end() if (rest := _REST.match(folded, end)) else 0
                if not end and (start := _start_of(self._before, folded, place)) >= 0:
                    end = _end_of(self._behind, folded, place)
                if end:
                    spans.append((field, start, end))
                place = folded.find(longest, place + 1)
        return spans


def _longest_of(words: Sequence[Word]) -> int:
    """Return which word is the longest, for it is the rarest; one behind a prefix has no fixed place."""
    known = next((place for place, word in enumerate(words) if word.prefix), len(words) - 1)
    lengths = [len(word.text) for word in words[: known + 1]]
    return lengths.index(max(lengths))


def _start_of(before: Sequence[Word], folded: str, place: int) -> int:
    """Return where the words *before*, the last one first, begin if they stand right before *place*, else -1."""
    for word in before:
        end = place
        while end and not folded[end - 1].isalnum():
            end -= 1
        if not folded.endswith(word.text, 0, end) or not _parts(folded, end, place):
            return -1
        place = end - len(word.text)
    return place if _is_edge(folded, place) else -1


def _end_of(words: Sequence[Word], folded: str, place: int) -> int:
    """Return where *words* end if they stand from *place* on, 0 if they do not."""
    begin = end = place
    most = len(folded)
    for word in words:
        while begin < most and not folded[begin].isalnum():
            begin += 1
        if not folded.startswith(word.text, begin) or (begin > place and not _parts(folded, end, begin)):
            return 0
        begin = end = begin + len(word.text)
        if word.prefix and (token := PLAIN_WORD.match(folded, begin - len(word.text))):
            begin = end = token.end()
    return end if _is_edge(folded, end) else 0


def _parts(folded: str, end: int, begin: int) -> bool:
    """Return whether what stands between *end* and *begin*, which is no word, parts two words of a paragraph."""
    between = folded[end:begin]
    if between.strip(_SIGNS):
        return not breaks(between)
    return between not in _POINTS or _is_edge(folded, end)


def _is_edge(folded: str, place: int) -> bool:
    """Return whether what ends or begins a word at *place* is its end: no letter goes on there, and no number."""
    around = folded[place - 1 : place + 1] if place else folded[:1]
    if " " in around:
        return True
    if around.isalnum():
        return len(around) == 1
    if "." not in around and "," not in around:
        return True
    point = place if around[-1] in ".," else place - 1
    return not (folded[max(point - 1, 0)].isdigit() and folded[point + 1 : point + 2].isdigit())


def find_exact(spelling: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield where *spelling* stands in the text form, its ends inside no word, as offsets in that form."""
    form = words.text.value
    start = form.find(spelling)
    while start >= 0:
        end = start + len(spelling)
        if not words.cuts_a_word(start) and not words.cuts_a_word(end):
            yield start, end
        start = form.find(spelling, start + 1)
