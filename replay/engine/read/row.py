r"""Write the words of many texts as one row of bytes to scan, some passes of compiled code for all of them together.

The row is coarser than the words form of `replay.text.Words`: no paragraph breaks, a number parted at its `.` and `,`,
a letter beyond ASCII written out. What stands in the words form as ``" truce talks "`` stands here as `written` gives
it; what stands here need not stand there. So the row says where to look, and never what is there.
"""

import string
from collections.abc import Iterable, Sequence
from itertools import accumulate

from replay.model import Update
from replay.text import Words, normalise

PLAIN = frozenset("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\u2026\u2022\u20ac\u00a3\u00ab\u00bb\u00a0\u202f")
"""Characters beyond ASCII that only ever part words."""

_UPDATE, _FIELD = "\x1e", "\x1f"
_WORD_BYTES = (string.ascii_letters + string.digits).encode()
_ASCII = bytes(range(128))
# Whatever parts words becomes a letter, what words are made of none: `title` then gives the first of each run of
# separators a capital, and the others are taken out.
_MARK = bytes(
    0x80 | ord(chr(code).lower()) if code in _WORD_BYTES else code if chr(code) in _UPDATE + _FIELD else ord("s")
    for code in range(256)
)
_UNMARK = bytes(ord(" ") if code == ord("S") else code & 0x7F for code in range(256))


class Row:
    """The words of some updates.

    Args:
        updates: The updates.

    Attributes:
        words: All words, each between two spaces; updates and fields are parted.
        ends: Offset in `words` behind each update.
    """

    def __init__(self, updates: Sequence[Update]) -> None:
        joined = _joined(f"{each.headline} {_FIELD} {each.body}" for each in updates)
        if not joined.isascii() or joined.count(_UPDATE) + joined.count(_FIELD) != 2 * len(updates):
            joined = _joined(f"{_in_ascii(each.headline)} {_FIELD} {_in_ascii(each.body)}" for each in updates)
        self.words = _marked(joined)
        self.ends = list(accumulate(len(part) + 1 for part in self.words.split(_UPDATE.encode())[:-1]))


def _joined(texts: Iterable[str]) -> str:
    return f" {f' {_UPDATE} '.join(texts)} {_UPDATE}"


def _marked(joined: str) -> bytes:
    return joined.encode().translate(_MARK).title().translate(_UNMARK, b"s")


def _in_ascii(text: str) -> str:
    """Return a text, or its words where it has letters beyond ASCII, or what parts fields and updates."""
    is_simple = text.isascii() or PLAIN.issuperset(_beyond_ascii(text))
    if is_simple and _UPDATE not in text and _FIELD not in text:
        return text
    return _escaped(Words(normalise(text)).value)


def _beyond_ascii(text: str) -> str:
    return text.encode(errors="surrogatepass").translate(None, _ASCII).decode(errors="surrogatepass")


def _escaped(words: str) -> str:
    return words.encode("ascii", "backslashreplace").decode()


def written(words: str) -> bytes:
    """Return how a stretch of a words form, such as ``" truce talks "`` or ``" cease"``, stands in the row."""
    return _marked(_escaped(words))
