"""Which updates have been fed: a bounded memory of their identities."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from replay.model import Head

SEEN_MAX = 100_000
"""Identities that are remembered, the newest; a repeated update is dropped within these."""

Revision = tuple[str, str, int]
"""What tells a revision of an update from all others: (stream, id, rev)."""


class Names(dict[str, str]):
    """Names of streams and updates by themselves: what a snapshot says in many places is held once."""

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, name)


class Seen:
    """Remember the updates that were fed.

    Args:
        identities: Those that are known from the start, in order.
    """

    def __init__(self, identities: Iterable[Revision] = ()) -> None:
        self._order = deque(identities)
        self._known = set(self._order)

    def __contains__(self, update: Head) -> bool:
        return update.identity in self._known

    def __iter__(self) -> Iterator[Revision]:
        return iter(self._order)

    def repeated(self, identities: Sequence[Revision]) -> set[int]:
        """Remember updates by their identities, and return the places of those that were known."""
        if self._are_new(identities):
            return set()
        return {place for place, identity in enumerate(identities) if not self._are_new([identity])}

    def _are_new(self, identities: Sequence[Revision]) -> bool:
        """Remember identities where all of them are new, and say whether they are."""
        known, order = self._known, self._order
        new = set(identities)
        if len(new) < len(identities) or not known.isdisjoint(new):
            return False
        known |= new
        order += identities
        while len(order) > SEEN_MAX:
            known.discard(order.popleft())
        return True
