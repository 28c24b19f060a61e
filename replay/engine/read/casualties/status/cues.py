"""Which cues of status a sentence holds, and where, without those that say nothing of it where they stand."""

from collections.abc import Iterable, Sequence
from itertools import chain

from replay.engine.read.casualties.lexicon.lexicon import STORIES, lexicon
from replay.engine.read.casualties.lexicon.words import DETERMINERS
from replay.engine.read.casualties.status.fiction import is_work, names_thing, names_work, tells_fiction
from replay.engine.read.casualties.status.reach import (
    has_account,
    is_dated,
    is_no_aftermath,
    is_old_place,
    is_record,
    is_relic,
    when_behind,
)
from replay.engine.read.casualties.text.sentences import Sentence

_LOOKING_BACK = frozenset({"how", "why", "remembering", "recalling"})
_IN_DEEDS = frozenset({"in", "during", "when", ";", ","})
_UNREAL = frozenset({"fiction", *STORIES})
_LONGEST_ENTRY = 5
_EACH = ("a", "per")
_EVERY = ("each", "every")
_HELD = ("held", "celebrated", "observed", "staged")
_BEGAN = frozenset({"began", "since", "erupted", "started"})
_RELATIVE = ("that", "which")
_LONGEST_NAME = 4
_AGES = (
    *(["a", "century"], ["past", "century"], ["last", "century"], ["over", "centuries"]),
    *(["a", "decade"], ["past", "decade"], ["over", "decades"], ["each", "winter"], ["every", "winter"]),
)
_TOLLS = ("toll", "death", "deaths", "dead", "casualties", "victims")
_IN_RETURN = frozenset({"revenge", "retaliation", "response", "reprisal", "vengeance"})
_FEASTS = frozenset({"prayers", "prayer", "mass", "sermon"})


def cue_places(sentence: Sentence) -> dict[str, list[int]]:
    """Return the places of a sentence's cues in rising order, by what stands there."""
    words = sentence.words
    looks_back = words[0] in _LOOKING_BACK or _asks_who(sentence)
    if not (sentence.hints or looks_back or sentence.tokens[0].is_month):
        return {}  # most sentences
    found: dict[str, list[int]] = {}
    for place, name in sentence.hints:
        found.setdefault(name, []).append(place)
    if looks_back:
        _merge(found, "recap", [0])
    if sentence.tokens[0].is_month and ":" in words[1:_LONGEST_ENTRY] and words[1].isdecimal():
        _merge(found, "also", [0])  # March 13: three died. March 14: four died.
    _drop_idle(found, sentence)
    return found


def _asks_who(sentence: Sentence) -> bool:
    """Return whether it is asked who did the deed, `Who killed Anna Lind?`, and not what `WHO` says."""
    first = sentence.tokens[0]
    return first.text == "who" and not first.is_acronym and sentence.trigger_at(1) is not None


def _is_rate_of_things(sentence: Sentence, place: int) -> bool:
    """Return whether the cue at *place* says how much there is of a thing: `50,000 barrels per day`."""
    if place and sentence.words[place] in _EVERY:
        return sentence.words[place - 1] in _HELD  # killed ten at a feast held every year
    if place == 0 or sentence.words[place] not in _EACH or sentence.words[place + 2 : place + 3] == ["earlier"]:
        return False
    before = sentence.tokens[place - 1]
    return before.tag == "word" and not before.is_person and before.phrases is None


def _is_of_late(sentence: Sentence, place: int) -> bool:
    """Return whether the cue at *place* says what a storm does these days, or when no deed was: `last week's truce`."""
    words, tokens, known = sentence.words, sentence.tokens, lexicon().words
    if words[place] in _RELATIVE:
        is_of_storm = not known["rages"].isdisjoint(words[max(0, place - _LONGEST_NAME) : place])
        return is_of_storm and not _is_of_an_age(words, place)
    first = place + 2
    if first >= len(words) or not tokens[first - 1].clipped:
        return "week" in words[place + 1 : place + 3] and not _BEGAN.isdisjoint(words[place - (place > 0) : place + 1])
    if words[place] != "last":
        return words[place] == "this" and words[first] in known["records"]  # this year's deadliest crash
    end = next((at for at in range(first, len(words)) if not tokens[at].fills), len(words))
    if not _IN_RETURN.isdisjoint(words[max(0, place - 3) : place]):
        return True
    is_toll = words[first] in _TOLLS and words[place - 1 : place] != ["after"]
    return not is_toll and not any(
        word in known[name] for name in ("violence", "events", "wars", "strife") for word in words[first:end]
    )


