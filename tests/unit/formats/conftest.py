"""Open the files of tests/data/formats as a stream."""

from collections.abc import Callable
from pathlib import Path

import pytest

from replay.formats import open_stream
from replay.model import Stream

DATA = Path(__file__).parents[2] / "data" / "formats"
OpenDay = Callable[..., Stream]


@pytest.fixture
def open_day() -> OpenDay:
    """Return what opens a file by its path below tests/data/formats, in a time zone if one is given."""

    def opened(name: str, timezone: str | None = None) -> Stream:
        return open_stream(DATA / name, timezone=timezone)

    return opened
