"""What somebody says or denies: where it begins, and whether it answers what somebody else says."""

from replay.engine.read.casualties.grammar.denials import is_of_nothing
from replay.engine.read.casualties.grammar.known_deeds import is_of_war
from replay.engine.read.casualties.lexicon.words import SAYING
from replay.engine.read.casualties.phrases.items import Item, Neighbour
from replay.engine.read.casualties.state.clause import Clause
from replay.engine.read.casualties.state.memory import Memory

_STARTS = ("comma", "and", "sub")
_ADJECTIVES = ("reported", "confirmed")
_ANSWERING = (";", "and")
_PARTING = (",", ".", ";")


def on_said(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> None:
    """Begin what somebody says, or what is denied."""
    if before is not None and before.noun is not None and before.noun.article == "no" and item.text in _ADJECTIVES:
        memory.clause.negated = True  # no reported casualties
        return
    verb = memory.items.second() if after is not None and after.text == "to" else None
    is_called = verb is not None and verb.text in ("be", "have") and item.tag == "said"
    if is_called and before is not None and before.noun is not None:
        return  # two men said to be rebels were killed
    if item.tag == "denied":
        memory.denying = memory.denying or not is_of_nothing(memory, item, before, after)
    elif before is not None and before.tag in _STARTS:
        memory.denying = False  # denied that two had died, saying one was killed
    if (memory.clause.be and not _tells_anew(memory, before, after)) or (before is not None and before.tag == "be"):
        return
    if memory.waiting is None or not memory.waiting.nouns or memory.waiting.nouns[-1].head:
        memory.give_back()
    memory.close()
    clause = memory.clause
    is_object = before is None or before.noun is None
    is_more = item.text.endswith("ing") and before is not None and before.tag == "comma"  # feared, adding that two died
    is_unheard = clause.unheard and before is not None and before.tag in ("of", "prep")
    memory.clause = Clause(
        recent=clause.recent,
        subjects=clause.subjects if is_object else (),
        hedged=(clause.hedged and not is_more) or is_unheard,
        is_known=item.tag == "claim" and clause.is_known,
        is_cause=item.tag == "claim" and is_of_war(memory),
        retells=clause.contrasts or _answers(memory),
    )


def _tells_anew(memory: Memory, before: Neighbour, after: Neighbour) -> bool:
    """Return whether somebody else gives a number behind what was told: `12 were killed in Ulm, Quito says 15` died."""
    noun = after.noun if after is not None else None
    has_number = noun is not None and noun.count is not None
    return has_number and memory.told is not None and before is not None and before.noun is not None


def _answers(memory: Memory) -> bool:
    """Return whether who says so follows what somebody else says: `Lima says 12 men died and Quito says three did`."""
    end, tokens, told = memory.last.start - 1 if memory.last is not None else 0, memory.tokens, memory.told
    if end <= 0 or not any(token.tag in SAYING for token in tokens[:end]):
        return False
    if tokens[end].text == "," and told is not None:
        return not any(token.text in _PARTING for token in tokens[told.end : end])  # says two died, Quito says three
    return tokens[end].text in _ANSWERING


def hear_another(memory: Memory) -> None:
    """Begin what a second source says: `according to Lima 12 men died, according to Quito` 15."""
    if memory.sentence.words[: memory.told.start if memory.told else 0].count("according"):
        memory.close()
        memory.clause = Clause(retells=True)
