"""What the automaton knows at a place in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from replay.engine.read.casualties.clause import Clause, Waiting
from replay.engine.read.casualties.findings import Findings
from replay.engine.read.casualties.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.nouns import NounPhrase
from replay.engine.read.casualties.phrases import Item
from replay.engine.read.casualties.victims import pick
from replay.engine.read.casualties.words import Word


@dataclass(slots=True, eq=False)
class Memory:
    """What the automaton knows at a place in a sentence.

    Attributes:
        tokens: The sentence.
        lexicon: The vocabulary.
        findings: What has been found.
        clause: The clause that it is in.
        last: The last noun phrase.
        waiting: Triggers that wait for victims, if any.
        toll: A running toll that waits for its value, if any.
        former: The toll's former value, where it stood before the value.
        denying: Whether somebody denies what follows.
    """

    tokens: Sequence[Word]
    lexicon: Lexicon
    findings: Findings = field(default_factory=Findings)
    clause: Clause = field(default_factory=Clause)
    last: NounPhrase | None = None
    waiting: Waiting | None = None
    toll: Item | None = None
    former: int | None = None
    denying: bool = False

    def has_needed(self, trigger: Trigger) -> bool:
        """Return whether the sentence holds what an uncounted use of *trigger* needs."""
        return not trigger.needs or any(token.tag in trigger.needs for token in self.tokens)

    def is_vetoed(self, trigger: Trigger) -> bool:
        """Return whether the sentence speaks of money or sport, where *trigger* means nothing."""
        veto = self.lexicon.words["veto"]
        return trigger.veto and any(token.text in veto for token in self.tokens)

    def give_back(self) -> None:
        """Take the waiting trigger's last victims as the subject of the verb that follows them."""
        waiting, clause = self.waiting, self.clause
        if waiting is not None and len(waiting.nouns) > 1:
            clause.subjects = clause.recent = (waiting.nouns.pop(),)
            clause.reset_verb()
        if waiting is not None and waiting.nouns:
            self.close()

    def close(self) -> None:
        """Find what waits, with the victims so far."""
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            return
        for item in waiting.triggers:
            assert item.trigger is not None
            for noun in pick(waiting.nouns, item.trigger):
                self.findings.add(item, noun, waiting)
