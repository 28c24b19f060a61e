"""What a query means, as a tree; `grammar` reads one from text.

Source: the rule language, section "The query" (docs/rules.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Field = Literal["headline", "body"]
FIELDS: tuple[Field, ...] = ("headline", "body")
"""The fields of an update that hold text, in reading order."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the words form.

    Attributes:
        text: As `replay.text.Words` cuts it, never empty.
        prefix: Whether it stands for every word that begins so.
    """

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """At least one word, one behind the other within one paragraph of one field."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Any of at least one phrase.

    Attributes:
        phrases: Without repetition: the forms of a hyphen term, or all terms of a list.
        source: The term as its author wrote it, in the text form; carries no meaning.
    """

    phrases: tuple[Phrase, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Any:
    """Every update."""


@dataclass(frozen=True, slots=True)
class Not:
    """What *part* does not match; *part* is no Not."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """What every part matches somewhere in the update: at least two parts, none of them an And."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """What some part matches somewhere in the update: at least two parts, none of them an Or."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class InField:
    """What *part* matches when only *field* is looked at; holds no other InField and no Any."""

    field: Field
    part: "Query"


Query = Term | Any | Not | And | Or | InField


def iter_terms(query: Query) -> Iterator[Term]:
    """Yield the terms of *query* from left to right, also those under a NOT."""
    match query:
        case Term():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from iter_terms(part)
        case Not(part) | InField(_, part):
            yield from iter_terms(part)


def contains(query: Query, kind: type[Query]) -> bool:
    """Return whether a part of *query*, or all of it, is of *kind*."""
    if isinstance(query, kind):
        return True
    match query:
        case And(parts) | Or(parts):
            return any(contains(part, kind) for part in parts)
        case Not(part) | InField(_, part):
            return contains(part, kind)
    return False


def is_positive(query: Query) -> bool:
    """Return whether *query* says what must be there, and not only what must be missing."""
    match query:
        case And(parts):
            return any(map(is_positive, parts))
        case Or(parts):
            return all(map(is_positive, parts))
        case InField(_, part):
            return is_positive(part)
    return not isinstance(query, Not)


def render_query(query: Query) -> str:
    """Return text that `grammar.parse_query` reads back to the same tree."""
    match query:
        case Term(source=source):
            return source
        case Any():
            return "*"
        case Not(part):
            return f"NOT {_in_brackets(part, And | Or)}"
        case And(parts):
            return " AND ".join(_in_brackets(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(map(render_query, parts))
        case InField(field, part):
            return f"{field}:{_in_brackets(part, And | Or | Not)}"


def _in_brackets(query: Query, looser: object) -> str:
    text = render_query(query)
    return f"({text})" if isinstance(query, looser) else text  # type: ignore[arg-type]


def semantics(query: Query) -> object:
    """Return *query* as plain JSON values that hold all of its meaning and nothing else, for the digest."""
    match query:
        case Term(phrases):
            return [
                "term",
                *(" ".join([f"{w.text}*" if w.prefix else w.text for w in phrase.words]) for phrase in phrases),
            ]
        case Any():
            return ["any"]
        case Not(part):
            return ["not", semantics(part)]
        case And(parts):
            return ["and", *map(semantics, parts)]
        case Or(parts):
            return ["or", *map(semantics, parts)]
        case InField(field, part):
            return [field, semantics(part)]
