"""One heap of event-time deadlines for all rules and keys, and what is known of the streams."""

import heapq
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec

from replay.engine.decide.conclusion import Phase
from replay.engine.decide.keys import order_of
from replay.engine.fact import Key
from replay.language.ruleset import BaseRule
from replay.model import Head, Update

_Wish = tuple[datetime, Phase, str, Key]


class Heap:
    """When to wake which rule for which key; a wish that stands twice is kept once."""

    def __init__(self) -> None:
        self._last: dict[str | None, Head] = {}
        self._first: dict[str, datetime] = {}
        self._entries: list[tuple[datetime, Phase, str, tuple[tuple[bool, str], ...], Key]] = []
        self._known: set[_Wish] = set()

    def see(self, updates: Sequence[Head]) -> None:
        """Note updates, in their order, before they are decided on; at least one."""
        first, last = self._first, self._last
        for update in updates:
            stream = update.stream
            if stream not in first:
                first[stream] = update.time
            last[stream] = update
        last[None] = updates[-1]

    def see_one(self, update: Head) -> None:
        """Note one update."""
        if update.stream not in self._first:
            self._first[update.stream] = update.time
        self._last[update.stream] = self._last[None] = update

    def last_seen(self, stream: str | None) -> Update | None:
        """Return the last update of a stream, or of all; None before the first."""
        last = self._last.get(stream)
        assert last is None or isinstance(last, Update), "whoever reads elsewhere leaves updates whole for absences"
        return last

    def first_seen(self, stream: str) -> datetime | None:
        """Return the time of a stream's first update, None before it."""
        return self._first.get(stream)

    def wake(self, time: datetime, phase: Phase, rule: BaseRule, key: Key) -> None:
        """Wake *rule* for *key* in *phase* of the instant *time*."""
        self._push((time, phase, rule.id, key))

    def _push(self, wish: _Wish) -> None:
        if wish not in self._known:
            self._known.add(wish)
            time, phase, rule_id, key = wish
            heapq.heappush(self._entries, (time, phase, rule_id, order_of(key), key))

    @property
    def next(self) -> tuple[datetime, Phase] | None:
        """Return the instant and phase of the first entry, or None."""
        return self._entries[0][:2] if self._entries else None

    def is_due(self, time: datetime, phase: Phase) -> bool:
        """Say whether something is due up to that phase of an instant."""
        entries = self._entries
        return bool(entries) and entries[0][0] <= time and entries[0][:2] <= (time, phase)

    def pop(self) -> tuple[datetime, Phase, list[tuple[str, Key]]]:
        """Take out all entries of the first instant and phase, by (rule, key)."""
        time, phase, *_ = first = self._entries[0]
        taken = []
        while self._entries and self._entries[0][:2] == first[:2]:
            *_, rule_id, _, key = heapq.heappop(self._entries)
            self._known.discard((time, phase, rule_id, key))
            taken.append((rule_id, key))
        return time, phase, taken

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs."""
        return [list(self._known), list(self._last.items()), list(self._first.items())]

    def load(self, dumped: Any, rule_ids: Collection[str]) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what `dump` returned, as far as it concerns the rules named."""
        wishes, last, first = dumped
        for wish in msgspec.convert(wishes, list[_Wish]):
            if wish[2] in rule_ids:
                self._push(wish)
        self._last = dict(msgspec.convert(last, list[tuple[str | None, Update]]))
        self._first = dict(msgspec.convert(first, list[tuple[str, datetime]]))
