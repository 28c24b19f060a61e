"""Which times of old date what a sentence tells: one that it begins with, or one in the sentence before."""

import re

from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

_LONGEST_SCENE = 300
_LONGEST_DATE = 5
_DATES = ("recap", "historic", "behind", "year")
# The last sentence of a text, if it begins with a year or a time that is long ago.
_LONG_AGO = re.compile(
    r"(?:^|[.!?\n] ?)"
    r"(?:In (?:early |late |mid-)?(?:1[5-9]|20)\d\d|Last (?:month|year|decade)|\w+ (?:year|decade)s? ago)\b"
    r"[^.!?\n]*[.!?\n]+\s*$"
    r"|\b(?:years? (?:on|later)|anniversary)\b[^.!?\n]*[.!?\n]+\s*$"
)
_OLD_TIMES = ("In ", "Last ", " ago", "year", "anniversary")
"""One of them stands wherever it finds a time."""
# These two begin with letters, since the search for some is fast.
_LAST = re.compile(r"last (?<=\blast )(?:week|month|year|(?P<day>[A-Z][a-z]+day)) ?'s\b[^.!?\n]*[.!?\n]+\s*$")
# A sentence that ends with a month or a year.
_ENDS_LONG_AGO = re.compile(
    r"in (?<=\bin )(?=[JFMASOND12])"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)?"
    r" ?(?P<year>(?:1[5-9]|20)\d\d)?[.!?]+\s*$"
)
_BROKE_OUT = frozenset({"off", "exploded", "erupted", "fired", "opened"})
_BLOODSHED = frozenset({"fired", "massacre", "massacred", "bloodshed", "executed", "slaughter"})
EVENT = frozenset({"a", "an", "when", "after", "as", "while", "since", "two", "another", "incident", "attacks"})
"""Words that begin what tells of one event."""


def begins_with_date(sentence: Sentence, place: int) -> bool:
    """Return whether the sentence begins with a date of old that stands before the trigger at *place*."""
    first, name = sentence.hints[0] if sentence.hints else (place, "")
    return first < min(place, _LONGEST_DATE) and name in _DATES


def is_behind_date(form: str, sentence: Sentence, before: set[str]) -> bool:
    """Return whether the sentence before begins with a time that dates both: `In 1994 a ferry sank. Nine died.`."""
    text = form[max(0, sentence.begin - _LONGEST_SCENE) : sentence.begin]
    last = _LAST.search(text) if _BROKE_OUT.isdisjoint(before) else None
    is_last = last is not None and (last["day"] is None or EVENT.isdisjoint(sentence.words))
    is_old = any(map(text.__contains__, _OLD_TIMES))
    return is_last or (is_old and _LONG_AGO.search(text) is not None)


def is_of_old_deed(form: str, sentence: Sentence, finding: Finding, lexicon: Lexicon) -> bool:
    """Return whether the dead are those of an old deed told before: `men shot in 1947. Some say 40 died.`."""
    first = max(0, sentence.begin - _LONGEST_SCENE)
    found = _ENDS_LONG_AGO.search(form, first, sentence.begin)
    if found is None or not (found["year"] or finding.trigger.form == "toll"):
        return False
    known, words = lexicon.words, sentence.words[: finding.end]
    if not (EVENT.isdisjoint(words) and known["events"].isdisjoint(words)):
        return False
    first = max(first, *(form.rfind(stop, first, found.start()) + 1 for stop in ".!?\n"))
    before = form[first : found.start()].casefold().split()
    is_deed = not (known["assault"].isdisjoint(before) and _BLOODSHED.isdisjoint(before))
    return is_deed and known["fresh"].isdisjoint(sentence.words)
