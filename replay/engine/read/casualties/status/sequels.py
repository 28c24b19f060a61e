"""Which of two deeds a time, or a court's word, belongs to: `two died after a court jailed`, `met after two died`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.state.findings import Finding

_FINITE = ("be", "have", "verb", "said")
_RELATIVE = (["which"], ["that"], ["who"])
_OPENS_RELATIVE = frozenset({"which", "that", "who", "whose", ","})
_LINKS = (["connection", "with"], ["response", "to"], ["linked", "to"])
_LONGEST_RELATIVE = 20
_LONGEST_NAME = 6
_HOURS = ("hours", "survivors")
_BEGINS = frozenset({"after", "as", "when", "while"})
_ENDS = frozenset({",", "and", "who", "which", "that"})
_LONGEST_OCCASION = 8
_LEAVING = 3
_ANY = frozenset({"a", "an"})
_COURTS = frozenset({"court", "judge", "jury", "tribunal", "was", "were", "been"})
_LONGEST_CLUE = 5
_LONGEST_AFTER = 8
_LONGEST_DATE = 6
_YEAR_DIGITS = 4
_LONG_AGO = ("months", "year", "years", "decade", "decades")
_FROM = ("after", "since", "on", "following")
_NIGHTS = (["nights"], ["mornings"], ["evenings"], ["afternoons"])
_CONDEMNS = frozenset({"condemn", "condemns", "condemned", "denounce", "denounces", "denounced", "deplored"})


def is_occasion(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether the cue at *place* says after what people died: `two were shot dead after a court jailed`."""
    begin = next((at for at in range(place - 1, max(-1, place - _LONGEST_OCCASION), -1) if words[at] in _BEGINS), -1)
    if begin < 0 or not _ENDS.isdisjoint(words[begin + 1 : place]):
        return False
    if finding.end <= begin:
        return not finding.nominal
    return place < finding.place and is_result(words, finding) and has_struck(words[:begin])


