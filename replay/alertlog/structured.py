"""Alerts as entries of the program's own log, at the level of their severity."""

import logging

import structlog

from replay.alertlog.log import Sink
from replay.model import Alert, Update

_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "critical": logging.CRITICAL}


def log_sink() -> Sink:
    """Return a sink that logs each alert with structlog."""
    log = structlog.get_logger("replay.alerts")

    def show(alert: Alert, update: Update | None) -> None:
        log.log(
            _LEVELS[alert.severity],
            "alert",
            id=alert.id,
            rule=alert.rule,
            state=alert.state,
            story_time=alert.time.isoformat(),
            stream=alert.stream,
            key=alert.key,
            headline=update.headline if update else None,
            matched=[evidence.text for evidence in alert.evidence],
        )

    return show
