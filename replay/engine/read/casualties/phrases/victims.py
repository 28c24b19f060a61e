"""Which noun phrases can be victims of which trigger, and how many they are."""

from collections.abc import Sequence
from itertools import pairwise

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import Trigger, lexicon
from replay.engine.read.casualties.lexicon.words import DETERMINERS, Word
from replay.engine.read.casualties.phrases.elaboration import is_elaborated
from replay.engine.read.casualties.phrases.items import Item
from replay.engine.read.casualties.phrases.noun_phrase import THEM, NounPhrase

_DEEDS = frozenset({"attack", "assault", "raid"})
_IN_SPORT = frozenset({"wounded", "missing"})
_ON_DUTY = frozenset({"men", "members", "comrades"})
_SIDES = ("security", "militant")
_UNIT = 2
_LONGEST_DEED = 5
_DETERMINERS = frozenset({"a", "an", "the", "this"})
_BEHIND_LOSS = frozenset({"in", "at", "when", "during", "near", "and", ",", ".", ";", "on", "while", "as"})
_FIGHTS = _DEEDS | {"battle", "fighting", "firefight", "shootout", "gunbattle", "offensive", "fight", "patrol", "mine"}
_LONGEST_FOE = 2
_OVER = ("for", "over", "against")
_FRACTIONS = frozenset({"half", "third", "quarter", "fifth", "tenth", "thirds", "quarters", "fifths", "tenths"})
_SHARES = ("one", "two", "three", "four", "nearly", "almost", "about")
_BODIES = frozenset({"body", "bodies", "corpse", "corpses"})
_HURT = ("injured", "wounded")
_AMONG = ("among", "amongst")
_BESIDE_THINGS = frozenset({"with", "over", "against", "on", "by", "at"})
_WHERE = frozenset({"in", "at", "near", "outside", "off"})


def is_acceptable(noun: NounPhrase, trigger: Trigger) -> bool:
    """Return whether the phrase can be the trigger's victims."""
    if (
        noun.is_never
        or noun.is_owner
        or (noun.head in _FRACTIONS and _is_fraction(noun))
        or (noun.count is None and (trigger.counted or (noun.end > noun.body + 1 and _is_animal(noun))))
        or (trigger.on_duty and not _is_on_duty(noun))
        or (trigger.kind == "wounded" and _is_of_bodies(noun))
    ):
        return False
    if trigger.kind in _IN_SPORT and singular(noun.head) in lexicon().words["athletes"]:
        return False
    if noun.head == "they" and noun.article == "pronoun":
        return trigger.kind == "killed" and trigger.form in ("past", "adjective", "subject")
    is_sure = trigger.sure and bool(noun.head) and noun.article not in ("pronoun", "no") and not noun.is_gerund
    if is_sure or noun.count is not None:
        return is_sure or noun.is_person or not noun.head or not trigger.person
    is_somebody = noun.is_person or (noun.article == "a" and not trigger.person)
    if is_somebody or trigger.kind != "killed":
        return is_somebody or (trigger.kind == "wounded" and noun.is_named and _is_assaulted(noun))
    return noun.is_named or noun.heads_headline


def _is_of_bodies(noun: NounPhrase) -> bool:
    """Return whether dead bodies are told of, which go to hospital but are not hurt: `the bodies of three men`."""
    start, tokens = noun.start, noun.tokens
    is_of = start > 1 and tokens[start - 1].tag == "of" and tokens[start - 2].text in _BODIES
    return is_of or noun.head in _BODIES or (noun.end < len(tokens) and tokens[noun.end].text in _BODIES)


def _is_assaulted(noun: NounPhrase) -> bool:
    """Return whether violence stands behind somebody who is hurt, for names are mostly hurt in sport."""
    assault = lexicon().words["assault"]
    return any(token.text in assault or token.text in _DEEDS for token in noun.tokens[noun.end :])


def _is_fraction(noun: NounPhrase) -> bool:
    """Return whether the phrase is a share of what follows: `a third` of the cattle, `two thirds` of the herd."""
    is_share = noun.article == "a" or noun.text in _SHARES
    return is_share and noun.end < len(noun.tokens) and noun.tokens[noun.end].text == "of"


def _is_animal(noun: NounPhrase) -> bool:
    """Return whether an animal's name, or what was done to it, stands behind it: `zoo hippo Hugo`, `a dog beaten`."""
    animal, last = noun.tokens[noun.end - 2 : noun.end]
    if animal.text in ("named", "called"):
        animal = noun.tokens[noun.end - 3]
    if not animal.is_animal or animal.tag != "word":
        return False
    return last.tag == "name" or last.ends_in_ing or last.text in lexicon().words["harmed"]


def is_duty(head: str) -> bool:
    """Return whether the word is one for fighters or guards."""
    return head in _ON_DUTY or lexicon().sides.get(singular(head)) in _SIDES


def _is_on_duty(noun: NounPhrase) -> bool:
    if noun.count is None and noun.article != "a":
        return False
    if is_duty(noun.head):
        return True
    if noun.count is None or noun.count.max == 0:
        return False
    return _was_in_deed(noun) if noun.head else _was_in_unit(noun)


