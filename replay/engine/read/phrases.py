"""Find phrases in the words form and exact spellings in the text form."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from replay.engine.read.worded import Span, Worded
from replay.language.query import Phrase, Word
from replay.text import ASCII_WORD, Words, breaks

Finder = Callable[[str], Iterator[tuple[int, int]]]

Places = list[tuple[int, int]]


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

    __slots__ = ("_before", "_fields", "_length", "_longest", "_offset", "_phrase", "_spaced")

    def __init__(self, phrase: Phrase, fields: Sequence[str]) -> None:
        joined = " ".join(word.text for word in phrase.words)
        self._phrase = phrase
        self._fields = fields
        self._before, self._longest = _longest_of(phrase.words)
        self._offset, self._length = sum(len(word.text) + 1 for word in self._before), len(joined)
        self._spaced = None if phrase.words[-1].prefix else f" {joined} "

    def find(self, worded: Worded) -> list[Span]:
        """Return where it stands."""
        spans: list[Span] = []
        for field in self._fields:
            plain = worded.plain(field)
            if plain is None:
                words = worded.words(field)
                spans += [(field, *words.text.span(*place)) for place in self._in_form(words)]
                continue
            place = plain.find(self._longest)
            if place >= 0:
                spans += [(field, start, end) for start, end in self._in_plain(plain, place)]
        return spans

    def _in_plain(self, folded: str, place: int) -> Places:
        """Return the places in a plain text, or an ASCII text form case-folded, which is not cut into words for it.

        Args:
            folded: The text.
            place: Where the longest word is first found, -1 for nowhere.
        """
        found: Places = []
        while place >= 0:
            start = place - self._offset
            end = start + self._length
            if start > 0 and self._spaced and folded.startswith(self._spaced, start - 1):  # most are
                found.append((start, end))
            elif start >= 0 and self._spaced and folded.startswith(self._spaced[1:-1], start):
                if _is_edge(folded, start) and _is_edge(folded, end):
                    found.append((start, end))
            else:
                start = _start_of(self._before, folded, place)
                if start >= 0 and _is_edge(folded, start) and (end := _end_of(self._phrase.words, folded, start)):
                    found.append((start, end))
            place = folded.find(self._longest, place + 1)
        return found

    def _in_form(self, words: Words) -> Places:
        """Return the places in the text form."""
        if words.text.value.isascii():
            return self._in_plain(words.folded, words.folded.find(self._longest))
        return [words.bounds(*words.numbers(*place)) for place in finder(self._phrase)(words.value)]


def _longest_of(words: Sequence[Word]) -> tuple[Sequence[Word], str]:
    """Return the longest word, which is the rarest, and those before it; one behind a prefix has no fixed place."""
    if len(words) == 1:
        return (), words[0].text
    known = next((place for place, word in enumerate(words) if word.prefix), len(words) - 1)
    lengths = [len(word.text) for word in words[: known + 1]]
    place = lengths.index(max(lengths))
    return words[:place], words[place].text


def _start_of(before: Sequence[Word], folded: str, place: int) -> int:
    """Return where the words *before* begin if they stand right before *place*, -1 if they do not."""
    for word in reversed(before):
        while place and not folded[place - 1].isalnum():
            place -= 1
        place -= len(word.text)
        if place < 0 or not folded.startswith(word.text, place):
            return -1
    return place


def _end_of(words: Sequence[Word], folded: str, start: int) -> int:
    """Return where the words end that begin at *start*, which is an edge; 0 if they do not stand there."""
    end, most = start, len(folded)
    for word in words:
        begin = end
        while begin < most and not folded[begin].isalnum():
            begin += 1
        if not folded.startswith(word.text, begin) or (begin > end + 1 and breaks(folded[end:begin])):
            return 0
        end = begin + len(word.text)
        if word.prefix and (token := ASCII_WORD.match(folded, begin)):
            end = token.end()
        elif folded[end : end + 1] != " " and not _is_edge(folded, end):
            return 0
    return end


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
