"""Updates in columns are what they would be one by one."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import convert, structs

from replay.engine.columns import Columns, Heads, ends_of, identities_of, times_of
from replay.model import Head, Update

UPDATES = [
    Update(id=f"u{seq}", stream="s", seq=seq, rev=1 + seq % 2, time=datetime(2020, 3, 5, tzinfo=UTC) + timedelta(seq))
    for seq in range(7, 12)
]


@pytest.mark.parametrize("updates", [UPDATES, UPDATES[1::2], UPDATES[:1]], ids=["some edited", "all new", "one"])
def test_heads_say_of_each_update_what_it_says_itself(updates: list[Update]) -> None:
    """By its place, from either end, as a slice, and all at once."""
    updates = [structs.replace(each, seq=seq) for seq, each in enumerate(updates, 7)]
    heads = Heads(Columns.of(updates, {}))
    expected = [convert(each, Head, from_attributes=True) for each in updates]
    assert list(heads) == heads[:] == expected
    assert (heads[0], heads[-1], heads[1:3]) == (expected[0], expected[-1], expected[1:3])
    assert (times_of(heads), identities_of(heads)) == (times_of(updates), identities_of(updates))
    assert list(ends_of(heads)) == [expected[0], expected[-1]]


def test_update_that_is_there_whole_is_given_so() -> None:
    """Whoever asks for its place gets all of it."""
    heads = Heads(Columns.of(UPDATES, {2: UPDATES[2]}))
    assert [isinstance(each, Update) for each in heads] == [False, False, True, False, False]
    assert heads[2] is UPDATES[2]
