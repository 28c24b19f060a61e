"""What a field tells again: an old toll once more, or the event that its beginning tells the sequel of."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from replay.engine.read.casualties.field.dating import EVENT, begins_with_date, is_behind_date, is_of_old_deed
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.mention import Kind, Status
from replay.engine.read.casualties.phrases.numerals import Count
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

_NO_CHANCE = 10
_MANY = 100
_NEAR = 8
_ATTACKED = frozenset(
    {"attacked", "hit", "hits", "stormed", "ambushed", "struck", "bombed", "exploded", "explodes", "fired", "shot"}
)
_SLAIN = frozenset({"assassinated", "slain", "murdered"})
_DAY_OF_HISTORY = re.compile(r"[Tt]his day\b|[Hh]istory\b|HISTORY\b")
_CHRONICLES = (
    *("FACTBOX", "Factbox", "CHRONOLOGY", "Chronology", "TIMELINE: ", "Timeline: "),
    *("Film review:", "FILM REVIEW:", "Book review:", "BOOK REVIEW:", "Review: ", "REVIEW: "),
)
"""Beginnings of a field that lists past events, or tells what happens in a film."""
_SHORTEST_CHRONICLE = min(map(len, _CHRONICLES))
_CHRONICLE_BEGINNINGS = frozenset(each[:_SHORTEST_CHRONICLE] for each in _CHRONICLES)

_DASHES = ("-", "--", ":")
_YEAR_DIGITS = 4
_CENTURIES = frozenset({"14", "15", "16", "17", "18", "19", "20"})
_MINUTES = 60
_QUOTES = frozenset({"'", '"'})
_LONGEST_NAME = 4
_LONGEST_VERB = 3
_PERFECT = frozenset({"have", "has"})


class Retold(msgspec.Struct, eq=False, gc=False):
    """Keeps what a field told before.

    Attributes:
        _form: The text form of the field.
        _lexicon: The vocabulary.
        _old: The status of old tolls.
        _heads: Who died, of dead told of as known.
        _before: The words of the text up to `_end`.
        _scene: The status of what a sentence began with a date of old.
        _killed_in: The first sentence that told of dead as news.
    """

    _form: str
    _lexicon: Lexicon
    _old: dict[tuple[Kind, int], Status] = {}
    _heads: set[str] = set()
    _before: set[str] = set()
    _end: int = 0
    _has_begun: bool = False
    _has_told: bool = False
    _scene: Status | None = None
    _killed_in: Sentence | None = None

    def status_of(self, sentence: Sentence, finding: Finding, count: Count | None, status: Status) -> Status:
        """Return the status of what *sentence* tells, given what stood before: `recap` where that makes it old."""
        kind, number = finding.trigger.kind, (count.min or count.max or 0) if count is not None else 0
        if status == "reported":
            if self._has_begun or sentence.begin or number >= _MANY:
                status = self._status_behind(sentence, finding, number)
            if status == "reported":
                status = self._status_as_told(sentence, finding)
        self._has_begun = True
        if status == "reported":
            self._has_told, self._scene = True, None
            if kind == "killed" and self._killed_in is None:
                self._killed_in = sentence
        elif status in ("recap", "historic"):
            if number >= _NO_CHANCE:
                self._old[kind, number] = status
            if begins_with_date(sentence, finding.place):
                self._scene = status
            if kind == "killed" and finding.noun is not None and finding.noun.head:
                self._heads.add(finding.noun.head)
        return status

    def _status_as_told(self, sentence: Sentence, finding: Finding) -> Status:
        """Return the status of what looks like news, by how it is told: in quotes, or as an entry of a chronicle."""
        if sentence.words[finding.place - 1] in _QUOTES and self._is_mocked(sentence, finding):
            return "possible"
        if sentence.tokens[0].digits is not None and self._is_entry(sentence):
            return "historic"
        if self._form[:_SHORTEST_CHRONICLE] not in _CHRONICLE_BEGINNINGS or not self._form.startswith(_CHRONICLES):
            return "reported"  # most fields
        return "historic" if self._lexicon.words["fresh"].isdisjoint(sentence.words) else "reported"

    def _status_behind(self, sentence: Sentence, finding: Finding, number: int) -> Status:
        """Return the status of what looks like news by itself, given what stood before."""
        kind, place, words = finding.trigger.kind, finding.place, sentence.words
        if self._old and (old := self._old.get((kind, number))):
            return old
        is_late = sentence.begin > 0 and not self._has_told
        if number >= _MANY and _is_of_war(words, finding.start, place):
            return "recap"
        if self._scene and _goes_on(sentence, self._lexicon):
            return self._scene
        has_killed = self._killed_in is not None and self._killed_in is not sentence
        is_before = has_killed and kind == "killed" and _is_past_perfect(sentence, place)
        if is_before or (self._heads and self._is_known_dead(sentence, finding)):
            return "recap"
        return self._status_late(sentence, finding, number) if is_late else "reported"

    def _is_entry(self, sentence: Sentence) -> bool:
        """Return whether the sentence is a column's entry for a year: `1963 - A dam fails`, not `1430 -`."""
        year = sentence.words[0]
        if len(year) != _YEAR_DIGITS or year[:2] not in _CENTURIES or sentence.words[1] not in _DASHES:
            return False
        return int(year[2:]) >= _MINUTES or _DAY_OF_HISTORY.search(self._form, 0, sentence.begin) is not None

    def _is_mocked(self, sentence: Sentence, finding: Finding) -> bool:
        """Return whether a word in quotation marks tells what happened in a drill only: 40 `"dead"` were tagged."""
        words, mocks, place = sentence.words, self._lexicon.words["mocks"], finding.place
        if words[place + 1 : place + 2] != [words[place - 1]]:
            return False
        return not (mocks.isdisjoint(words) and mocks.isdisjoint(self._words_before(sentence.begin)))

    def _status_late(self, sentence: Sentence, finding: Finding, number: int) -> Status:
        """Return the status of what a field tells first, given the sentences before that told of no casualties."""
        before = self._words_before(sentence.begin)
        is_sum = number > 1 and _is_sum(sentence.words, finding.place) and self._is_calm(before)
        is_old = is_sum or self._is_sequel(sentence, before)
        is_old = is_old or (_goes_on(sentence, self._lexicon) and is_behind_date(self._form, sentence, before))
        is_old = is_old or is_of_old_deed(self._form, sentence, finding, self._lexicon)
        return "recap" if is_old else "reported"

    def _is_known_dead(self, sentence: Sentence, finding: Finding) -> bool:
        """Return whether the victims are known from what was told before, `the teacher`, unless it was this week."""
        noun = finding.noun
        is_same = noun is not None and noun.article == "the" and noun.count is None and noun.head in self._heads
        return is_same and self._lexicon.words["fresh"].isdisjoint(sentence.words)

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
        is_over = not known["trials"].isdisjoint(before) or ("funeral" in before and not _SLAIN.isdisjoint(before))
        is_over = is_over or (_names_event(sentence) and not known["verdict"].isdisjoint(before))
        return is_over and _ATTACKED.isdisjoint(before)


