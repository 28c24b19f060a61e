"""Read what comes in on a topic; what cannot be read is logged."""

import structlog

from replay.mqtt.envelope import Event, parse_event

_log = structlog.get_logger(__name__)


def read_event(topic: str, payload: bytes) -> Event | None:
    """Return the event that a message holds, None where it is not readable."""
    try:
        return parse_event(payload)
    except ValueError as error:
        _log.warning("not readable", topic=topic, reason=str(error))
        return None
