"""Find phrases in the words form and exact spellings in the text form."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from replay.language.query import Phrase, Word
from replay.text import ASCII_WORD, PARAGRAPH, Words

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


def find_phrase(phrase: Phrase, words: Words) -> list[tuple[int, int]]:
    """Return where *phrase* stands, as offsets in the text form; a text in ASCII is not cut into words for it."""
    if not words.text.value.isascii():
        return [words.bounds(*words.numbers(*place)) for place in finder(phrase)(words.value)]
    folded, (before, longest) = words.folded, _longest_of(phrase.words)
    found = []
    place = folded.find(longest)
    while place >= 0:
        start = _start_of(before, folded, place) if before else place
        if start >= 0 and not (start and folded[start - 1].isalnum()) and (end := _end_of(phrase, folded, start)):
            found.append((start, end))
        place = folded.find(longest, place + 1)
    return found


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


def _end_of(phrase: Phrase, folded: str, start: int) -> int:
    """Return where the phrase that begins at *start* ends, 0 if none does."""
    if start and folded[start - 1] in ".," and _goes_on(folded, start):
        return 0
    end = start
    for word in phrase.words:
        token = ASCII_WORD.search(folded, end)
        if token is None or PARAGRAPH in folded[end : token.start()]:
            return 0
        if not (token[0].startswith(word.text) if word.prefix else token[0] == word.text):
            return 0
        end = token.end()
    return end


def _goes_on(folded: str, start: int) -> bool:
    """Return whether a number goes on at *start*, behind the point or comma there."""
    return folded[start].isdigit() and folded[max(start - 2, 0)].isdigit()


def find_exact(spelling: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield where *spelling* stands in the text form, its ends inside no word, as offsets in that form."""
    form = words.text.value
    start = form.find(spelling)
    while start >= 0:
        end = start + len(spelling)
        if not words.cuts_a_word(start) and not words.cuts_a_word(end):
            yield start, end
        start = form.find(spelling, start + 1)
