"""Where the terms of a query stand in the text that it was read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from replay.language.query import And, Everything, Field, InField, Near, Not, Number, Or, Query, Regex, Term, Value
from replay.language.query.grammar import leaf_places

Leaf = Term | Number | Regex | Value | Everything


@dataclass(frozen=True, slots=True)
class Placed:
    """A leaf of a query.

    Attributes:
        leaf: The term, value or regular expression.
        fields: Where it looks.
        is_operand: Whether it stands beside a NEAR, and so matches only close to another.
        offset: Of its first character in the query's source, in code points.
    """

    leaf: Leaf
    fields: tuple[Field, ...]
    is_operand: bool
    offset: int


def place_leaves(source: str, query: Query, fields: Sequence[Field]) -> Iterator[Placed]:
    """Yield the leaves of *query* from left to right.

    Args:
        source: What *query* was read from.
        query: The query.
        fields: Where it looks, unless a part of it names a field.
    """
    for (leaf, looked, is_operand), offset in zip(_leaves(query, tuple(fields)), leaf_places(source), strict=True):
        yield Placed(leaf, looked, is_operand, offset)


def _leaves(query: Query, fields: tuple[Field, ...]) -> Iterator[tuple[Leaf, tuple[Field, ...], bool]]:
    match query:
        case Near(left, right):
            for operand in (*left, *right):
                yield operand, fields, True
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part, fields)
        case Not(part):
            yield from _leaves(part, fields)
        case InField(field, part):
            yield from _leaves(part, (field,))
        case _:
            yield query, fields, False
