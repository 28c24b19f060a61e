"""What the casualties reader returns: mentions of one field, and the range per kind that they add up to."""

from typing import Literal, get_args

import msgspec

Kind = Literal["killed", "wounded", "missing", "captured", "displaced", "unspecified"]
Status = Literal["reported", "denied", "possible", "historic", "recap"]

KINDS: tuple[Kind, ...] = get_args(Kind)


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One statement about casualties (docs/rules.md, section "Casualties").

    Attributes:
        kind: What became of the victims.
        min: Lower bound, at least 0, or None where the text gives none.
        max: Upper bound, not below `min`, or None likewise; both None for an uncounted mention.
        approx: True for a vague count ("dozens", "about 40").
        who: The victims as written, without count and article, or None.
        status: How the text holds it to be true.
        total: True for a running toll ("death toll rises to 41").
        previous: What a running toll was before, where the text says so.
        increment: True for victims on top of those already told of elsewhere ("two more soldiers", "another 12").
        said_by: To whom the text attributes it, as written, or None.
        start: Offset of the first character read, in the original, in code points.
        end: Offset behind the last one, above `start`.
        tally: Number of the telling in its field, from 0. Mentions of one kind and tally are parts that add up; another
            tally tells the same event again.
    """

    kind: Kind
    min: int | None
    max: int | None
    approx: bool = False
    who: str | None
    status: Status
    total: bool = False
    previous: int | None = None
    increment: bool = False
    said_by: str | None = None
    start: int
    end: int
    tally: int = 0

    @property
    def counted(self) -> bool:
        """Return whether the text gives any bound."""
        return self.min is not None or self.max is not None


class Range(msgspec.Struct, frozen=True):
    """Bounds of a number of victims; None is no bound, both None an uncounted mention."""

    min: int | None
    max: int | None
