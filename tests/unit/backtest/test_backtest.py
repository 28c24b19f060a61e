"""A backtest over several streams: each raises what it raises alone, and rules across them hear all."""

from pathlib import Path

import pytest

from replay.backtest import Backtest, Block
from replay.engine.engine import AT_ONCE
from replay.errors import RuleFailed
from replay.language.ruleset import RuleSet
from replay.model import Alert, Stream
from tests.unit.backtest.streams import at, rules_of, stream_of

SILENT = "{id: silent, type: absence, timespan: 60m}"


def raised(rules: RuleSet, *streams: Stream) -> list[Alert]:
    """Return the alerts of a backtest."""
    return [alert for block in Backtest(rules, streams).blocks() for alert in block.alerts]


def told(alerts: list[Alert]) -> list[tuple[str, str, str, int]]:
    """Return stream, rule, state and minute of each alert."""
    return [(each.stream, each.rule, each.state, (each.time - at(0)).seconds // 60) for each in alerts]


def test_silences_stop_at_the_end_of_their_own_stream(tmp_path: Path) -> None:
    """While another goes on, a stream that ended is not silent, and one that has not begun is not either."""
    early, late = stream_of("early", (0, "a"), (70, "b")), stream_of("late", (50, "a"), (400, "b"))
    alerts = raised(rules_of(tmp_path, SILENT), early, late)
    assert told(alerts) == [
        ("early", "silent", "firing", 60),
        ("early", "silent", "resolved", 70),
        ("late", "silent", "firing", 110),
        ("late", "silent", "resolved", 400 % 1440),
    ]


def test_deadline_at_the_end_of_a_stream_fires_and_a_later_one_never(tmp_path: Path) -> None:
    """Up to the end that the file declares, the end included."""
    rules = rules_of(tmp_path, SILENT)
    assert told(raised(rules, stream_of("a", (0, "x"), closed=60), stream_of("b", (0, "x"), closed=59))) == [
        ("a", "silent", "firing", 60)
    ]


def test_window_does_not_fall_after_the_end_of_its_stream(tmp_path: Path) -> None:
    """Nothing resolves that nobody would have seen resolve."""
    rules = rules_of(tmp_path, "{id: many, type: count, timespan: 10m, condition: {gte: 2}}")
    alerts = raised(rules, stream_of("a", (0, "x"), (1, "x")), stream_of("b", (300, "x")))
    assert told(alerts) == [("a", "many", "firing", 1)]


def test_streams_that_ended_leave_room_for_keys(tmp_path: Path) -> None:
    """`max_keys` bounds those that are there at once: no key of a stream that ended is evicted, or refused for."""
    rules = rules_of(
        tmp_path,
        "{id: silent, type: absence, timespan: 60m, max_keys: 1}",
        "{id: many, type: count, timespan: 10m, condition: {gte: 1}, max_keys: 1}",
    )
    backtest = Backtest(rules, [stream_of(f"s{n}", (n * 100, "x"), closed=n * 100 + 60) for n in range(3)])
    alerts = [alert for block in backtest.blocks() for alert in block.alerts]
    assert [each for each in told(alerts) if each[1] == "silent"] == [
        (f"s{n}", "silent", "firing", n * 100 + 60) for n in range(3)
    ]
    assert not backtest.left_out
    assert [alert.reason for alert in alerts if isinstance(alert.reason, str)] == []


def test_state_stops_inhibiting_when_its_stream_ends(tmp_path: Path) -> None:
    """It counts as over at the end, so that it holds other streams back for `for` longer only."""
    rules = rules_of(
        tmp_path,
        "{id: many, type: count, match: x, timespan: 1d, condition: {gte: 1}}",
        "{id: seen, match: y}",
        top="inhibit: [{source: many, target: [seen], equal: [], for: 10m}]",
    )
    alerts = raised(rules, stream_of("a", (0, "x"), (20, "z")), stream_of("b", (5, "y"), (29, "y"), (30, "y")))
    assert [each[2:] for each in told(alerts) if each[1] == "seen"] == [
        ("suppressed", 5),
        ("suppressed", 29),
        ("firing", 30),
    ]


@pytest.mark.parametrize(
    ("rules", "updates"),
    [
        (["{id: r, match: truce, group_by: []}"], ["a/u1"]),
        (["{id: r, type: count, match: '*', timespan: 1h, condition: {gte: 2}, group_by: []}"], ["a/u1", "b/u1"]),
        (
            ["{id: r, type: count, match: truce OR strike, timespan: 1h, condition: {gte: 2}, group_by: []}"],
            ["a/u1", "b/u1"],
        ),
        (
            ["{id: r, type: sequence, timespan: 1h, group_by: [], steps: [{id: x, match: '*'}, {id: y, match: '*'}]}"],
            ["a/u1", "b/u1"],
        ),
        (
            [
                "{id: one, match: truce OR strike}",
                "{id: two, type: count, rules: [one], timespan: 1h, condition: {gte: 2}, group_by: []}",
                "{id: r, type: count, rules: [two], timespan: 1h, condition: {gte: 1}, group_by: []}",
            ],
            ["a/u1", "b/u1"],
        ),
    ],
)
def test_alert_across_streams_tells_apart_updates_of_one_id(
    tmp_path: Path, rules: list[str], updates: list[str]
) -> None:
    """Each has its stream before it, in what is quoted too, through however many rules it comes."""
    loaded = rules_of(tmp_path, *rules)
    alerts = raised(loaded, stream_of("a", (0, "A truce")), stream_of("b", (5, "A strike")))
    (alert,) = (each for each in alerts if each.rule == "r")
    assert list(alert.updates) == updates
    assert [each.update for each in alert.evidence] in ([], updates[:1], updates)


def test_rule_across_streams_goes_on_to_the_last_end(tmp_path: Path) -> None:
    """Its silence is that of all streams, also between two of them."""
    rules = rules_of(tmp_path, "{id: quiet, type: absence, timespan: 60m, group_by: []}")
    alerts = raised(rules, stream_of("a", (0, "x")), stream_of("b", (200, "x"), closed=270))
    assert told(alerts) == [
        ("all", "quiet", "firing", 60),
        ("all", "quiet", "resolved", 200),
        ("all", "quiet", "firing", 260),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "type: count, timespan: 5m, condition: {gte: 1}",
        "type: distinct, field: on, timespan: 5m, condition: {gte: 1}",
        "type: new_value, field: on",
        "type: absence, timespan: 30m",
    ],
)
def test_rule_across_streams_raises_nothing_for_a_stream_that_is_over(tmp_path: Path, rule: str) -> None:
    """What it concludes later still rests on the last update there, and begins no key of its stream again."""
    rules = rules_of(
        tmp_path, "{id: quiet, type: absence, timespan: 60m, group_by: []}", f"{{id: r, {rule}, rules: [quiet]}}"
    )
    alerts = raised(rules, stream_of("a", (0, "x")), stream_of("b", (200, "x")))
    assert told(alerts) == [("all", "quiet", "firing", 60), ("all", "quiet", "resolved", 200)]


def test_blocks_hold_every_update_once_in_release_order(tmp_path: Path) -> None:
    """At equal times by the stream's name, whatever the order in which streams are given."""
    streams = [stream_of("b", (0, "x"), (5, "x")), stream_of("a", (0, "x"), (9, "x")), stream_of("c", (700, "x"))]
    blocks = list(Backtest(rules_of(tmp_path, "{id: all, match: x}"), streams).blocks())
    fed = [(update.stream, update.seq) for block in blocks for update in block.updates]
    assert fed == [("a", 1), ("b", 1), ("b", 2), ("a", 2), ("c", 1)]
    assert all(isinstance(block, Block) for block in blocks)


@pytest.mark.parametrize("query", ["x", '"*"'])
def test_block_on_which_many_rules_fire_is_cut(tmp_path: Path, query: str) -> None:
    """Its alerts would take more memory than all else; they are the same, in the same order."""
    rules = rules_of(tmp_path, *(f"{{id: r{number}, match: {query}}}" for number in range(50)), SILENT)
    stream = stream_of("a", *((minute // 2, "x") for minute in range(900)))
    backtest = Backtest(rules, [stream])
    whole, end = backtest.blocks(backtest.fed())
    blocks = list(Backtest(rules, [stream]).blocks())
    assert len(whole.alerts) == 45_000
    assert max(len(block.alerts) for block in blocks) <= AT_ONCE
    assert [alert for block in blocks for alert in block.alerts] == [*whole.alerts, *end.alerts]


def test_block_knows_which_update_raised_an_alert(tmp_path: Path) -> None:
    """Of its stream, and at its time; a deadline, and what resolves, was raised by none."""
    rules = rules_of(tmp_path, SILENT, "{id: x, match: x}", "{id: any, match: y, group_by: []}")
    streams = [stream_of("a", (0, "x"), (60, "y x"), (70, "z")), stream_of("b", (0, "x"), (10, "-"), (200, "-"))]
    raised_by = [
        (alert.stream, alert.rule, alert.state, raised and (raised.stream, raised.id))
        for block in Backtest(rules, streams).blocks()
        for alert, raised in block.triggered()
    ]
    assert raised_by == [
        ("a", "x", "firing", ("a", "u1")),
        ("b", "x", "firing", ("b", "u1")),
        ("a", "silent", "firing", None),
        ("all", "any", "firing", ("a", "u2")),
        ("a", "x", "firing", ("a", "u2")),
        ("a", "silent", "resolved", None),
        ("b", "silent", "firing", None),
        ("b", "silent", "resolved", None),
    ]


def test_rule_that_fails_ends_the_backtest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others conclude is not the whole."""
    rules = rules_of(tmp_path, "{id: many, type: count, timespan: 10m, condition: {gte: 1}}")
    monkeypatch.setattr("replay.engine.decide.count.satisfies", lambda *_: 1 // 0)
    with pytest.raises(RuleFailed, match="rule 'many' failed: ZeroDivisionError"):
        raised(rules, stream_of("a", (0, "x")))
