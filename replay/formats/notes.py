"""Count what reading a file had to assume, and list what it set aside: `replay info` shows both."""

from collections import Counter
from datetime import datetime
from typing import Literal

from replay.errors import StreamError
from replay.formats.file.source import Source
from replay.model import Aside

MOST_LISTED = 1000
"""Rows set aside that are listed, of all files together; all are counted."""


class Notes:
    """What is to be told of a file that was read.

    Attributes:
        unit: What places in the file count: lines, or the items of a document.
        set_aside: The first `MOST_LISTED` rows that are not played.
        reasons: How many there are, by the reason.
    """

    def __init__(self, unit: Literal["line", "item"] = "line") -> None:
        self.unit: Literal["line", "item"] = unit
        self.set_aside: list[Aside] = []
        self.reasons: Counter[str] = Counter()
        self._sentences: list[str] = []
        self._counted: dict[str, list[int]] = {}

    def say(self, sentence: str) -> None:
        """Tell something once."""
        self._sentences.append(sentence)

    def count(self, what: str, place: int, *, times: int = 1) -> None:
        """Count more of a kind.

        Args:
            what: The kind, as `Out of order, and sorted by time`.
            place: Where, in `unit`; the first one is told.
            times: How many more.
        """
        counted = self._counted.setdefault(what, [0, place])
        counted[0] += times

    def put_aside(self, place: int, time: datetime | None, why: str) -> None:
        """Take note of a row that is not played."""
        self.reasons[why] += 1
        if len(self.set_aside) < MOST_LISTED:
            self.set_aside.append(Aside(place, time, why, self.unit))

    def error(self, source: Source, what: str, place: int, *, hint: str = "") -> StreamError:
        """Return the error for something wrong at a place of *source*, to be raised."""
        if self.unit == "line":
            return source.error(what, line=place, hint=hint)
        return source.error(what, item=place, hint=hint)

    def sentences(self) -> tuple[str, ...]:
        """Return all that was said, then what was counted, in the order of its first place."""
        counted = sorted(self._counted.items(), key=lambda item: item[1][1])
        first = "first on line" if self.unit == "line" else "first in item"
        return (*self._sentences, *(f"{what}: {count}, {first} {place}." for what, (count, place) in counted))
