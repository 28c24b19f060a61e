"""The report of a backtest: one page of HTML that a person would rather look at than read."""

from replay.backtest.report.collecting import Collector
from replay.backtest.report.page import render_page
from replay.backtest.report.report import Report, check_report, open_report

__all__ = ["Collector", "Report", "check_report", "open_report", "render_page"]
