"""A backtest gives one log, however it is cut: into blocks, or into streams."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from replay.backtest import Backtest
from replay.engine import Block, Declared, Engine, drive
from replay.language.load import load_rules
from replay.model import Alert, Stream, Update

START = datetime(2020, 3, 5, 4, tzinfo=UTC)
RULES = load_rules([Path(__file__).parents[1] / "unit/language/data/every-rule.yaml"])
HEADLINES = (
    "Ceasefire agreed",
    "Ceasefire training exercise",
    "Airstrike on the town",
    "33 soldiers were killed, the ministry said",
    "40 soldiers were killed, the army said",
    "They retract it",
    "Calm",
)


@st.composite
def streams(draw: st.DrawFn) -> list[Stream]:
    """Draw a few streams, which overlap, follow one another, or lie far apart."""
    drawn = []
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)):
        minute = draw(st.sampled_from((0, 3, 90, 700, 500_000)))
        updates: list[Update] = []
        for gap, headline in draw(
            st.lists(st.tuples(st.sampled_from((0, 1, 10, 90, 91, 700)), st.sampled_from(HEADLINES)), min_size=1)
        ):
            minute += gap
            time = START + timedelta(minutes=minute)
            seq = len(updates) + 1
            updates.append(
                Update(id=f"u{seq}", stream=name, seq=seq, time=time, headline=headline, source=headline[:4])
            )
        early, late = draw(st.sampled_from((None, 30, 200))), draw(st.sampled_from((None, 90, 1000)))
        drawn.append(
            Stream(
                name=name,
                title=name,
                timezone="UTC",
                updates=tuple(updates),
                opened=None if early is None else updates[0].time - timedelta(minutes=early),
                closed=None if late is None else updates[-1].time + timedelta(minutes=late),
            )
        )
    return drawn


def raised(*streams: Stream) -> list[Alert]:
    """Return the alerts of a backtest."""
    return [alert for block in Backtest(RULES, streams).blocks() for alert in block.alerts]


def alone(stream: Stream) -> list[Alert]:
    """Return what `replay run` raises: the engine update by update, then up to the end."""
    engine = Engine(RULES)
    engine.open(stream.name, stream.start)
    alerts = [alert for update in stream.updates for alert in engine.feed([update])]
    return alerts + engine.advance(stream.end)


@given(streams())
def test_each_stream_raises_what_it_raises_alone(drawn: Sequence[Stream]) -> None:
    """In the same order, with the same ids, whatever the other streams do."""
    together = raised(*drawn)
    assert sum(each.stream != "all" for each in together) == sum(
        each.stream != "all" for stream in drawn for each in alone(stream)
    )
    for stream in drawn:
        own = [alert for alert in together if alert.stream == stream.name]
        assert own == [alert for alert in alone(stream) if alert.stream == stream.name]
    assert [alert.time for alert in together] == sorted(alert.time for alert in together)


def cut(drawn: Sequence[Stream], data: st.DataObject) -> list[Block]:
    """Return the blocks of a run that is fed in blocks of any size."""
    updates = sorted((u for each in drawn for u in each.updates), key=lambda u: (u.time, u.stream, u.seq))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(updates)))))
    blocks = [updates[first:last] for first, last in zip([0, *cuts], [*cuts, len(updates)], strict=True)]
    declared = [Declared(each.name, each.start, each.end) for each in drawn]
    engine = Engine(RULES)
    return list(drive(engine, declared, map(engine.read, blocks)))


@given(streams(), st.data())
def test_any_split_into_blocks_gives_the_same_alerts(drawn: Sequence[Stream], data: st.DataObject) -> None:
    """Also blocks of one update, and one block for all."""
    assert [alert for block in cut(drawn, data) for alert in block.alerts] == raised(*drawn)


@given(streams(), st.data())
def test_no_alert_is_outstanding_before_what_a_block_reached(drawn: Sequence[Stream], data: st.DataObject) -> None:
    """Who joins or counts alerts by time may settle what is before it."""
    reached = START - timedelta(days=1)
    for block in cut(drawn, data):
        assert all(alert.time >= reached for alert in block.alerts)
        reached = max(reached, block.reached or reached)


@settings(max_examples=15)
@given(streams(), st.integers(2, 3))
def test_any_number_of_jobs_gives_the_same_alerts(drawn: Sequence[Stream], jobs: int) -> None:
    """One process decides, whoever reads."""
    blocks = Backtest(RULES, drawn, jobs=jobs).blocks()
    assert [alert for block in blocks for alert in block.alerts] == raised(*drawn)
