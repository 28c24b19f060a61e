"""The alert log, and where alerts are shown, one file each: every one makes a `Sink`."""

from replay.alertlog.log import AlertLog, Sink

__all__ = ["AlertLog", "Sink"]
