"""How far a cue of time, aftermath or denial reaches: which findings of its sentence it dates, if it is one at all."""

from collections.abc import Mapping, Sequence

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import lexicon

Scope = tuple[int, int]
"""The first token place that a cue reaches, and the one behind the last."""

_RELATIVE = frozenset({"who", "which", "whose"})
_PAST = frozenset({"who", "had", "where"})
"""What these begin is older than what stands before."""
_CALM = frozenset({"calm", "peace", "quiet", "silence", "service", "experience", "age", "marriage"})
_PERFECT = frozenset({"has", "have", "had", "been"})
_THAT_HAS = (["that", "has"], ["which", "has"], ["that", "have"], ["which", "have"])
_RAISING = frozenset({"bringing", "raising", "taking", "pushing", "lifting"})
_GATHERINGS = ("funeral", "burial", "vigil", "memorial", "hearing", "trial")
_WHERE = frozenset(
    {"attending", "at", "near", "outside", "during", "hit", "struck", "attacked", "bombed", "stormed", "targeted"}
)
_BLAMES = ("blamed", "blames")
_FOR_ANY = (["for", "a"], ["for", "an"])
_BURIES = ("buried", "bury", "buries")
_FEASTS = frozenset({"anniversary", "commemorate", "commemorates", "commemorating", "commemoration"})
_DEEDS = frozenset({"murder", "assassination", "killing", "kidnapping", "slaughter", "hijacking", "slaying"})
_LONGEST_NAME = 5
_LONGEST_RECORD = 8
_LONGEST_TIME = 6
_LONGEST_OWNER = 4
_RANKS = frozenset({",", "in", "during", "is", "was", "as", "became", "becoming", "called", "what"})
"""Behind these, or one of these and whose it is, nothing worse than what is told of happened: `in Ulm's worst raid`."""
_OLD = ("ancient", "medieval", "prehistoric", "stalin", "napoleon", "verdun", "gallipoli")
_LASTING = frozenset({"since", "this", "so", "to", "in"})
_PARTS = frozenset({"early", "late", "mid"})
_ORDINAL_ENDS = ("st", "nd", "rd", "th")
_DATED = ("recap", "historic", "behind", "verdict")


def scopes_of(words: Sequence[str], places: Mapping[str, Sequence[int]]) -> dict[int, Scope]:
    """Return the scope of each cue of time that does not date the whole sentence: `..., where nine died last week`."""
    scopes: dict[int, Scope] = {}
    for name in _DATED:
        for place in places.get(name, ()):
            is_begun = words[place] in _FEASTS or words[place] == "when" or words[place : place + 2] in _THAT_HAS
            begin = place if is_begun else _begin(words, place)
            if words[place] == "when":
                scopes[place] = place, len(words)
            elif begin:
                is_past = words[begin] in ("who", "had") and "," not in words[begin - 2 : begin]
                scopes[place] = begin, len(words) if is_past else _end(words, place, goes_on=begin == place)
    return scopes


def has_account(words: Sequence[str]) -> bool:
    """Return whether reports or rumours are among *words*: `reports of 12 deaths` were wrong."""
    lists = lexicon().words
    return any(word in lists["accounts"] or word in lists["alleged"] for word in words)


def denies(words: Sequence[str], place: int, deed: int) -> bool:
    """Return whether the denial at *place* is of the deed, and not beside it: `no truth in rumours, but two died`."""
    first, last = sorted((place, deed))
    between = words[first:last]
    if ";" in between or "but" in between:
        return False
    if place < deed:
        return not any(words[at : at + 2] == [",", "and"] for at in range(first, last))
    return "and" not in between or has_account(words[:deed])


def _end(words: Sequence[str], place: int, *, goes_on: bool) -> int:
    """Return where the clause with the cue at *place* ends, behind its relative clauses if it *goes_on*."""
    for at in range(place, len(words)):
        if words[at] == ";" or (words[at] == "," and not (goes_on and words[at + 1 : at + 2] in (["which"], ["when"]))):
            return at
    return len(words)


def _begin(words: Sequence[str], place: int) -> int:
    """Return where the clause begins that the cue at *place* dates alone, 0 if it dates the sentence."""
    is_closed = False
    for at in range(place, 0, -1):
        word, before = words[at], words[at - 1]
        if before == ";":
            return at
        if is_closed:
            continue
        if (
            word in _PAST
            or (word == "that" and _is_deed_of_old(words, at))
            or (word in _RELATIVE and before == ",")
            or (word in _RAISING and _opens(words, at))
        ):
            return at
        is_closed = word == "," or before == ","
    return 0


def _is_deed_of_old(words: Sequence[str], at: int) -> bool:
    """Return whether the clause at *at* tells of another deed: the scene of `a blast that killed` six last year."""
    is_deed = words[at + 1 : at + 2] in (["killed"], ["claimed"], ["left"])
    return is_deed and words[max(0, at - 2)] in ("a", "an") and words[max(0, at - 3)] == "of"


