"""change: a value differs from the last one of its key."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, ClassVar, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from replay.engine.decide.conclusion import Concluded, Given
from replay.engine.decide.decision import Decision
from replay.engine.decide.keys import KeyTable, Row, keys_by
from replay.engine.decide.timers import Timers
from replay.engine.fact import GROUPS, MENTIONS, SAID_BY, SOURCES, UNKNOWN, WHO, Key, Match
from replay.engine.read.casualties import Mention, Range, group_of, source_of, summarise
from replay.language.names import COUNTS
from replay.language.ruleset import ChangeRule

Direction = Literal["up", "down"]


class _Shift(Struct, frozen=True, gc=False):
    """That a value changed."""

    direction: Direction | None
    previous: Any
    value: Any


class _Figure(Range, frozen=True):
    """How many a source tells of.

    Attributes:
        is_total: Whether that is a running total.
    """

    is_total: bool = False


class _Held(Row):
    """The last value of one key by who said it, the least recent first."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: dict[str | None, Any] = {}


class Change(Decision[ChangeRule]):
    """The state of a change rule; values below `casualties` are ranges, compared by who said them.

    Where a text gives a running total, only that is compared, and from then on only totals of that source are; what is
    told on top of others ("two more") never is. A number is compared for the key of its own victims and source.

    `max_keys` also bounds who is heard for a key: the least recent goes.
    """

    hears_all_revisions: ClassVar[bool] = True  # the values say what is new

    def __init__(self, rule: ChangeRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._kind = rule.value.removeprefix("casualties.") if rule.value in COUNTS else None
        self._table: KeyTable[_Held] = KeyTable(rule.max_keys, _Held)
        if self._kind is not None and not {WHO, SAID_BY}.isdisjoint(rule.group_by):
            self.keys_of = self._keys

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Conclude once for each key whose value moved the way that is watched."""
        for moment, key, mine in given:
            shifts = [
                shift
                for each in mine
                for said_by, value in self._values(each.match, key)
                if (shift := self._note(key, said_by, value, moment[0]))
            ]
            if shifts:
                value = {"previous": _plain(shifts[0].previous), "value": _plain(shifts[0].value)}
                out.append((moment, self._event(key, mine, value, moment[0])))

    def _keys(self, match: Match) -> Sequence[Key]:
        """Return the keys of a casualty figure: those of the mentions that are compared."""
        told = list(chain(*self._told(match)))
        if not told:
            return ()
        named = {GROUPS: tuple({*map(_group, told)}), SOURCES: tuple({*map(_source, told)})}
        return keys_by(self._rule.group_by)(replace(match, fields={**match.fields, **named}))

    def _values(self, match: Match, key: Key) -> Iterable[tuple[str | None, Any]]:
        """Yield the value by who said it; nobody for what is not a casualty figure."""
        if self._kind is None:
            values = match.distinct_values(self._rule.value)
            return [(None, values[0] if len(values) == 1 else list(values))] if values else []
        told = [[each for each in field if self._concerns(key, each)] for field in self._told(match)]
        sources = sorted({_source(each) or "" for each in chain(*told)})
        counted = ((said_by or None, _figure(told, said_by or None)) for said_by in sources)
        return [(said_by, figure) for said_by, figure in counted if figure is not None]

    def _told(self, match: Match) -> list[list[Mention]]:
        """Return the mentions that are compared, field by field: those of the kind, and not of some more victims.

        By victims, a number of nobody named that tells again what those named come to is left out.
        """
        told = [
            [each for each in field if each.kind == self._kind and not each.increment]
            for field in match.values(MENTIONS)
        ]
        if WHO not in self._rule.group_by:
            return told
        named = [[each for each in field if _group(each) != UNKNOWN] for field in told]
        unnamed = [[each for each in field if _group(each) == UNKNOWN] for field in told]
        return named if _number(named) is not None and _number(named) == _number(unnamed) else told

    def _concerns(self, key: Key, mention: Mention) -> bool:
        """Say whether *key* is one of the mention's own."""
        own = {WHO: _group, SAID_BY: _source}
        return all(
            own[path](mention) == value for path, value in zip(self._rule.group_by, key, strict=True) if path in own
        )

    def _note(self, key: Key, said_by: str | None, value: Any, now: datetime) -> _Shift | None:  # noqa: ANN401 -- any JSON
        """Keep the value, and return how it moved if that is what is watched."""
        row = self._table.rows.get(key) or self._begin(key, now)[0]
        row.active, held = now, row.values
        known = said_by in held
        if known and _is_total(held[said_by]) and not _is_total(value):
            return None
        previous = held.pop(said_by, None)
        shift = _compare(previous, value) if known else None
        held[said_by] = _narrowed(previous, value) if known and shift is None else value
        if len(held) > self._rule.max_keys:
            del held[next(iter(held))]
        if shift is None or self._rule.direction not in ("any", shift.direction):
            return None
        return shift

    def dump_row(self, row: _Held) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return the values of a key by who said them."""
        return list(row.values.items())

    def load_row(self, dumped: Any) -> _Held:  # noqa: ANN401 -- what msgspec decoded
        """Return what is held for a key."""
        held = _Held()
        values = msgspec.convert(dumped, list[tuple[str | None, Any]])
        held.values.update((said_by, self._revived(value)) for said_by, value in values)
        return held

    def _revived(self, value: Any) -> Any:  # noqa: ANN401 -- any JSON
        return value if self._kind is None else msgspec.convert(value, _Figure)


def _group(mention: Mention) -> str:
    return group_of(mention.who or "") or UNKNOWN


def _source(mention: Mention) -> str | None:
    return source_of(mention.said_by or "") or None


def _is_total(value: Any) -> bool:  # noqa: ANN401 -- any JSON
    return isinstance(value, _Figure) and value.is_total


def _figure(told: Sequence[Sequence[Mention]], said_by: str | None) -> _Figure | None:
    """Return the running total if there is one, else what the fields come to; None without a number."""
    theirs = [[each for each in field if _source(each) == said_by] for field in told]
    totals = [[each for each in field if each.total] for field in theirs]
    chosen = totals if any(totals) else theirs
    (figure,) = _summary(chosen).values()
    return None if figure.min is figure.max is None else _Figure(figure.min, figure.max, is_total=any(totals))


def _number(told: Sequence[Sequence[Mention]]) -> int | None:
    """Return the number that mentions of one kind come to, or None: the least, else the most."""
    figure = next(iter(_summary(told).values()), Range(None, None))
    return figure.max if figure.min is None else figure.min


def _summary(told: Sequence[Sequence[Mention]]) -> dict[str, Range]:
    return summarise(told, statuses={each.status for each in chain(*told)})


def _compare(previous: Any, value: Any) -> _Shift | None:  # noqa: ANN401 -- any JSON
    if isinstance(previous, Range) and isinstance(value, Range):
        if value.min is not None and previous.max is not None and value.min > previous.max:
            return _Shift("up", previous, value)
        if value.max is not None and previous.min is not None and value.max < previous.min:
            return _Shift("down", previous, value)
        return None
    if previous == value:
        return None
    numbers = isinstance(previous, int | float) and isinstance(value, int | float)
    return _Shift(("up" if value > previous else "down") if numbers else None, previous, value)


def _narrowed(previous: Any, value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """Return what both ranges allow; they overlap."""
    if not (isinstance(previous, Range) and isinstance(value, _Figure)):
        return value
    least = [each.min for each in (previous, value) if each.min is not None]
    most = [each.max for each in (previous, value) if each.max is not None]
    return replace(value, min=max(least, default=None), max=min(most, default=None))


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    return {"min": value.min, "max": value.max} if isinstance(value, Range) else value
