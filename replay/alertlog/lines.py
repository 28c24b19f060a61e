"""Alerts as canonical JSON lines: what the alert log holds, for pipes."""

from typing import BinaryIO

import structlog

from replay.alertlog.log import Sink
from replay.errors import OutputError
from replay.model import Alert, Update, canonical_json


def lines_sink(out: BinaryIO) -> Sink:
    """Return a sink that writes each alert to *out* as one line, at once."""
    log = structlog.wrap_logger(structlog.BytesLogger(out), processors=[_canonical])

    def show(alert: Alert, _update: Update | None) -> None:
        try:
            log.info("alert", alert=alert)
        except BrokenPipeError:
            return  # who read them has seen enough (`| head`); the log, the file and the broker still get the rest
        except OSError as error:
            raise OutputError("stdout", error.strerror) from None

    return show


def _canonical(_logger: object, _method: str, event: structlog.typing.EventDict) -> bytes:
    return canonical_json(event["alert"])
