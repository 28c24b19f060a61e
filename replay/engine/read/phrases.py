"""Find phrases in the words form and exact spellings in the text form."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from replay.language.query import Phrase
from replay.text import Words

Finder = Callable[[str], Iterator[tuple[int, int]]]


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


def find_exact(spelling: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield where *spelling* stands in the text form, its ends inside no word, as offsets in that form."""
    form = words.text.value
    start = form.find(spelling)
    while start >= 0:
        end = start + len(spelling)
        if not words.cuts_a_word(start) and not words.cuts_a_word(end):
            yield start, end
        start = form.find(spelling, start + 1)
