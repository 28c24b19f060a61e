"""What is shown of a text where something in it matched: the places, and the words around them."""

from collections.abc import Iterable, Sequence

Place = tuple[int, int]
"""Offset of the first character, and offset behind the last, in code points."""


def merged(places: Iterable[Place]) -> list[Place]:
    """Return *places* in order; what overlaps is one place."""
    found: list[Place] = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def surroundings(text: str, place: Place, around: int) -> Place:
    """Return where whole words around *place* begin and end, *around* characters a side at most."""
    first, last = place
    start, end = max(0, first - around), min(len(text), last + around)
    if start:
        start = text.find(" ", start, first) + 1 or first
    if end < len(text):
        end = max(text.rfind(" ", last, end), last)
    return start, end


def parted(text: str, within: Place, places: Sequence[Place]) -> tuple[str, ...]:
    """Return what stands *within* in parts: every second one, from the second, is what matched.

    Args:
        text: The text.
        within: What is shown of it.
        places: In order, without overlap; one that begins within may end behind.
    """
    place, end = within
    parts: list[str] = []
    for first, last in places:
        if place <= first < end:
            parts += text[place:first], text[first : min(last, end)]
            place = min(last, end)
    return (*parts, text[place:end])
