"""What only picks from those told of: `including`, `all of them`, and what stands in brackets."""

from replay.engine.read.casualties.grammar.company import takes_all
from replay.engine.read.casualties.phrases.items import Item, Neighbour, Phrase
from replay.engine.read.casualties.state.memory import Memory

_PARTS = ("most", "all", "half")


def on_subset(memory: Memory, item: Item, before: Neighbour, _after: Neighbour) -> None:
    """Let what follows pick from those told of, unless the word begins what is told of all of them."""
    if item.text == "all" and takes_all(memory, before):
        return
    if item.text in _PARTS and (before is None or before.tag not in ("comma", "open", "dash")):
        if item.text == "all" and memory.waiting is not None and memory.persons is not None and before is memory.told:
            memory.waiting.take_all(memory.persons)  # struck five farmers, killing all of them
        return  # all of them died
    if memory.waiting is not None and before is memory.waiting.triggers[-1] and not memory.has_dead():
        return  # the dead include
    if isinstance(before, Phrase) and before.trigger is not None and memory.is_list_of_kinds(before):
        memory.findings.drop(before)  # casualties included two men killed
        return
    memory.clause.in_subset = memory.clause.names_some = True
    if memory.waiting is not None and not memory.waiting.nouns:
        memory.close()
    elif memory.waiting is not None:
        memory.waiting.names_some = True


def on_open(memory: Memory, _item: Item, _before: Neighbour, _after: Neighbour) -> None:
    """Begin a bracket, in which phrases pick from those before it."""
    clause = memory.clause
    clause.outside = clause.hedged, clause.negated, clause.in_subset
    clause.in_subset = clause.in_brackets = True
    memory.around = clause


def on_close(memory: Memory, _item: Item, _before: Neighbour, _after: Neighbour) -> None:
    """End the bracket, and come back to the clause in which it was opened."""
    if memory.around is not None and memory.around is not memory.clause:
        memory.close()
        memory.clause = memory.around  # five men (one of them shot as he fled) were killed
    clause, memory.around = memory.clause, None
    clause.in_subset = clause.in_brackets = False
    clause.part = None
    if clause.outside is not None:
        clause.hedged, clause.negated, clause.in_subset = clause.outside
        clause.outside = None
