"""`replay watch`: the monitor alone, on a broker that a player, or a live source, publishes on."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from replay.alertlog import AlertLog
from replay.appending import file_appended
from replay.cli.parts import options
from replay.cli.parts.runtime import LAST_WORDS_S, Interruption, run_async
from replay.cli.parts.screen import Screen, open_alert_log, tell_alerts
from replay.cli.parts.values import ZONE
from replay.cli.parts.verb import verb
from replay.cli.parts.watching import RuleFiles, attended
from replay.errors import OutputError, UsageError
from replay.language.load import with_tests
from replay.monitor import JournalFile, LiveMonitor, Monitor
from replay.mqtt.address import BrokerAddress
from replay.mqtt.homeassistant import announce_monitor
from replay.mqtt.topics import Topics, client_id
from replay.outputs import Outputs
from replay.replacing import is_replaceable
from replay.text import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the command line said."""

    stream: str
    rule_paths: Sequence[Path]
    reload: bool
    live: bool
    journal_path: Path | None
    alerts_path: Path | None
    no_publish: bool
    timezone: str | None
    broker: BrokerAddress
    root: str
    ha_discovery: bool
    as_json: bool


@verb()
@options.all_of(
    options.stream,
    options.rules,
    options.reload,
    options.live,
    options.journal,
    options.alerts,
    options.no_publish,
    click.option("--timezone", type=ZONE, help="Zone in which alerts are shown; else the stream's, live UTC."),
    options.local_broker,
    options.root,
    options.ha_discovery,
    options.json,
)
def command(**choices: Any) -> None:  # noqa: ANN401 -- click checked the values
    """Watch STREAM, a stream's name (idlib), on a broker, and raise alerts until it ends.

    May join late: what was played before is asked for. A live stream has no end; Ctrl-C ends the watch.
    """
    _watch(_Choices(**choices))


def _watch(choices: _Choices) -> None:
    if choices.journal_path is not None and not choices.live:
        raise UsageError("--journal goes with --live; what is replayed needs no journal, its file is one")
    if choices.ha_discovery and choices.no_publish:
        raise UsageError("--ha-discovery announces what --no-publish keeps back; give one of them")
    outputs = Outputs({"--alerts": choices.alerts_path, "--journal": choices.journal_path})
    outputs.keep_off(*with_tests(choices.rule_paths), *choices.broker.files)
    screen = Screen(as_json=choices.as_json)
    files = RuleFiles(choices.rule_paths)
    rules = files.load()
    topics = Topics(choices.stream, choices.root)
    monitor: Monitor | LiveMonitor

    def shown_in() -> ZoneInfo:
        return ZoneInfo(choices.timezone or monitor.timezone)

    with (
        open_alert_log(screen, path=choices.alerts_path, zone=shown_in) as log,
        _journal(choices.journal_path, choices.stream) as journal,
    ):
        if choices.live:
            run = f"live-{secrets.token_hex(4)}"
            monitor = LiveMonitor(
                rules,
                topics,
                log,
                run=run,
                journal=journal,
                timezone=choices.timezone or "UTC",
                publish=not choices.no_publish,
            )
        else:
            monitor = Monitor(rules, topics, log, publish=not choices.no_publish)
        try:
            run_async(_follow(monitor, files, topics, choices, screen, log))
        finally:
            if isinstance(monitor, LiveMonitor):
                monitor.keep_held()


@contextmanager
def _journal(path: Path | None, stream: str) -> Iterator[JournalFile | None]:
    """Open a journal, a new one or one to go on with.

    Raises:
        UsageError: It is no journal of *stream*, or another process writes it.
        OutputError: It cannot be written.
    """
    if path is None:
        yield None
        return
    told = f"--journal {printable(path)}"
    if not is_replaceable(path):
        raise UsageError(f"{told}: is no file; name a new file")
    with file_appended(path, option="--journal", keeps_empty=False) as file:
        try:
            journal = JournalFile(file, stream, path)
        except OSError as error:
            raise OutputError(printable(path), error, option="--journal") from None
        except ValueError as error:
            raise UsageError(f"{told}: {error}; name a new file, or a journal to go on with") from None
        yield journal


async def _follow(  # noqa: PLR0917 -- what the verb is made of
    monitor: Monitor | LiveMonitor,
    files: RuleFiles,
    topics: Topics,
    choices: _Choices,
    screen: Screen,
    log: AlertLog,
) -> bool:
    interruption = Interruption()
    interruption.listen()
    client, changing = client_id("monitor", secrets.token_hex(8)), files if choices.reload else None
    async with attended(choices.broker, topics, monitor, client=client, files=changing) as session:
        if choices.ha_discovery:
            await announce_monitor(session, topics, live=choices.live)
        told = f"{topics.flat} on {choices.broker}{', live' if choices.live else ''}"
        screen.tell("watching", [("watching", told)], topics=topics.flat, mqtt=str(choices.broker), live=choices.live)
        done = await interruption.or_done(monitor.ended.wait())
        await interruption.or_done(monitor.close(session), grace_s=LAST_WORDS_S)
    lines, facts = tell_alerts(log, monitor)
    screen.tell("alert report", lines, **facts)
    return done or choices.live
