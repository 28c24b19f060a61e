"""Alerts are held against labels: found, missed, for nothing, and how late."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from replay.backtest.labels import Label
from replay.backtest.result import Result, Score
from replay.backtest.scoring import MOST_LISTED, Scoring
from replay.engine import Block
from replay.errors import Problem, RuleFileError
from replay.model import Alert, Update
from tests.unit.backtest.alerts import alert, at, logs

PLACE = Problem("labels.yaml", 4, 5, "")
MINUTE = timedelta(minutes=1)


def label(minute: float | None = None, *, rule: str | None = "fire", within: float = 30, **more: Any) -> Label:  # noqa: ANN401 -- any field of a label
    """Return a label of that minute, or of an update."""
    given = {"stream": None, "update": None, **more}
    return Label(PLACE, rule, time=None if minute is None else at(minute), within=within * MINUTE, **given)


def update(minute: float, name: str, *, stream: str = "news", rev: int = 1) -> Update:
    """Return an update of that minute."""
    return Update(id=name, rev=rev, stream=stream, seq=1, time=at(minute))


def scored(labels: Sequence[Label], alerts: Sequence[Alert], updates: Sequence[Update] = ()) -> Result:
    """Return what comes of a run of five hours in one block."""
    scoring = Scoring(labels)
    scoring.take(Block(updates, alerts))
    return scoring.finish(at(0), at(300))


def score(labels: Sequence[Label], alerts: Sequence[Alert], updates: Sequence[Update] = ()) -> Score:
    """Return the only score of a run."""
    (only,) = scored(labels, alerts, updates).scores
    return only


def counts(one: Score) -> tuple[int, int, int]:
    """Return how many labels were found and missed, and how many alerts were for nothing."""
    return one.found, one.missed, one.false_alarms


def test_score_has_the_measures_of_its_counts() -> None:
    """Two of three labels found by two of four alerts, one minute and four minutes late."""
    one = score([label(0), label(100), label(200)], [alert(1), alert(50), alert(104), alert(299)])
    assert counts(one) == (2, 1, 2)
    assert (one.precision, one.recall) == (1 / 2, 2 / 3)
    assert one.f1 == pytest.approx(4 / 7)
    assert (one.median_delay, one.delays[-1]) == (2.5 * MINUTE, 4 * MINUTE)


def test_measure_without_anything_to_measure_is_none() -> None:
    """Nothing alerted: no precision and no delay, and F1 is 0, for a label was missed."""
    one = score([label(0)], [])
    assert (one.precision, one.recall, one.f1, one.median_delay) == (None, 0, 0, None)


@pytest.mark.parametrize(("minute", "found"), [(9.99, 0), (10, 1), (15, 1), (15.01, 0)])
def test_label_is_found_from_its_time_until_its_tolerance_ends(minute: float, found: int) -> None:
    """Never before; both ends belong to it."""
    assert score([label(10, within=5)], [alert(minute)]).found == found


def test_alert_finds_one_label_and_label_is_found_once() -> None:
    """A second alert of the same label is a false alarm, a second label of the same alert is missed."""
    assert counts(score([label(0)], [alert(1), alert(2)])) == (1, 0, 1)
    assert counts(score([label(0), label(1)], [alert(2)])) == (1, 1, 0)


def test_as_many_labels_are_found_as_can_be() -> None:
    """The first alert hands its label on to the second, of another stream, which fits no other."""
    labels = [label(0, within=10), label(0, within=20, stream="news")]
    assert counts(score(labels, [alert(1), alert(2, stream="sport")])) == (2, 0, 0)


def test_only_alerts_that_went_out_are_judged() -> None:
    """What was suppressed, or resolves, neither finds a label nor is a false alarm."""
    one = score([label(0)], [alert(1, state="suppressed"), alert(2, state="resolved")])
    assert (one.alerts, *counts(one)) == (0, 0, 1, 0)


def test_rule_that_no_label_names_is_not_judged() -> None:
    """Unless a label names no rule."""
    assert [each.rule for each in scored([label(0)], [alert(1), alert(1, rule="flood")]).scores] == ["fire"]


def test_label_of_a_stream_is_found_there() -> None:
    """By an alert across streams as well."""
    sport = label(0, stream="sport")
    assert score([sport], [alert(1)]).found == 0
    assert score([sport], [alert(1, stream="sport")]).found == 1
    assert score([sport], [alert(1, stream="all")]).found == 1


def test_label_of_an_update_is_found_by_what_rests_on_it() -> None:
    """Its time is that of the first revision; an alert near it that rests on another update is none of it."""
    updates = [update(5, "u1"), update(8, "u1", rev=2), update(9, "u2")]
    alerts = [alert(minute, updates=rests_on) for minute, rests_on in ((9, ("u2",)), (11, ("u1", "u2")), (12, ("u1",)))]
    one = score([label(update="u1")], alerts, updates)
    assert (counts(one), one.delays) == ((1, 0, 2), (6 * MINUTE,))


def test_label_of_an_update_of_a_stream_is_found_there() -> None:
    """Another stream may have an update of that id, also before."""
    updates = [update(1, "u1", stream="sport"), update(2, "u1")]
    alerts = [alert(minute, updates=("u1",), stream=stream) for minute, stream in ((1, "sport"), (3, "news"))]
    one = score([label(update="u1", stream="news")], alerts, updates)
    assert (counts(one), one.delays) == ((1, 0, 1), (MINUTE,))


def test_label_of_an_update_is_not_found_before_it_though_another_stream_has_its_id() -> None:
    """An alert across streams names the update, but it falls before the one that is meant."""
    updates = [update(0, "u1", stream="sport"), update(5, "u1")]
    one = score([label(update="u1", stream="news")], [alert(0, updates=("sport/u1",), stream="all")], updates)
    assert (counts(one), list(one.delays)) == ((0, 1, 1), [])


@pytest.mark.parametrize(("minute", "raising", "found"), [(5, "sport", 0), (6, "sport", 0), (7, "news", 1)])
def test_label_of_an_update_is_found_across_streams_by_what_its_stream_raised(
    minute: int, raising: str, found: int
) -> None:
    """An update of that id in another stream is none of it, though it comes later, in a revision."""
    updates = [
        update(0, "u1", stream="sport"),
        update(5, "u1"),
        update(6, "u1", stream="sport", rev=2),
        update(7, "u1", rev=2),
    ]
    one = score([label(update="u1", stream="news")], [alert(minute, updates=(f"{raising}/u1",), stream="all")], updates)
    assert one.found == found


def test_label_of_an_update_is_found_across_streams_by_what_rests_on_it_too() -> None:
    """It need not be the update that raised the alert, whose own stream is another."""
    updates = [update(5, "u1"), update(6, "u2", stream="sport")]
    one = score([label(update="u1", stream="news")], [alert(6, updates=("news/u1", "sport/u2"), stream="all")], updates)
    assert one.found == 1


def test_alerts_of_one_instant_on_updates_of_two_streams_are_two() -> None:
    """Both have the same id; an alert across streams goes with the stream whose update raised it."""
    updates = [update(1, "u1"), update(1, "u1", stream="sport")]
    alerts = [alert(1, updates=("u1",)), alert(1, updates=("u1",), stream="sport")]
    alerts.append(alert(1, rule="flood", updates=("news/u1",), stream="all"))
    labels = [label(0, rule=None, stream="news"), label(0, rule=None, stream="sport")]
    assert counts(scored(labels, alerts, updates).scores[-1]) == (2, 0, 0)


def test_label_at_the_end_of_the_calendar_is_found() -> None:
    """Its tolerance ends with the calendar."""
    last = datetime.max.replace(tzinfo=UTC) - MINUTE
    late = Label(PLACE, "fire", stream=None, update=None, time=last, within=30 * MINUTE)
    scoring = Scoring([late])
    scoring.take(Block((), [structs.replace(alert(0), time=last + MINUTE / 2)]))
    assert scoring.finish(at(0), last + MINUTE).scores[0].found == 1


def test_label_without_a_rule_is_found_by_any() -> None:
    """Alerts of one instant on one update count as one; each rule is told how many of its own were for nothing."""
    alerts = [
        *(alert(1, rule=rule, updates=("u1",)) for rule in ("fire", "flood")),
        alert(50, rule="flood", updates=("u2",)),
    ]
    fire, flood, together = scored([label(0, rule=None), label(100, rule=None)], alerts).scores
    assert (fire.rule, fire.precision, fire.recall, fire.f1) == ("fire", 1, None, None)
    assert (flood.rule, flood.precision, flood.recall) == ("flood", 1 / 2, None)
    assert (together.rule, together.alerts, *counts(together)) == (None, 2, 1, 1, 1)


def test_alerts_of_one_instant_on_two_updates_are_two() -> None:
    """A blog tells the time by the minute, and two things may happen in one."""
    alerts = [alert(1, updates=("u1", "u2")), alert(1, rule="flood", updates=("u3",))]
    assert counts(scored([label(0, rule=None), label(0, rule=None)], alerts).scores[-1]) == (2, 0, 0)


def test_alert_finds_a_label_of_its_rule_first() -> None:
    """What is left over finds those without a rule, though their time may be over earlier."""
    labels = [label(0), label(0, rule=None, within=5)]
    fire, together = scored(labels, [alert(1), alert(2)]).scores
    assert (counts(fire), counts(together)) == ((1, 0, 0), (1, 0, 0))


def test_label_outside_of_the_streams_is_left_out() -> None:
    """It is counted apart, neither found nor missed, unless it was found."""
    result = scored([label(-1, within=0.5), label(-1), label(301)], [alert(1)])
    assert (result.outside, result.missed, counts(result.scores[0])) == (2, (), (1, 0, 0))


def test_label_of_an_update_that_was_cut_away_is_left_out() -> None:
    """As is one of another stream; without a cut it is a mistake."""
    labels = [label(update="u1"), label(update="u1", stream="sport"), label(update="u2")]
    scoring = Scoring(labels, is_cut=True)
    scoring.take(Block([update(1, "u1")], []))
    result = scoring.finish(at(0), at(300))
    assert (result.outside, result.missed) == (2, (labels[0],))


def test_misses_and_false_alarms_are_listed() -> None:
    """The labels, and the earliest alerts."""
    missed, alarm = label(0, within=1), alert(2)
    scoring = Scoring([missed])
    scoring.take(Block([], [alarm]))
    for minute in range(MOST_LISTED + 10):
        scoring.take(Block([], [alert(minute + 3)]))
    assert scoring.finish(at(0), at(300)).missed == (missed,)
    assert (scoring.false_alarms[0], len(scoring.false_alarms)) == (alarm, MOST_LISTED)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (label(update="u3"), "labels.yaml:4:5  there is no update 'u3'; correct the id"),
        (label(update="u2", stream="sport"), "labels.yaml:4:5  there is no update 'u2' in stream 'sport'"),
        (label(update="u1"), "labels.yaml:4:5  update 'u1' is in news and sport; add stream: news"),
    ],
)
def test_update_that_is_not_there_is_told(one: Label, told: str) -> None:
    """So is one of which there are two."""
    updates = [update(1, "u1"), update(1, "u1", stream="sport"), update(1, "u2")]
    with pytest.raises(RuleFileError) as error:
        scored([one], [], updates)
    assert str(error.value).startswith(told)


@given(logs())
def test_alerts_scored_against_their_own_times_are_all_right(log: list[Alert]) -> None:
    """Precision and recall are 1 and nothing is late, with a tolerance or without."""
    for within in (0, 30):
        times = [
            Label(PLACE, each.rule, each.stream, each.time, None, within * MINUTE)
            for each in log
            if each.state == "firing"
        ]
        for each in scored(times, log).scores if times else ():
            assert (each.precision, each.recall, each.f1) == (1, 1, 1)
            assert within or not any(each.delays)


@given(
    st.lists(st.integers(0, 12), max_size=5),
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 6), st.sampled_from([None, "news", "sport"])), max_size=5),
)
def test_labels_found_are_as_many_as_brute_force_finds(
    minutes: list[int], wanted: list[tuple[int, int, str | None]]
) -> None:
    """Every way to give alerts to labels is tried."""
    alerts = [alert(minute, stream=("news", "sport")[minute % 2]) for minute in sorted(minutes)]
    labels = [label(minute, within=within, stream=stream) for minute, within, stream in wanted]

    def most(left: Sequence[Label], given: Sequence[Alert]) -> int:
        if not left:
            return 0
        first, others = left[0], left[1:]
        found = [most(others, given)]
        for place, each in enumerate(given):
            assert first.time
            if first.stream in (None, each.stream) and first.time <= each.time <= first.time + first.within:
                found.append(1 + most(others, [*given[:place], *given[place + 1 :]]))
        return max(found)

    if labels:
        one = score(labels, alerts)
        assert one.found == most(labels, alerts)
        assert one.found + one.missed == len(labels)
        assert one.found + one.false_alarms == len(alerts)


@given(logs(), st.lists(st.integers(0, 300), max_size=6), st.integers(1, 60))
def test_pace_of_a_run_makes_no_difference(log: list[Alert], minutes: list[int], step: int) -> None:
    """Block by block the scores are those of one block."""
    labels = [label(minute, rule=("fire", None)[minute % 2]) for minute in minutes] or [label(0)]
    scoring = Scoring(labels)
    for begin in range(0, 400, step):
        end = begin + step
        scoring.take(Block([], [each for each in log if at(begin) <= each.time < at(end)]))
    assert scoring.finish(at(0), at(300)) == scored(labels, log)
