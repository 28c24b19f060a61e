"""The program's own log, on stderr: lines for a person on a terminal, JSON lines elsewhere."""

import sys
from typing import TextIO, cast

import structlog

from replay.text import printable


class _Stderr:
    """Whatever `sys.stderr` is when a line is written: a progress bar stands in for it while it is shown."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure_log(*, json: bool) -> None:
    """Set structlog up.

    Args:
        json: Whether lines are JSON; otherwise they are for a person.
    """
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="logged_at")
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(sort_keys=True)
    if not json:
        renderer = structlog.dev.ConsoleRenderer(timestamp_key="logged_at", colors=sys.stderr.isatty())
    structlog.configure(
        processors=[structlog.processors.add_log_level, stamp, _escape, renderer],
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _Stderr())),
        cache_logger_on_first_use=False,
    )


def _escape(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Write control characters as escapes: text from outside reaches the log, and a terminal obeys it."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}
