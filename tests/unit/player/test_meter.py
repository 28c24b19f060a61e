"""The player's metrics: when they are told, and what they say."""

from datetime import timedelta
from itertools import pairwise

import msgspec
from hypothesis import given

from replay.model import Stream
from tests.unit.player.test_player import BEGIN, SECOND, START, play, plays, seconds


def test_metrics_are_told_at_the_start_at_each_second_and_at_the_end() -> None:
    """Two updates 2.5 s apart: at 0, 1 and 2 s, and when all is out."""
    recorder, _ = play(seconds(0, 150), "60")
    assert [at - BEGIN for at, _ in recorder.metrics] == [0, SECOND, 2 * SECOND, 5 * SECOND // 2]
    assert [metrics.story_time - int(START.timestamp()) for _, metrics in recorder.metrics] == [0, 60, 120, 150]
    assert [(metrics.seq, metrics.progress, metrics.playing) for _, metrics in recorder.metrics] == [
        (0, 0.0, 1), (1, 0.5, 1), (1, 0.5, 1), (2, 1.0, 0),
    ]  # fmt: skip


def test_metrics_tell_how_late_the_last_update_was_and_the_worst() -> None:
    """Publishing takes 0.3 s: the second of two at once is that late, the third on time again."""
    recorder, _ = play(seconds(0, 0, 10), "1", cost=3 * SECOND // 10)
    first, *_, last = [metrics for _, metrics in recorder.metrics]
    assert (first.lateness_ms, first.lateness_max_ms) == (msgspec.UNSET, msgspec.UNSET)
    assert (last.lateness_ms, last.lateness_max_ms, last.speed) == (0.0, 300.0, 1.0)


def test_metrics_at_speed_max_leave_out_what_is_no_number() -> None:
    """There is no speed, and nothing is late; the story is where the last update is."""
    recorder, _ = play(seconds(0, 10, 20), "max")
    last = recorder.metrics[-1][1]
    assert (last.speed, last.lateness_ms, last.lateness_max_ms) == (msgspec.UNSET,) * 3
    assert last.story_time == (START + timedelta(seconds=20)).timestamp()


@given(plays())
def test_metrics_are_told_once_a_second_at_most(case: tuple[Stream, str, timedelta | None, int]) -> None:
    """However many updates there are, between the start and the end at least a second passes, or they are overdue."""
    stream, speed, max_gap, cost = case
    recorder, _ = play(stream, speed, max_gap=max_gap, cost=cost)
    ticks = [(at - BEGIN) // SECOND for at, _ in recorder.metrics[1:-1]]
    assert all(later > earlier for earlier, later in pairwise(ticks))
    assert recorder.metrics[-1][1].seq == len(stream.updates)
    told = [metrics.story_time for _, metrics in recorder.metrics]
    assert told == sorted(told)
