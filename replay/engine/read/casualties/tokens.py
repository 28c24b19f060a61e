"""Cut the text form into sentences, and those that hold a trigger into tokens; linear, and bounded.

A text is passed over, and so is each of its sentences, unless one of the words stands in it without which there is no
trigger (`Lexicon.keys`): its letters are cut into words once, in bytes, and compared as a set.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from replay.engine.read.casualties.lexicon import Lexicon
from replay.engine.read.casualties.words import MONTH_MAY, VOCABULARY, Word

_TOKEN = re.compile(
    r"[A-Za-z]++(?![\w'.-])"  # most words
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d{1,2}:\d\d"  # clock times
    r"|\d+(?:[.,]\d+)*(?:-(?!\d)\w+(?:-\w+)*|-\d+|[^\W\d_]+)?"  # 1,200  20-year-old  30-35  19th
    r"|[^\W\d_]\w*(?:['-]\w+)*"
    r"|\S"
)
_STOP = re.compile(r"[.!?\u2026]|\n\n")
_WORD_BEFORE = 8
_LONGEST_SENTENCE = 200
_LONGEST_PLAIN = 2000
_MOST_TOKENS = 1500
_NOT_LETTERS = bytes(byte if chr(byte).isascii() and chr(byte).isalpha() else ord(" ") for byte in range(256))


@dataclass(slots=True, eq=False)
class Sentence:
    """The tokens of a sentence, or of a part of a very long one.

    Attributes:
        form: The text form.
        start: Offset in it of the first token, or before.
        marks: The tokens as they are spelled.
        tokens: The words, numbers and marks that they are.
        words: Their texts.
    """

    form: str
    start: int
    marks: list[str]
    tokens: list[Word]
    words: list[str]
    _starts: list[int] = field(default_factory=list)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where the tokens from place *first* to before *end* lie in the text form."""
        starts = self._starts
        known = len(starts)
        if known < end:
            behind = starts[-1] + len(self.marks[known - 1]) if starts else self.start
            for mark in self.marks[known:end]:
                start = self.form.index(mark, behind)
                starts.append(start)
                behind = start + len(mark)
        return starts[first], starts[end - 1] + len(self.marks[end - 1]) - self.tokens[end - 1].clipped


def may_report(text: str, lexicon: Lexicon) -> bool:
    """Return whether *text* holds a word without which there is no trigger."""
    letters = text.casefold().encode("ascii", "replace").translate(_NOT_LETTERS)
    return not lexicon.keys.isdisjoint(letters.split())


def iter_telling(form: str, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a text form that may hold a trigger, the first 1,500 tokens of them."""
    left = _MOST_TOKENS
    for start, end in _iter_sentences(form, lexicon):
        if may_report(form[start:end], lexicon):
            for sentence in _iter_parts(form, start, end, left):
                left -= len(sentence.tokens)
                yield sentence
            if left <= 0:
                return


def _iter_parts(form: str, start: int, end: int, most: int) -> Iterator[Sentence]:
    if end - start <= _LONGEST_PLAIN:
        marks: list[str] = _TOKEN.findall(form, start, end)[:most]
    else:
        marks = [found.group() for found in islice(_TOKEN.finditer(form, start, end), most)]
    while marks:
        sentence = _sentence(form, start, marks[:_LONGEST_SENTENCE])
        marks = marks[_LONGEST_SENTENCE:]
        if marks:
            start = sentence.span(0, len(sentence.tokens))[1] + sentence.tokens[-1].clipped
        yield sentence


def _sentence(form: str, start: int, marks: list[str]) -> Sentence:
    tokens = _words_of(marks)
    return Sentence(form, start, marks, tokens, [token.text for token in tokens])


def _words_of(marks: list[str]) -> list[Word]:
    """Return the words, with each `May` beside a number or a preposition as the month."""
    words = list(map(VOCABULARY.__getitem__, marks))
    if "May" in marks:
        for place, word in enumerate(words):
            before, after = words[max(0, place - 1)].tag, words[min(len(words) - 1, place + 1)].tag
            if (
                word.text == "may"
                and after not in ("be", "have")
                and (before in ("number", "prep") or after == "number")
            ):
                words[place] = MONTH_MAY
    return words


def _iter_sentences(form: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _STOP.finditer(form):
        stop = found.start()
        if form[stop] == "." and _is_inside(form, stop, lexicon):
            continue
        if stop > start:
            yield start, stop
        start = found.end()
    if start < len(form):
        yield start, len(form)


def _is_inside(form: str, stop: int, lexicon: Lexicon) -> bool:
    """Return whether the full stop at *stop* ends no sentence: behind an initial or an abbreviation, in a number."""
    after = form[stop + 1 : stop + 3]
    if after[:1].isdecimal() or after.lstrip()[:1].islower():
        return True
    words = form[max(0, stop - _WORD_BEFORE) : stop].replace("(", " ").replace(".", " ").split(" ")
    return (len(words[-1]) == 1 and words[-1].isalpha()) or words[-1].casefold() in lexicon.words["abbreviations"]
