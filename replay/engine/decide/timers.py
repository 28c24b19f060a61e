"""One heap of event-time deadlines for all rules and keys."""

import heapq
from datetime import datetime

from replay.engine.decide.conclusion import Phase
from replay.engine.decide.keys import order_of
from replay.engine.fact import Key
from replay.language.ruleset import BaseRule
from replay.model import Update

Entry = tuple[datetime, Phase, str, tuple[tuple[bool, str], ...], Key]


class Heap:
    """When to wake which rule for which key; a wish that stands twice is kept once.

    Attributes:
        last_seen: The last update that the engine took.
    """

    def __init__(self) -> None:
        self.last_seen: Update | None = None
        self._first: dict[str, datetime] = {}
        self._entries: list[Entry] = []
        self._known: set[tuple[datetime, Phase, str, Key]] = set()

    def see(self, update: Update) -> None:
        """Note an update, before it is decided on."""
        self.last_seen = update
        self._first.setdefault(update.stream, update.time)

    def first_update(self, stream: str) -> datetime | None:
        """Return the time of a stream's first update, None before it."""
        return self._first.get(stream)

    def wake(self, time: datetime, phase: Phase, rule: BaseRule, key: Key) -> None:
        """Wake *rule* for *key* in *phase* of the instant *time*."""
        wish = (time, phase, rule.id, key)
        if wish not in self._known:
            self._known.add(wish)
            heapq.heappush(self._entries, (time, phase, rule.id, order_of(key), key))

    @property
    def next(self) -> tuple[datetime, Phase] | None:
        """Return the instant and phase of the first entry, or None."""
        return self._entries[0][:2] if self._entries else None

    def pop(self, time: datetime, phase: Phase) -> list[tuple[str, Key]]:
        """Take out all entries of one instant and phase, by (rule, key)."""
        taken = []
        while self._entries and self._entries[0][:2] == (time, phase):
            entry = heapq.heappop(self._entries)
            self._known.discard((entry[0], entry[1], entry[2], entry[4]))
            taken.append((entry[2], entry[4]))
        return taken
