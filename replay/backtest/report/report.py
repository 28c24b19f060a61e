"""From a running backtest to the file of its report."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from replay.backtest.report.collecting import Collector
from replay.backtest.report.page import render_page
from replay.engine import Block
from replay.language.ruleset import RuleSet
from replay.model import Stream
from replay.replacing import file_aside, file_replacing, is_replaceable


class Report:
    """The report of one backtest.

    Args:
        path: Of the page.
        collected: Where blocks are collected.
    """

    def __init__(self, path: Path, collected: Collector) -> None:
        self._path = path
        self._collected = collected

    def take(self, block: Block) -> None:
        """Collect a block, the next in story time."""
        self._collected.take(block)

    def write(self, alert_digest: str) -> None:
        """Write the page; what stands in its place is replaced when it is whole.

        Args:
            alert_digest: SHA-256 of the alert log, hex.

        Raises:
            OutputError: It cannot be written.
        """
        page = render_page(self._collected, alert_digest=alert_digest)
        with file_replacing(self._path) as file:
            file.write(page.encode())


def check_report(path: Path) -> None:
    """Raise now what writing the page would, so that nobody waits for one that cannot be kept.

    Raises:
        OutputError: It cannot be written there.
    """
    if is_replaceable(path):
        with file_aside(path):
            pass


@contextmanager
def open_report(path: Path | None, rules: RuleSet, streams: Sequence[Stream]) -> Iterator[Report | None]:
    """Give the report that is to be written to *path*, or None where none is wanted."""
    if path is None:
        yield None
        return
    with Collector(rules, streams) as collected:
        yield Report(path, collected)
