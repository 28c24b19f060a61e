"""Count what the rules made of one playing of a stream, for the metrics topic."""

from collections import Counter
from collections.abc import Collection, Sequence

from replay.model import Alert
from replay.mqtt.metrics import AlertMetrics


class AlertMeter:
    """Count the alerts of one playing."""

    def __init__(self) -> None:
        self._watched = 0
        self._by_state: Counter[str] = Counter()
        self._fired: Counter[str] = Counter()
        self._firing: set[str] = set()

    def note(self, alerts: Sequence[Alert], *, updates: int, states: Collection[str]) -> None:
        """Take what was announced.

        Args:
            alerts: In the order of the alert log.
            updates: How many updates the rules saw meanwhile.
            states: Ids of the rules whose alerts stand while they fire.
        """
        self._watched += updates
        for alert in alerts:
            self._by_state[alert.state] += 1
            if alert.state == "firing":
                self._fired[alert.severity] += 1
                self._firing |= {alert.id} if alert.rule in states else set()
            elif alert.state == "resolved":
                self._firing.discard(alert.id)

    def let_go(self) -> None:
        """Forget the states that fire: nobody follows them any more."""
        self._firing.clear()

    def metrics(self) -> AlertMetrics:
        """Return the figures as they are published."""
        return AlertMetrics(
            watched=self._watched,
            alerts=self._by_state["firing"],
            alerts_info=self._fired["info"],
            alerts_warning=self._fired["warning"],
            alerts_critical=self._fired["critical"],
            alerts_resolved=self._by_state["resolved"],
            alerts_suppressed=self._by_state["suppressed"],
            alerts_firing=len(self._firing),
        )
