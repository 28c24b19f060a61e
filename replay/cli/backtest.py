"""`replay backtest`: which alerts rules would have raised over recorded streams, without a broker or a clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from replay.alertlog import AlertLog
from replay.backtest import Backtest, Block, Summary, open_streams
from replay.cli import options
from replay.cli.screen import Screen, open_alert_log, tell_alerts
from replay.language.load import load_rules
from replay.shipped import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the command line said."""

    streams: tuple[str, ...]
    rule_paths: tuple[Path, ...]
    alerts_path: Path | None
    timezone: str | None
    settings: Mapping[str, str]
    as_json: bool


@click.command()
@options.all_of(
    options.streams,
    options.rules,
    options.alerts,
    options.timezone,
    options.settings,
    options.json,
)
def command(**choices: Any) -> None:  # noqa: ANN401 -- click checked the values
    """Say which alerts rules would have raised over STREAMS: files, folders of them, or shipped days (idlib).

    Alerts go to stdout, everything else to stderr. Files that give the same stream name are one stream.
    """
    _run(_Choices(**choices))


def _run(choices: _Choices) -> None:
    rules = load_rules(choices.rule_paths or [RULES])
    streams = open_streams(choices.streams or ["idlib"], timezone=choices.timezone, settings=choices.settings)
    screen = Screen(as_json=choices.as_json)
    backtest, summary = Backtest(rules, streams), Summary(streams)
    with open_alert_log(screen, path=choices.alerts_path, timezone=streams[0].timezone) as log:
        for block in backtest.blocks():
            summary.take(block)
            _write(block, log)
    lines, facts = tell_alerts(log, backtest)
    told = f"{summary.updates} update{'s' * (summary.updates != 1)}"
    screen.tell("backtest report", [("backtest", told), *lines], updates=summary.updates, **facts)


def _write(block: Block, log: AlertLog) -> None:
    by_id = {(update.stream, update.id): update for update in block.updates} if block.alerts else {}
    for alert in block.alerts:
        log.append(alert, by_id.get((alert.stream, alert.updates[-1])) if alert.updates else None)
