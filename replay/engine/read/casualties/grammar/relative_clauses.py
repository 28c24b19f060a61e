"""Whether a relative clause tells of what is known already: `the blast that killed`, `the man who killed`."""

from replay.engine.read.casualties.grammar.known_deeds import is_blamed_at
from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.words import DETERMINERS
from replay.engine.read.casualties.phrases.items import Item, Neighbour, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.state.memory import Memory
from replay.engine.read.casualties.state.overview import happens_behind, is_claimed

_VERBS = ("be", "have", "modal", "verb", "comma")
_LONGEST_SUBJECT = 6
_BEHIND = frozenset({"following", "follows", "followed", "after", "since", "before"})
_FAR_BEHIND = 4
_OPENED = frozenset({"open", "opened", "opens", "opening"})
_BESIDE_PLACES = frozenset({"prep", "of", "a", "the", "own", "date"})
_LONGEST_PLACE = 12
_FAR_VERB = 3
_BLAMES = frozenset({"blamed", "blames"})
_FAR_BLAME = 6
_HOMES = frozenset({"home", "homes", "house", "houses"})
_DEEDS = frozenset({"killed", "murdered", "shot", "beheaded", "executed", "gunned", "lynched"})


def _is_deed(item: Neighbour) -> bool:
    """Return whether a relative clause begins with what somebody did: `the men who killed`."""
    if item is None or item.trigger is None:
        return item is not None and item.text == "shot"  # the man who shot two
    return item.trigger.form in ("past", "active")


def _is_named_behind(memory: Memory, after: Neighbour) -> bool:
    """Return whether the sentence goes on to say who they were: `the five guests who died were Danes`."""
    if after is None or not isinstance(after, Phrase) or after.end >= len(memory.tokens):
        return False
    be, behind = [*memory.tokens[after.end : after.end + 2], None][:2]
    is_over = behind is not None and "aftermath" in behind.signs  # the five guests who died were buried
    return be is not None and be.tag == "be" and not is_over


def _is_definite_phrase(noun: NounPhrase) -> bool:
    """Return whether the phrase has the article, or a headline left it out: `doctor who killed`."""
    is_headline = noun.start == 0 or not noun.is_plural  # but a bus was hit by gunmen who killed two
    return noun.article == "the" or (not noun.article and noun.count is None and is_headline)


def tells_of_known(memory: Memory, item: Item, before: Item, after: Neighbour) -> bool:
    """Return whether a relative clause tells of what is named as known: `the blast that killed`."""
    last = memory.last
    if last is None or item.text == "whom" or is_claimed(memory.sentence):
        return False
    if item.text == "who":
        return _is_known_who(memory, before, last, after)
    if _rages_on(memory, last, after) or (
        item.text == "which" and happens_behind(memory.sentence, last, memory.lexicon)
    ):
        return False  # the blast, which killed three, shook the city
    event = _event_before(memory, last)
    is_known = last.head in memory.lexicon.words["wars"] or (event is not None and _is_known_event(memory, *event))
    if item.text == "which" and before.tag == "prep":
        first = event[0] if event is not None else last.start
        is_past = any(token.text in _BEHIND for token in memory.tokens[max(0, first - _FAR_BEHIND) : first])
        is_old = is_known or (event is None and (last.article in ("the", "own") or last.counts_known))
        is_old = is_old or (is_past and not last.article) or (last.article != "a" and memory.has_protest())
        return is_old or _has_perfect(memory, last.end + 2)
    is_name = item.text == "which" and last.is_bare_name
    is_known = is_known or is_name or (event is None and last.article in ("the", "own")) or memory.has_protest()
    return is_known and (before.noun is not None or (item.text == "which" and before.tag in ("comma", "date")))


def _rages_on(memory: Memory, last: NounPhrase, after: Neighbour) -> bool:
    """Return whether a storm is told of by what it did so far: `the flood that has` killed two."""
    rages = memory.lexicon.words["rages"]
    return (
        after is not None
        and after.tag == "have"
        and any(word.text in rages for word in last.tokens[last.start : last.end])
    )


def is_subject(memory: Memory, last: NounPhrase) -> bool:
    """Return whether no preposition makes the event part of something else: `The storm` that, but not `links to`."""
    event = _event_before(memory, last)
    first = event[0] if event is not None else last.start
    while first and memory.tokens[first - 1].tag in DETERMINERS:
        first -= 1
    return first == 0 or memory.tokens[first - 1].tag not in ("prep", "of")


