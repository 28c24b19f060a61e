"""Keys: the values of a rule's `group_by` fields, and a bounded table of what is held for each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from heapq import heappop, heappush, heapreplace
from itertools import product
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from replay.engine.decide.conclusion import Given, Heard, Input, Moment
from replay.engine.fact import Key, Match
from replay.language.template import text_of
from replay.model import Update

_PLAIN = frozenset({"stream", "source", "author", "url", "on"})
"""Fields of an update that hold one text or none; a match without a key of its own has its update's."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_MOMENT = itemgetter(0)
_RANK = attrgetter("rank")

_ALL: Sequence[Key] = ((),)
"""The one key of all matches."""
KeysOf = Callable[[Match], Sequence[Key]]
"""Gives the keys of a match, sorted; a field with several values fans out, a missing one is None."""
TextsOf = Callable[[Match], tuple[str, ...]]
"""Gives the values of a match at a field path, as keys tell them apart; none where it is missing."""
ByKey = Callable[[Sequence[Heard]], Iterable[Given]]
"""Gives what a rule hears by moment and key."""


@cache  # thousands of rules have the same
def keys_by(group_by: tuple[str, ...]) -> KeysOf:
    """Return a function that gives the keys of a match by some fields."""

    def keys_of(match: Match) -> Sequence[Key]:
        values = [tuple(map(_name, match.key_values(path))) or (None,) for path in group_by]
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


def by_key(group_by: tuple[str, ...], keys_of: KeysOf) -> ByKey:
    """Return a function that gives what a rule hears of updates, at most once a moment, for each of its keys.

    Args:
        group_by: By which fields; where all of them hold one text or none, rules with the same have the same function.
        keys_of: Gives the keys of a match.
    """
    if _PLAIN.issuperset(group_by):
        return _by_plain_key(group_by)
    return lambda heard: [(moment, key, (given,)) for moment, given in heard for key in keys_of(given.match)]


@cache
def _by_plain_key(group_by: tuple[str, ...]) -> ByKey:
    if not group_by:
        return lambda heard: [(moment, (), (given,)) for moment, given in heard]
    get: Callable[[Update | None], Any] = attrgetter(*group_by)
    if len(group_by) == 1:
        return lambda heard: [(moment, (get(given.match.trigger),), (given,)) for moment, given in heard]
    return lambda heard: [(moment, get(given.match.trigger), (given,)) for moment, given in heard]


def together_by_key(heard: Sequence[Heard], keys_of: KeysOf) -> Iterator[Given]:
    """Yield what a rule hears by moment and key, the inputs by their rank and as they came."""
    ordered = sorted(heard, key=_MOMENT)
    at, most = 0, len(ordered)
    while at < most:
        moment, first = ordered[at]
        behind = at + 1
        while behind < most and ordered[behind][0] == moment:
            behind += 1
        if behind == at + 1:
            yield from [(moment, key, (first,)) for key in keys_of(first.match)]
        else:
            yield from _by_key_of(moment, [given for _, given in ordered[at:behind]], keys_of)
        at = behind


def _by_key_of(moment: Moment, inputs: Sequence[Input], keys_of: KeysOf) -> list[Given]:
    grouped: defaultdict[Key, list[Input]] = defaultdict(list)
    for given in sorted(inputs, key=_RANK):
        for key in keys_of(given.match):
            grouped[key].append(given)
    return [(moment, key, grouped[key]) for key in sorted(grouped, key=order_of)]


def _name(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else text_of(value)


def order_of(key: Key) -> tuple[tuple[bool, str], ...]:
    """Return what keys are sorted by: None comes first."""
    return tuple([(value is not None, value or "") for value in key])


State = TypeVar("State", bound="Row")

_Place = tuple[datetime, tuple[tuple[bool, str], ...], Key]
"""When a key was active, what it is sorted by, and the key."""


@dataclass(slots=True)
class Row:
    """What is held for one key.

    Attributes:
        active: When the key was last active; whoever hears of it says so.
    """

    active: datetime = _NEVER


class KeyTable(Generic[State]):
    """What a rule holds for each key.

    Args:
        most: How many keys are held.
        make: Makes the row of a new key.

    Attributes:
        rows: What is held, by key.
    """

    def __init__(self, most: int, make: Callable[[], State]) -> None:
        self.rows: dict[Key, State] = {}
        self._most = most
        self._make = make
        self._places: list[_Place] = []  # a heap of all keys, some as they were before; empty until one has to go

    def add(self, key: Key, now: datetime) -> State:
        """Return the row of a key that is new; `make_room` comes first."""
        row = self.rows[key] = self._make()
        row.active = now
        if len(self._places) > 2 * self._most:  # most are of keys that were dropped
            self._places.clear()
        elif self._places:
            heappush(self._places, (now, order_of(key), key))
        return row

    @property
    def is_full(self) -> bool:
        """Say whether a new key would be one too many."""
        return len(self.rows) >= self._most

    def make_room(self) -> tuple[Key, State] | None:
        """Take out the key with the least (last activity, key) if a new one would be one too many."""
        if not self.is_full:
            return None
        gone = self._least()
        return gone, self.rows.pop(gone)

    def _least(self) -> Key:
        if not self._places:
            self._places = sorted((row.active, order_of(key), key) for key, row in self.rows.items())
        while True:
            active, order, key = self._places[0]
            row = self.rows.get(key)
            if row is not None and row.active != active:
                heapreplace(self._places, (row.active, order, key))
                continue
            heappop(self._places)
            if row is not None:
                return key

    def load(self, active: datetime, key: Key, row: State) -> None:
        """Hold a row as it was."""
        row.active = active
        self.rows[key] = row
