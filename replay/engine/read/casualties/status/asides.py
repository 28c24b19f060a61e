"""Cues that say who the victims are, or when something else was, and do not date the deed."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.status.sequels import has_struck

_RELATIVE = frozenset({"who", "which", "whose", "that", "believed", "thought", "known", "due", "set"})
_LONGEST_DAY = 3
_SOUGHT = frozenset({"wanted", "accused", "suspected", "involved", "convicted", "linked"})
_PREPS = frozenset({"of", "in", "for", "at", "on", "from", "to"})
_FINITE = frozenset({"is", "are", "was", "were", "been", "died", "dies"})
_AUXILIARIES = frozenset({"was", "were", "been", "had", "has", "have"})
_BEGUN = frozenset(
    {"dismissed", "sacked", "released", "freed", "paroled", "expelled", "evicted", "deported", "divorced", "married"}
    | {"opened", "reopened", "launched", "signed", "agreed", "brokered", "elected", "hired", "formed"}
    | {"arrived", "returned", "joined", "home", "moved"}
)
_MADE = frozenset(
    {"built", "erected", "laid", "born", "completed", "constructed", "founded", "established", "inaugurated", "scaled"}
    | {"manufactured", "commissioned", "bought"}
)
_DUE = ("due", "scheduled", "slated")
_LAUNCHED = ("launched", "begun", "started")
_LEFT_BEHIND = frozenset({"fired", "dropped", "planted", "buried", "launched"})
_GOES_OFF = frozenset({"exploded", "explodes", "detonated", "detonates", "blew", "blows", "went", "goes"})
_BEFORE = ("after", "following", "amid", "despite")
_ABOUT = ("to", "after", "following", "despite", "against", "about")
_CALM = frozenset(
    {"captured", "seized", "retaken", "recaptured", "overrun", "occupied", "jailed", "imposed", "marked"}
    | {"annexed", "abandoned", "vacated", "liberated", "marking", "signed"}
)
_JOINS = frozenset({"and", "when", "while", "after", "before", ";"})
_COMING = frozenset({"ahead", "run-up"})
_LONGEST_PLACE = 4
_RISING = frozenset(
    {"rose", "rises", "risen", "climbed", "climbs", "jumped", "reached", "reaches", "passed", "passes", "taking"}
    | {"bringing", "raising", "pushing", "lifting", "takes", "brings", "raises", "took", "brought", "raised"}
)
_LINKS = frozenset({"who", "which", "that"})
_LONGEST_CLAUSE = 8
_PARTICIPLES = ("ed", "ing")
_IRREGULAR = ("taken", "held", "hurt", "caught", "lost")
_SHORTEST_PARTICIPLE = 5
_FURTHER = frozenset({"second", "third", "another"})
_INTRODUCES = frozenset({"after", "following", "hours", "minutes", "soon", "shortly", "during", "at"})


def is_aside(words: Sequence[str], finding: Finding, place: int, *, by_preps: bool = False) -> bool:
    """Return whether the cue at *place* only describes victims whose verb stands behind: `a man convicted in 2010 was`.

    Args:
        words: Those of the sentence.
        finding: What it tells.
        place: Place of the cue.
        by_preps: Whether a preposition may begin what describes them, as in `a judge of the tribunal was shot`.
    """
    noun = finding.noun
    is_another = words[place + 1 : place + 2] == ["of"] and _is_of_before(words, finding, place)
    is_another = is_another or (_dates_another(words, place) and (place < finding.place or _describes(words, place)))
    is_another = is_another or (words[place] == "last" and _is_known_by_now(words, finding))
    if is_another or (_dates_next if place > finding.place else _dates_doer)(words, finding, place):
        return True
    if noun is not None and noun.start > finding.place and noun.end < place < len(words):
        # Men of Ulm convicted in
        is_of = words[noun.end] == "of" and not _SOUGHT.isdisjoint(words[noun.end : place + 1])
        return is_of or words[noun.end] in _SOUGHT or words[noun.end] in lexicon().words["harmed"]
    if noun is None or not noun.end <= place < finding.place or noun.end == noun.body:
        return False
    first = words[noun.end + (words[noun.end] == ",")]
    is_finite = finding.trigger.form == "subject" or not _FINITE.isdisjoint(words[place : finding.place])
    if words[place] == first and not is_finite:
        return False  # two teens jailed for beating a tramp to death
    is_participle = (first.endswith(_PARTICIPLES) and len(first) >= _SHORTEST_PARTICIPLE) or first in _IRREGULAR
    return is_participle or first in _RELATIVE or (by_preps and first in _PREPS)


def _dates_another(words: Sequence[str], place: int) -> bool:
    """Return whether the cue at *place* says when something else was: `a man dismissed last week shot two`."""
    if place == 0 or "since" in words[max(0, place - _LONGEST_CLAUSE) : place]:
        return False
    is_begun = words[place - 1] in _BEGUN and words[max(0, place - 2)] not in _AUXILIARIES
    is_relic = words[place - 1] in _LEFT_BEHIND and not _GOES_OFF.isdisjoint(words[place + 2 : place + 3])
    return is_begun or is_relic or words[place - 1] in _MADE or words[place - 1] in _DUE or _ends_clause(words, place)


def _is_known_by_now(words: Sequence[str], finding: Finding) -> bool:
    """Return whether an old deed's toll is new: `the toll from last week's fire` rose, are `now known to have died`."""
    if finding.trigger.form == "toll":
        return any(word in _RISING and words[max(0, at - 1)] != "not" for at, word in enumerate(words))
    return words[max(0, finding.place - 3) : finding.place] == ["known", "to", "have"]


def _dates_next(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether the time is of what else stands behind the deed: killed two in a town `taken by rebels in May`."""
    between = words[finding.end : place]
    if not _COMING.isdisjoint(between):
        return True  # ahead of elections in May
    calm = next((at for at, word in enumerate(between) if word in _CALM), 0)
    return calm > 0 and _JOINS.isdisjoint(between[:calm])


def _dates_doer(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether the time ends what is told of who did the deed: `a man freed from jail last month` shot two."""
    if finding.place != place + 2:
        return False
    near = range(max(1, place - _LONGEST_PLACE), place)
    if any(words[at] in _BEGUN and words[at - 1] not in _AUXILIARIES for at in near):
        return True
    begin = _link_before(words, place)
    return begin > 0 and words[begin + 1] in ("have", "has") and "killed" not in words[begin:place]


def _link_before(words: Sequence[str], place: int) -> int:
    """Return the place of the link that begins the clause which the time at *place* ends, or 0: `a man who` came in."""
    return next((at for at in range(place - 2, max(0, place - _LONGEST_CLAUSE), -1) if words[at] in _LINKS), 0)


def _is_of_before(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether the span at *place* is of what came before: `after weeks of protests, police shot two`."""
    if place > finding.place:
        return words[place - 1] in _ABOUT
    return (
        words[place - 1] in _BEFORE
        and "," in words[place : finding.place]
        and _LINKS.isdisjoint(words[place : finding.place])
    )


def _ends_clause(words: Sequence[str], place: int) -> bool:
    """Return whether the time at *place* ends a clause that a verb follows: `a man who came here in 1982` was shot.

    What the clause tells must have cost no lives: not so in `a bomb that exploded in 1998` killed two.
    """
    begin = _link_before(words, place)
    if not begin or has_struck(words[begin:place]):
        return False
    return has_struck(words[place + 2 : place + 3]) or not _FINITE.isdisjoint(words[place + 2 : place + 3])


def _describes(words: Sequence[str], place: int) -> bool:
    """Return whether the time at *place* is that of a building or a relative clause: `a wall built in 1904`."""
    if words[place - 1] in _LAUNCHED:
        return words[place : place + 2] == ["last", "week"]
    return words[place - 1] in _MADE or words[place - 2] in _RELATIVE


def is_introduced(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether the cue only says after what it happened, or where: `after the burial, gunmen killed three`."""
    is_day = place < _LONGEST_DAY and "after" in words[:4]  # a week after the abduction
    if is_day and not _FURTHER.isdisjoint(words[place : finding.place]):
        return True  # a day after the first blast a second one killed two
    if not ("after" in words[:4] or words[0] in _INTRODUCES) or "," not in words[place : finding.place]:
        return False
    return "," not in words[:place]


def is_at_gathering(words: Sequence[str], finding: Finding, place: int) -> bool:
    """Return whether a mourning was attacked itself: `clashes erupted at the funeral of a boy, leaving two dead`."""
    if words[max(0, place - 2)] not in ("at", "outside", "during") and words[place - 1] not in ("at", "during"):
        return False
    return "," in words[place : finding.place] and not lexicon().words["assault"].isdisjoint(words)
