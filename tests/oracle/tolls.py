"""What one update says of casualties: one toll at most, told in one of a few ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from replay.model import Update

WAYS = (
    "{} soldiers were killed",
    "{} servicemen were killed",
    "{} Turkish soldiers were killed",
    "{} Turkish troops were killed",
    "{} people were killed",
    "more than {} soldiers were killed",
    "up to {} soldiers were killed",
    "{} more soldiers were killed",
    "death toll rises to {}",
    "Turkey says {} soldiers were killed",
    "Moscow says {} troops were killed",
)
"""How a toll is told, with its number."""

_KILLED = re.compile(r"(?:(\w+) says )?((more than |up to )?(\d+) (more )?(\w+(?: \w+)?) were killed)")
_TOTAL = re.compile(r"death toll rises to (\d+)")
_GROUPS = {
    "soldiers": "soldier",
    "servicemen": "soldier",
    "troops": "soldier",
    "people": "civilian",
    "Turkish soldiers": "turkish soldier",
    "Turkish troops": "turkish soldier",
}

Bounds = tuple[int | None, int | None]
"""Least and most; None is no bound."""


@dataclass(frozen=True)
class Toll:
    """A number of people killed.

    Attributes:
        bounds: How many.
        text: Where it says so.
        group: The victims as a key has them, None where they are not named.
        said_by: Who says so, or None.
        is_increment: Whether they come on top of others.
        is_total: Whether it is a running total.
    """

    bounds: Bounds
    text: tuple[str, str]
    group: str | None = None
    said_by: str | None = None
    is_increment: bool = False
    is_total: bool = False

    @property
    def number(self) -> int:
        """Return what a condition compares: the least, or else the most."""
        least, most = self.bounds
        number = most if least is None else least
        assert number is not None
        return number

    @property
    def shown(self) -> str:
        """Return the number as a person writes it."""
        least, most = self.bounds
        if least is None:
            return f"up to {most}"
        return f"{least}" if least == most else f"at least {least}"

    @property
    def told(self) -> dict[str, int | None]:
        """Return the bounds as an alert has them."""
        return told_bounds(self.bounds)


def told_bounds(bounds: Bounds) -> dict[str, int | None]:
    """Return *bounds* as an alert has them."""
    return {"min": bounds[0], "max": bounds[1]}


def toll_in(text: str) -> bool:
    """Return whether *text* tells of a toll."""
    return bool(_KILLED.search(text) or _TOTAL.search(text))


def toll_of(update: Update, fields: Sequence[str]) -> Toll | None:
    """Return the toll that *update* tells in *fields*, None where it tells none."""
    for name in fields:
        text = getattr(update, name)
        if total := _TOTAL.search(text):
            return Toll((int(total[1]), int(total[1])), (name, total[0]), is_total=True)
        if killed := _KILLED.search(text):
            source, span, bound, number, more, who = killed.groups()
            return Toll(_bounds(bound, int(number)), (name, span.casefold()), _GROUPS[who], source, bool(more))
    return None


def _bounds(bound: str | None, number: int) -> Bounds:
    if bound == "more than ":
        return number + 1, None
    return (None, number) if bound == "up to " else (number, number)
