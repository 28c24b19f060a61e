"""Who sees what: alerts on stdout, log, progress and report on stderr; a person gets lines, a pipe JSON."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

import click
import structlog
from rich.console import Console
from rich.text import Text

from replay.alertlog import AlertLog, Sink, Writer
from replay.alertlog.known import Known, take_up
from replay.alertlog.lines import file_writer, pipe_writer
from replay.alertlog.structured import log_sink
from replay.alertlog.terminal import terminal_sink
from replay.appending import file_appended, is_own
from replay.cli.parts.log import configure_log
from replay.errors import UsageError
from replay.text import printable

_log = structlog.get_logger("replay")


class Watcher(Protocol):
    """Whoever has the engine."""

    @property
    def not_counted(self) -> Mapping[tuple[str, str], int]:
        """Return how many casualty mentions were passed over, by (rule, status)."""

    @property
    def left_out(self) -> Mapping[tuple[str, str], int]:
        """Return what was left out, by (whose, what)."""


class Screen:
    """The two output streams of a verb.

    Args:
        as_json: Whether JSON was asked for.

    Attributes:
        console: Where a person reads, stderr.
        for_person: Whether a person reads it.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.for_person = sys.stderr.isatty() and not as_json
        self.console = Console(stderr=True, highlight=False)
        self._alerts_for_person = sys.stdout.isatty() and not as_json
        configure_log(json=not self.for_person)

    def writers(self) -> list[Writer]:
        """Return where the lines of alerts go: to stdout, unless a person reads that."""
        return [] if self._alerts_for_person else [pipe_writer(sys.stdout.buffer)]

    def alerts_console(self) -> Console | None:
        """Return where a person reads alerts, None where a program does."""
        if not self._alerts_for_person:
            return None
        return self.console if self.for_person else Console(highlight=False)

    def sinks(self, zone: Callable[[], ZoneInfo]) -> list[Sink]:
        """Return where alerts are shown: to a person on stdout, and in the log where that is not the same screen."""
        console = self.alerts_console()
        shown = [terminal_sink(console, zone)] if console else []
        return shown if self.for_person else [*shown, log_sink()]

    def show(self, as_json: Callable[[], bytes], show: Callable[[Console], None]) -> None:
        """Show on stdout what a verb found out, where it is not alerts: to a person, or as one JSON object."""
        if self._alerts_for_person:
            show(Console(highlight=False))
        else:
            click.echo(as_json())

    def tell(self, event: str, lines: list[tuple[str, str]], **facts: Any) -> None:  # noqa: ANN401 -- whatever JSON can say
        """Say something once: *lines* of (label, words) to a person, else one log entry with *facts*."""
        if not self.for_person:
            _log.info(event, **facts)
            return
        width = max((len(label) for label, _ in lines), default=0)
        for label, words in lines:
            self.console.print(Text.assemble((f"{label:<{width}}  ", "dim"), words), soft_wrap=True)


@contextmanager
def open_alert_log(screen: Screen, *, path: Path | None, zone: Callable[[], ZoneInfo]) -> Iterator[AlertLog]:
    """Open the alert log of a run; a file that is there is gone on with, and what it holds is not written again.

    Args:
        screen: Who sees what.
        path: The file, or None.
        zone: Returns that in which story time is shown.

    Raises:
        UsageError: The file is no alert log, or another process writes it.
        OutputError: It cannot be written.
    """
    writers, sinks = screen.writers(), screen.sinks(zone)
    if path is None:
        yield AlertLog(writers, sinks)
        return
    with file_appended(path, option="--alerts") as file:
        known = _known(path, file) if is_own(file) else None
        yield AlertLog(writers, sinks, file=file_writer(file), known=known)


def _known(path: Path, log: IO[bytes]) -> Known:
    told = f"--alerts {printable(path)}"
    try:
        with path.open("rb") as file:
            return take_up(file, log)
    except OSError as error:
        raise UsageError(f"{told}: {error.strerror}; name a file that can be read and written") from None
    except ValueError as error:
        raise UsageError(f"{told}: {error}; name a new file, or an alert log to go on with") from None


def tell_alerts(log: AlertLog, watcher: Watcher) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Return what the delivery report says of alerts: lines for a person, facts for JSON.

    Args:
        log: The alerts of the run.
        watcher: Knows what was passed over, and what found no room.
    """
    by_rule = {_name(rule, state): count for (rule, state), count in sorted(log.by_rule.items())}
    passed_over = {f"{rule}: {status}": count for (rule, status), count in sorted(watcher.not_counted.items())}
    left_out = {f"{rule}: {what}": count for (rule, what), count in sorted(watcher.left_out.items())}
    lines = [
        ("alerts", ", ".join(f"{name} {count}" for name, count in by_rule.items()) or "none"),
        (
            "not counted",
            ", ".join(f"{name} {count}" for name, count in passed_over.items())
            or "no casualty mention was passed over",
        ),
        *([("left out", ", ".join(f"{name} {count}" for name, count in left_out.items()))] if left_out else []),
        ("digest", f"sha256 {log.digest}"),
    ]
    return lines, {"alerts": by_rule, "not_counted": passed_over, "left_out": left_out, "digest": log.digest}


def _name(rule: str, state: str) -> str:
    return rule if state == "firing" else f"{rule} ({state})"
