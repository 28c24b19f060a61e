"""change: a value differs from the last one of its key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.decision import Decision, Timers
from replay.engine.decide.keys import UNKNOWN, KeyTable, by_key, keys_by
from replay.engine.fact import MENTIONS, WHO, Key, Match, joined
from replay.engine.read.casualties import Mention, Range, group_of, source_of, summarise
from replay.language.ruleset import ChangeRule

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class _Shift:
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


class Change(Decision[ChangeRule]):
    """The state of a change rule; values below `casualties` are ranges, compared by who said them.

    Where a text gives a running total, only that is compared, and from then on only totals of that source are; what is
    told on top of others ("two more") never is.

    `max_keys` also bounds who is heard for a key: the least recent goes.
    """

    def __init__(self, rule: ChangeRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._keys_of = keys_by(rule.group_by)
        self._kind = rule.value.removeprefix("casualties.") if rule.value.startswith("casualties.") else None
        self._table: KeyTable[dict[str | None, Any]] = KeyTable(rule.max_keys, dict)

    def news(self, given: Input) -> None:  # noqa: ARG002 -- the values say what is new
        """Return nothing: every revision counts."""
        return

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Conclude once for each key whose value moved the way that is watched."""
        conclusions = []
        for key, mine in by_key(inputs, self._keys_of):
            shifts = [
                shift
                for given in mine
                for said_by, value in self._values(given.match, key)
                if (shift := self._note(key, said_by, value, now))
            ]
            if shifts:
                value = {"previous": _plain(shifts[0].previous), "value": _plain(shifts[0].value)}
                updates = joined(given.match.updates for given in mine)
                match = replace(mine[-1].match, value=value, count=1, updates=updates).by(self._rule, key)
                conclusions.append(Conclusion(rule=self._rule, key=key, match=match, time=now))
        return conclusions

    def _values(self, match: Match, key: Key) -> Iterable[tuple[str | None, Any]]:
        """Yield the value by who said it; nobody for what is not a casualty figure."""
        if self._kind is None:
            values = match.values(self._rule.value)
            return [(None, values[0] if len(values) == 1 else list(values))] if values else []
        told = [[each for each in field if self._compares(each, key)] for field in match.values(MENTIONS)]
        sources = sorted({_said_by(each) for each in chain(*told)})
        counted = ((said_by or None, _figure(told, said_by)) for said_by in sources)
        return [(said_by, figure) for said_by, figure in counted if figure is not None]

    def _compares(self, mention: Mention, key: Key) -> bool:
        """Say whether a mention is of the kind and the victims that are compared, and not of some more of them."""
        if mention.kind != self._kind or mention.increment:
            return False
        if WHO not in self._rule.group_by:
            return True
        return (group_of(mention.who or "") or UNKNOWN) == key[self._rule.group_by.index(WHO)]

    def _note(self, key: Key, said_by: str | None, value: Any, now: datetime) -> _Shift | None:  # noqa: ANN401 -- any JSON
        """Keep the value, and return how it moved if that is what is watched."""
        held = self._table.touch(key, now)
        if held is None:
            self._make_room(self._table)
            held = self._table.add(key, now)
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

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return [(active, key, list(held.items())) for active, key, held in self._table.rows()]

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""
        for active, key, held in msgspec.convert(dumped, list[tuple[datetime, Key, list[tuple[str | None, Any]]]]):
            self._table.put(active, key, {said_by: self._revived(value) for said_by, value in held})

    def _revived(self, value: Any) -> Any:  # noqa: ANN401 -- any JSON
        return value if self._kind is None else msgspec.convert(value, _Figure)


def _said_by(mention: Mention) -> str:
    return source_of(mention.said_by or "")


def _is_total(value: Any) -> bool:  # noqa: ANN401 -- any JSON
    return isinstance(value, _Figure) and value.is_total


def _figure(told: Sequence[Sequence[Mention]], said_by: str) -> _Figure | None:
    """Return the running total if there is one, else what the fields come to; None without a number."""
    theirs = [[each for each in field if _said_by(each) == said_by] for field in told]
    totals = [[each for each in field if each.total] for field in theirs]
    chosen = totals if any(totals) else theirs
    (figure,) = summarise(chosen, statuses={each.status for each in chain(*chosen)}).values()
    return None if figure.min is figure.max is None else _Figure(figure.min, figure.max, is_total=any(totals))


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
