"""Alerts of two rule sets are joined on (rule, key, time), and what is left over on what is near."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from weakref import WeakSet

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.backtest import Backtest
from replay.backtest.compare import MOST_LISTED, NEAR, Comparison, Difference
from replay.backtest.compare import compared as compared_over
from replay.backtest.merging import BLOCK
from replay.model import Alert, Stream, Update, Updates
from tests.unit.backtest.alerts import LANES, alert, at, logs
from tests.unit.backtest.streams import rules_of, stream_of


def compared(before: Sequence[Alert], after: Sequence[Alert]) -> Comparison:
    """Return the comparison of two whole logs."""
    comparison = Comparison()
    comparison.take(before, after, at(0))
    comparison.finish()
    return comparison


def told(comparison: Comparison) -> list[tuple[str, datetime | None, datetime | None]]:
    """Return kind and times of each difference."""
    return [
        (each.kind, each.before.time if each.before else None, each.after.time if each.after else None)
        for each in comparison.listed
    ]


def moves_of(before: Sequence[Alert], after: Sequence[Alert]) -> list[tuple[Alert, Alert]]:
    """Return what moved, by brute force: first every instant of a lane is joined, then all pairs of instants tried."""

    def by_instant(alerts: Sequence[Alert]) -> dict[tuple[object, ...], list[Alert]]:
        groups: dict[tuple[object, ...], list[Alert]] = {}
        for each in alerts:
            groups.setdefault((each.rule, str(each.key), each.state == "resolved", each.time), []).append(each)
        return groups

    sides = by_instant(before), by_instant(after)
    left: list[dict[tuple[object, ...], int]] = [{}, {}]
    for place in {*sides[0], *sides[1]}:
        surplus = len(sides[0].get(place, [])) - len(sides[1].get(place, []))
        if surplus:
            left[surplus < 0][place] = abs(surplus)

    def nearest(place: tuple[object, ...], others: dict[tuple[object, ...], int]) -> tuple[object, ...] | None:
        def apart(other: tuple[object, ...]) -> timedelta:
            one, two = place[3], other[3]
            assert isinstance(one, datetime)
            assert isinstance(two, datetime)
            return abs(one - two)

        near = [
            other
            for other in sorted(others, key=lambda other: str(other[3]))
            if other[:3] == place[:3] and apart(other) <= NEAR
        ]
        return min(near, key=apart, default=None)

    found = []
    for place, count in left[0].items():
        other = nearest(place, left[1])
        if other is not None and nearest(other, left[0]) == place:
            found += [(sides[0][place][0], sides[1][other][0])] * min(count, left[1][other])
    return found


def test_same_alerts_make_no_difference() -> None:
    """They are counted by rule."""
    comparison = compared([alert(1), alert(2)], [alert(1), alert(2)])
    assert not comparison.differs
    assert comparison.counts == {("fire", "same"): 2}


def test_words_and_labels_of_an_alert_make_no_difference() -> None:
    """What is compared is when a rule alerts, how urgently, and whether the alert goes out."""
    assert not compared([alert(1, value=3, updates=("u1",))], [alert(1, labels={"desk": "world"}, count=2)]).differs


def test_alert_of_another_rule_or_key_is_another() -> None:
    """One disappears and one appears, at whatever time."""
    comparison = compared([alert(1), alert(2)], [alert(1, rule="flood"), alert(2, key={"stream": "sport"})])
    assert sorted(kind for kind, *_ in told(comparison)) == ["appeared", "appeared", "disappeared", "disappeared"]


def test_order_of_the_key_makes_no_difference() -> None:
    """`group_by` may name its fields in another order."""
    one, other = {"stream": "news", "source": "RT"}, {"source": "RT", "stream": "news"}
    assert not compared([alert(1, key=one)], [alert(1, key=other)]).differs


@pytest.mark.parametrize(
    ("more", "changed"),
    [
        ({"severity": "critical"}, ("severity",)),
        ({"state": "suppressed", "suppressed_by": ("cooldown",)}, ("state",)),
        ({"severity": "critical", "state": "suppressed"}, ("severity", "state")),
    ],
)
def test_alert_of_other_severity_or_state_has_changed(more: dict[str, str], changed: tuple[str, ...]) -> None:
    """It is named what."""
    (difference,) = compared([alert(1)], [alert(1, **more)]).listed
    assert (difference.kind, difference.changed) == ("changed", changed)


def test_alert_that_resolves_is_never_one_that_fires() -> None:
    """Not at the same time, and not near."""
    comparison = compared([alert(1, state="resolved")], [alert(1), alert(2)])
    assert Counter(kind for kind, *_ in told(comparison)) == {"disappeared": 1, "appeared": 2}


def test_alert_that_comes_later_has_moved_and_may_have_changed() -> None:
    """A moved alert tells what else differs."""
    (difference,) = compared([alert(1)], [alert(4, severity="critical")]).listed
    assert (difference.kind, difference.changed) == ("moved", ("severity",))


@pytest.mark.parametrize(("minutes", "kinds"), [(30, ["moved"]), (30.01, ["disappeared", "appeared"])])
def test_alert_moves_half_an_hour_at_most(minutes: float, kinds: list[str]) -> None:
    """Beyond that one is gone and another one new."""
    assert [kind for kind, *_ in told(compared([alert(0)], [alert(minutes)]))] == kinds


def test_alert_moves_to_the_nearest_of_two() -> None:
    """The one between is not crossed, and of two as near it is the earlier."""
    comparison = compared([alert(0), alert(29)], [alert(30)])
    assert told(comparison) == [("disappeared", at(0), None), ("moved", at(29), at(30))]
    assert told(compared([alert(10)], [alert(5), alert(15)])) == [("moved", at(10), at(5)), ("appeared", None, at(15))]


def test_alerts_of_one_instant_are_paired_by_their_updates() -> None:
    """Which of several alerts of a key changed is seen by what they rest on."""
    before = [alert(1, updates=("u1",)), alert(1, updates=("u2",))]
    (difference,) = compared(before, [alert(1, updates=("u2",))]).listed
    assert difference == Difference("disappeared", before[0], None)


def test_several_alerts_of_an_instant_move_together() -> None:
    """As many as there are on both sides."""
    comparison = compared([alert(1), alert(1)], [alert(3), alert(3), alert(3)])
    assert (comparison.total("moved"), comparison.total("appeared")) == (2, 1)


@given(logs())
def test_log_compared_with_itself_is_the_same(log: list[Alert]) -> None:
    """Nothing differs, and every alert is counted."""
    comparison = compared(log, list(log))
    assert (comparison.differs, comparison.total("same")) == (False, len(log))


@given(logs(), logs())
def test_comparison_swapped_is_the_same_seen_from_the_other_side(before: list[Alert], after: list[Alert]) -> None:
    """What disappeared has appeared, what moved has moved back."""
    there, back = compared(before, after), compared(after, before)
    names = {"disappeared": "appeared", "appeared": "disappeared"}
    assert back.counts == {(rule, names.get(each, each)): count for (rule, each), count in there.counts.items()}
    mirrored = [(names.get(each.kind, each.kind), each.after, each.before) for each in there.listed]
    assert Counter(map(str, mirrored)) == Counter(str((each.kind, each.before, each.after)) for each in back.listed)


@given(logs(), logs())
def test_every_alert_comes_to_one_outcome(before: list[Alert], after: list[Alert]) -> None:
    """The counts add up to the two logs, by rule; each alert of a difference stands in one difference."""
    comparison = compared(before, after)
    for log, own, side in ((before, "disappeared", "before"), (after, "appeared", "after")):
        outcomes = {"same", "moved", "changed", own}
        summed = Counter[str]()
        for (rule, outcome), count in comparison.counts.items():
            summed[rule] += count if outcome in outcomes else 0
        assert +summed == Counter(each.rule for each in log)
        listed = Counter(str(getattr(each, side)) for each in comparison.listed if getattr(each, side))
        assert listed <= Counter(map(str, log))


@given(logs() | LANES, logs() | LANES)
def test_moves_are_those_of_brute_force(before: list[Alert], after: list[Alert]) -> None:
    """Each pair of instants is tried, and the nearest are asked for their nearest."""

    def places(pairs: list[tuple[Alert, Alert]]) -> Counter[tuple[object, ...]]:
        return Counter((one.rule, str(one.key), one.state == "resolved", one.time, two.time) for one, two in pairs)

    listed = [each for each in compared(before, after).listed if each.kind == "moved"]
    assert places([(each.before, each.after) for each in listed if each.before and each.after]) == places(
        moves_of(before, after)
    )


@given(logs() | LANES, logs() | LANES, st.integers(1, 50))
def test_pace_of_the_logs_makes_no_difference(before: list[Alert], after: list[Alert], step: int) -> None:
    """A long run is compared block by block, and forgets what is behind; the outcome is that of one block."""
    comparison = Comparison()
    for begin in range(0, 500, step):
        end = begin + step
        one, other = ([each for each in log if at(begin) <= each.time < at(end)] for log in (before, after))
        comparison.take(one, other, at(end))
    assert not comparison._lanes
    assert not comparison._unsettled
    comparison.finish()
    assert comparison.counts == compared(before, after).counts
    assert comparison.listed == compared(before, after).listed


def test_comparison_keeps_what_can_still_be_joined_alone() -> None:
    """After thousands of differences there are those of the last two hours, and the list."""
    comparison = Comparison()
    for minute in range(5000):
        comparison.take([alert(minute)], [], at(minute))
    assert len(comparison._unsettled) + len(comparison._settled) <= 122
    assert sum(len(before) for before, _ in comparison._lanes.values()) <= 122
    comparison.finish()
    assert comparison.total("disappeared") == 5000
    assert len(comparison.listed) == MOST_LISTED


def test_earliest_differences_are_listed() -> None:
    """Also where a later one was settled before them."""
    early, late = alert(1), [alert(each) for each in range(2, 2 + MOST_LISTED)]
    comparison = compared([early, *late], [replace_severity(each) for each in late])
    assert len(comparison.listed) == MOST_LISTED
    assert comparison.listed[0] == Difference("disappeared", early, None)


def replace_severity(one: Alert) -> Alert:
    """Return the same alert, critical."""
    return alert((one.time - at(0)) / timedelta(minutes=1), rule=one.rule, severity="critical")


def test_streams_are_read_once_for_both_rule_sets(tmp_path: Path) -> None:
    """The blocks are those of the one backtest, and what differs is what differs between two."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    many = "{id: many, type: count, timespan: 10m, condition: {gte: 2}}"
    one = rules_of(tmp_path / "one", "{id: fire, match: fire}", many, "{id: silent, type: absence, timespan: 60m}")
    other = rules_of(tmp_path / "other", "{id: fire, match: fires}", many, "{id: silent, type: absence, timespan: 70m}")
    fires = [(minute, ("fire", "fires")[minute % 2]) for minute in range(0, 600, 7)]
    streams = [Read.of(stream_of("a", *fires, (900, "x"))), Read.of(stream_of("b", (3, "fire"), (90, "fires")))]
    alone = [[each for block in Backtest(rules, streams).blocks() for each in block.alerts] for rules in (one, other)]
    Read.times = 0
    comparison = Comparison()
    blocks = list(compared_over(comparison, Backtest(one, streams), Backtest(other, streams)))
    assert Read.times == len(streams)
    assert [each for block in blocks for each in block.alerts] == alone[0]
    assert comparison.counts == compared(*alone).counts
    assert {outcome for _, outcome in comparison.counts} == {"same", "moved", "disappeared", "appeared"}


