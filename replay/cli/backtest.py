"""`replay backtest`: which alerts rules would have raised over recorded streams, without a broker or a clock."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from replay.alertlog import AlertLog
from replay.backtest import Backtest, Block, Summary, open_streams
from replay.backtest.compare import Comparison, compared
from replay.backtest.labels import load_labels
from replay.backtest.report import check_report, open_report
from replay.backtest.scoring import Scoring
from replay.cli import options
from replay.cli.comparing import tell_comparison
from replay.cli.scoring import tell_scores
from replay.cli.screen import Screen, open_alert_log, tell_alerts
from replay.errors import UsageError
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Stream
from replay.shipped import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the command line said."""

    streams: tuple[str, ...]
    rule_paths: tuple[Path, ...]
    alerts_path: Path | None
    report_path: Path | None
    compare_paths: tuple[Path, ...]
    labels_path: Path | None
    timezone: str | None
    settings: Mapping[str, str]
    as_json: bool


@click.command()
@options.all_of(
    options.streams,
    options.rules,
    options.alerts,
    options.report,
    options.compare,
    options.labels,
    options.timezone,
    options.settings,
    options.json,
)
def command(**choices: Any) -> None:  # noqa: ANN401 -- click checked the values
    """Say which alerts rules would have raised over STREAMS: files, folders of them, or shipped days (idlib).

    Alerts go to stdout, or with --compare or --labels what these found out, everything else to stderr. Files that give
    the same stream name are one stream. With --compare it ends with 1 if an alert differs.
    """
    _run(_Choices(**choices))


def _run(choices: _Choices) -> None:
    if choices.compare_paths and choices.labels_path:
        raise UsageError("--compare and --labels exclude each other; run the backtest once with each")
    if choices.report_path is not None:
        check_report(choices.report_path)
    rules = load_rules(choices.rule_paths or [RULES])
    others = load_rules(choices.compare_paths) if choices.compare_paths else None
    streams = open_streams(choices.streams or ["idlib"], timezone=choices.timezone, settings=choices.settings)
    scoring = _scoring(choices.labels_path, rules, streams) if choices.labels_path else None
    screen, zone = Screen(as_json=choices.as_json), streams[0].timezone
    backtest, summary, comparison = Backtest(rules, streams), Summary(streams), Comparison()
    blocks = compared(comparison, backtest, Backtest(others, streams)) if others else backtest.blocks()
    with (
        open_report(choices.report_path, rules, streams) as report,
        open_alert_log(screen, path=choices.alerts_path, timezone=zone, is_shown=not (others or scoring)) as log,
    ):
        for block in blocks:
            summary.take(block)
            _write(block, log)
            if scoring:
                scoring.take(block)
            if report:
                report.take(block)
        if report:
            report.write(log.digest)
    lines, facts = tell_alerts(log, backtest)
    told = f"{summary.updates} update{'s' * (summary.updates != 1)}"
    screen.tell("backtest report", [("backtest", told), *lines], updates=summary.updates, **facts)
    if others:
        tell_comparison(comparison, screen, zone)
        sys.exit(comparison.differs)
    if scoring:
        tell_scores(scoring, streams, screen, zone)


def _scoring(path: Path, rules: RuleSet, streams: Sequence[Stream]) -> Scoring:
    ids, names = [rule.id for rule in rules.rules], [stream.name for stream in streams]
    return Scoring(load_labels(path, rules=ids, streams=names))


def _write(block: Block, log: AlertLog) -> None:
    by_id = {(update.stream, update.id): update for update in block.updates} if block.alerts else {}
    for alert in block.alerts:
        log.append(alert, by_id.get((alert.stream, alert.updates[-1])) if alert.updates else None)
