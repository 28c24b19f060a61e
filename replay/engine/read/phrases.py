"""Find phrases in the words form and exact spellings in the text form."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from replay.language.query import Exact, Phrase, Word
from replay.text import ASCII_WORD, PARAGRAPH, Words

Finder = Callable[[str], Iterator[tuple[int, int]]]

PlaceFinder = Callable[[Words], list[tuple[int, int]]]
"""Finds where something stands, as offsets in the text form."""


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


def place_finder(sought: Phrase | Exact) -> PlaceFinder:
    """Return a function that finds *sought*; a text in ASCII is not cut into words for a phrase."""
    if isinstance(sought, Exact):
        return partial(_find_exact, sought.text)
    before, longest = _longest_of(sought.words)
    joined = " ".join(word.text for word in sought.words)
    offset = sum(len(word.text) + 1 for word in before)

    def find(words: Words) -> list[tuple[int, int]]:
        if not words.text.value.isascii():
            return [words.bounds(*words.numbers(*place)) for place in finder(sought)(words.value)]
        folded, found = words.folded, []
        place = folded.find(longest)
        while place >= 0:
            start = place - offset
            if start < 0 or not folded.startswith(joined, start):  # something else than a space stands in between
                start = _start_of(before, folded, place)
            if start >= 0 and _is_edge(folded, start) and (end := _end_of(sought, joined, folded, start)):
                found.append((start, end))
            place = folded.find(longest, place + 1)
        return found

    return find


def _find_exact(spelling: str, words: Words) -> list[tuple[int, int]]:
    return list(find_exact(spelling, words))


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


def _end_of(phrase: Phrase, joined: str, folded: str, start: int) -> int:
    """Return where the phrase that begins at *start* ends, 0 if none does."""
    end = start + len(joined)
    if not phrase.words[-1].prefix and folded.startswith(joined, start):
        return end if _is_edge(folded, end) else 0
    end = start
    for word in phrase.words:
        token = ASCII_WORD.search(folded, end)
        if token is None or PARAGRAPH in folded[end : token.start()]:
            return 0
        if not (token[0].startswith(word.text) if word.prefix else token[0] == word.text):
            return 0
        end = token.end()
    return end


def _is_edge(folded: str, place: int) -> bool:
    """Return whether what ends or begins a word at *place* is its end: no letter goes on there, and no number."""
    around = folded[max(place - 1, 0) : place + 1]
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
