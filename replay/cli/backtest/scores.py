"""Show how rules fare against labels.

With `--json` it is one object: `scores` (a list of `rule`, null for labels without one, `labels`, `found`, `missed`,
`alerts`, `false_alarms`, `precision`, `recall`, `f1`, `delay_median_s`, `delay_max_s`, null where there is nothing to
measure), `missed` (a list of `place`, `rule`, `stream`, `time`, `update`, null where the label has none),
`false_alarms` (the first thousand alerts) and `outside` (how many labels were left out, since they are not within the
streams).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from rich.console import Console

from replay.backtest.result import Result, Score
from replay.backtest.scoring import Scoring
from replay.cli.backtest.cells import alert_text, clock_for, rule_text, table
from replay.cli.parts.describe import duration_text
from replay.cli.parts.screen import Screen
from replay.model import Alert, Stream
from replay.text import printable

_MOST_SHOWN = 20
_ANY_RULE = "any rule"
_NOTHING = "-"
_HEADER = ("rule", "found", "alerts", "false\nalarms", "precision", "recall", "median\ndelay", "longest\ndelay")


def tell_scores(scoring: Scoring, streams: Sequence[Stream], screen: Screen, timezone: str) -> None:
    """Show on stdout what came of scoring a run over *streams*, times in *timezone*, an IANA name.

    Raises:
        RuleFileError: If a label names an update that did not come, or that came in two streams.
    """
    result = scoring.finish(min(stream.start for stream in streams), max(stream.end for stream in streams))
    screen.show(
        lambda: _as_json(result, scoring.false_alarms),
        lambda console: _show(result, scoring.false_alarms, console, timezone),
    )


def _as_json(result: Result, false_alarms: Sequence[Alert]) -> bytes:
    told = {
        "scores": [_facts(score) for score in result.scores],
        "missed": [
            {"place": label.place.where, **{key: getattr(label, key) for key in ("rule", "stream", "time", "update")}}
            for label in result.missed
        ],
        "false_alarms": false_alarms,
        "outside": result.outside,
    }
    return msgspec.json.encode(told)


def _facts(score: Score) -> dict[str, Any]:
    counts = {key: getattr(score, key) for key in ("rule", "labels", "found", "missed", "alerts", "false_alarms")}
    measures = {key: getattr(score, key) for key in ("precision", "recall", "f1")}
    delays = {"delay_median_s": score.median_delay, "delay_max_s": score.longest_delay}
    seconds = {key: None if delay is None else delay.total_seconds() for key, delay in delays.items()}
    return counts | measures | seconds


def _show(result: Result, false_alarms: Sequence[Alert], console: Console, timezone: str) -> None:
    """Print what was missed and what alerted for nothing, and below it the scores."""
    clock = clock_for(
        [*(label.time for label in result.missed if label.time), *(each.time for each in false_alarms)], timezone
    )
    missed = [
        (clock(label.time) if label.time else printable(label.update or ""), label.rule or _ANY_RULE, label.place.where)
        for label in result.missed[:_MOST_SHOWN]
    ]
    with_stream = len({alert.stream for alert in false_alarms}) > 1
    alarms = [
        (clock(alert.time), rule_text(alert, with_stream=with_stream), alert_text(alert))
        for alert in false_alarms[:_MOST_SHOWN]
    ]
    for what, rows, count in (
        ("missed", missed, len(result.missed)),
        ("false alarms", alarms, sum(score.false_alarms for score in result.scores if score.rule)),
    ):
        if rows:
            console.print(what, style="dim")
            console.print(table(("", "", ""), rows, left=3))
            console.print(f"… and {count - _MOST_SHOWN} more, which --json lists\n" if count > _MOST_SHOWN else "")
    if result.outside:
        console.print(f"labels left out since they are not within the streams: {result.outside}\n")
    scores = [(score.rule or _ANY_RULE, *_cells(score)) for score in result.scores]
    console.print(table(_HEADER, scores, left=1))


def _cells(score: Score) -> Iterator[str]:
    """Yield what the table says of a rule behind its name; labels only where there are any."""
    yield f"{score.found} of {score.labels}" if score.labels else _NOTHING
    yield from (str(count) for count in (score.alerts, score.false_alarms))
    yield from (_NOTHING if each is None else f"{each:.0%}" for each in (score.precision, score.recall))
    yield from (_NOTHING if each is None else duration_text(each) for each in (score.median_delay, score.longest_delay))
