"""The words of a text without which there is no trigger, found in one scan: where none stands, nothing is read."""

from bisect import bisect_right

import hyperscan
import msgspec

from replay.engine.read.casualties.lexicon.lexicon import lexicon

CONTROL = 0
"""What stands for a control character among letters."""

_LETTERS = bytes(
    (ord(char.lower()) if char.isalpha() else ord(" ")) if char.isascii() and char.isprintable() else CONTROL
    for char in map(chr, range(256))
)
_SPACED = bytes.maketrans(bytes([CONTROL]), b" ")


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


def letters_of(text: str) -> bytes:
    """Return the case-folded letters of a text, `CONTROL` for each control character, and a space for any other."""
    spaced = f" {text} "
    return (spaced if text.isascii() else spaced.casefold()).encode("ascii", "replace").translate(_LETTERS)


def keys_of(text: str, letters: bytes | None = None) -> Keys | None:
    """Return those words of a text, or None if it has none; a word is what other characters than letters part.

    Args:
        text: Any text.
        letters: Its letters, if they are known.
    """
    letters = letters_of(text) if letters is None else letters
    letters = letters.translate(_SPACED) if CONTROL in letters else letters
    ends: list[int] = []
    stands: dict[int, bool] = {}

    def note(key: int, _start: int, end: int, _flags: int, _context: object) -> None:
        beside = _BESIDE[key]
        if beside is not None:
            if key not in stands:
                stands[key] = any(letters.find(word) >= 0 for word in beside)  # `in` tries a number first, and fails
            if not stands[key]:
                return
        ends.append(end - 2)  # without the spaces around the word and the text

    _DATABASE.scan(letters, note)
    if not ends:
        return None
    ends.sort()
    are_in_step = len(letters) == len(text) + 2
    return Keys(ends, are_in_step, ends[-1] if are_in_step else len(text))


_KEYS = sorted(lexicon().keys.items())
_BESIDE = [tuple(map(letters_of, sorted(beside))) or None for _, beside in _KEYS]
_DATABASE = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
_DATABASE.compile(expressions=[letters_of(key) for key, _ in _KEYS], ids=list(range(len(_KEYS))), literal=True)
