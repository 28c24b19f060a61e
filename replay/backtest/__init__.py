"""Run rules over recorded streams: no broker, no clock, as fast as it goes; the alerts are those of `replay run`."""

from replay.backtest.backtest import Backtest
from replay.backtest.cutting import cut_streams
from replay.backtest.summary import Summary
from replay.engine import Block

__all__ = ["Backtest", "Block", "Summary", "cut_streams"]
