"""What the newest updates matched, of all rules together: an edit is held against it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, takewhile
from operator import itemgetter
from typing import Any

import msgspec

from replay.engine.fact import Identity
from replay.engine.seen import Names

REMEMBERED_MAX = 100_000
"""The newest updates of a run, of which what they matched is remembered, for their edits."""

_IDENTITY = itemgetter(0)

Texts = tuple[str, ...]
"""What one input of a rule matched."""

Matched = tuple[Sequence[str], Sequence[Texts]]
"""The inputs that heard a revision, as `Seat.name_of` names them, each once, and what each of them matched."""

_Row = tuple[tuple[str, ...], tuple[Texts, ...]]
"""The inputs that heard a revision, and what each of them matched."""

_Dumped = tuple[list[str], list[Texts], list[tuple[list[int], list[int]]], list[tuple[Identity, list[tuple[int, int]]]]]
"""Names; texts; rows as their numbers; for each update (place, number of the row) of its revisions."""


class _Heard(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an update matched.

    Attributes:
        place: Its place in the order of release.
        names: The inputs that heard this revision.
        texts: What each of them matched, in this revision or before.
        before: What others matched in earlier revisions, the oldest first.
    """

    place: int
    names: tuple[str, ...]
    texts: tuple[Texts, ...]
    before: "tuple[_Heard, ...]" = ()


class Edits:
    """Remember what updates matched, in as little room as can be, for of most it is never asked.

    Args:
        common: The inputs that hear of every update, and match nothing of it.

    Attributes:
        common: What an update is that they alone heard.
    """

    def __init__(self, common: Sequence[str] = ()) -> None:
        self.common: _Row = tuple(common), ((),) * len(common)
        self._heard: dict[Identity, _Heard | int] = {}  # the place alone for whatever only the common inputs heard
        self._lasts_until = 0
        self._last: _Row = (), ()

    def again(self, identities: Sequence[Identity]) -> Collection[int]:
        """Return which updates of a block come again, by their place in it: they are known, or stand in it before."""
        heard, met = self._heard, set(identities)
        if len(met) == len(identities) and heard.keys().isdisjoint(met):
            return ()
        firsts = {identity: place for place, identity in reversed([*enumerate(identities)])}
        return {place for place, each in enumerate(identities) if each in heard or firsts[each] != place}

    def known(self, identity: Identity, place: int) -> Mapping[str, Texts] | None:
        """Return what an update that comes again in *place* matched before, by name of the input; None if it is new."""
        heard = self._heard.get(identity)
        return None if heard is None else dict(chain.from_iterable(map(_pairs, self._recent(heard, place))))

    def _recent(self, heard: _Heard | int, place: int) -> Iterator[_Heard]:
        """Yield what is remembered of an update, the oldest first, as it comes again in *place*."""
        return (each for each in self._all(heard) if each.place > place - REMEMBERED_MAX)

    def _all(self, heard: _Heard | int) -> tuple[_Heard, ...]:
        return (_Heard(heard, *self.common),) if isinstance(heard, int) else (*heard.before, heard)

    def remember_new(self, identities: Sequence[Identity], first: int, rows: Mapping[int, Matched]) -> None:
        """Note what a block of updates matched none of which comes again, and forget what is long past.

        Args:
            identities: The updates.
            first: The place of the first of them, above any before.
            rows: The inputs that heard an update, and what each of them matched, by its place in the block, rising; the
                others were heard by the common inputs alone.
        """
        if self.common[0]:
            self._heard.update(zip(identities, range(first, first + len(identities)), strict=True))
        self.remember_each((identities[place], first + place, row) for place, row in rows.items())
        self._forget(first + len(identities) - 1)

    def remember_each(self, rows: Iterable[tuple[Identity, int, Matched]]) -> None:
        """Note what updates matched of which none comes again, each with its place, in rising order."""
        place = 0
        for identity, place, (names, texts) in rows:
            if names:
                self._heard[identity] = _Heard(place, *self._shared(names, texts))
        self._forget(place)

    def remember(self, identity: Identity, place: int, names: Sequence[str], texts: Sequence[Texts]) -> None:
        """Note what the update in *place* matched, with what it matched before, and forget what is long past.

        Args:
            identity: The update.
            place: Not below any before.
            names: The inputs that heard it, as `Seat.name_of` names them, each once.
            texts: What each of them matched, in this revision or before.
        """
        row = self._shared(names, texts)
        earlier = self._heard.pop(identity, None)
        before: tuple[_Heard, ...] = ()
        if earlier is not None:
            before = tuple(_of_others(self._recent(earlier, place), set(names)))
        self._heard[identity] = _Heard(place, *row, before)
        self._forget(place)

    def _shared(self, names: Sequence[str], texts: Sequence[Texts]) -> _Row:
        """Return a row that shares what it can: of two updates in turn that the same inputs heard alike, all."""
        row = tuple(names), tuple(texts)
        if row != self._last:
            alike: dict[Texts, Texts] = {}
            self._last = row if len(texts) == 1 else (row[0], tuple([alike.setdefault(each, each) for each in texts]))
        return self._last

    def _forget(self, place: int) -> None:
        if place < self._lasts_until:
            return
        self._lasts_until = place + REMEMBERED_MAX // 100  # to look for what is past takes a while
        past = place - REMEMBERED_MAX
        for identity in [*map(_IDENTITY, takewhile(lambda row: _place_of(row[1]) <= past, self._heard.items()))]:
            del self._heard[identity]

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs: what many updates or rules have alike once, and its number where it stands."""
        names: defaultdict[str, int] = defaultdict(count().__next__)
        texts: defaultdict[Texts, int] = defaultdict(count().__next__)
        rows: defaultdict[_Row, int] = defaultdict(count().__next__)
        updates = [
            (identity, [(each.place, rows[each.names, each.texts]) for each in self._all(heard)])
            for identity, heard in self._heard.items()
        ]
        numbered = [([names[name] for name in heard], [texts[each] for each in matched]) for heard, matched in rows]
        return [list(names), list(texts), numbered, updates]

    def load(self, dumped: Any, rule_ids: Collection[str], names: Names) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what `dump` returned, as far as it concerns the rules named."""
        inputs, texts, numbered, updates = msgspec.convert(dumped, _Dumped)
        is_kept = [name.partition(" ")[0] in rule_ids for name in inputs]
        rows: list[_Row] = []
        for row in numbered:
            kept = [(name, each) for name, each in zip(*row, strict=True) if is_kept[name]]
            rows.append((tuple(inputs[name] for name, _ in kept), tuple(texts[each] for _, each in kept)))
        for identity, revisions in updates:
            if heard := [_Heard(place, *rows[row]) for place, row in revisions if rows[row][0]]:
                *before, newest = heard
                held = tuple(each and names[each] for each in identity)
                self._heard[held] = _Heard(newest.place, newest.names, newest.texts, tuple(before))


def new_of(texts: Texts, before: Texts) -> Texts:
    """Return those of *texts* that an input has not matched before."""
    known = frozenset(before)
    return tuple(each for each in texts if each not in known)


def _place_of(heard: _Heard | int) -> int:
    return heard if isinstance(heard, int) else heard.place


def _pairs(heard: _Heard) -> Iterable[tuple[str, Texts]]:
    return zip(heard.names, heard.texts, strict=True)


def _of_others(heard: Iterable[_Heard], names: Collection[str]) -> Iterator[_Heard]:
    """Yield what inputs of other names heard."""
    for each in heard:
        if kept := {name: texts for name, texts in _pairs(each) if name not in names}:
            yield _Heard(each.place, tuple(kept), tuple(kept.values()))
