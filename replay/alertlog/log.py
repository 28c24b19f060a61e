"""The alert log: canonical JSON lines, and their digest.

The digest is a function of the rules and the stream alone: lines hold no run, epoch or wall time.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import IO

from replay.errors import OutputError
from replay.model import Alert, Update, canonical_json

Sink = Callable[[Alert, Update | None], None]
"""Takes an alert and the update that raised it, None where a deadline did."""


class AlertLog:
    """Write alerts down as they fall, count them, and show them to whoever wants to see.

    Args:
        file: Where whole lines are appended at once, unbuffered, or None.
        sinks: Called with each alert.

    Attributes:
        by_rule: How many alerts of each (rule, state) there were.
    """

    def __init__(self, file: IO[bytes] | None = None, sinks: Sequence[Sink] = ()) -> None:
        self.by_rule: Counter[tuple[str, str]] = Counter()
        self._file = file
        self._sinks = sinks
        self._sha256 = hashlib.sha256()

    def append(self, alert: Alert, update: Update | None) -> None:
        """Add one alert, which *update* raised, or a deadline.

        Raises:
            OutputError: If the file cannot take it.
        """
        line = canonical_json(alert) + b"\n"
        self._sha256.update(line)
        self.by_rule[alert.rule, alert.state] += 1
        if self._file is not None:
            write_line(self._file, line, "alert log")
        for show in self._sinks:
            show(alert, update)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all lines so far, hex: what `sha256sum` says of the file."""
        return self._sha256.hexdigest()


def write_line(file: IO[bytes], line: bytes, what: str) -> None:
    """Write a whole line to an unbuffered file.

    Raises:
        OutputError: If the file cannot take it; *what* says what it is.
    """
    try:
        if file.write(line) == len(line):
            return
        reason = "disk full"
    except OSError as error:
        reason = str(error.strerror)
    raise OutputError(f"{what} {file.name}", reason)
