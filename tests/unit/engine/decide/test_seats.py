"""Each rule has a seat, behind those that it consumes."""

from pathlib import Path

import pytest

from replay.engine.decide.seats import Seat, seats_of
from replay.engine.decide.timers import Streams
from replay.engine.guard import Guard
from replay.language.load import load_rules

RULES = """
version: 1
rules:
  - {id: z, match: truce}
  - id: b
    type: sequence
    timespan: 1h
    steps: [{id: talks, match: talks}, {id: truce, rule: z}]
"""


@pytest.fixture
def seats(tmp_path: Path) -> list[Seat]:
    """Return the seats of the rules."""
    path = tmp_path / "r.yaml"
    path.write_text(RULES)
    return seats_of(load_rules([path]).rules, Streams(), Guard())


def test_seats_of_rules_with_steps_name_each_step_once(seats: list[Seat]) -> None:
    """What updates matched is remembered by these names, for a hundred thousand updates: none is made anew."""
    match, sequence = seats
    assert (match.name_of(""), sequence.name_of("talks")) == ("z", "b talks")
    assert sequence.name_of("talks") is sequence.name_of("talks")


def test_seats_of_consumers_stand_behind_what_they_consume(seats: list[Seat]) -> None:
    """Each seat tells who consumes its matches."""
    match, sequence = seats
    assert match.consumers == [(1, sequence.rule, "truce", 0)]
    assert sequence.consumers == []
