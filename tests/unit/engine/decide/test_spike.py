"""Where a spike counts an update that comes again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from replay.engine.decide.conclusion import Input
from replay.engine.decide.spike import Spike
from replay.engine.decide.window import Content
from replay.engine.fact import Match
from replay.language.load import load_rules
from replay.language.ruleset import SpikeRule

START = datetime(2020, 3, 5, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path) -> Content[SpikeRule]:
    """Return the empty window of ten minutes and the baseline of an hour of one key."""
    path = tmp_path / "r.yaml"
    rule = "{id: s, type: spike, match: '*', timespan: 10m, baseline: 60m, condition: {ratio_gte: 3}}"
    path.write_text(f"version: 1\nrules: [{rule}]")
    (spike,) = load_rules([path]).rules
    assert isinstance(spike, SpikeRule)
    return Spike.content(spike)


def add(content: Content[SpikeRule], name: str, minute: int) -> object:
    """Take an update at its time, and return both numbers."""
    now = START + timedelta(minutes=minute)
    content.take([Input(Match(identity=("x", name), time=now, trigger=None))], now)
    return content.value


def counts(current: int, baseline: int) -> dict[str, int]:
    """Return what a spike gives as its value."""
    return {"current": current, "baseline": baseline}


def test_edit_moves_its_update_from_the_baseline_into_the_window(content: Content[SpikeRule]) -> None:
    """An id counts once, at its latest."""
    assert add(content, "a", 0) == counts(1, 0)
    assert add(content, "b", 15) == counts(1, 1)
    assert add(content, "a", 20) == counts(2, 0)
    assert add(content, "c", 31) == add(content, "c", 33) == counts(1, 2)
    assert add(content, "d", 85) == counts(1, 2)
    assert add(content, "e", 91) == counts(2, 1)


def test_edit_as_late_as_the_window_is_long_moves_its_update_into_the_window(content: Content[SpikeRule]) -> None:
    """At the end of the window an update has left it."""
    assert add(content, "a", 0) == counts(1, 0)
    assert add(content, "a", 10) == counts(1, 0)
    assert add(content, "b", 11) == counts(2, 0)


def test_edits_within_the_window_count_once(content: Content[SpikeRule]) -> None:
    """However often one comes, also after a restart."""
    for minute in range(10):
        assert add(content, "a", minute) == counts(1, 0)
    other = Spike.content(content.rule)
    other.load(msgspec.json.decode(msgspec.json.encode(content.dump())))
    for minute in range(10, 13):
        assert add(other, "b", minute) == counts(2, 0)
    assert add(other, "c", 20) == counts(2, 1)
