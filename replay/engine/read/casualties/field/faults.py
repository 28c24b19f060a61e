"""Whether a text finds the fault for an event known by now: `Army blames neglect for blast. It said on Friday`."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.lexicon.words import DETERMINERS
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

_BLAMES = frozenset({"blames", "blamed", "blaming", "faults", "faulted"})
_LED_TO = (["led", "to"], ["contributed", "to"], ["resulted", "in"])
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {day: at for at, day in enumerate(_WEEK, 1)} | {"weekend": 7}
_SOON = 2
_LONGEST_DATE = 4


def finds_fault(sentence: Sentence, finding: Finding, before: AbstractSet[str]) -> bool:
    """Return whether a sentence says, days later, what led to the deaths in an event that the text before names.

    Without the blame, the day that is two days after the deed, or where a deed or the weather led to them, it may be
    the first that is heard of them: `clashes led to the deaths of nine`.

    Args:
        sentence: The sentence.
        finding: What it tells.
        before: The words of the text before it.
    """
    known, words = lexicon().words, sentence.words
    if not finding.nominal or _BLAMES.isdisjoint(before) or known["events"].isdisjoint(before):
        return False
    link = finding.place - 2 - (sentence.tokens[finding.place - 1].tag in DETERMINERS)
    if link < 1 or words[link : link + 2] not in _LED_TO:
        return False
    said = next((at for at in range(link) if sentence.tokens[at].tag == "said"), link)
    if _days_between(words[finding.end : finding.end + _LONGEST_DATE], words[:link]) < _SOON:
        return False
    cause = words[said:link]
    return all(known[name].isdisjoint(cause) for name in ("violence", "strikes", "actors", "weather"))


def _days_between(behind: Sequence[str], said: Sequence[str]) -> int:
    """Return how many days lie between the first day named *behind* and the one on which it was *said*, or 0."""
    deed, speech = (next(filter(None, map(_DAYS.get, words)), 0) for words in (behind, said))
    return (speech - deed) % 7 if deed and speech else 0
