"""Sentences whose triggers tell of nobody, since nothing of what each of them asks for stands there."""

from replay.engine.read.casualties.lexicon.lexicon import TAKEN, Lexicon, Trigger
from replay.engine.read.casualties.phrases.victims import is_duty
from replay.engine.read.casualties.state.overview import has_needed, is_vetoed
from replay.engine.read.casualties.text.sentences import Sentence

_ANYHOW = frozenset({":", "alongside", "among", "amongst", "aboard", "board", "dead", "missing"})
"""With these a sentence may tell of somebody whatever its triggers ask for."""

_ALL = frozenset({"them", "all", "another"})
_DENYING = ("not", "no", "denied")


def is_idle(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether none of a sentence's triggers can tell of anybody: it need not be read."""
    asking: list[tuple[int, int, Trigger]] = []
    for place, (end, value) in sentence.phrases.items():
        if type(value) is Trigger:
            if not (value.counted or value.needs or value.veto or value.on_duty):
                return False  # most sentences
            asking.append((place, end, value))
        elif value == "and":  # along with six others
            return False
    if not asking or not _ANYHOW.isdisjoint(sentence.words) or (sentence.hints and _takes(sentence)):
        return False
    vetoed = is_vetoed(sentence, lexicon)
    for place, end, trigger in asking:
        if vetoed and trigger.veto:
            if (place == 0 and trigger.form == "past") or sentence.behind[end - 1] == "with":
                return False
        elif _may_tell(sentence, place, trigger, lexicon):
            return False
    return True


def _takes(sentence: Sentence) -> bool:
    """Return whether somebody may be taken hostage."""
    return any(sign == TAKEN for _, sign in sentence.hints)


def _may_tell(sentence: Sentence, place: int, trigger: Trigger, lexicon: Lexicon) -> bool:
    """Return whether the trigger at *place* may tell of somebody, for all that can be said without reading."""
    form = trigger.form
    if form == "of" and sentence.behind[place] == "with":
        return True
    if form in ("of", "noun") and trigger.needs:
        if not trigger.counted and has_needed(sentence, trigger, lexicon):
            return True
        return form == "noun" and (_counts(sentence, 0) or _denies(sentence, lexicon))
    if trigger.counted:
        return _counts(sentence, place if form == "active" else 0)
    if trigger.on_duty and form == "active":
        return _counts(sentence, place) or any(map(is_duty, sentence.words[place:]))
    return True


def _counts(sentence: Sentence, place: int) -> bool:
    """Return whether a count may stand behind *place*, or all those be meant who were counted before."""
    behind = sentence.behind
    for at in range(place, len(behind)):
        token = sentence.tokens[at]
        if token.tag == "no" or (token.counts and (token.counts_alone or behind[at] in token.counts_with)):
            return True
    return not _ALL.isdisjoint(sentence.words)


def _denies(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether something is denied."""
    if any(token.tag in _DENYING for token in sentence.tokens):
        return True
    is_phrase = any(value in _DENYING for _, value in sentence.phrases.values())
    return is_phrase or not lexicon.words["saves"].isdisjoint(sentence.words)
