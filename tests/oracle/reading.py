"""What one update says to one rule: the words that a query finds, its fields, its keys.

Nothing here is fast and nothing here is shared with the engine. Headlines and bodies are ASCII words apart by single
spaces; who was killed is told in few ways.
"""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from replay.language.condition import Comparison
from replay.language.query import And, Everything, InField, Not, Or, Phrase, Query, Term, Value, Word
from replay.model import Update
from tests.oracle.tolls import toll_of

Key = tuple[str | None, ...]
Texts = frozenset[tuple[str, str]]
"""What was found: (field, word as it stands there, case-folded)."""

KILLED, WHO = "casualties.killed", "casualties.who"
_OPERATORS = {"gte": operator.ge, "gt": operator.gt, "lte": operator.le, "lt": operator.lt, "eq": operator.eq}


@dataclass(frozen=True)
class Match:
    """A record that a rule looks at: an update, or what another rule concluded.

    Attributes:
        time: The minute.
        trigger: The update that brought it, None for a deadline before the first.
        item: What makes two of them one in a window.
        key: The fields that it carries itself; asked before the trigger.
        updates: Ranks of the updates that it rests on.
    """

    time: int
    trigger: Update | None
    item: tuple[object, ...]
    key: Mapping[str, str | None] = field(default_factory=dict)
    updates: tuple[int, ...] = ()

    def values(self, path: str) -> tuple[object, ...]:
        """Return the values of the field at *path*, none of them None."""
        if path in self.key:
            return tuple(each for each in (self.key[path],) if each is not None)
        return () if self.trigger is None else values_of(self.trigger, path)

    def keys(self, group_by: Sequence[str]) -> list[Key]:
        """Return the keys it belongs to: one for each combination of values, *none* where a field is missing."""
        choices: list[list[str | None]] = [
            list(dict.fromkeys(map(str, self.values(path)))) or ["unknown" if path == WHO else None]
            for path in group_by
        ]
        return sorted(product(*choices), key=key_order)


def values_of(update: Update, path: str) -> tuple[object, ...]:
    """Return the values of a field of *update*: several for tags, none where it is missing."""
    if path == "tags":
        return tuple(dict.fromkeys(update.tags))
    if path in (KILLED, WHO):
        told = toll_of(update, ("headline", "body"))
        value: object = told and (told.shown if path == KILLED else told.group)
        return () if value is None else (value,)
    value = update.data.get(path.removeprefix("data.")) if path.startswith("data.") else getattr(update, path)
    return () if value is None else (value,)


def key_order(key: Key) -> tuple[tuple[bool, str], ...]:
    """Order keys: *none* before every value."""
    return tuple((value is not None, value or "") for value in key)


def agrees(where: Sequence[tuple[str, tuple[str, ...]]], match: Match) -> bool:
    """Return whether *match* equals what `where` asks for, case-folded."""
    return all(any(str(value).casefold() in wanted for value in match.values(path)) for path, wanted in where)


def satisfies(number: int, condition: Sequence[Comparison]) -> bool:
    """Return whether *number* satisfies every comparison."""
    return all(_OPERATORS[part.operator](number, part.number) for part in condition)


def found(query: Query, update: Update, fields: Sequence[str]) -> Texts | None:  # noqa: PLR0911 -- one a form
    """Return what *query* finds in *fields*, or None where it does not match."""
    match query:
        case Everything():
            return frozenset()
        case Term(phrases=phrases):
            return _words(phrases, update, fields) or None
        case Value(name=name, value=value):
            return frozenset() if value.casefold() in [str(each).casefold() for each in _wholes(update, name)] else None
        case Not(part=part):
            return frozenset() if found(part, update, fields) is None else None
        case InField(field=name, part=part):
            return found(part, update, (name,))
        case And(parts=parts):
            every = [found(part, update, fields) for part in parts]
            return None if None in every else _together(every)
        case Or(parts=parts):
            some = [found(part, update, fields) for part in parts]
            return None if set(some) == {None} else _together(some)
    raise NotImplementedError(f"the strategies draw no {type(query).__name__}")


def _wholes(update: Update, name: str) -> tuple[object, ...]:
    return values_of(update, "tags" if name == "tag" else name)


def _words(phrases: Sequence[object], update: Update, fields: Sequence[str]) -> Texts:
    hits = set()
    for name in fields:
        for word in getattr(update, name).casefold().split():
            for phrase in phrases:
                assert isinstance(phrase, Phrase)
                assert len(phrase.words) == 1
                if _is(word, phrase.words[0]):
                    hits.add((name, word))
    return frozenset(hits)


def _is(word: str, wanted: Word) -> bool:
    return word.startswith(wanted.text) if wanted.prefix else word == wanted.text


def _together(some: Sequence[Texts | None]) -> Texts:
    return frozenset().union(*(each for each in some if each is not None))
