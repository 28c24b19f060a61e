"""Say what somebody may have meant who wrote what is not known."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_MOST_COMPARED = 1000


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return what of *known* is close to *word*, or None.

    Args:
        word: What somebody wrote, in any case.
        known: What could have been meant; comparing is slow, so only the first thousand are.
    """
    by_fold = {name.casefold(): name for name in islice(known, _MOST_COMPARED)}
    close = get_close_matches(word.casefold()[:100], by_fold, n=1)
    return by_fold[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'idlib'?``, or an empty text where nothing known is close to *word*."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""
