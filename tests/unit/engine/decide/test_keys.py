"""Which key goes where there is room for no more."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from replay.engine.decide.keys import KeyTable, Row, order_of
from replay.engine.fact import Key

START = datetime(2020, 3, 5, tzinfo=UTC)


class _Counted(str):
    """A value that counts how often one is compared, for its order."""

    __slots__ = ()
    comparisons = 0

    def __lt__(self, other: str) -> bool:
        type(self).comparisons += 1
        return super().__lt__(other)


def test_keys_of_one_instant_are_put_in_order_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a stream of days without times every new key of a day would else sort them all."""
    monkeypatch.setattr(_Counted, "comparisons", 0)
    table: KeyTable[Row] = KeyTable(512, Row)
    for number in range(1024):
        table.make_room()
        table.add((_Counted(f"{number:04}"),), START)
    assert _Counted.comparisons < 1024 * 32
    assert min(key for key in table.rows) == ("0512",)


@pytest.mark.parametrize("pauses", [(0,), (0, 0, 0, 1), (1,)], ids=["one instant", "some together", "one by one"])
def test_key_that_goes_is_the_one_longest_not_heard_of_and_at_equal_times_the_least(pauses: tuple[int, ...]) -> None:
    """Whatever was touched, dropped and came again since the last one went."""
    chance = random.Random(1)  # noqa: S311 -- no secret
    table: KeyTable[Row] = KeyTable(4, Row)
    active: dict[Key, datetime] = {}
    now = START
    for _ in range(2000):
        now += timedelta(minutes=chance.choice(pauses))
        key: Key = (chance.choice(("a", "b", "c", "d", "e", "f", "g", None)),)
        if chance.random() < 0.1 and key in active:
            del table.rows[key]
            del active[key]
            continue
        row = table.rows.get(key)
        if row is None:
            gone = table.make_room()
            least = min(active, key=lambda known: (active[known], order_of(known))) if len(active) == 4 else None
            assert (gone and gone[0]) == least
            if least is not None:
                del active[least]
            row = table.add(key, now)
        active[key] = row.active = now
        assert {known: row.active for known, row in table.rows.items()} == active
