"""Keys: the values of a rule's `group_by` fields, and a bounded table of what is held for each."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import Generic, TypeVar

from replay.engine.decide.conclusion import Input
from replay.engine.fact import WHO, Key, Match
from replay.language.template import text_of

UNKNOWN = "unknown"
"""The group of victims that a text does not name."""

State = TypeVar("State")


def keys_of(match: Match, group_by: Sequence[str]) -> list[Key]:
    """Return the keys of *match*, sorted; a field with several values fans out, a missing one is None."""
    if not group_by:
        return [()]
    if len(group_by) == 1 and len(only := match.distinct_values(group_by[0])) == 1:
        return [(_name(only[0]),)]
    values = [
        tuple(map(_name, match.distinct_values(path))) or ((UNKNOWN if path == WHO else None),) for path in group_by
    ]
    return sorted(set(product(*values)), key=order_of)


def by_key(inputs: Sequence[Input], group_by: Sequence[str]) -> Iterable[tuple[Key, Sequence[Input]]]:
    """Return the keys of *inputs*, sorted, each with its inputs as they came."""
    if len(inputs) == 1:
        return [(key, inputs) for key in keys_of(inputs[0].match, group_by)]
    grouped: dict[Key, list[Input]] = {}
    for given in inputs:
        for key in keys_of(given.match, group_by):
            grouped.setdefault(key, []).append(given)
    return sorted(grouped.items(), key=lambda item: order_of(item[0]))


def _name(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else text_of(value)


def order_of(key: Key) -> tuple[tuple[bool, str], ...]:
    """Return what keys are sorted by: None comes first."""
    return tuple([(value is not None, value or "") for value in key])


class KeyTable(Generic[State]):
    """What a rule holds for each key, the least recently active first.

    Args:
        most: How many keys are held.
        make: Makes the state of a new key.
    """

    def __init__(self, most: int, make: Callable[[], State]) -> None:
        self._most = most
        self._make = make
        self._states: OrderedDict[Key, tuple[datetime, State]] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self._states

    def get(self, key: Key) -> State | None:
        """Return what is held for *key*, or None."""
        held = self._states.get(key)
        return held and held[1]

    def touch(self, key: Key, now: datetime) -> State:
        """Return what is held for *key*, made if need be, and note its activity; `make_room` comes first."""
        held = self._states.get(key)
        state = self._make() if held is None else held[1]
        self._states[key] = now, state
        self._states.move_to_end(key)
        return state

    @property
    def is_full(self) -> bool:
        """Say whether a new key would be one too many."""
        return len(self._states) >= self._most

    def make_room(self, key: Key) -> tuple[Key, State] | None:
        """Take out the key with the least (last activity, key) if *key* would be one too many."""
        if key in self._states or len(self._states) < self._most:
            return None
        oldest = next(iter(self._states.values()))[0]
        tied = []
        for known, (active, _) in self._states.items():
            if active != oldest:
                break
            tied.append(known)
        gone = min(tied, key=order_of)
        return gone, self.drop(gone)

    def drop(self, key: Key) -> State:
        """Forget *key* and return what was held."""
        return self._states.pop(key)[1]

    def rows(self) -> Iterator[tuple[datetime, Key, State]]:
        """Iterate over all that is held, by last activity."""
        return ((active, key, state) for key, (active, state) in self._states.items())

    def put(self, active: datetime, key: Key, state: State) -> None:
        """Hold what `rows` gave, in its order."""
        self._states[key] = active, state
