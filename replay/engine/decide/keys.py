"""Keys: the values of a rule's `group_by` fields, and a bounded table of what is held for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import heappop, heappush, heapreplace
from itertools import product
from operator import attrgetter
from typing import Any, Generic, TypeVar

from replay.engine.decide.conclusion import Input
from replay.engine.fact import WHO, Key, Match
from replay.language.template import text_of
from replay.model import Update

UNKNOWN = "unknown"
"""The group of victims that a text does not name."""
_PLAIN = frozenset({"stream", "source", "author", "url", "on"})
"""Fields of an update that hold one text or none; a match without a key of its own has its update's."""

State = TypeVar("State")

_ALL: Sequence[Key] = ((),)
"""The one key of all matches."""
KeysOf = Callable[[Match], Sequence[Key]]
"""Gives the keys of a match, sorted; a field with several values fans out, a missing one is None."""
TextsOf = Callable[[Match], tuple[str, ...]]
"""Gives the values of a match at a field path, as keys tell them apart; none where it is missing."""


@cache  # thousands of rules have the same
def keys_by(group_by: tuple[str, ...]) -> KeysOf:
    """Return a function that gives the keys of a match by some fields."""

    def keys_of(match: Match) -> Sequence[Key]:
        values = [tuple(map(_name, key_values(match, path))) or (None,) for path in group_by]
        return sorted(set(product(*values)), key=order_of)

    if not group_by:
        return lambda _: _ALL
    if not _PLAIN.issuperset(group_by):
        return keys_of
    get: Callable[[Update], Any] = attrgetter(*group_by)
    if len(group_by) == 1:
        return lambda match: ((get(match.trigger),),) if match.trigger and not match.key else keys_of(match)
    return lambda match: (get(match.trigger),) if match.trigger and not match.key else keys_of(match)


@cache
def texts_at(path: str) -> TextsOf:
    """Return a function that gives the values of a match at a field path, as texts."""

    def texts_of(match: Match) -> tuple[str, ...]:
        return tuple(map(text_of, match.distinct_values(path)))

    if path not in _PLAIN:
        return texts_of
    get: Callable[[Update], str | None] = attrgetter(path)

    def only_text(match: Match) -> tuple[str, ...]:
        if match.trigger is None or match.key:
            return texts_of(match)
        text = get(match.trigger)
        return () if text is None else (text,)

    return only_text


def key_values(match: Match, path: str) -> tuple[Any, ...]:
    """Return the values of a match at a field path as its keys have them, none where it is missing."""
    return match.distinct_values(path) or ((UNKNOWN,) if path == WHO else ())


def by_key(inputs: Sequence[Input], keys_of: KeysOf) -> Iterable[tuple[Key, Sequence[Input]]]:
    """Return the keys of *inputs*, sorted, each with its inputs as they came."""
    if len(inputs) == 1:
        keys = keys_of(inputs[0].match)
        return ((keys[0], inputs),) if len(keys) == 1 else [(key, inputs) for key in keys]
    grouped: dict[Key, list[Input]] = {}
    for given in inputs:
        for key in keys_of(given.match):
            grouped.setdefault(key, []).append(given)
    return sorted(grouped.items(), key=lambda item: order_of(item[0]))


def _name(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else text_of(value)


def order_of(key: Key) -> tuple[tuple[bool, str], ...]:
    """Return what keys are sorted by: None comes first."""
    return tuple([(value is not None, value or "") for value in key])


_Place = tuple[datetime, tuple[tuple[bool, str], ...], Key]
"""When a key was active, what it is sorted by, and the key."""


@dataclass(slots=True)
class _Row(Generic[State]):
    """What is held for one key, and when it was last active."""

    active: datetime
    state: State


class KeyTable(Generic[State]):
    """What a rule holds for each key.

    Args:
        most: How many keys are held.
        make: Makes the state of a new key.
    """

    def __init__(self, most: int, make: Callable[[], State]) -> None:
        self._most = most
        self._make = make
        self._rows: dict[Key, _Row[State]] = {}
        self._places: list[_Place] = []  # a heap of all keys, some as they were before; empty until one has to go

    def get(self, key: Key) -> State | None:
        """Return what is held for *key*, or None."""
        row = self._rows.get(key)
        return None if row is None else row.state

    def touch(self, key: Key, now: datetime) -> State | None:
        """Note that *key* is active, and return what is held for it, None if it is new."""
        row = self._rows.get(key)
        if row is None:
            return None
        row.active = now
        return row.state

    def add(self, key: Key, now: datetime) -> State:
        """Return the state of a key that is new; `make_room` comes first."""
        state = self._make()
        self._rows[key] = _Row(now, state)
        if len(self._places) > 2 * self._most:  # most are of keys that were dropped
            self._places.clear()
        elif self._places:
            heappush(self._places, (now, order_of(key), key))
        return state

    @property
    def is_full(self) -> bool:
        """Say whether a new key would be one too many."""
        return len(self._rows) >= self._most

    def make_room(self) -> tuple[Key, State] | None:
        """Take out the key with the least (last activity, key) if a new one would be one too many."""
        if not self.is_full:
            return None
        gone = self._least()
        return gone, self.drop(gone)

    def _least(self) -> Key:
        if not self._places:
            self._places = sorted((row.active, order_of(key), key) for key, row in self._rows.items())
        while True:
            active, order, key = self._places[0]
            row = self._rows.get(key)
            if row is not None and row.active != active:
                heapreplace(self._places, (row.active, order, key))
                continue
            heappop(self._places)
            if row is not None:
                return key

    def drop(self, key: Key) -> State:
        """Forget *key* and return what was held."""
        return self._rows.pop(key).state

    def rows(self) -> Iterator[tuple[datetime, Key, State]]:
        """Iterate over all that is held: the last activity of each key, the key, and its state."""
        return ((row.active, key, row.state) for key, row in self._rows.items())

    def put(self, active: datetime, key: Key, state: State) -> None:
        """Hold what `rows` gave."""
        self._rows[key] = _Row(active, state)
