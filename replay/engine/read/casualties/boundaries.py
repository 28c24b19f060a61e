"""Where a clause begins or ends: behind who says so, a relative or conjunction, a dash, and a sentence's breaks."""

from replay.engine.read.casualties.clause import Clause, Nouns
from replay.engine.read.casualties.memory import Memory
from replay.engine.read.casualties.nominals import is_of_war
from replay.engine.read.casualties.nouns import NounPhrase
from replay.engine.read.casualties.overview import happens_behind
from replay.engine.read.casualties.phrases import Item, Neighbour, Phrase
from replay.engine.read.casualties.waiting import Waiting
from replay.engine.read.casualties.words import SAYING

_STARTS = ("comma", "and", "sub")
_VERBS = ("be", "have", "modal", "verb", "comma")
_ADJECTIVES = ("reported", "confirmed")
_GOING_ON = ("be", "have", "adv", "verb")
_LONGEST_SUBJECT = 6
_BEHIND = frozenset({"following", "follows", "followed", "after", "since", "before"})
_FAR_BEHIND = 4
_AGAINST = frozenset({"but", "while", "whereas", "although", "though", "however"})
_DEEDS = frozenset({"killed", "murdered", "shot", "beheaded", "executed", "gunned", "lynched"})


def on_said(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Begin what somebody says, or what is denied."""
    if before is not None and before.noun is not None and before.noun.article == "no" and item.text in _ADJECTIVES:
        memory.clause.negated = True  # no reported casualties
        return
    if item.tag == "denied":
        memory.denying = memory.denying or not memory.is_thing(after)
    elif before is not None and before.tag in _STARTS:
        memory.denying = False  # denied that two had died, saying one was killed
    if memory.clause.be or (before is not None and before.tag == "be"):
        return
    if memory.waiting is None or not memory.waiting.nouns or memory.waiting.nouns[-1].head:
        memory.give_back()
    memory.close()
    clause = memory.clause
    is_object = before is None or before.noun is None
    memory.clause = Clause(
        recent=clause.recent,
        subjects=clause.subjects if is_object else (),
        hedged=clause.hedged or (clause.unheard and before is not None and before.tag in ("of", "prep")),
        is_cause=item.tag == "claim" and is_of_war(memory),
        retells=clause.contrasts or _answers(memory),
    )


def _answers(memory: Memory) -> bool:
    """Return whether who says so follows what somebody else says: `Lima says 12 men died and Quito says three did`."""
    end = memory.last.start - 1 if memory.last is not None else 0
    is_next = end > 0 and memory.tokens[end].text in (";", "and")
    return is_next and any(token.tag in SAYING for token in memory.tokens[:end])


def _is_deed(item: Neighbour) -> bool:
    """Return whether a relative clause begins with what somebody did: `the men who killed`."""
    return item is not None and item.trigger is not None and item.trigger.form in ("past", "active")


def _is_named_behind(memory: Memory, after: Neighbour) -> bool:
    """Return whether the sentence goes on to say who they were: `the five guests who died were Danes`."""
    if after is None or not isinstance(after, Phrase) or after.end >= len(memory.tokens):
        return False
    be, behind = [*memory.tokens[after.end : after.end + 2], None][:2]
    is_over = behind is not None and "aftermath" in behind.signs  # the five guests who died were buried
    return be is not None and be.tag == "be" and not is_over


def _is_definite(noun: NounPhrase) -> bool:
    """Return whether the phrase has the article, or a headline left it out: `doctor who killed`."""
    return noun.article == "the" or (not noun.article and noun.count is None)


def _tells_of_known(memory: Memory, item: Item, before: Item, after: Neighbour) -> bool:
    """Return whether a relative clause tells of what is named as known: `the blast that killed`."""
    last = memory.last
    if last is None or item.text == "whom" or memory.is_claimed():
        return False
    if item.text == "who":
        return _is_known_who(memory, before, last, after)
    if item.text == "which" and happens_behind(memory.sentence, last, memory.lexicon):
        return False  # the blast, which killed three, shook the city
    if item.text == "which" and before.tag == "prep":
        is_past = any(token.text in _BEHIND for token in memory.tokens[max(0, last.start - _FAR_BEHIND) : last.start])
        is_old = last.article in ("the", "own") or last.counts_known or (is_past and not last.article)
        return is_old or _has_perfect(memory, last.end + 2)
    is_relative = before.noun is not None if item.text == "that" else before.tag in ("comma", "date")
    if not is_relative:
        return False
    is_name = (item.text == "which" and last.is_bare_name) or last.head in memory.lexicon.words["wars"]
    return last.article in ("the", "own") or is_name or _is_headline_event(memory, last) or memory.has_protest()


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
    return is_counted or (_is_definite(last) and last.is_person and _is_deed(after))


def _is_headline_event(memory: Memory, noun: NounPhrase) -> bool:
    """Return whether a headline names one event without its article: `probe into blast that killed 12`."""
    return (
        not noun.article and noun.count is None and not noun.is_plural and noun.head in memory.lexicon.words["events"]
    )


def _is_sought(memory: Memory, before: Item) -> bool:
    """Return whether a relative clause tells what somebody did who is caught or sought: `arrested a man who killed`."""
    if before.text == "those":
        return True
    noun, caught = before.noun, memory.lexicon.words["caught"]
    if noun is None or noun.start == 0:
        return False
    verb = noun.start - 1 if memory.tokens[noun.start - 1].tag not in ("of", "prep") else noun.start - 2
    return verb >= 0 and memory.tokens[verb].text in caught


def _is_mourned(memory: Memory, before: Item, after: Neighbour) -> bool:
    """Return whether a relative clause tells why somebody protests, or who is mourned: `kin of a boy who died`."""
    if before.noun is not None and memory.names_kin_of(before.noun):
        return True
    is_passive = after is not None and (after.tag in ("be", "have") or after.trigger is not None)
    return is_passive and memory.has_protest() and not (after is not None and after.trigger and after.text in _DEEDS)


def on_rel(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Begin a relative clause, with whom it tells of as its subject."""
    if memory.clause.in_brackets and memory.clause.subjects and item.text in ("that", "which"):
        return  # two men (of a militia that fights rebels) died
    has_victims = memory.waiting is not None and bool(memory.waiting.nouns)
    memory.close()
    clause = memory.clause
    clause.is_known = before is not None and _tells_of_known(memory, item, before, after)
    clause.is_cause = before is not None and (_is_sought(memory, before) or _is_mourned(memory, before, after))
    clause.is_relative = item.text in ("who", "which")
    one = before.noun if before is not None and clause.in_subset and clause.names_some else None
    if one is not None and item.text == "who" and one.count is None:
        clause.outer, clause.subjects = clause.subjects, (one,)  # ten were hurt, including a woman who died
        clause.in_subset = False
    elif clause.joined == "comma" and not (before is not None and before.tag == "prep"):
        clause.around = clause.hedged, clause.negated
        clause.outer = clause.subjects
        clause.subjects = clause.recent[-1:]
    elif before is not None and (before.tag in SAYING or before.tag == "prep"):
        clause.subjects = ()  # police said that a man was killed; a raid in which a man was
    elif not (item.text == "who" and _is_of_person(clause)) and (clause.in_prep or has_victims or not clause.subjects):
        clause.subjects = clause.recent
    clause.joined = ""
    clause.in_prep = False
    clause.reset_verb()


def _is_of_person(clause: Clause) -> bool:
    """Return whether `who` means the subject and not what it is of: `four pupils of Ulm College who`."""
    subjects, recent = clause.subjects, clause.recent
    if not (subjects and recent) or not subjects[-1].is_person or recent[-1].count is not None:
        return False
    if recent[-1].is_person and not recent[-1].is_group:
        return False
    return recent[-1].start > 0 and recent[-1].tokens[recent[-1].start - 1].tag in ("of", "prep")


def _outer_of(clause: Clause, item: Item) -> Nouns:
    """Return the subject to come back to behind a clause in between: `two men, when they fled, were shot`."""
    if isinstance(item, Phrase) or item.text in ("but", "so", "however", "whereas"):
        return ()
    return clause.subjects if clause.joined == "comma" else clause.outer


def on_sub(memory: Memory, item: Item, _before: Neighbour, after: Neighbour) -> None:
    """Begin the clause behind a conjunction."""
    memory.close()
    clause = memory.clause
    goes_on = item.text == "but" and after is not None and (after.trigger is not None or after.tag in _GOING_ON)
    memory.clause = Clause(
        subjects=(clause.headed or clause.subjects) if goes_on else (),  # was taken to hospital but died
        outer=_outer_of(clause, item),
        main=clause.subjects if item.text in ("before", "when", "as", "while") else (),
        is_cause=_is_cause(memory, item),
        contrasts=item.text in _AGAINST,
    )


def _is_cause(memory: Memory, item: Item) -> bool:
    """Return whether what the conjunction begins is why somebody does what stands before, or where somebody goes."""
    if item.text == "after":
        return memory.has_protest() or memory.has_response() or memory.has_dead()
    if item.text != "where" or memory.last is None:
        return False
    words, known = memory.sentence.words[: memory.last.end], memory.lexicon.words
    if known["returns"].isdisjoint(words):
        return False
    return known["violence"].difference(known["actors"]).isdisjoint(words)


def on_dash(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Take what stands between two dashes as said in passing."""
    clause = memory.clause
    if clause.outer:
        clause.in_brackets = False
        clause.return_to_outer()
    elif clause.subjects and memory.has_two_dashes():
        memory.close()
        memory.clause = Clause(outer=clause.subjects, in_brackets=True)
    else:
        on_break(memory, item, before, after)


def _is_number(memory: Memory, after: Neighbour) -> bool:
    """Return whether a number is all that stands behind a dash: `Death toll - 15`."""
    noun = after.noun if after is not None else None
    return noun is not None and noun.count is not None and noun.end == len(memory.tokens)


def on_break(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """End the clause and all that it told, at a colon, a semicolon or a dash."""
    memory.close()
    memory.toll = memory.rising = memory.told = None
    memory.denying = False
    memory.clause = Clause()
    if not isinstance(before, Phrase) or before.trigger is None:
        return
    is_heading = item.text == ":" or (before.trigger.form == "toll" and _is_number(memory, after))
    if is_heading and memory.heads_list(before):
        if before.trigger.kind == "unspecified" and memory.tells_kinds_behind(before):
            memory.findings.drop(before)  # Casualties: 2 dead, 5 wounded
        else:
            memory.waiting = Waiting(memory.headings(before), hedged=False, negated=False)  # Deaths: 2 men, 5 boys
