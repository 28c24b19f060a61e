"""Whether what denies is of no report: `dismissed last week, he shot two`, `rejected a truce and killed two`."""

from replay.engine.read.casualties.lexicon.words import DETERMINERS, SAYING
from replay.engine.read.casualties.phrases.items import Item, Neighbour
from replay.engine.read.casualties.phrases.spans import is_span
from replay.engine.read.casualties.state.memory import Memory

_SENT_AWAY = ("dismissed", "rejected")
_AWAY = ("from", "by", "for", "after")


def is_of_nothing(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> bool:
    """Return whether nothing that follows the word *item* is denied."""
    return memory.is_thing(after) or _is_sent_away(item, before, after) or _is_refused(memory, item, before, after)


def _is_sent_away(item: Item, before: Neighbour, after: Neighbour) -> bool:
    """Return whether somebody lost a post or a suit, and no report its truth: `a man dismissed last week shot two`."""
    if item.text not in _SENT_AWAY:
        return False
    noun = after.noun if after is not None else None
    if noun is not None:
        return is_span(noun) or (noun.is_person and (before is None or before.tag in DETERMINERS))
    return after is not None and after.text in _AWAY


def _is_refused(memory: Memory, item: Item, before: Neighbour, after: Neighbour) -> bool:
    """Return whether no report is rejected, but an offer or the like: `who rejected a truce` killed two."""
    if not item.text.startswith("reject"):
        return False
    if before is not None and before.tag == "be":
        return True
    noun = after.noun if after is not None else None
    alleged = memory.lexicon.words["alleged"]
    if noun is None or noun.count is not None or noun.head in alleged or noun.end == len(memory.tokens):
        return False
    behind = memory.tokens[noun.end + (memory.tokens[noun.end].tag == "and") :][:1]
    if not behind or behind[0].ends_in_ing or behind[0].text in alleged:
        return False
    return behind[0].tag not in SAYING or (before is not None and before.tag == "rel")
