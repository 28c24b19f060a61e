"""What is collected of a backtest, and what of it is shown."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from replay.backtest import Backtest
from replay.backtest.report import Collector
from replay.backtest.report.axis import ms_of
from replay.backtest.report.collecting import MOST_MARKS
from replay.backtest.report.findings import MOST_CARDS, MOST_LANES, Card, Findings, Lane, findings_of
from replay.language.ruleset import RuleSet
from replay.model import Stream
from tests.unit.backtest.streams import at, rules_of, stream_of

STATES = ("firing", "suppressed")
FIRE = "{id: fire, match: fire*}"


def collected(rules: RuleSet, *streams: Stream) -> tuple[Collector, Findings]:
    """Return what is collected of a backtest, and what of it is shown."""
    with Collector(rules, streams) as collector:
        for block in Backtest(rules, streams).blocks():
            collector.take(block)
        return collector, findings_of(collector)


def lane_of(findings: Findings, rule: str) -> Lane:
    """Return the lane of a rule."""
    return next(lane for lane in findings.lanes if lane.tally.id == rule)


def card_of(findings: Findings, rule: str) -> Card:
    """Return the card of a rule."""
    return next(card for card in findings.cards if card.tally.id == rule)


def minutes(lane: Lane) -> Sequence[tuple[float, float | None, int]]:
    """Return when something fired, in minutes since the start."""
    start = ms_of(at(0))
    return [
        ((run.start_ms - start) / 60_000, None if run.end_ms is None else (run.end_ms - start) / 60_000, run.times)
        for run in lane.runs
    ]


def test_updates_are_counted_by_bin_and_stream(tmp_path: Path) -> None:
    """Two in one bin of a minute, one in another; streams that merge are told apart."""
    streams = stream_of("a", (0, "x"), (0, "y"), (90, "z")), stream_of("b", (1, "x"))
    collector, _ = collected(rules_of(tmp_path, FIRE), *streams)
    assert [grid.name for grid in collector.bins.grids] == ["minute"]
    assert sorted(collector.updates.values()) == [1, 1, 2]
    assert collector.by_stream == {"a": 3, "b": 1}


def test_state_is_shown_from_its_rise_to_its_fall_and_open_where_it_still_fires(tmp_path: Path) -> None:
    """A silence that an update ends, and one that nothing ends; events have no such times."""
    rules = rules_of(tmp_path, "{id: silent, type: absence, timespan: 60m}", FIRE)
    _, findings = collected(rules, stream_of("s", (0, "fire"), (100, "x"), closed=200))
    assert minutes(lane_of(findings, "silent")) == [(60, 100, 1), (160, None, 1)]
    assert minutes(lane_of(findings, "fire")) == []


def test_state_ends_unresolved_with_its_stream_where_others_go_on(tmp_path: Path) -> None:
    """What another stream has to say of the rule is a time of its own; what lasts to the last end stays open."""
    rules = rules_of(tmp_path, "{id: silent, type: absence, timespan: 60m}")
    streams = stream_of("a", (0, "x"), closed=90), stream_of("b", (1000, "x"), (1100, "x"), closed=1200)
    lane = lane_of(collected(rules, *streams)[1], "silent")
    assert minutes(lane) == [(60, 90, 1), (1060, 1100, 1), (1160, None, 1)]
    assert [run.is_resolved for run in lane.runs[:2]] == [False, True]


def test_state_of_several_keys_is_one_time_from_the_first_rise_to_the_last_fall(tmp_path: Path) -> None:
    """Each stream is a key of its own here."""
    rules = rules_of(tmp_path, "{id: silent, type: absence, timespan: 60m}")
    streams = stream_of("a", (0, "x"), (100, "x")), stream_of("b", (0, "x"), (80, "x"), (110, "x"))
    assert minutes(lane_of(collected(rules, *streams)[1], "silent")) == [(60, 100, 1)]


def test_times_too_close_to_be_told_apart_are_one_that_says_how_many(tmp_path: Path) -> None:
    """Half a minute of a day and a half is less than can be drawn."""
    rules = rules_of(tmp_path, "{id: busy, type: count, match: fire, timespan: 1m, condition: {gte: 1}}")
    _, findings = collected(rules, stream_of("s", (0, "fire"), (3, "fire"), (50, "fire"), (3000, "x")))
    assert minutes(lane_of(findings, "busy")) == [(0, 4, 2), (50, 51, 1)]


def test_few_alerts_are_shown_one_by_one_and_many_by_bin(tmp_path: Path) -> None:
    """Those that are held back are told apart in both."""
    for raised in (MOST_MARKS, MOST_MARKS + 1):
        rules = rules_of(tmp_path, "{id: fire, match: fire, cooldown: 90m}")
        _, findings = collected(rules, stream_of("s", *((2 * n, "fire") for n in range(raised))))
        lane = lane_of(findings, "fire")
        if raised == MOST_MARKS:
            by_state = Counter[str](mark.state for mark in lane.marks)
            assert not lane.bins
        else:
            by_state = Counter(
                {wanted: sum(n for (_, state), n in lane.bins.items() if state == wanted) for wanted in STATES}
            )
            assert not lane.marks
        assert by_state == {"firing": 2, "suppressed": raised - 2}
        assert lane.tally.reasons == {"cooldown": raised - 2}


def test_alerts_are_counted_by_severity_and_what_is_held_back_apart(tmp_path: Path) -> None:
    """What resolves is no alert more."""
    rules = rules_of(
        tmp_path,
        "{id: fire, match: fire, severity: critical, cooldown: 5m}",
        "{id: silent, type: absence, timespan: 60m, severity: warning}",
    )
    _, findings = collected(rules, stream_of("s", (0, "fire"), (1, "fire"), (70, "x")))
    totals = {layer: sum(n for (_, of), n in findings.alerts.items() if of == layer) for _, layer in findings.alerts}
    assert totals == {"critical": 1, "suppressed": 1, "warning": 1}


def test_card_counts_what_matched_and_shows_it_in_its_place(tmp_path: Path) -> None:
    """Examples that matched something else come before others; each text counts once an alert."""
    headlines = [
        "Fire, fire in Rome",
        "Fire in Paris",
        "Fires in Paris",
        "Fire in Rome",
        "Nothing",
        "Fire, fire in Rome",
    ]
    _, findings = collected(rules_of(tmp_path, FIRE), stream_of("s", *enumerate(headlines)))
    card = card_of(findings, "fire")
    assert card.matched == {"fire": 4, "fires": 1}
    quotes = [entry.quote.headline for entry in card.examples if entry.quote]
    assert quotes == [("", "Fire", ", ", "fire", " in Rome"), ("", "Fire", " in Paris"), ("", "Fires", " in Paris")]


def test_alert_is_shown_with_the_update_that_raised_it(tmp_path: Path) -> None:
    """Of two streams that name their updates alike the one that it is of; of a rule across streams some."""
    rules = rules_of(tmp_path, FIRE, "{id: all, match: fire*, group_by: []}")
    _, findings = collected(rules, stream_of("a", (0, "Fire in Rome")), stream_of("b", (0, "Fire in Paris")))
    assert [entry.words for entry in card_of(findings, "fire").examples] == ["Fire in Rome", "Fire in Paris"]
    assert {entry.words for entry in card_of(findings, "all").examples} <= {"Fire in Rome", "Fire in Paris"}


def test_line_on_an_alert_is_its_headline_or_what_it_says_of_several(tmp_path: Path) -> None:
    """The summary where it rests on more than words of one update; without one the headline."""
    summary = "annotations: {summary: 'says so'}"
    rules = rules_of(
        tmp_path,
        f"{{id: fire, match: fire, {summary}}}",
        f"{{id: two, type: count, match: fire, timespan: 5m, condition: {{gte: 2}}, {summary}}}",
        "{id: three, type: count, match: fire, timespan: 5m, condition: {gte: 3}}",
    )
    _, findings = collected(rules, stream_of("s", (0, "Fire 1"), (1, "Fire 2"), (2, "Fire 3")))
    words = {rule: [entry.words for entry in card_of(findings, rule).examples] for rule in ("fire", "two", "three")}
    assert words == {"fire": ["Fire 1", "Fire 2", "Fire 3"], "two": ["says so"], "three": ["Fire 3"]}


def test_headline_that_is_too_long_is_cut_where_one_can_see_it(tmp_path: Path) -> None:
    """What matched behind that is not shown."""
    _, findings = collected(rules_of(tmp_path, FIRE), stream_of("s", (0, f"Fire {'x' * 200} fire")))
    (entry,) = card_of(findings, "fire").examples
    assert entry.quote is not None
    assert entry.quote.headline == ("", "Fire", f" {'x' * 135}…")


def test_card_of_a_deadline_shows_what_the_alert_says(tmp_path: Path) -> None:
    """There is no update to quote."""
    rules = rules_of(tmp_path, "{id: silent, type: absence, timespan: 60m, title: Nobody speaks}")
    (entry,) = card_of(collected(rules, stream_of("s", (0, "x"), closed=90))[1], "silent").examples
    assert (entry.words, entry.quote) == ("Nobody speaks", None)


def test_card_of_a_deadline_shows_no_update_of_another_stream(tmp_path: Path) -> None:
    """Though it came at that instant, and has the id of one that the alert rests on."""
    ended = "{id: ended, type: sequence, timespan: 2h, steps: [{id: talk, match: x}, {id: hush, rule: silent}]}"
    rules = rules_of(tmp_path, "{id: silent, type: absence, timespan: 60m}", ended)
    streams = stream_of("a", (0, "x"), closed=90), stream_of("b", (60, "y"))
    (entry,) = card_of(collected(rules, *streams)[1], "ended").examples
    assert (entry.words, entry.quote) == ("ended", None)


def test_keys_are_counted_where_there_is_more_to_them_than_the_stream(tmp_path: Path) -> None:
    """A field that is missing is a key of its own."""
    rules = rules_of(tmp_path, "{id: fire, match: fire, group_by: [stream, source]}", "{id: all, match: fire}")
    _, findings = collected(rules, stream_of("s", (0, "fire"), (1, "fire")))
    assert card_of(findings, "fire").keys == {"none": 2}
    assert card_of(findings, "all").keys == {}


def test_casualties_are_the_highest_that_alerts_of_a_bin_tell_of(tmp_path: Path) -> None:
    """Per kind, with the bounds that the text gives; a mention without a number is no figure."""
    rules = rules_of(tmp_path, "{id: toll, type: casualties}")
    told = [
        (0, "12 people killed and 30 wounded"),
        (0, "At least 14 people killed"),
        (60, "Up to 9 people killed"),
        (90, "Soldiers killed"),
        (300, "x"),
    ]
    collector, findings = collected(rules, stream_of("s", *told))
    places = [collector.bins.place(at(minute).timestamp()) for minute in (0, 60)]
    assert {key: (each.told.min, each.told.max, each.size) for key, each in findings.figures.items()} == {
        ("killed", places[0]): (14, None, 14),
        ("wounded", places[0]): (30, 30, 30),
        ("killed", places[1]): (None, 9, 9),
    }


def test_lanes_are_the_most_severe_and_cards_the_noisiest(tmp_path: Path) -> None:
    """What finds no room is counted."""
    calm = [f"{{id: calm-{n:02}, match: fire, severity: critical}}" for n in range(MOST_LANES + 2)]
    rules = rules_of(tmp_path, *calm, "{id: noisy, match: '*'}")
    _, findings = collected(rules, stream_of("s", (0, "fire"), (1, "x"), (2, "x")))
    assert [lane.tally.id for lane in findings.lanes] == [f"calm-{n:02}" for n in range(MOST_LANES)]
    assert [tally.id for tally in findings.more_lanes] == ["calm-20", "calm-21", "noisy"]
    assert [card.tally.id for card in findings.cards][:2] == ["noisy", "calm-00"]
    assert len(findings.cards) == MOST_CARDS
