"""What is seen of a backtest: the alerts by day, a bar while it goes, and a summary by rule and day.

The report's entry in the log has `updates`, `streams` (names), `took_s`, and beside what `run` says of alerts `by_day`,
a list of `day`, `rule`, `state` and `alerts`, how many, and `written`, the files that are whole by then.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from replay.alertlog import AlertLog, Sink
from replay.alertlog.terminal import days_sink
from replay.appending import file_appended
from replay.backtest import Backtest, Block, Summary
from replay.cli.backtest.cells import table
from replay.cli.parts.describe import duration_text
from replay.cli.parts.progress import playing_progress
from replay.cli.parts.screen import Screen, tell_alerts
from replay.errors import named_by
from replay.formats.folders import names_of
from replay.model import Alert, Stream, Update
from replay.replacing import file_replacing
from replay.text import printable

_MOST_ALERTS = 100
_MOST_NAMED = 100
_MOST_RULES = 30
Show = Callable[[Block], None]
"""Moves what is seen of a backtest on by a block."""


@contextmanager
def open_result(screen: Screen, summary: Summary, *, path: Path | None, is_shown: bool) -> Iterator[AlertLog]:
    """Open the alert log of a backtest; its file takes the place of *path* when all is through.

    Args:
        screen: Who sees what.
        summary: Knows the clocks of the streams.
        path: The file, or None.
        is_shown: Whether alerts are shown as they fall: to a person the first ones.

    Raises:
        UsageError: Another process writes the file.
        OutputError: It cannot be written.
    """
    console = screen.alerts_console() if is_shown else None
    sinks = [_first(days_sink(console, summary.zones, summary.zone))] if console else []
    writers = screen.writers() if is_shown else []
    with ExitStack() as stack:
        if path is not None:  # nobody appends to what is to be replaced
            stack.enter_context(file_appended(path, option="--alerts", keeps_empty=False))
            with named_by("--alerts"):
                writers = [stack.enter_context(file_replacing(path)).write, *writers]
        log = AlertLog(writers, sinks)
        yield log
    if console and (more := log.by_rule.total() - _MOST_ALERTS) > 0:
        kept = f"{printable(path)} has all" if path else "--alerts FILE keeps them"
        console.print(Text(f"… and {more:,} more; {kept}"))


def _first(sink: Sink) -> Sink:
    """Return what shows the first alerts: no person reads more of them, and the summary would be lost behind."""
    left = iter(range(_MOST_ALERTS))

    def show(alert: Alert, update: Update | None) -> None:
        if next(left, None) is not None:
            sink(alert, update)

    return show


def tell_passed_over(screen: Screen, paths: Sequence[Path]) -> None:
    """Say which files of folders are no recordings, if there are any."""
    if paths:
        count = "a file that is no recording" if len(paths) == 1 else f"{len(paths):,} files that are no recordings"
        files = [printable(path) for path in paths[:_MOST_NAMED]]
        screen.tell("passed over", [("passed over", f"{count}: {names_of(paths)}")], count=len(paths), files=files)


@contextmanager
def backtest_progress(screen: Screen) -> Iterator[Progress | None]:
    """Show a bar to a person, which says at first that the streams are looked through."""
    if not screen.for_person:
        yield None
        return
    with playing_progress(screen.console) as progress:
        progress.add_task("looking through the streams", total=None, story="")
        yield progress


def show_backtest(progress: Progress | None, summary: Summary, streams: Sequence[Stream]) -> Show:
    """Return what moves the bar on by a block: story time, how fast it goes, and how long it still takes."""
    if progress is None:
        return lambda _: None
    total, began = sum(len(stream.updates) for stream in streams), time.monotonic()
    [bar] = progress.task_ids

    def show(block: Block) -> None:
        if not block.updates:
            return
        rate = summary.updates / max(time.monotonic() - began, 0.001)
        left = duration_text((total - summary.updates) / rate)
        words = f"{summary.updates:,}/{total:,} updates  {rate:,.0f} a second  {left} left"
        story = f"{block.updates[-1].time.astimezone(summary.zone):%Y-%m-%d}"
        progress.update(bar, total=total, completed=summary.updates, description=words, story=story)

    return show


def tell_summary(
    screen: Screen, summary: Summary, log: AlertLog, backtest: Backtest, *, took_s: float, written: Sequence[Path]
) -> None:
    """Say what came of a backtest, by rule and day, and which files were written."""
    lines, facts = tell_alerts(log, backtest)
    names = [stream.name for stream in backtest.streams]
    by_day = [
        {"day": day.isoformat(), "rule": rule, "state": state, "alerts": count}
        for (day, rule, state), count in sorted(summary.by_day.items())
    ]
    if screen.for_person and summary.by_rule:
        screen.console.print()
        screen.console.print(_by_rule(summary))
        screen.console.print()
    left_out = {"alerts" if summary.by_rule else "", "not counted" if not facts["not_counted"] else ""}
    told = [
        ("backtest", _size(summary, backtest.streams, took_s)),
        *(line for line in lines if line[0] not in left_out),
    ]
    files = [printable(path) for path in written]
    if files:
        told.append(("written", ", ".join(files)))
    facts |= {"streams": names, "by_day": by_day, "written": files}
    screen.tell("backtest report", told, updates=summary.updates, took_s=round(took_s, 3), **facts)


def _size(summary: Summary, streams: Sequence[Stream], took_s: float) -> str:
    """Return how much was gone through, and in what time."""
    story = duration_text(sum((stream.span for stream in streams), timedelta()))
    counted = [f"{summary.updates:,} update{'s' * (summary.updates != 1)}"]
    counted += [f"{len(streams)} streams"] if len(streams) > 1 else []
    return f"{' of '.join(counted)}, {story} of story in {duration_text(took_s)}"


def _by_rule(summary: Summary) -> Table:
    """Return a table of the rules, the one that fires most first."""
    rules = sorted({rule for rule, _ in summary.by_rule}, key=lambda rule: (-summary.by_rule[rule, "firing"], rule))
    rows = [_row(summary, rule) for rule in rules[:_MOST_RULES]]
    if len(rules) > _MOST_RULES:
        rows.append((f"… and {len(rules) - _MOST_RULES} more; --json has all", *[""] * 5))
    return table(("rule", "fired", "resolved", "suppressed", "days", "most on"), rows, left=1)


def _row(summary: Summary, rule: str) -> tuple[str, ...]:
    states = (summary.by_rule[rule, state] for state in ("firing", "resolved", "suppressed"))
    days: Counter[date] = Counter()
    for (day, other, state), count in summary.by_day.items():
        if other == rule and state == "firing":
            days[day] += count
    most = max(days, key=lambda day: (days[day], -day.toordinal()), default=None)
    busiest = f"{most} ({days[most]})" if most else ""
    return rule, *(str(count or "") for count in states), str(len(days) or ""), busiest
