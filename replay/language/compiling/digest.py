"""Hash what a rule means: two rules with one digest fire on the same updates.

Source: the rule language, section "The alert" (docs/rules.md).
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import time, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import TypeVar, get_args

from replay.language.query import (
    And,
    Everything,
    Exact,
    InField,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Query,
    Regex,
    Term,
    Value,
    render_phrase,
)
from replay.language.ruleset import BaseRule, MatchesOf
from replay.model import canonical_json
from replay.text import folded

SEMANTICS_VERSION = 1
"""Counts what the engine means by a rule; part of every digest."""

_R = TypeVar("_R", bound=BaseRule)
_NO_MEANING = frozenset({"id", "title", "severity", "labels", "annotations", "digest", "path"})
_QUERY = get_args(Query)


def with_digest(rule: _R, digests: Mapping[str, str]) -> _R:
    """Return *rule* with its digest, which its title, severity, labels and annotations do not change.

    Args:
        rule: A rule.
        digests: By id, at least those of the rules that it consumes.
    """
    meaning = {
        "semantics": SEMANTICS_VERSION,
        "type": type(rule).__name__,
        **{
            each.name: _plain(getattr(rule, each.name), digests)
            for each in fields(rule)
            if each.name not in _NO_MEANING
        },
    }
    return replace(rule, digest=sha256(canonical_json(meaning)).hexdigest())


def _plain(value: object, digests: Mapping[str, str]) -> object:  # noqa: PLR0911 -- one return a kind
    """Return *value* as plain JSON values that hold all of its meaning; numbers are whole."""
    match value:
        case MatchesOf(rules):
            return ["matches", *(digests[rule] for rule in rules)]
        case _ if isinstance(value, _QUERY):
            return semantics(value)
        case timedelta():
            return value // timedelta(milliseconds=1)
        case Fraction():
            return [value.numerator, value.denominator]
        case time():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(each, digests) for each in value]
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name), digests) for each in fields(value)}
    return value


def semantics(query: Query) -> object:  # noqa: PLR0911 -- one a form
    """Return *query* as plain JSON values that hold all of its meaning and nothing else, for the digest."""
    match query:
        case Term():
            return _term_semantics(query)
        case Near(left, right, distance, ordered):
            operands = [list(map(_term_semantics, operand)) for operand in (left, right)]
            return ["onear" if ordered else "near", distance, *operands]
        case Regex(pattern):
            return ["regex", pattern]
        case Value(name, value):
            return ["value", name, folded(value)]
        case Everything():
            return ["any"]
        case Not(part):
            return ["not", semantics(part)]
        case And(parts):
            return ["and", *map(semantics, parts)]
        case Or(parts):
            return ["or", *map(semantics, parts)]
        case InField(field, part):
            return [field, semantics(part)]


def _term_semantics(term: Term | Number) -> list[object]:
    if isinstance(term, Number):
        return ["number"]
    return ["term", *map(_phrase_semantics, term.phrases)]


def _phrase_semantics(phrase: Phrase | Exact) -> object:
    return ["exact", phrase.text] if isinstance(phrase, Exact) else render_phrase(phrase)
