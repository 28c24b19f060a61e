"""Which updates have been fed: a bounded memory of their identities."""

from collections import deque
from collections.abc import Iterable, Iterator

from replay.model import Head

SEEN_MAX = 100_000
"""Identities that are remembered, the newest; a repeated update is dropped within these."""

Identity = tuple[str, str, int]


class Seen:
    """Remember the updates that were fed.

    Args:
        identities: Those that are known from the start, in order.
    """

    def __init__(self, identities: Iterable[Identity] = ()) -> None:
        self._order = deque(identities)
        self._known = set(self._order)

    def __contains__(self, update: Head) -> bool:
        return update.identity in self._known

    def __iter__(self) -> Iterator[Identity]:
        return iter(self._order)

    def repeated(self, updates: Iterable[Head]) -> set[int]:
        """Remember *updates*, and return the places of those that were known."""
        known, order, repeated = self._known, self._order, set()
        for place, update in enumerate(updates):
            identity = (update.stream, update.id, update.rev)
            if identity in known:
                repeated.add(place)
                continue
            known.add(identity)
            order.append(identity)
            if len(order) > SEEN_MAX:
                known.discard(order.popleft())
        return repeated
