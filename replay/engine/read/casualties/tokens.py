"""Cut the text form into sentences, and those that hold a trigger into tokens; linear, and bounded.

A text is passed over, and so is each of its sentences, unless one of the words stands in it without which there is no
trigger (`Lexicon.keys`): its letters are cut into words once, in bytes, and compared as a set.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from replay.engine.read.casualties.lexicon import Lexicon
from replay.engine.read.casualties.vocabulary import MOST_WORDS, VOCABULARY
from replay.engine.read.casualties.words import MARCH, Word

_STOP = re.compile(r"[.!?\u2026]|\n\n")
_WORD_BEFORE = 8
_LONGEST_SENTENCE = 200
_NOT_LETTERS = bytes(byte if chr(byte).isascii() and chr(byte).isalpha() else ord(" ") for byte in range(256))


@dataclass(slots=True, eq=False)
class Sentence:
    """The tokens of a sentence, or of a part of a very long one.

    Attributes:
        form: The text form.
        start: Offset in it of the first token, or before.
        tokens: The words, numbers and marks.
        words: Their texts.
    """

    form: str
    start: int
    tokens: list[Word]
    words: list[str]
    _starts: list[int] = field(default_factory=list)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where the tokens from place *first* to before *end* lie in the text form."""
        starts = self._starts or self._find_starts()
        last = self.tokens[end - 1]
        return starts[first], starts[end - 1] + len(last.mark) - last.clipped

    def _find_starts(self) -> list[int]:
        behind, find = self.start, self.form.index
        for token in self.tokens:
            start = find(token.mark, behind)
            self._starts.append(start)
            behind = start + len(token.mark)
        return self._starts


def may_report(text: str, lexicon: Lexicon) -> bool:
    """Return whether *text* holds a word without which there is no trigger."""
    letters = text.casefold().encode("ascii", "replace").translate(_NOT_LETTERS)
    return not lexicon.keys.isdisjoint(letters.split())


def iter_telling(form: str, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a text form that may hold a trigger, the first 1,500 tokens of them."""
    left = MOST_WORDS
    for start, end in _iter_sentences(form, lexicon):
        if may_report(form[start:end], lexicon):
            for sentence in _iter_parts(form, start, end, left):
                left -= len(sentence.tokens)
                yield sentence
            if left <= 0:
                return


def _iter_parts(form: str, start: int, end: int, most: int) -> Iterator[Sentence]:
    pieces = form[start:end].split(None, most)
    tokens = list(islice(chain.from_iterable(map(VOCABULARY.__getitem__, pieces)), most))
    has_may = form.find("May", start, end) >= 0
    while tokens:
        part = tokens[:_LONGEST_SENTENCE]
        if has_may:
            _find_months(part)
        sentence = Sentence(form, start, part, [token.text for token in part])
        tokens = tokens[_LONGEST_SENTENCE:]
        if tokens:
            start = sentence.span(0, len(part))[1] + part[-1].clipped
        yield sentence


def _find_months(tokens: list[Word]) -> None:
    """Take each `May` beside a number or a preposition for the month."""
    places = [place for place, word in enumerate(tokens) if word.text == "may"]
    if all(tokens[place].mark != "May" for place in places):
        return
    for place in places:
        before, after = tokens[max(0, place - 1)].tag, tokens[min(len(tokens) - 1, place + 1)].tag
        if after not in ("be", "have") and (before in ("number", "prep") or after == "number"):
            tokens[place] = replace(MARCH, mark=tokens[place].mark)


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
