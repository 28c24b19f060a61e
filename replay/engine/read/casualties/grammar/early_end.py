"""Where a sentence has nothing more to add: behind its last trigger, once that waits for no victims."""

import re

from replay.engine.read.casualties.state.memory import Memory

# In the codes of words: a count may stand in a gap, or be what another source says or puts the number at.
# A set comes first, since the scan for one is fast.
_COUNTED = re.compile(r"[+#](?:(?<=\+)|(?<=[&vs]#)|(?<=n.#))")
_JOINED = re.compile(r"[+&#](?:(?<=[+&])|(?<=[vs]#)|(?<=n.#))")
_JOINED_OR_TAKEN = re.compile(r"[+&sb#](?:(?<=[+&sb])|(?<=v#)|(?<=n.#))")
_FIRST = frozenset({"with", ":"})
"""Right behind a trigger these let it wait for victims."""


def is_over(memory: Memory, end: int, after: str) -> bool:
    """Return whether nothing behind a phrase that was read can add to the findings, or take from them.

    Args:
        memory: What is known behind the phrase, in a sentence without phrases of the lexicon behind it.
        end: Place behind the phrase.
        after: The text of the item there.
    """
    if memory.toll is not None or memory.rising is not None or after in _FIRST:
        return False
    waiting, told = memory.waiting, memory.told
    if waiting is None:
        if told is not None and told.start == 0 and not memory.findings.found:
            return False
        more = _COUNTED
    elif not waiting.nouns or waiting.apposed or memory.clause.joined:
        return False
    else:
        more = _JOINED if len(waiting.nouns) == 1 else _JOINED_OR_TAKEN
    return more.search(memory.codes(), end - memory.sentence.told) is None
