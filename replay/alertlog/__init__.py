"""The alert log, and where it is written and shown: a `Writer` takes its lines, a `Sink` the alerts."""

from replay.alertlog.log import AlertLog, Sink, Writer

__all__ = ["AlertLog", "Sink", "Writer"]
