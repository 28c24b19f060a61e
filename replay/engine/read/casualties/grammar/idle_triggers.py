"""Triggers whose words tell of nobody where they stand: a boast, a title, dead things, a mere description."""

from replay.engine.read.casualties.grammar.nominals import BODIES
from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.phrases.items import Item, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.spans import is_span
from replay.engine.read.casualties.state.memory import Memory

BASE_FORMS = frozenset({"kill", "murder", "execute", "behead", "slay", "shoot", "assassinate", "capture", "kidnap"})
"""Verbs as they stand behind `I` or `to`, or in an order."""

_COST = ("cost", "costs", "costing")


def is_idle(memory: Memory, item: Phrase, trigger: Trigger, before: Item | None, after: Item | None) -> bool:
    """Return whether the words of the trigger tell of nothing where they stand."""
    if item.text in BASE_FORMS and (_is_boast(before) or _is_title(memory, item)):
        return True
    is_described = item.text == "dead" and _describes_thing(memory, after)
    is_again = item.text == "die" and before is not None and before.text == "to" and memory.has_dead()
    if is_described or is_again or (trigger.form == "adjective" and trigger.needs and not _costs(before)):
        return True
    if trigger.veto and memory.is_vetoed() and (trigger.kind == "unspecified" or not memory.tells_of_dead()):
        return True
    if trigger.form != "past" or after is None:
        return False
    return after.text in BODIES or (after.noun is not None and _describes(before, after.noun))


def _is_boast(before: Item | None) -> bool:
    """Return whether somebody says what they do: `I kill`."""
    return before is not None and before.noun is not None and before.noun.head in ("i", "we", "you")


def _is_title(memory: Memory, item: Phrase) -> bool:
    """Return whether the verb is capitalised behind a small word, as a title begins: `the Kill Jack game`."""
    if item.start == 0 or not memory.tokens[item.start].mark[0].isupper():
        return False
    before = memory.tokens[item.start - 1]
    return before.tag in ("word", "the", "a", "of", "own") and before.mark.islower()


def _costs(before: Item | None) -> bool:
    """Return whether the phrase before the trigger is what paid with it: `cost five people` their lives."""
    noun = before.noun if before is not None else None
    return noun is not None and noun.start > 0 and noun.tokens[noun.start - 1].text in _COST


def _describes_thing(memory: Memory, after: Item | None) -> bool:
    """Return whether what is dead follows, and is no person: `169 dead elephants`, `two dead batteries`."""
    noun = after.noun if after is not None else None
    if noun is None or noun.article or noun.count is not None or noun.is_person or is_span(noun):
        return False
    named = (word for word in noun.tokens[noun.body : noun.end] if word.tag == "word" or word.is_plural)
    if any(word.is_animal for word in named):
        return True
    return noun.is_never and noun.is_plural and singular(noun.head) not in memory.lexicon.words["events"]


def _describes(before: Item | None, noun: NounPhrase) -> bool:
    """Return whether a participle only describes the noun behind it: `mother of slain soldier`."""
    if before is None:
        return _is_of_owner(noun)
    if noun.article:
        return False
    return before.tag in ("of", "the", "own", "a") or (before.trigger is not None and before.trigger.form == "active")


def _is_of_owner(noun: NounPhrase) -> bool:
    """Return whether a headline only says whose somebody is: `slain soldier's mother`, `kidnapped nurses' families`."""
    tokens, end = noun.tokens, noun.end
    has_mark = end + 1 < len(tokens) and tokens[end].text == "'" and tokens[end + 1].is_person
    return has_mark or any(word.clipped for word in tokens[noun.start : end - 1])
