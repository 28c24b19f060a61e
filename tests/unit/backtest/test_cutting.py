"""Cutting a stretch of story time out of streams."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from replay.backtest import Backtest, cut_streams
from replay.errors import UsageError
from replay.formats.file.window import EVER, Window
from tests.unit.backtest.streams import at, rules_of, stream_of

DAY = stream_of("day", *((minute, f"h{minute}") for minute in (0, 10, 10, 20, 30)))


def test_cut_begins_at_an_instant_and_ends_before_another() -> None:
    """What is left keeps its places, its start is the cut, and its end the instant before."""
    [cut] = cut_streams([DAY], Window(at(10), at(30)))
    assert [(each.seq, each.headline) for each in cut.updates] == [(2, "h10"), (3, "h10"), (4, "h20")]
    assert (len(cut.updates), cut.updates[0], cut.updates[-1], cut.updates[1:]) == (
        3, DAY.updates[1], DAY.updates[3], tuple(DAY.updates[2:4]),
    )  # fmt: skip
    assert cut.start == at(10)
    assert cut.end.isoformat() == "2020-03-05T10:29:59.999999+00:00"


def test_cut_beyond_a_stream_leaves_its_own_start_and_end() -> None:
    """Nothing is invented around it."""
    [cut] = cut_streams([DAY], Window(*EVER))
    assert (list(cut.updates), cut.start, cut.end) == (list(DAY.updates), DAY.start, DAY.end)


def test_days_are_those_of_each_streams_clock() -> None:
    """What is 6 March in Moscow is 5 March in London."""
    streams = [
        stream_of(zone[-6:].lower(), (0, "a"), (690, "b"), timezone=zone) for zone in ("Europe/Moscow", "Europe/London")
    ]
    [moscow] = cut_streams(streams[:1], Window(date(2020, 3, 6), date(2020, 3, 6)))
    assert [each.headline for each in moscow.updates] == ["b"]
    assert moscow.start == datetime(2020, 3, 5, 21, tzinfo=UTC)
    with pytest.raises(UsageError, match="london goes from 2020-03-05T10:00:00Z to 2020-03-05T21:30:00Z"):
        cut_streams(streams[1:], Window(date(2020, 3, 6), EVER[1]))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_days_at_the_edges_of_the_calendar_cut_nothing(zone: str) -> None:
    """A zone's clock shows their midnights outside of it."""
    stream = stream_of("day", (0, "a"), (10, "b"), timezone=zone)
    [cut] = cut_streams([stream], Window(date.min, date.max))
    assert list(cut.updates) == list(stream.updates)


def test_window_is_empty_by_the_clock_of_the_stream() -> None:
    """In New York 5 March ends and 6 March begins at 5:00 UTC: what is a stretch elsewhere is none there."""
    stream = stream_of("day", (0, "a"), (1500, "b"), timezone="America/New_York")
    early, late = datetime(2020, 3, 6, 4, tzinfo=UTC), datetime(2020, 3, 6, 6, tzinfo=UTC)
    for empty in (Window(date(2020, 3, 6), early), Window(late, date(2020, 3, 5))):
        with pytest.raises(UsageError, match="--to is not behind --from; name a later one"):
            cut_streams([stream], empty)
    [cut] = cut_streams([stream], Window(early, date(2020, 3, 5)))
    assert (cut.start, cut.span) == (early, timedelta(hours=1, microseconds=-1))


def test_window_between_streams_is_told_with_where_they_are() -> None:
    """That from first to last they go around it would say nothing."""
    streams = [stream_of(f"s{number}", (number * 100, "a"), (number * 100 + 1, "b")) for number in range(5)]
    with pytest.raises(UsageError, match=r"s0 goes from .* to .*, s1 goes .*, s2 goes .*, and 2 more"):
        cut_streams(streams, Window(at(50), at(60)))


def test_stretch_without_updates_is_silent(tmp_path: Path) -> None:
    """A silence begins at the cut, and its deadline comes before the end, not at it."""
    stream = stream_of("day", (0, "a"), (300, "b"))
    rules = rules_of(tmp_path, "{id: silent, type: absence, timespan: 60m}")

    def silences(first: int, last: int) -> list[datetime]:
        backtest = Backtest(rules, cut_streams([stream], Window(at(first), at(last))))
        return [alert.time for block in backtest.blocks() for alert in block.alerts]

    assert silences(100, 161) == [at(160)]
    assert silences(100, 160) == []


@pytest.mark.parametrize(
    ("window", "what"),
    [
        (Window(at(10), at(10)), "--to is not behind --from"),
        (Window(at(10), date(2020, 3, 4)), "--to is not behind --from"),
        (Window(at(31), EVER[1]), "leave nothing of any stream"),
        (Window(EVER[0], at(0)), "leave nothing of any stream"),
    ],
)
def test_cut_that_cannot_be_is_a_usage_error(window: Window, what: str) -> None:
    """A year that is mistyped must not look like a quiet one."""
    with pytest.raises(UsageError, match=what):
        cut_streams([DAY], window)
