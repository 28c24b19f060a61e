"""What a query means, as a tree; `grammar` reads one from text.

Source: the rule language, section "The query" (docs/rules.md).
"""

from dataclasses import dataclass
from types import UnionType
from typing import Literal

Field = Literal["headline", "body"]
FIELDS: tuple[Field, ...] = ("headline", "body")
"""The fields of an update that hold text, in reading order."""

ValueName = Literal["source", "stream", "author", "tag"]
VALUE_NAMES: tuple[ValueName, ...] = ("source", "stream", "author", "tag")
"""What a query compares as a whole."""


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
class Exact:
    """A stretch of the text form as it is written, case and marks too, that begins and ends inside no word.

    Attributes:
        text: In the text form, without paragraph break; holds a word.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """Any of at least one phrase or exact spelling.

    Attributes:
        phrases: Without repetition: the forms of a hyphen term, or all terms of a list.
        source: The term as its author wrote it, in the text form; carries no meaning.
    """

    phrases: tuple[Phrase | Exact, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Number:
    """Any numeral outside dates and clock times, in digits or words; stands in a Near only."""


Operand = tuple[Term | Number, ...]
"""At least one alternative."""


@dataclass(frozen=True, slots=True)
class Near:
    """Two places of one paragraph that share no word, close to each other.

    Attributes:
        left: What is at one of them.
        right: What is at the other.
        distance: How many words may stand between the two, at least 0.
        ordered: Whether *left* comes first.
    """

    left: Operand
    right: Operand
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Regex:
    """A stretch of the text form, within one paragraph, that a regular expression matches.

    Attributes:
        pattern: In RE2's syntax, as it stands between the slashes.
    """

    pattern: str


@dataclass(frozen=True, slots=True)
class Value:
    """A whole value of the update, in any case; for `tag` also a hashtag of its text.

    Attributes:
        name: Which value.
        value: As its author wrote it, in the text form; compared as `replay.text.folded` gives it.
    """

    name: ValueName
    value: str


@dataclass(frozen=True, slots=True)
class Everything:
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
    """What *part* matches when only *field* is looked at; holds no other InField, no Value and no Everything."""

    field: Field
    part: "Query"


Query = Term | Near | Regex | Value | Everything | Not | And | Or | InField


NUMBER = "number"
"""How a Number is written; in quotes it is the word."""


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


def render_query(query: Query) -> str:  # noqa: PLR0911 -- one a form
    """Return text that `grammar.parse_query` reads back to the same tree."""
    match query:
        case Term(source=source):
            return source
        case Near(left, right, distance, ordered):
            return f"{render_operand(left)} {'O' if ordered else ''}NEAR/{distance} {render_operand(right)}"
        case Regex(pattern):
            return f"/{pattern}/"
        case Value(name, value):
            return f'{name}:"{value}"'
        case Everything():
            return "*"
        case Not(part):
            return f"NOT {_in_brackets(part, And | Or)}"
        case And(parts):
            return " AND ".join(_in_brackets(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(map(render_query, parts))
        case InField(field, part):
            return f"{field}:{_in_brackets(part, And | Or | Not | Near)}"


def render_phrase(phrase: Phrase | Exact) -> str:
    """Return one of the forms of a term, as a person reads it."""
    if isinstance(phrase, Exact):
        return phrase.text
    return " ".join([f"{word.text}*" if word.prefix else word.text for word in phrase.words])


def render_operand(operand: Operand) -> str:
    """Return one side of a NEAR as it is written."""
    parts = [part.source if isinstance(part, Term) else NUMBER for part in operand]
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def _in_brackets(query: Query, looser: type[object] | UnionType) -> str:
    text = render_query(query)
    return f"({text})" if isinstance(query, looser) else text
