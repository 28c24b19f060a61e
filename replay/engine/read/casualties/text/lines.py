"""Line breaks that part what is told: those between headlines, and those before the items of a list."""

import re
from itertools import pairwise

_BULLET = re.compile(r"[ \t]*(?:[-*\u2022\u2023\u25aa\u25cf\u2013\u2014\u00b7]|\d{1,2}[.)]) ?(?=\S)")
_PARTED = re.compile(r"\n[ \t\r]*\n")
_BREAK = "\u2029"
_GOES_ON = frozenset({"a", "an", "the", "of", "in", "at", "on", "by", "to", "for", "from", "with", "near", "and", "or"})


def with_breaks(text: str) -> str:
    """Return *text* with a paragraph separator for each line break that ends what is told, every place as it was.

    The lines of a paragraph are headlines if each begins with no small letter and none leaves its end open; other
    lines are those of a paragraph that was cut to a width.
    """
    if "\n" not in text:
        return text
    begin, parts = 0, []
    for found in (*_PARTED.finditer(text), None):
        end = found.start() if found else len(text)
        parts.append(_parted(text[begin:end]))
        if found:
            parts.append(found.group())
            begin = found.end()
    return "".join(parts)


def _parted(paragraph: str) -> str:
    lines = paragraph.split("\n")
    are_headlines = all(_ends(line, behind) for line, behind in pairwise(lines))
    breaks = (_BREAK if are_headlines or _BULLET.match(line) else "\n" for line in lines[1:])
    return lines[0] + "".join(f"{each}{line}" for each, line in zip(breaks, lines[1:], strict=True))


def _ends(line: str, behind: str) -> bool:
    """Return whether a line is not cut where the next one goes on."""
    words, begins = line.split(), behind.lstrip()[:1]
    return bool(words) and not (begins.islower() or words[-1].casefold() in _GOES_ON or line.rstrip().endswith(","))
