"""Queries compiled to closures over words, and the spans that they rest on.

The plain loop over terms: exact and simple, and the oracle that any faster scan must agree with.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Protocol

from replay.language.query import And, Any, InField, Not, Or, Phrase, Query, Term
from replay.text import Words

Spans = list[tuple[str, int, int]]
"""(field, start, end) in the original, code points."""


class Worded(Protocol):
    """Whatever has fields with words."""

    def words(self, field: str) -> Words:
        """Return the words form of a field."""


Holds = Callable[[Worded], bool]
Finder = Callable[[str], Iterator[tuple[int, int]]]


def compile_query(query: Query, fields: Sequence[str]) -> Holds:
    """Return a function that says whether *query* matches.

    Args:
        query: The query.
        fields: Where it looks, unless a part of it names a field.
    """
    match query:
        case Any():
            return lambda _: True
        case Not(part):
            holds = compile_query(part, fields)
            return lambda worded: not holds(worded)
        case And(parts):
            conjuncts = [compile_query(part, fields) for part in parts]
            return lambda worded: all(conjunct(worded) for conjunct in conjuncts)
        case Or(parts):
            disjuncts = [compile_query(part, fields) for part in parts]
            return lambda worded: any(disjunct(worded) for disjunct in disjuncts)
        case InField(field, part):
            return compile_query(part, (field,))
        case Term(phrases):
            return _compile_term(phrases, fields)


def _compile_term(phrases: Sequence[Phrase], fields: Sequence[str]) -> Holds:
    finders = [_finder(phrase) for phrase in phrases]

    def holds(worded: Worded) -> bool:
        return any(
            next(find(value), None) is not None
            for value in (worded.words(field).value for field in fields)
            for find in finders
        )

    return holds


def find_spans(query: Query, fields: Sequence[str], worded: Worded) -> Spans:
    """Return every place that a positive term of *query* matches, whether or not the rest of its branch does."""
    match query:
        case Any() | Not():
            return []
        case And(parts) | Or(parts):
            return [span for part in parts for span in find_spans(part, fields, worded)]
        case InField(field, part):
            return find_spans(part, (field,), worded)
        case Term(phrases):
            return [
                (field, *worded.words(field).span(start, end))
                for field in fields
                for phrase in phrases
                for start, end in _finder(phrase)(worded.words(field).value)
            ]


@cache
def _finder(phrase: Phrase) -> Finder:
    """Return a function that finds a phrase in a words form: (start of the first word, end of the last word)."""
    *first, last = phrase.words
    if any(word.prefix for word in first):
        pieces = [re.escape(word.text) + ("[^ ]*" if word.prefix else "") for word in phrase.words]
        pattern = re.compile(rf"(?= ({' '.join(pieces)}) )")
        return lambda value: (found.span(1) for found in pattern.finditer(value))
    literal = " " + " ".join(word.text for word in phrase.words) + ("" if last.prefix else " ")

    def find(value: str) -> Iterator[tuple[int, int]]:
        place = value.find(literal)
        while place >= 0:
            start = place + 1
            yield start, value.index(" ", start + len(literal) - 2)
            place = value.find(literal, start)

    return find