def _opens(words: Sequence[str], at: int) -> bool:
    """Return whether the participle at *at* begins a clause: `, bringing`, `, thereby bringing`."""
    return words[at - 1] == "," or words[at - 2 : at] == [",", "thereby"]


def when_behind(words: Sequence[str], place: int) -> int:
    """Return the place of the `when` that says what happened at the time since which it is: `since 1998, when 101`."""
    if words[place] == "since":
        for at in range(place + 2, min(len(words), place + _LONGEST_TIME)):
            if words[at] == "when":
                return at
    return place


def is_record(words: Sequence[str], place: int) -> bool:
    """Return whether a cue of time only says for how long nothing was worse: `the deadliest attack this year`."""
    known = lexicon().words
    if words[place + 1 : place + 2] == ["of"] and not _CALM.isdisjoint(words[place + 2 : place + 4]):
        return True  # after years of calm
    if words[max(0, place - 2) : place] == ["for", "the"] and _PERFECT.isdisjoint(words):
        return True  # killed nine in a town held for the past two years
    place -= words[place] == "a" and words[place - 1] == "in"
    lasts = words[place] in _LASTING and (words[place] == "since" or not _is_part_of_year(words[place + 1]))
    records = known["records"]
    return lasts and any(
        word in records or _is_ordinal(word) for word in words[max(0, place - _LONGEST_RECORD) : place]
    )


def is_dated(words: Sequence[str], place: int) -> bool:
    """Return whether a year or a month tells one event from others: `the 2000 attack`, `the February sinking`."""
    if place and words[place - 1] == "from":
        return False  # a mine left from the 1999 war
    known = lexicon().words
    names = (singular(word) for word in words[place + 2 : place + _LONGEST_NAME])
    return any(name in known["events"] or name in known["wars"] or name in _DEEDS for name in names)


def is_old_place(words: Sequence[str], place: int, days: Sequence[int]) -> bool:
    """Return whether a cue of history says where something is, or what nothing was worse than: `the ancient city`.

    `In the worst storm in history` ten died now. `The worst storm in history killed` ten long ago, unless it `has`, or
    one of *days* stands behind in the same clause.
    """
    is_of_week = any("," not in words[place:day] and ";" not in words[place:day] for day in days if day > place)
    known = lexicon().words
    if words[place] in _OLD:
        is_now = (
            words[place] == "ancient"
            or is_of_week
            or not (known["assault"].isdisjoint(words) and known["events"].isdisjoint(words))
        )
        is_site = not known["sites"].isdisjoint(words[place + 1 : place + 3])
        return words[place - 1 : place] == ["near"] or (is_site and is_now)
    if words[place] != "history" and words[place : place + 2] != ["in", "history"]:
        return False
    worst = next((at for at in range(max(0, place - _LONGEST_RECORD), place) if words[at] in known["records"]), -1)
    if worst < 0:
        return False
    is_lasting = is_of_week or not _PERFECT.isdisjoint(words[place:])
    return is_lasting or not _RANKS.isdisjoint(words[max(0, worst - _LONGEST_OWNER) : worst])


def is_relic(words: Sequence[str], place: int) -> bool:
    """Return whether a cue of history only says how old something is, `a World War II bomb`, or is of these days."""
    if words[place] == "genocide":
        return words[max(0, place - 1)] == "ongoing"
    return words[place] == "world" and not lexicon().words["relics"].isdisjoint(words[max(0, place - 2) : place + 5])


def _is_part_of_year(word: str) -> bool:
    return word in _PARTS or word in lexicon().words["months"]


def _is_ordinal(word: str) -> bool:
    return word[0].isdecimal() and word.endswith(_ORDINAL_ENDS)


def is_no_aftermath(place: int, words: Sequence[str], places: Mapping[str, Sequence[int]]) -> bool:
    """Return whether a word of aftermath means something else: `blamed on`, `at a funeral`, `a mudslide buried`."""
    idle = places.get("idle", ())
    if place in idle or place - 1 in idle:
        return True
    if words[place] in _BLAMES and any(
        words[at : at + 2] in _FOR_ANY for at in range(place + 1, place + _LONGEST_NAME)
    ):
        return True  # blamed raiders for a bombing that killed six
    if words[place : place + 2] == ["blamed", "for"] and not lexicon().words["weather"].isdisjoint(words[:place]):
        return True
    if words[place] == "prosecutor" and place and words[place - 1] == "a":
        return True  # a clerk and a prosecutor were shot
    if words[place] in _GATHERINGS:
        before = words[max(0, place - 2) : place]
        is_on_the_way = words[max(0, place - 3) : place - 1] == ["way", "to"]
        is_any = words[place + 1 : place + 2] not in (["of"], ["for"])
        return is_on_the_way or (
            is_any and (before == ["on", "a"] or not _WHERE.isdisjoint(before))
        )  # a raid on a funeral
    return words[place] in _BURIES and not lexicon().words["slides"].isdisjoint(words)
