"""Find for a query the literals of which one must stand in an update that it matches."""

from collections.abc import Iterable, Mapping
from math import exp

from replay.engine.read.row import written
from replay.language.query import And, Exact, InField, Near, Number, Operand, Or, Phrase, Query, Term, Word
from replay.words import words_of

Literals = Mapping[bytes, frozenset[bytes]]
"""Stretches of a `Row.words`, at least one; each with others of which one must stand in the update, too, or none.

One that begins with no space begins a word, or stands behind a digit."""

_NO_OTHERS: frozenset[bytes] = frozenset()


def literals_of(query: Query) -> Literals | None:
    """Return literals of which every update that *query* matches holds one, the rarest choice; None for no such.

    Of a conjunction one part is enough, of a disjunction every part is needed.
    """
    match query:
        case Term(phrases):
            return dict.fromkeys(map(_literal_of, phrases), _NO_OTHERS)
        case Near(left, right):
            return _rarest(map(_of_operand, (left, right)))
        case And(parts):
            return _rarest(map(literals_of, parts))
        case Or(parts):
            return _all_of(map(literals_of, parts))
        case InField(_, part):
            return literals_of(part)
    return None


def _of_operand(operand: Operand) -> Literals | None:
    return _all_of(None if isinstance(part, Number) else literals_of(part) for part in operand)


def _all_of(parts: Iterable[Literals | None]) -> Literals | None:
    found: dict[bytes, frozenset[bytes]] = {}
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


def _rarest(parts: Iterable[Literals | None]) -> Literals | None:
    return min((part for part in parts if part), key=_frequency, default=None)


def _frequency(literals: Literals) -> float:
    """Return a guess at how often one of them stands in a text: long ones, and those of more words, are rare."""
    return sum(map(_frequency_of, literals))


def _frequency_of(literal: bytes) -> float:
    return exp(-len(literal) - 3 * literal.count(b" ", 1))


def _literal_of(phrase: Phrase | Exact) -> bytes:
    """Return what stands wherever a phrase stands: of one with a prefix inside, the rarest piece."""
    words = tuple(map(Word, words_of(phrase.text))) if isinstance(phrase, Exact) else phrase.words
    pieces = [""]
    for word in words:
        pieces[-1] += f" {word.text}"
        if word.prefix:
            pieces.append("")
    if not words[-1].prefix:
        pieces[-1] += " "
    return min((written(piece) for piece in pieces if piece), key=_frequency_of)
