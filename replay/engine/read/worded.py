"""What queries are held against."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from replay.text import Text
from replay.words import Words

Span = tuple[str, int, int]
"""(field, start, end) in the original, code points."""


class Worded(Protocol):
    """Whatever has fields with text, and values."""

    def text(self, field: str) -> Text:
        """Return the text form of a field."""

    def words(self, field: str) -> Words:
        """Return the words form of a field."""

    @property
    def plain(self) -> Mapping[str, str | None]:
        """Return what `replay.engine.read.plain.plain` gives of each field."""

    def values(self, name: str) -> Sequence[str]:
        """Return what is known as *name*, each as `replay.text.folded` gives it."""


FindsSpans = Callable[[Worded], list[Span]]
