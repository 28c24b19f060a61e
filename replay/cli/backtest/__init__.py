"""`replay backtest`: which alerts rules would have raised over recorded streams, without a broker or a clock."""

import gc
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from replay.alertlog import AlertLog
from replay.backtest import Backtest, Block, Summary, cut_streams
from replay.backtest.compare import Comparison, compared
from replay.backtest.labels import Label, check_labels, load_labels
from replay.backtest.report import Collector, write_page
from replay.backtest.scoring import Scoring
from replay.cache import FileCache
from replay.cli.backtest.comparing import tell_comparison
from replay.cli.backtest.output import (
    Show,
    backtest_progress,
    open_result,
    show_backtest,
    tell_passed_over,
    tell_summary,
)
from replay.cli.backtest.scores import tell_scores
from replay.cli.parts import options
from replay.cli.parts.screen import Screen
from replay.cli.parts.verb import verb
from replay.errors import UsageError, named_by
from replay.formats import open_streams
from replay.formats.file.window import EVER, Window
from replay.language.keeping import load_kept
from replay.language.load import with_tests
from replay.language.ruleset import RuleSet
from replay.model import Severity, Stream
from replay.outputs import Outputs
from replay.replacing import check_replaceable, is_replaceable

_MOST_OPEN_FILES = 10_000
_COLLECTED_AT = 100_000, 20, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the command line said."""

    streams: tuple[str, ...]
    rule_paths: tuple[Path, ...]
    alerts_path: Path | None
    report_path: Path | None
    first: date | None
    last: date | None
    fail_on: Severity | None
    compare_paths: tuple[Path, ...]
    labels_path: Path | None
    jobs: int
    timezone: str | None
    settings: Mapping[str, str]
    as_json: bool

    @property
    def window(self) -> Window | None:
        """Return what is left of the streams, or None for all of them."""
        if self.first is None and self.last is None:
            return None
        return Window(self.first or EVER[0], self.last or EVER[1])


@verb()
@options.all_of(
    options.streams,
    options.rules,
    options.alerts_anew,
    options.first,
    options.last,
    options.fail_on,
    options.report,
    options.compare,
    options.labels,
    options.jobs,
    options.timezone,
    options.settings,
    options.json,
)
def command(**choices: Any) -> None:  # noqa: ANN401 -- click checked the values
    """Say which alerts rules would have raised over STREAMS: files, folders of them, or shipped days (idlib).

    Alerts go to stdout, or with --compare or --labels what these found out, everything else to stderr. Files that give
    the same stream name are one stream. It ends with 1 if an alert differs with --compare, or fires with --fail-on.
    """
    _run(_Choices(**choices))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A backtest, and what counts and judges its alerts.

    Attributes:
        backtest: With the rules of --rules.
        other: With those of --compare, if there are any.
        summary: Counts.
        comparison: Holds both against each other.
        scoring: Holds the first against labels, if there are any.
    """

    backtest: Backtest
    other: Backtest | None
    summary: Summary
    comparison: Comparison
    scoring: Scoring | None

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the backtest."""
        return compared(self.comparison, self.backtest, self.other) if self.other else self.backtest.blocks()


def _run(choices: _Choices) -> None:
    outputs = _checked_outputs(choices)
    kept = FileCache.of_user()
    rules = load_kept(choices.rule_paths, kept)
    others = load_kept(choices.compare_paths, kept) if choices.compare_paths else None
    labels = load_labels(choices.labels_path) if choices.labels_path else ()
    screen = Screen(as_json=choices.as_json)
    _allow_many_files()
    began = time.monotonic()
    with backtest_progress(screen) as progress:
        streams = _open(choices, rules, labels, outputs, screen)
        run = _Run(
            backtest=Backtest(rules, streams, kept, jobs=choices.jobs),
            other=Backtest(others, streams, kept, jobs=choices.jobs) if others else None,
            summary=Summary(streams),
            comparison=Comparison(),
            scoring=Scoring(labels, is_cut=choices.window is not None) if labels else None,
        )
        log = _feed(run, choices, screen, show_backtest(progress, run.summary, streams))
    written = [path for path in (choices.alerts_path, choices.report_path) if path and is_replaceable(path)]
    tell_summary(screen, run.summary, log, run.backtest, took_s=time.monotonic() - began, written=written)
    _tell_judgement(run, screen)
    sys.exit(run.comparison.differs or run.summary.has_fired(choices.fail_on))


def _open(
    choices: _Choices, rules: RuleSet, labels: Sequence[Label], outputs: Outputs, screen: Screen
) -> Sequence[Stream]:
    """Return the streams, or what is left of them, and tell what was passed over."""
    passed_over: list[Path] = []
    whole = open_streams(
        choices.streams or ["idlib"],
        timezone=choices.timezone,
        settings=choices.settings,
        outputs=outputs,
        pass_over=passed_over.append,
        jobs=choices.jobs,
    )
    tell_passed_over(screen, passed_over)
    check_labels(labels, [rule.id for rule in rules.rules], whole)
    return cut_streams(whole, choices.window) if choices.window else whole


def _feed(run: _Run, choices: _Choices, screen: Screen, show: Show) -> AlertLog:
    """Run it to its end, write what is to be written, and return the log of its alerts."""
    is_judged = bool(run.other or run.scoring)
    _spare_the_collector()
    path = choices.report_path
    with Collector(run.backtest.rules, run.backtest.streams) if path else nullcontext() as collected:
        with open_result(screen, run.summary, path=choices.alerts_path, is_shown=not is_judged) as log:
            takers = [run.summary.take, *(each.take for each in (run.scoring, collected) if each), show]
            for block in run.blocks():
                log.extend(block.alerts, block.triggered())
                for take in takers:
                    take(block)
        if path and collected:
            write_page(path, collected, alert_digest=log.digest)
    return log


def _tell_judgement(run: _Run, screen: Screen) -> None:
    """Show what the comparison, or the scoring, came to."""
    zone = run.summary.zone.key
    if run.other:
        tell_comparison(run.comparison, screen, zone)
    if run.scoring:
        tell_scores(run.scoring, run.backtest.streams, screen, zone)


def _checked_outputs(choices: _Choices) -> Outputs:
    """See that what takes long is not in vain, and costs nobody a file; return what is to be written."""
    if choices.compare_paths and choices.labels_path:
        raise UsageError("--compare and --labels exclude each other; run the backtest once with each")
    if choices.report_path is not None:
        with named_by("--report"):
            check_replaceable(choices.report_path)
    outputs = Outputs({"--alerts": choices.alerts_path, "--report": choices.report_path})
    rule_paths = (*choices.rule_paths, *choices.compare_paths)
    outputs.keep_off(*with_tests(rule_paths), choices.labels_path)
    return outputs


def _allow_many_files() -> None:
    """Have as many files open as the system lets us: each recording that waits for its turn may be one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_OPEN_FILES)
    if soft < wanted:
        with suppress(ValueError, OSError):  # macOS has a limit that is not told
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _spare_the_collector() -> None:
    """Have the garbage collector look at new objects seldom, and never at the rules: updates come by the thousand."""
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AT)
