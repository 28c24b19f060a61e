"""The alert log: canonical JSON lines, and their digest.

The digest is a function of the rules and the stream alone: lines hold no run, epoch or wall time.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from replay.alertlog.known import Known
from replay.model import Alert, Update, canonical_lines

Sink = Callable[[Alert, Update | None], None]
"""Takes an alert and the update that raised it, None where a deadline did."""

Writer = Callable[[bytes], object]
"""Takes whole lines."""


class AlertLog:
    """Write alerts down as they fall, count them, and show them to whoever wants to see.

    Args:
        writers: Given the lines.
        sinks: Called with each alert.
        file: Given the lines too, first, but for what it holds already.
        known: What that is, None where it is nothing.

    Attributes:
        by_rule: How many alerts of each (rule, state) there were.
    """

    def __init__(
        self,
        writers: Sequence[Writer] = (),
        sinks: Sequence[Sink] = (),
        *,
        file: Writer | None = None,
        known: Known | None = None,
    ) -> None:
        self.by_rule: Counter[tuple[str, str]] = Counter()
        self._writers = writers
        self._sinks = sinks
        self._file = file
        self._known = known
        self._sha256 = hashlib.sha256()

    def append(self, alert: Alert, update: Update | None) -> None:
        """Add one alert, which *update* raised, or a deadline; errors are those of `extend`."""
        self.extend([alert], [(alert, update)])

    def extend(self, alerts: Sequence[Alert], triggered: Iterable[tuple[Alert, Update | None]]) -> None:
        """Add alerts, written at once.

        Args:
            alerts: In the order of the log.
            triggered: The same, each with the update that raised it, None where a deadline did; only asked for sinks.

        Raises:
            OutputError: If a file cannot take them.
        """
        lines = canonical_lines(alerts)
        self._sha256.update(lines)
        self.by_rule.update([(alert.rule, alert.state) for alert in alerts])
        if self._file is not None:
            new = [alert for alert in alerts if not self.knows(alert)]
            if new:
                self._file(lines if len(new) == len(alerts) else canonical_lines(new))
        for write in self._writers if lines else ():
            write(lines)
        for alert, update in triggered if self._sinks else ():
            for show in self._sinks:
                show(alert, update)

    def knows(self, alert: Alert) -> bool:
        """Say whether the file held an alert before."""
        return self._known is not None and alert in self._known

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all lines so far, hex: what `sha256sum` says of the file."""
        return self._sha256.hexdigest()
