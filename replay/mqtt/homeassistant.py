"""MQTT discovery: Home Assistant sets up a stream as a device by itself.

A retained message each for what the player and what the monitor publish; both name one device. The messages stay when
a replay ends: its entities are unavailable then, and are there again with the next. An empty message takes them away
(https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery).
"""

from typing import Any

import msgspec

from replay import __version__
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics

PREFIX = "homeassistant"
"""Where Home Assistant looks unless it is told otherwise."""

_STATE_MAX = 255
"""The longest state that Home Assistant takes, in characters."""

_HEADLINE = f"{{{{ ((value_json.data.last_update or {{}}).headline or '')[:{_STATE_MAX}] }}}}"
_ALERT = """\
{% set alert = value_json.data %}\
{{ {'event_type': 'resolved' if alert.state == 'resolved' else alert.severity, 'severity': alert.severity,\
 'rule': alert.rule, 'title': alert.title, 'summary': alert.annotations.summary | default(alert.title),\
 'story_time': alert.time} | to_json }}"""


async def announce_player(session: Publisher, topics: Topics) -> None:
    """Have Home Assistant show how far a stream is played."""
    session_of, metrics = {"state_topic": topics.session}, {"state_topic": topics.metrics}
    measured = {**metrics, "platform": "sensor", "state_class": "measurement"}
    await _announce(
        session,
        topics,
        "playback",
        {
            "state": {
                "platform": "sensor",
                "name": "State",
                "device_class": "enum",
                "options": ["waiting", "playing", "ended", "stopped"],
                "value_template": "{{ value_json.state }}",
                **session_of,
            },
            "headline": {"platform": "sensor", "name": "Headline", "value_template": _HEADLINE, **session_of},
            "playing": {
                "platform": "binary_sensor",
                "name": "Playing",
                "device_class": "running",
                "value_template": "{{ 'ON' if value_json.playing else 'OFF' }}",
                **metrics,
            },
            "updates": {"name": "Updates", "value_template": "{{ value_json.seq }}", **measured},
            "progress": {
                "name": "Progress",
                "unit_of_measurement": "%",
                "value_template": "{{ (value_json.progress * 100) | round(1) }}",
                **measured,
            },
            "story_time": {
                "platform": "sensor",
                "name": "Story time",
                "device_class": "timestamp",
                "value_template": "{{ value_json.story_time | timestamp_utc }}",
                **metrics,
            },
            "speed": {"name": "Speed", "value_template": "{{ value_json.speed | default(none) }}", **measured},
            "lateness": {
                "name": "Lateness",
                "device_class": "duration",
                "entity_category": "diagnostic",
                "unit_of_measurement": "ms",
                "value_template": "{{ value_json.lateness_ms | default(none) }}",
                **measured,
            },
        },
        has_player=True,
    )


async def announce_monitor(session: Publisher, topics: Topics, *, live: bool = False) -> None:
    """Have Home Assistant show what the rules make of a stream.

    Args:
        session: Where to publish.
        topics: The stream's topics.
        live: Whether the stream happens now, so that no player says whether it is there.
    """
    metrics = {"state_topic": topics.alert_metrics}
    counted = {**metrics, "platform": "sensor", "state_class": "total_increasing"}
    await _announce(
        session,
        topics,
        "alerts",
        {
            "alert": {
                "platform": "event",
                "name": "Alert",
                "event_types": ["info", "warning", "critical", "resolved"],
                "state_topic": topics.alert("+", "+"),
                "value_template": _ALERT,
            },
            "firing": {
                "platform": "binary_sensor",
                "name": "Alert firing",
                "device_class": "problem",
                "value_template": "{{ 'ON' if value_json.alerts_firing else 'OFF' }}",
                **metrics,
            },
            "alerts": {"name": "Alerts", "value_template": "{{ value_json.alerts }}", **counted},
            "alerts_critical": {
                "name": "Critical alerts",
                "value_template": "{{ value_json.alerts_critical }}",
                **counted,
            },
        },
        has_player=not live,
    )


async def _announce(
    session: Publisher, topics: Topics, part: str, components: dict[str, dict[str, Any]], *, has_player: bool
) -> None:
    """Publish a discovery message; `_` is in no level, so that names stay apart."""
    device = "_".join([*topics.root.split("/"), topics.stream])
    message: dict[str, Any] = {
        "device": {
            "identifiers": [device],
            "name": device.replace("_", " "),
            "manufacturer": "replay",
            "sw_version": __version__,
        },
        "origin": {"name": "replay", "sw_version": __version__},
        "components": {key: {**value, "unique_id": f"{device}-{key}", "qos": 1} for key, value in components.items()},
    }
    if has_player:
        message["availability"] = [{"topic": topics.status}]
    await session.publish(f"{PREFIX}/device/{device}/{part}/config", msgspec.json.encode(message), retain=True)
