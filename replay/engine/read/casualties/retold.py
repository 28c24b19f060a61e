"""What a field tells again: an old toll once more, or the event that its beginning tells the sequel of."""

from collections.abc import Sequence

from replay.engine.read.casualties.findings import Finding
from replay.engine.read.casualties.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.mention import Kind, Status
from replay.engine.read.casualties.numerals import Count
from replay.engine.read.casualties.tokens import Sentence

_NO_CHANCE = 10
_ATTACKED = frozenset(
    {"attacked", "hit", "hits", "stormed", "ambushed", "struck", "bombed", "exploded", "explodes", "fired", "shot"}
)
_LONGEST_NAME = 4
_LONGEST_VERB = 3
_PERFECT = frozenset({"have", "has"})
_EVENT = frozenset({"a", "an", "when", "after", "as", "while", "since", "two", "another", "incident", "attacks"})


class Retold:
    """Keeps what a field told before.

    Args:
        form: The text form of the field.
        lexicon: The vocabulary.
    """

    def __init__(self, form: str, lexicon: Lexicon) -> None:
        self._form, self._lexicon = form, lexicon
        self._old: dict[tuple[Kind, int], Status] = {}
        self._has_told = False
        self._before: set[str] = set()
        self._end = 0  # of the text whose words are in it

    def status_of(self, sentence: Sentence, finding: Finding, count: Count | None, status: Status) -> Status:
        """Return the status of what *sentence* tells, given what stood before: `recap` where that makes it old."""
        kind, number = finding.trigger.kind, (count.min or 0) if count is not None else 0
        if self._old and status == "reported":
            status = self._old.get((kind, number), status)
        if status == "reported" and not self._has_told and sentence.begin:
            before = self._words_before(sentence.begin)
            is_sum = number > 1 and _is_sum(sentence.words, finding.place) and self._is_calm(before)
            status = "recap" if is_sum or self._is_sequel(sentence, before) else status
        if status in ("recap", "historic") and number >= _NO_CHANCE:
            self._old[kind, number] = status
        self._has_told = self._has_told or status == "reported"
        return status

    def _words_before(self, begin: int) -> set[str]:
        """Return the words of the text before a sentence, of which the next begins no earlier."""
        text = self._form[self._end : begin].casefold()
        self._before.update(text.replace(".", " ").replace(",", " ").replace(":", " ").split())
        self._end = begin
        return self._before

    def _is_calm(self, before: set[str]) -> bool:
        """Return whether the text before tells of no event that may have cost lives: `Ferry sinks.`."""
        known = self._lexicon.words
        return known["violence"].difference(known["actors"]).isdisjoint(before)

    def _is_sequel(self, sentence: Sentence, before: set[str]) -> bool:
        """Return whether the event has a name already, and a trial or an inquiry came first: `The bombing killed`."""
        words, known = sentence.words, self._lexicon.words
        if not known["fresh"].isdisjoint(words):
            return False
        if words[0] == "the" and not known["events"].isdisjoint(words[1:_LONGEST_NAME]):
            return not known["sequels"].isdisjoint(before)
        return not known["trials"].isdisjoint(before) and _ATTACKED.isdisjoint(before)


def _is_sum(words: Sequence[str], place: int) -> bool:
    """Return whether what a later sentence tells is all that happened so far: `Nine marines have died there.`."""
    if _PERFECT.isdisjoint(words[max(0, place - _LONGEST_VERB) : place]):
        return False
    behind, known = words[place:], lexicon().words
    if not (_EVENT.isdisjoint(behind) and known["events"].isdisjoint(behind) and known["strife"].isdisjoint(behind)):
        return False
    return known["fresh"].isdisjoint(words)
