"""Announce alerts: into the alert log, and on the topics where dashboards look.

All alerts that come at once are logged before the first of them is published, and published before the next are logged.
So of what a log holds of the past, all was acknowledged but for what came at once last, and before that as many as may
be on their way, if whoever wrote it published, on this broker and under this root: that, no log tells.
"""

from collections.abc import Iterator, Mapping, Sequence

import structlog

from replay.alertlog import AlertLog
from replay.language.ruleset import RuleSet, WindowRule
from replay.model import Alert, Update, named_in
from replay.monitor.meter import AlertMeter
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES, AlertEvent, render_event
from replay.mqtt.metrics import render_metrics
from replay.mqtt.outbox import WINDOW
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics

_log = structlog.get_logger(__name__)


class Announcer:
    """Announce what the engine says of one stream.

    Args:
        topics: The stream's topics.
        log: Where alerts go, besides the broker.
        publish: Whether they are published; a second pair of eyes does not.
    """

    def __init__(self, topics: Topics, log: AlertLog, *, publish: bool) -> None:
        self._topics = topics
        self._log = log
        self._publishes = publish
        self._states: set[str] = set()
        self._standing: set[str] = set()
        self._told: dict[str, str] = {}
        self._doubtful: list[Alert] = []
        self._unsaid: dict[str, bytes] = {}
        self._meter = AlertMeter()
        self._metrics = b""

    def begin(self) -> None:
        """Count from nothing: another playing begins."""
        self._meter = AlertMeter()

    def expect(self, rules: RuleSet) -> None:
        """Learn which rules are states, whose alerts stand retained while they fire."""
        self._states = {rule.id for rule in rules.rules if isinstance(rule, WindowRule)}

    def tell_failed(self, failed: Mapping[str, str]) -> None:
        """Log which rules fail, each reason once; the others go on."""
        for rule_id, reason in failed.items():
            if self._told.get(rule_id) != reason:
                self._told[rule_id] = reason
                _log.error("rule failed, the others go on", rule=rule_id, health="error", reason=reason)

    async def announce(
        self, session: Publisher, alerts: Sequence[Alert], updates: Sequence[Update], *, run: str, epoch: int = 1
    ) -> None:
        """Log all *alerts* at once, then publish them.

        Args:
            session: Where to publish.
            alerts: In the order of the alert log.
            updates: Those that may have raised them, for people to read.
            run: The playing of the stream, or what stands for it.
            epoch: Its epoch.
        """
        self._log_all(alerts, updates)
        for alert in alerts if self._publishes else ():
            await self._publish(session, alert, run, epoch)

    async def repeat(self, session: Publisher, alerts: Sequence[Alert], updates: Sequence[Update], *, run: str) -> None:
        """Log alerts of the past; of those that the log held before only such as may not be acknowledged are published.

        They are what `settle` still has to publish; the arguments are those of `announce`.
        """
        if not all(map(self._log.knows, alerts)):
            await self._publish_doubtful(session, run)
            await self.announce(session, alerts, updates, run=run)
        elif alerts:
            self._log_all(alerts, updates)
            for alert in self._doubtful[:-WINDOW] if self._publishes else ():
                self._pass_over(alert, run)
            self._doubtful = [*self._doubtful[-WINDOW:], *alerts]

    async def settle(self, session: Publisher, *, run: str) -> None:
        """End with the past: publish what may not be acknowledged, and the states that stand."""
        await self._publish_doubtful(session, run)
        for state_topic, payload in self._unsaid.items() if self._publishes else ():
            await session.publish(state_topic, payload, retain=True)
        self._unsaid.clear()

    async def _publish_doubtful(self, session: Publisher, run: str) -> None:
        doubtful, self._doubtful = self._doubtful, []
        for alert in doubtful if self._publishes else ():
            await self._publish(session, alert, run, 1)

    def _pass_over(self, alert: Alert, run: str) -> None:
        """Note what an alert that is not published again left standing."""
        if alert.rule not in self._states:
            return
        payload = self._payload(alert, run, 1)
        if alert.state == "firing" and len(payload) > MAX_PAYLOAD_BYTES:
            return
        for state_topic, retained in self._retained(alert, payload):
            if self._unsaid.pop(state_topic, None) is None or retained:
                self._unsaid[state_topic] = retained

    def _log_all(self, alerts: Sequence[Alert], updates: Sequence[Update]) -> None:
        self._meter.note(alerts, updates=len(updates), states=self._states)
        for alert in alerts:
            raising = (each for each in updates if named_in(alert.stream, each.stream, each.id) in alert.updates[-1:])
            self._log.append(alert, next(raising, None))

    async def _publish(self, session: Publisher, alert: Alert, run: str, epoch: int) -> None:
        topics = Topics(alert.stream, self._topics.root)
        topic = topics.suppressed if alert.state == "suppressed" else topics.alert
        payload = self._payload(alert, run, epoch)
        if len(payload) > MAX_PAYLOAD_BYTES:
            _log.error("alert too large to publish, logged only", rule=alert.rule, id=alert.id, size_bytes=len(payload))
            return
        await session.publish(topic(alert.severity, alert.rule), payload)
        for state_topic, retained in self._retained(alert, payload):
            self._unsaid.pop(state_topic, None)
            await session.publish(state_topic, retained, retain=True)

    def _retained(self, alert: Alert, payload: bytes) -> Iterator[tuple[str, bytes]]:
        """Note the state that an alert begins or ends; yield its topic with what is to be retained there, if any."""
        state_topic = Topics(alert.stream, self._topics.root).alert_state(alert.rule, list(alert.key.values()))
        if alert.state == "firing" and alert.rule in self._states:
            self._standing.add(state_topic)
            yield state_topic, payload
        elif alert.state == "resolved" and state_topic in self._standing:
            self._standing.remove(state_topic)
            yield state_topic, b""

    def _payload(self, alert: Alert, run: str, epoch: int) -> bytes:
        event = AlertEvent(
            source=self._topics.source,
            id=f"{alert.id}-{alert.state}",
            time=alert.time,
            run=run,
            epoch=epoch,
            data=alert,
        )
        return render_event(event)

    async def clear(self, session: Publisher) -> None:
        """Take away what stands retained: nobody follows these states any more."""
        for state_topic in sorted(self._standing):
            await session.publish(state_topic, b"", retain=True)
        self._standing.clear()

    async def close(self, session: Publisher) -> None:
        """Take away what stands retained, and tell the metrics for the last time."""
        await self.clear(session)
        self._meter.let_go()
        await self.tell_metrics(session)

    async def tell_metrics(self, session: Publisher) -> None:
        """Publish the retained metrics, where they have changed."""
        payload = render_metrics(self._meter.metrics())
        if self._publishes and payload != self._metrics:
            self._metrics = payload
            await session.publish(self._topics.alert_metrics, payload, retain=True)
