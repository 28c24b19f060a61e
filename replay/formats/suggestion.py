"""Say what a mistyped word was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'idlib'?``, or an empty text where nothing known is close to *word*.

    Args:
        word: What somebody wrote, in any case.
        known: What could have been meant.
    """
    by_fold = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_fold, n=1)
    return f"did you mean '{by_fold[close[0]]}'?" if close else ""
