"""The words of a text without which there is no trigger, found in one scan: where none stands, nothing is read."""

from bisect import bisect_right
from collections.abc import Sequence

import hyperscan
import msgspec

from replay.engine.read.casualties.lexicon import lexicon

_NOT_LETTERS = bytes(byte if chr(byte).isascii() and chr(byte).isalpha() else ord(" ") for byte in range(256))


class Keys(msgspec.Struct, eq=False, gc=False):
    """Those words of a text (`Lexicon.keys`), whatever their case.

    Attributes:
        ends: Where they end in its case-folded letters, in order.
        are_in_step: Whether they end in the text where its case-folded letters have them.
        last: Where the last one ends at most.
    """

    ends: list[int]
    are_in_step: bool
    last: int

    def stand_in(self, text: str, start: int, end: int) -> bool:
        """Return whether one of them stands in a stretch of the text between two marks or spaces."""
        if not self.are_in_step:
            return keys_of(text[start:end]) is not None
        at = bisect_right(self.ends, start)
        return at < len(self.ends) and self.ends[at] <= end


def keys_of(text: str) -> Keys | None:
    """Return those words of a text, or None if it has none; a word is what other characters than letters part."""
    letters = f" {text} ".casefold().encode("ascii", "replace").translate(_NOT_LETTERS)
    ends: list[int] = []
    _DATABASE.scan(letters, _note, context=ends)
    ends.sort()
    if not ends:
        return None
    are_in_step = len(letters) == len(text) + 2
    return Keys(ends, are_in_step, ends[-1] if are_in_step else len(text))


def _note(_key: int, _start: int, end: int, _flags: int, ends: object) -> None:
    assert isinstance(ends, list)
    ends.append(end - 2)  # without the spaces around the word and the text


def _compiled(words: Sequence[bytes]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[b" %b " % word for word in words], ids=list(range(len(words))), literal=True)
    return database


_DATABASE = _compiled(sorted(lexicon().keys))
