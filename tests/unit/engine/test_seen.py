"""Which updates are known does not depend on how they are cut into blocks."""

import random

import pytest

from replay.engine.columns import identities_of
from replay.engine.seen import Seen
from tests.unit.engine.test_engine import update_at

ROOM = 5


@pytest.mark.parametrize("block", [1, 2, 3, 7, 40])
def test_seen_remembers_the_newest_however_they_are_cut(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update is repeated if it is among the newest that were not, as many as there is room for."""
    monkeypatch.setattr("replay.engine.seen.SEEN_MAX", ROOM)
    chance = random.Random(1)  # noqa: S311 -- no secret
    updates = [update_at(id=str(chance.choice((number, number, chance.randrange(9))))) for number in range(200)]
    known: list[tuple[str, str, int]] = []
    expected = []
    for place, update in enumerate(updates):
        if update.identity in known[-ROOM:]:
            expected.append(place)
        else:
            known.append(update.identity)
    seen = Seen()
    parts = [updates[first : first + block] for first in range(0, len(updates), block)]
    told = [
        part * block + place for part, each in enumerate(parts) for place in sorted(seen.repeated(identities_of(each)))
    ]
    assert told == expected
    assert list(seen) == known[-ROOM:]