def _was_in_deed(noun: NounPhrase) -> bool:
    """Return whether persons were lost in what may cost lives: lost two drivers `in an ambush`."""
    behind = [word.text for word in noun.tokens[noun.end : noun.end + _LONGEST_DEED]]
    is_in = noun.is_person and behind[:1] in (["in"], ["to"]) and not _DETERMINERS.isdisjoint(behind[1:2])
    known = lexicon().words
    return is_in and not (known["events"].isdisjoint(behind) and known["assault"].isdisjoint(behind))


def _was_in_unit(noun: NounPhrase) -> bool:
    """Return whether a number alone is of fighters or guards, of whose fight the sentence tells: `the unit` lost four.

    In `the Rangers lost four` it is of games, as its capital shows.
    """
    tokens, units = noun.tokens, lexicon().words["units"]
    if noun.start < _UNIT or (noun.end < len(tokens) and tokens[noun.end].text not in _BEHIND_LOSS):
        return False
    unit = tokens[noun.start - _UNIT]
    is_unit = unit.text in units or lexicon().sides.get(singular(unit.text)) in _SIDES
    if not is_unit or (unit.mark[0].isupper() and noun.start > _UNIT):
        return False
    assault = lexicon().words["assault"]
    return any(word.text in assault or word.text in _FIGHTS for word in tokens) and not _is_contest(tokens[noun.end :])


def _is_contest(behind: Sequence[Word]) -> bool:
    """Return whether it is a fight of words or of games: `the battle over` fees, but not `the battle for Ulm`."""
    for at, (fight, link) in enumerate(pairwise(behind), 2):
        is_game = fight.text in ("clash", "shootout") and link.text == "against"
        if is_game or (fight.text in ("battle", "fight") and link.text in _OVER):
            whom = behind[at : at + _LONGEST_FOE]
            is_place = not is_game and any(word.mark[0].isupper() or word.tag in DETERMINERS for word in whom)
            return not is_place and not any(word.is_person for word in whom)
    return False


def is_counted(noun: NounPhrase) -> bool:
    """Return whether the phrase gives a number, be it by its article."""
    return noun.count is not None or noun.article == "a"


def is_single(noun: NounPhrase) -> bool:
    """Return whether a phrase without a number names one victim."""
    if noun.is_group:
        return False
    is_one = noun.is_person or noun.is_named or noun.is_name or noun.article in ("the", "own") or noun.heads_headline
    return noun.article == "a" or (is_one and not noun.is_plural)


def is_part(noun: NounPhrase, before: Item | None) -> bool:
    """Return whether the phrase only picks some of those just named: `, one of them a child`."""
    if noun.is_part:
        return True
    if before is None or noun.count is None or before.tag not in ("comma", "and"):
        return False
    if noun.end < len(noun.tokens) and noun.tokens[noun.end].text in _AMONG:
        return True  # killed 18 rebels, two chiefs among them
    if before.tag == "and":
        return noun.is_among_them
    if noun.head in THEM or _is_how_hurt(noun):
        return True
    return noun.count.max == 1 and noun.body - noun.start > 1 and noun.head not in _HURT


def _is_how_hurt(noun: NounPhrase) -> bool:
    """Return whether a bare number only says how badly some are hurt: `injuring 14, two` seriously."""
    behind = noun.tokens[noun.end : noun.end + 2]
    return not noun.head and bool(behind) and behind[0].tag == "adv" and not (len(behind) > 1 and behind[1].phrases)


def pick(nouns: Sequence[NounPhrase], trigger: Trigger, *, takes_names: bool = False) -> list[NounPhrase]:
    """Return the victims in a list of joined phrases: those with a number, where there are any.

    A single name may be anybody's or anything's: it is a victim only of who *was killed*.
    """
    if len(nouns) > 1 and is_elaborated(nouns):
        nouns = nouns[:1]
    accepted: list[NounPhrase] = []
    has_count = False
    for noun in nouns:
        if is_acceptable(noun, trigger) or (takes_names and _is_known_by_name(noun, nouns, trigger)):
            accepted.append(noun)
            has_count = has_count or noun.count is not None
    if has_count and len(accepted) > 1:
        return [noun for noun in accepted if noun.count is not None or (is_single(noun) and _is_in_list(noun))]
    return accepted


def _is_known_by_name(noun: NounPhrase, nouns: Sequence[NounPhrase], trigger: Trigger) -> bool:
    """Return whether the phrase, one of *nouns* that count nobody, may be the name of a victim."""
    if not noun.is_name or trigger.person or any(each.count is not None for each in nouns):
        return False
    return trigger.kind == "killed" or (trigger.kind == "wounded" and _is_assaulted(noun))


def _is_plain_verb(word: Word) -> bool:
    return word.tag == "verb" or (word.is_past and word.phrases is None)


def _is_in_list(noun: NounPhrase) -> bool:
    """Return whether the phrase is a person, or may be: no `demonstration` with tear gas, one student was killed."""
    if noun.start and noun.tokens[noun.start - 1].text in _WHERE and noun.is_bare_name:
        return False  # train derails in Uttar Pradesh, 27 killed
    if noun.start and not noun.is_person and _is_plain_verb(noun.tokens[noun.start - 1]):
        return False  # gunmen stormed a bank and three clerks were killed
    return noun.is_person or noun.end == len(noun.tokens) or noun.tokens[noun.end].text not in _BESIDE_THINGS
