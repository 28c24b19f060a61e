"""The report of a backtest: one page of HTML that a person would rather look at than read."""

from replay.backtest.report.collecting import Collector
from replay.backtest.report.page import render_page, write_page

__all__ = ["Collector", "render_page", "write_page"]
