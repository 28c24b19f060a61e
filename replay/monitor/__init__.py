"""The monitor: follow a stream on a broker, feed the engine in order, send its alerts out."""

from replay.monitor.journal import JournalFile
from replay.monitor.live import LiveMonitor
from replay.monitor.monitor import Monitor

__all__ = ["JournalFile", "LiveMonitor", "Monitor"]