def _event_before(memory: Memory, last: NounPhrase) -> tuple[int, int] | None:
    """Return where the phrase begins and ends of an event whose place may stand behind: `the raid on Ulm` that."""
    tokens, events = memory.tokens, memory.lexicon.words["events"]
    for at in range(last.end - 1, max(-1, last.end - _LONGEST_PLACE), -1):
        if singular(tokens[at].text) in events and not (at and tokens[at - 1].text in _OPENED):
            first = at
            while first and (tokens[first - 1].fills or tokens[first - 1].tag == "date"):
                first -= 1
            return first, at
        if not (tokens[at].fills or tokens[at].tag in _BESIDE_PLACES):
            return None
    return None


def _is_known_event(memory: Memory, first: int, at: int) -> bool:
    """Return whether the event from *first* to *at* is one that has a name, or that somebody is blamed or held for."""
    tokens, words = memory.tokens, memory.sentence.words
    article = tokens[first - 1].tag if first else ""
    if article in ("the", "own") or tokens[first].tag == "date":
        return True
    is_any = article == "a" or tokens[at].is_plural
    first -= article == "a"
    link, verbs, lists = words[first - 1 : first], words[max(0, first - _FAR_VERB) : first], memory.lexicon.words
    is_charge = article == "a" and not _BLAMES.isdisjoint(words[max(0, first - _FAR_BLAME) : first])
    if is_charge or link == ["over"] or (link and is_blamed_at(memory, first - 1)):
        return not is_charge  # resigned over a fire that killed; but not: blamed rebels for a raid that killed
    if "those" in verbs:
        return True  # kin of those killed in a crash that killed
    is_of = first > 1 and memory.tokens[first - 1].tag in ("of", "prep") and not tokens[at].is_plural
    if is_of and words[first - 2] in lists["traces"]:
        return True  # survivors of a crash that killed
    found = memory.findings.found
    if memory.clause.is_cause or any(each.is_known or each.is_cause for each in found):
        return True  # those who died in a raid that killed
    return not (is_any or found)  # probe into blast that killed 12


def _has_perfect(memory: Memory, begin: int) -> bool:
    """Return whether the clause that begins at *begin* tells what has happened by now: `in which many have died`."""
    verbs = (token for token in memory.tokens[begin : begin + _LONGEST_SUBJECT] if token.tag in _VERBS)
    return next((token.text in ("have", "has") for token in verbs), False)


def _is_known_who(memory: Memory, before: Item, last: NounPhrase, after: Neighbour) -> bool:
    """Return whether `who` tells of persons named as known: `the man who killed`, `the 12 pupils who died`."""
    whom = memory.persons if before.tag == "comma" and memory.persons is not None else last
    is_counted = whom.counts_known and not _is_named_behind(memory, after)
    if whom is not last or before is not last:
        return whom is not last and is_counted  # the 12 pupils, most of them girls, who died
    is_one = _is_definite_phrase(last) or _is_at_home(memory, last)
    return is_counted or (is_one and last.is_person and _is_deed(after))


def _is_at_home(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether somebody's home is spoken of: `the home of a gunman who killed two`."""
    words = memory.sentence.words[max(0, noun.start - 2) : noun.start]
    return words[1:] == ["of"] and words[0] in _HOMES


def is_sought(memory: Memory, before: Item) -> bool:
    """Return whether a relative clause tells what somebody did who is caught or sought: `arrested a man who killed`."""
    if before.text == "those":
        return True
    noun, caught = before.noun, memory.lexicon.words["caught"]
    if noun is None or noun.start == 0:
        return False
    if noun.text in caught:
        return True  # troops pursued rebels who
    verb = noun.start - 1 if memory.tokens[noun.start - 1].tag not in ("of", "prep") else noun.start - 2
    return verb >= 0 and memory.tokens[verb].text in caught


def is_mourned(memory: Memory, before: Item, after: Neighbour) -> bool:
    """Return whether a relative clause tells why somebody protests, or who is mourned: `kin of a boy who died`."""
    if before.noun is not None and memory.names_kin_of(before.noun):
        return True
    is_passive = after is not None and (after.tag in ("be", "have") or after.trigger is not None)
    return is_passive and memory.has_protest() and not (after is not None and after.trigger and after.text in _DEEDS)