def _is_of_an_age(words: Sequence[str], place: int) -> bool:
    """Return whether a toll behind *place* is of long years: `over a century`, but not `the worst in a decade`."""
    records = lexicon().words["records"]
    end = words.index(",", place) if "," in words[place:] else len(words)
    ages = (at for at in range(place, end) if words[at : at + 2] in _AGES)
    return any(records.isdisjoint(words[at - _LONGEST_NAME : at]) for at in ages)


def _merge(found: dict[str, list[int]], name: str, places: Iterable[int]) -> None:
    found[name] = sorted([*found.get(name, ()), *places])


def _dates_deed(sentence: Sentence, place: int) -> bool:
    """Return whether the year at *place* says which deed is meant: `the 2004 bombing`."""
    behind = sentence.tokens[place + 1] if place and place + 1 < len(sentence.tokens) else None
    if behind is None or sentence.tokens[place - 1].tag not in DETERMINERS:
        return False
    if place > 1 and sentence.words[place - 2] not in _IN_DEEDS:
        return False  # a bomb from the 1991 war
    return behind.fills and behind.phrases is None and not behind.is_person and not behind.is_month


def _drop_idle(found: dict[str, list[int]], sentence: Sentence) -> None:
    """Leave out the cues that say nothing of status where they stand."""
    words = sentence.words
    _drop_undated(found, sentence)
    if "wrong" in found and has_account(words[: found["wrong"][-1]]):
        found["false"] = found["wrong"]
    if "fresh" in found:
        found["fresh"] = [place for place in found["fresh"] if _is_day(sentence, place)]
    if "protest" in found:
        _merge(found, "reaction", found["protest"])
    if "aftermath" in found:
        found["aftermath"] = [place for place in found["aftermath"] if not is_no_aftermath(place, words, found)]
    if not _UNREAL.isdisjoint(found):
        _find_fiction(found, sentence)


def _is_day(sentence: Sentence, place: int) -> bool:
    """Return whether the day at *place* dates the deed, not something of it: `Monday's raid, which` killed two."""
    if sentence.tokens[place].clipped or sentence.behind[place] in _FEASTS:
        return False
    return place == 0 or sentence.words[place - 1] != "last"


def _find_fiction(found: dict[str, list[int]], sentence: Sentence) -> None:
    """Keep a cue of fiction where it is one, and note one where the sentence tells a film's story or a drill's."""
    stories = sorted(chain.from_iterable(found.pop(name) for name in STORIES if name in found))
    told = [place for place in found.pop("fiction", ()) if not names_thing(sentence, place)]
    if told or tells_fiction(sentence, stories):
        found["fiction"] = told or stories


def _drop_undated(found: dict[str, list[int]], sentence: Sentence) -> None:
    """Leave out the cues of old times that date nothing, and let years and months date what they stand before."""
    words = sentence.words
    if "year" in found:
        years = found.pop("year")
        _merge(found, "historic", [place for place in years if _dates_deed(sentence, place)])
    if "dated" in found:
        _merge(found, "recap", [place for place in found["dated"] if is_dated(words, place)])
    if "recap" in found:
        places = [when_behind(words, place) for place in found["recap"]]
        places = [
            place for place in places if not (_is_rate_of_things(sentence, place) or _is_of_late(sentence, place))
        ]
        found["recap"] = [place for place in places if words[place] == "when" or not is_record(words, place)]
    if "historic" in found:
        days = found.get("fresh", ())
        found["historic"] = [place for place in found["historic"] if not _is_no_history(sentence, place, days)]
    if "few" in found:
        found["recap"] = [place for place in found.get("recap", ()) if place - 1 not in found["few"]]


def _is_no_history(sentence: Sentence, place: int, days: Sequence[int]) -> bool:
    """Return whether a cue of history is of these days, *days* of the week, or names no work that tells of it."""
    words = sentence.words
    return (
        is_relic(words, place)
        or is_old_place(words, place, days)
        or (is_work(words, place) and not names_work(sentence, place))
    )