def _goes_on(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether a sentence goes on with what the one before told: `At least nine died.`, not `A bomb killed`."""
    first = sentence.tokens[0]
    is_next = (first.counts and first.tag != "a") or first.tag in ("the", "pronoun", "own") or first.text == "another"
    return is_next and lexicon.words["fresh"].isdisjoint(sentence.words)


def _names_event(sentence: Sentence) -> bool:
    """Return whether a sentence goes on with an event named before: `Nine died in the blast.`, not `in a blast`."""
    words, events = sentence.words, lexicon().words["events"]
    return _goes_on(sentence, lexicon()) and any(word == "the" and behind in events for word, behind in pairwise(words))


def _is_of_war(words: Sequence[str], start: int, place: int) -> bool:
    """Return whether it is what a whole war cost by now: `900 have died in the border war`, `have been 900 deaths`."""
    has_perfect = not _PERFECT.isdisjoint(words[max(0, start - _LONGEST_VERB) : place])
    return has_perfect and not lexicon().words["wars"].isdisjoint(words[place : place + _NEAR])


def _is_past_perfect(sentence: Sentence, place: int) -> bool:
    """Return whether it is what had happened before, and not what somebody says: `Four others had been killed.`.

    `By noon two more had died` tells what happened since.
    """
    words = sentence.words
    near = words[max(0, place - _LONGEST_VERB) : place]
    is_since = words[0] == "by" or (words[place] == "died" and "more" in near)
    return "had" in near and not (sentence.attributes or is_since)


def _is_sum(words: Sequence[str], place: int) -> bool:
    """Return whether what a later sentence tells is all that happened so far: `Nine marines have died there.`."""
    if _PERFECT.isdisjoint(words[max(0, place - _LONGEST_VERB) : place]):
        return False
    behind, known = words[place:], lexicon().words
    if not (EVENT.isdisjoint(behind) and known["events"].isdisjoint(behind) and known["strife"].isdisjoint(behind)):
        return False
    return known["fresh"].isdisjoint(words)
