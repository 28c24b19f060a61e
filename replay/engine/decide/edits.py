"""What the newest updates matched, of all rules together: an edit is held against it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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

    def all(self) -> "tuple[_Heard, ...]":
        """Return it behind what stands before it."""
        return (*self.before, self)


class Edits:
    """Remember what updates matched, in as little room as can be, for of most it is never asked."""

    def __init__(self) -> None:
        self._heard: dict[Identity, _Heard] = {}
        self._lasts_until = 0
        self._last: _Row = (), ()

    def known(self, identity: Identity, place: int) -> Mapping[str, Texts] | None:
        """Return what an update that comes again in *place* matched before, by name of the input; None if it is new."""
        heard = self._heard.get(identity)
        if heard is None:
            return None
        recent = (
            zip(each.names, each.texts, strict=True) for each in heard.all() if each.place > place - REMEMBERED_MAX
        )
        return dict(chain.from_iterable(recent))

    def remember(self, identity: Identity, place: int, names: Sequence[str], texts: Sequence[Texts]) -> None:
        """Note what the update in *place* matched, with what it matched before, and forget what is long past.

        Args:
            identity: The update.
            place: Not below any before.
            names: The inputs that heard it, as `Seat.name_of` names them, each once.
            texts: What each of them matched, in this revision or before.
        """
        row = self._last
        if names is not row[0] or texts is not row[1]:
            row = self._last = self._alike(tuple(names), tuple(texts))
        earlier = self._heard.pop(identity, None)
        before: tuple[_Heard, ...] = ()
        if earlier:
            recent, again = (each for each in earlier.all() if each.place > place - REMEMBERED_MAX), set(names)
            before = tuple(_those(recent, lambda name: name not in again))
        self._heard[identity] = _Heard(place, *row, before)
        if place >= self._lasts_until:
            self._forget(place - REMEMBERED_MAX)
            self._lasts_until = place + REMEMBERED_MAX // 100  # to look for what is past takes a while

    def _alike(self, names: tuple[str, ...], texts: tuple[Texts, ...]) -> _Row:
        """Return a row that shares what it can: of two updates in turn that the same inputs heard alike, all."""
        if (names, texts) == self._last:
            return self._last
        alike: dict[Texts, Texts] = {}
        return names, tuple([alike.setdefault(each, each) for each in texts]) if len(texts) > 1 else texts

    def _forget(self, past: int) -> None:
        for identity in [*map(_IDENTITY, takewhile(lambda row: row[1].place <= past, self._heard.items()))]:
            del self._heard[identity]

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs: what many updates or rules have alike once, and its number where it stands."""
        names: defaultdict[str, int] = defaultdict(count().__next__)
        texts: defaultdict[Texts, int] = defaultdict(count().__next__)
        rows: defaultdict[_Row, int] = defaultdict(count().__next__)
        updates = [
            (identity, [(each.place, rows[each.names, each.texts]) for each in heard.all()])
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


def _those(heard: Iterable[_Heard], is_kept: Callable[[str], bool]) -> Iterator[_Heard]:
    """Yield what the inputs of some names heard."""
    for each in heard:
        if kept := {name: texts for name, texts in zip(each.names, each.texts, strict=True) if is_kept(name)}:
            yield _Heard(each.place, tuple(kept), tuple(kept.values()))
