"""What one update says to one rule: words, fields, keys and whether an edit brings something new.

Nothing here is fast and nothing here is shared with the engine; headlines are ASCII words apart by single spaces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from replay.language.query import And, Any, InField, Not, Or, Query, Term
from replay.model import Update

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Match:
    """A record that a rule looks at: (time, stream, trigger, fields).

    Attributes:
        time: Minutes after the epoch of the test.
        place: Rank of the trigger among all updates, -1 for a deadline.
        trigger: The update that brought it, None for a deadline of a stream without updates.
        key: What it says of its fields by itself; asked before the trigger.
        updates: What identifies the updates that it stands for, oldest first.
    """

    time: int
    place: int
    trigger: Update | None
    key: Mapping[str, str | None] = field(default_factory=dict)

    def values(self, path: str) -> tuple[object, ...]:
        """Return the values of the field at *path*, none of them None."""
        if path in self.key:
            return tuple(each for each in (self.key[path],) if each is not None)
        return () if self.trigger is None else values_of(self.trigger, path)

    def keys(self, group_by: Sequence[str]) -> list[Key]:
        """Return the keys it belongs to: one for each combination of values, *none* where a field is missing."""
        choices = [list(dict.fromkeys(map(str, self.values(path)))) or [None] for path in group_by]
        return sorted(product(*choices), key=key_order)


def values_of(update: Update, path: str) -> tuple[object, ...]:
    """Return the values of a field of *update*: several for tags, none where it is missing."""
    if path == "tags":
        return tuple(dict.fromkeys(update.tags))
    value = update.data.get(path.removeprefix("data.")) if path.startswith("data.") else getattr(update, path)
    return () if value is None else (value,)


def key_order(key: Key) -> tuple[tuple[bool, str], ...]:
    """Order keys: *none* before every value."""
    return tuple((value is not None, value or "") for value in key)


def agrees(where: Sequence[tuple[str, tuple[str, ...]]], match: Match) -> bool:
    """Return whether *match* equals what `where` asks for, case-folded."""
    return all(any(str(value).casefold() in wanted for value in match.values(path)) for path, wanted in where)


def found(query: Query, update: Update) -> frozenset[str] | None:
    """Return the terms of *query* that *update* shows, or None where it does not match."""
    match query:
        case Any():
            return frozenset()
        case Term(phrases=phrases):
            words = update.headline.split()
            hits = {word.text for phrase in phrases for word in phrase.words if word.text in words}
            return frozenset(hits) if hits else None
        case Not(part=part):
            return frozenset() if found(part, update) is None else None
        case And(parts=parts):
            every = [found(part, update) for part in parts]
            return None if None in every else frozenset().union(*(each for each in every if each is not None))
        case Or(parts=parts):
            some = [each for each in (found(part, update) for part in parts) if each is not None]
            return frozenset().union(*some) if some else None
        case InField():
            raise NotImplementedError
    raise NotImplementedError


def is_new(query: Query, updates: Sequence[Update], place: int) -> bool:
    """Return whether the update at *place* matches, and shows something that no earlier revision of it showed."""
    now = found(query, updates[place]) if place >= 0 else None
    if now is None:
        return False
    update = updates[place]
    earlier = [
        each
        for each in (
            found(query, other) for other in updates[:place] if (other.stream, other.id) == (update.stream, update.id)
        )
        if each is not None
    ]
    return not earlier or bool(now - frozenset().union(*earlier))