def is_of_somebody(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether a court's word behind the deed says who somebody else is: `shot by a convicted dealer`."""
    before = words[max(0, place - 2) : place]
    is_his = place > finding.place and words[place] in lexicon().words["accused"]
    return is_his and not _ANY.isdisjoint(before) and _COURTS.isdisjoint((*before, words[place]))


def is_result(words: Sequence[str], finding: Finding) -> bool:
    """Return whether a participle behind a comma tells what came of a deed: `, killing two`, `, leaving two dead`."""
    place = finding.place
    return "," in words[place - 1 : place] or words[place - _LEAVING : place - _LEAVING + 2] == [",", "leaving"]


def has_struck(words: Sequence[str]) -> bool:
    """Return whether words tell of a deed or a disaster that may have cost lives: `a bomb exploded`."""
    known = lexicon().words
    return any(
        word in known["strikes"] or (word in known["violence"] and word not in known["actors"]) for word in words
    )


def is_calm(words: Sequence[str]) -> bool:
    """Return whether words tell of no deed, and of nobody who may do one but to hold somebody: `police arrested`."""
    lists = lexicon().words
    if has_struck(words):
        return False
    return lists["actors"].isdisjoint(words) or not lists["caught"].isdisjoint(words)


def is_of_sequel(words: Sequence[str], finding: Finding, places: Iterable[int]) -> bool:
    """Return whether a participle tells of a deed days ago: `relatives met, two days after a jet burned, killing two`.

    In `gunmen struck a funeral, killing two` it tells of the one that the sentence begins with.

    Args:
        words: Those of the sentence.
        finding: What the participle tells.
        places: Where it says how long ago something was: `days after`.
    """
    return any(
        has_struck(words[place : finding.place]) and tells_more(words[:place]) and is_calm(words[:place])
        for place in places
        if place < finding.place and words[place] not in _HOURS
    )


def is_spoken_of(words: Sequence[str], finding: Finding, places: Mapping[str, Sequence[int]]) -> bool:
    """Return whether a relative clause tells of a deed for which somebody is sought, or that somebody condemns."""
    before = words[: finding.place]
    if before[-1:] not in _RELATIVE or not _ANY.isdisjoint(before[-_LONGEST_NAME:]):
        return False  # condemned an attack that killed two on Sunday
    is_after = any(at < finding.place for name in ("reaction", "aftermath") for at in places.get(name, ()))
    return is_after or ("behind" in before and not lexicon().words["caught"].isdisjoint(before))


def is_deed_of_week(words: Sequence[str], finding: Finding, days: Sequence[int]) -> bool:
    """Return whether a toll has its own day, one of *days*: `hunt a man who killed two on Monday`, `after two died on`.

    Beside a day of its own, the main clause speaks of a deed told before: `on Tuesday police named the man who`.
    """
    noun, end, day = finding.noun, finding.end, days[0]
    if day < finding.place or "," in words[finding.place : day] or tells_more(words[end:day]):
        return False
    begin = next((at for at in range(finding.start - 1, -1, -1) if words[at] == ","), 0)
    is_long_ago = any(span in _LONG_AGO and link in _FROM for span, link in pairwise(words[begin : finding.start]))
    if is_long_ago or _is_day_of_old(words, day):
        return False  # years after a crash that killed two on a Sunday
    is_counted = noun is not None and noun.count is not None
    if finding.trigger.form != "subject":
        link = finding.place - 1 if finding.place == finding.start else finding.start - 2  # who stabbed two to death
        if [words[link]] in _RELATIVE:
            return is_counted or words[link - 1] != "those"  # demanded the arrest of those who shot a tailor on Sunday
    before = words[max(0, finding.start - _LONGEST_AFTER) : finding.start]
    is_told = "," not in before and ("after" in before or (finding.nominal and not _CONDEMNS.isdisjoint(before)))
    is_alone = all(words[other] == words[day] for other in days)
    return is_counted and is_told and is_alone and not tells_more(words[day + 1 : day + 2])


def _is_day_of_old(words: Sequence[str], day: int) -> bool:
    """Return whether no day of this week is meant: `on a Sunday`, `on Friday nights`, `on Monday night in 1994`."""
    behind = words[day + 1 : day + _LONGEST_DATE]
    return (
        words[day - 1] in _ANY
        or behind[:1] in _NIGHTS
        or any(link in ("in", "of") and _is_year(word) for link, word in pairwise(behind))
    )


def _is_year(word: str) -> bool:
    return word.isdecimal() and word.startswith(("18", "19", "20")) and len(word) == _YEAR_DIGITS


def is_for_known(words: Sequence[str], finding: Finding) -> bool:
    """Return whether something is done for the dead, or over their death: `resigned on Sunday over the fire that`."""
    noun, link = finding.noun, finding.place - 1
    if noun is not None and noun.start > 0 and words[noun.start - 1] == "for":
        return True
    if words[link] not in ("which", "that"):
        return False
    near = range(link - 1, max(0, link - _LONGEST_NAME), -1)
    return any(words[at] in ("over", "behind") or words[at - 1 : at + 1] in _LINKS for at in near)


def is_of_relative(words: Sequence[str], finding: Finding, places: Mapping[str, Sequence[int]]) -> bool:
    """Return whether a participle ends a clause on a known deed: `held over the bomb that hit a bar, killing two`."""
    place = finding.place
    back = range(place - 2, max(0, place - _LONGEST_RELATIVE), -1)
    begin = next((at for at in back if words[at] in _OPENS_RELATIVE), 0)
    article = next((at for at in range(begin - 1, max(0, begin - _LONGEST_NAME), -1) if words[at] == "the"), 0)
    if not article or words[begin] == "," or any(day > begin for day in places.get("fresh", ())):
        return False
    main = words[:article]
    is_after = any(at < article for name in ("reaction", "aftermath") for at in places.get(name, ()))
    is_after = is_after or not lexicon().words["caught"].isdisjoint(main)
    return is_after and is_calm(main) and has_struck(words[begin:place])


def has_clue(words: Sequence[str], finding: Finding, places: Mapping[str, Sequence[int]]) -> bool:
    """Return whether what is known already left its record: `the black box of the jet that crashed, killing two`."""
    clues = [place for place in places["clue"] if place < finding.place and is_calm(words[:place])]
    clues = [place for place in clues if _is_of_known(words[place : finding.place])]
    return bool(clues) and not any(clues[0] < day < finding.place for day in places.get("fresh", ()))


def _is_of_known(words: Sequence[str]) -> bool:
    """Return whether words, the first a clue, go on with whose it is: `black box of the jet`."""
    return any(word in ("of", "from") for word in words[1:_LONGEST_CLUE])


def tells_more(words: Sequence[str]) -> bool:
    """Return whether a verb stands among the words."""
    tags = lexicon().tags
    return any(tags.get(word) in _FINITE or word.endswith("ed") for word in words)