def test_comparison_lets_go_of_updates_that_both_rule_sets_have(tmp_path: Path) -> None:
    """However long the streams are: at most the blocks that both are at, and the next."""
    stream = Stream("a", "a", "UTC", Passing(10 * BLOCK))
    rules = rules_of(tmp_path, "{id: fire, match: fire}")
    held = [len(alive) for _ in compared_over(Comparison(), Backtest(rules, [stream]), Backtest(rules, [stream]))]
    assert len(held) >= 10
    assert max(held) <= 3 * BLOCK


class Noted(str):
    """Text that is known as long as it is held."""

    __slots__ = ("__weakref__",)


alive: WeakSet[Noted] = WeakSet()


class Passing(Updates):
    """Updates that are made as they are read."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def one(self, place: int) -> Update:
        """Make an update."""
        author = Noted(place)
        alive.add(author)
        return Update(id=f"{place}", stream="a", seq=place + 1, time=at(place), author=author)

    def between(self, first: int, behind: int) -> Iterator[Update]:
        """Make some."""
        return map(self.one, range(first, behind))


class Read(tuple[Update, ...]):
    """Updates that count how often they are read."""

    __slots__ = ()
    times = 0

    @classmethod
    def of(cls, stream: Stream) -> Stream:
        """Return the stream with its updates counted."""
        return replace(stream, updates=cls(stream.updates))

    def __iter__(self) -> Iterator[Update]:
        Read.times += 1
        return super().__iter__()
