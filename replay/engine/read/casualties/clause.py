"""The clause that the automaton is in, and the triggers that wait."""

from dataclasses import dataclass, field

from replay.engine.read.casualties.phrases import Item, NounPhrase
from replay.engine.read.casualties.victims import is_joinable

Nouns = tuple[NounPhrase, ...]


@dataclass(slots=True, eq=False)
class Clause:
    """What has been read of a clause.

    Attributes:
        subjects: The phrases joined to its subject.
        recent: The phrases joined to the last one, whatever its place.
        apposed: Phrases behind a comma, parts of a list only if an `and` follows.
        outer: The subject of the clause around this one, to return to at a comma.
        joined: `and`, `comma` or empty: how the next phrase is joined to the last.
        in_prep: Whether the next phrase stands behind a preposition.
        in_subset: Whether phrases only pick from those before (`including`).
        hedged: Whether something made it a possibility.
        negated: Whether something denies it.
        be: Whether a form of "be" stands since the subject.
        have: Whether a form of "have" does.
        verb: Whether any verb does.
    """

    subjects: Nouns = ()
    recent: Nouns = ()
    apposed: Nouns = ()
    outer: Nouns = ()
    joined: str = ""
    in_prep: bool = False
    in_subset: bool = False
    hedged: bool = False
    negated: bool = False
    be: bool = False
    have: bool = False
    verb: bool = False

    def reset_verb(self) -> None:
        """Forget the verb, at a new subject."""
        self.be = self.have = self.verb = False

    def add(self, noun: NounPhrase) -> None:
        """Take in a phrase that is nobody's object."""
        joined = self.joined if not self.verb else ""
        if joined == "comma" and noun.count is None and self.subjects:
            self.apposed += (noun,)
        else:
            parts = tuple(part for part in self.apposed if part.article == "a") if joined == "and" else ()
            self.apposed = ()
            self._add_recent((*parts, noun), joined=joined)
            self._add_subject((*parts, noun), joined=joined)
        self.joined = ""

    def _add_recent(self, nouns: Nouns, *, joined: str) -> None:
        goes_on = joined and self.recent and (is_joinable(nouns[-1]) or not self.in_prep)
        self.recent = self.recent + nouns if goes_on else nouns

    def _add_subject(self, nouns: Nouns, *, joined: str) -> None:
        if joined and self.subjects and (is_joinable(nouns[-1]) or not self.in_prep):
            self.subjects += nouns
            return
        begins = not self.in_prep or (self.joined and self.verb and is_joinable(nouns[-1]))
        if begins and (self.verb or not self.subjects or self.joined or nouns[-1].count is not None):
            self.subjects = nouns
            self.reset_verb()

    def return_to_outer(self) -> None:
        """Leave a clause that stood between commas."""
        if self.outer:
            self.subjects, self.outer = self.outer, ()
            self.reset_verb()


@dataclass(slots=True, eq=False)
class Waiting:
    """Triggers that wait for the victims behind them.

    Attributes:
        triggers: One, or several joined verbs with the same victims.
        hedged: The clause's, when the trigger was read.
        negated: Likewise.
        nominal: Whether "of" stands between them and the victims.
        nouns: The victims so far.
    """

    triggers: list[Item]
    hedged: bool
    negated: bool
    nominal: bool = False
    nouns: list[NounPhrase] = field(default_factory=list)
