"""The triggers that wait for their victims, and which phrases behind them these are."""

import msgspec

from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.phrases.items import Phrase
from replay.engine.read.casualties.phrases.lists import (
    is_elided,
    is_joinable,
    is_listed,
    is_office,
    is_relative_of,
    names_holder,
    without_description,
)
from replay.engine.read.casualties.phrases.noun_phrase import SELF, NounPhrase
from replay.engine.read.casualties.phrases.victims import is_acceptable, is_counted, is_single, pick
from replay.engine.read.casualties.state.clause import Clause, Nouns


class Waiting(msgspec.Struct, eq=False, gc=False):
    """Triggers that wait for the victims behind them.

    Attributes:
        triggers: One, or several joined verbs with the same victims.
        hedged: The clause's, when the trigger was read.
        negated: Likewise.
        nominal: Whether "of" stands between them and the victims.
        is_known: The clause's, when the trigger was read, or as the trigger stands.
        is_cause: The clause's.
        retells: Likewise.
        main: Likewise.
        nouns: The victims so far.
        apposed: Phrases behind a comma, more victims only if an `and` follows.
        names_some: Whether some of them are named: `killed 12 miners, including`.
        takes_all: Whether they are those told of before: `struck five farmers, killing all of them`.
    """

    triggers: list[Phrase]
    hedged: bool
    negated: bool
    nominal: bool = False
    is_known: bool = False
    is_cause: bool = False
    retells: bool = False
    main: Nouns = ()
    nouns: list[NounPhrase] = []
    apposed: Nouns = ()
    names_some: bool = False
    takes_all: bool = False

    def ends_at(self, noun: NounPhrase, clause: Clause) -> bool:
        """Return whether the first phrase behind the triggers is no victim, and so none follows."""
        return not self.nouns and (clause.in_prep or not is_acceptable(noun, self._trigger))

    def take(self, noun: NounPhrase, clause: Clause, last: NounPhrase | None) -> bool:
        """Take in the phrase if it is a victim; return whether it is, or may be one if an `and` follows.

        Args:
            noun: The phrase.
            clause: The one that it stands in.
            last: The phrase before it.
        """
        if self.nouns:
            if not is_acceptable(noun, self._trigger) or (self.names_some and not is_counted(noun)):
                return False
            if _may_go_on(clause.joined, self.nouns[0], noun):
                self.apposed += (noun,)
                return True
            if not self._is_one_more(noun, clause, last):
                return False
            first = self.nouns[0]
            self.nouns.extend(without_description(first, self.apposed) if clause.joined == "comma" else self.apposed)
            self.apposed = ()
        self.nouns.append(noun)
        return True

    def take_all(self, persons: NounPhrase) -> None:
        """Take the persons told of before for the victims, if they can be."""
        self.nouns.append(persons)
        self.takes_all = True

    def victims_of(self, trigger: Trigger) -> list[NounPhrase]:
        """Return the victims of one of the triggers."""
        if len(self.nouns) == len(self.triggers) == 1 and not self.takes_all:
            return self.nouns  # it was acceptable when it was taken
        return pick(self.nouns, trigger)

    def tells_of_all(self) -> bool:
        """Return whether a verb behind the victims tells of all: `the bodies of two men and a boy were found`."""
        first = self.triggers[0]
        needs = first.trigger.needs if first.trigger is not None else ()
        return "find" in needs and not any(token.tag == "find" for token in self.nouns[0].tokens[: first.start])

    @property
    def _trigger(self) -> Trigger:
        trigger = self.triggers[-1].trigger
        assert trigger is not None
        return trigger

    def _is_with(self, noun: NounPhrase, clause: Clause, last: NounPhrase | None) -> bool:
        """Return whether the phrase goes with whom a victim is of: `two aides of a minister and party leader`."""
        is_of = clause.in_prep and last is not None and last.is_person and last is not self.nouns[-1]
        return is_of and not noun.article and noun.count is None and not noun.has_name

    def _is_one_more(self, noun: NounPhrase, clause: Clause, last: NounPhrase | None) -> bool:
        """Return whether the phrase is one more victim of the verb."""
        if clause.joined == "and" and last is not None and _ends_range(noun, last):
            return False
        if is_office(self.nouns[0], noun) or (clause.joined == "and" and self._is_with(noun, clause, last)):
            return False
        is_bare = clause.joined == "comma" and not self.names_some and is_listed(self.nouns[-1], noun)
        return is_bare or _goes_on(clause, noun)


def _ends_range(noun: NounPhrase, last: NounPhrase) -> bool:
    """Return whether two places are named between which it happened: `between Ulm and New Ulm`."""
    return last.start > 0 and last.tokens[last.start - 1].text == "between" and noun.is_bare_name


def _may_go_on(joined: str, first: NounPhrase, noun: NounPhrase) -> bool:
    """Return whether the phrase behind a comma is one more victim if an `and` follows."""
    if joined != "comma" or noun.count is not None:
        return False
    if names_holder(first, noun):
        return False
    return (
        is_joinable(noun)
        or is_relative_of(first, noun)
        or is_elided(first, noun)
        or (noun.has_name and (first.has_name or first.count is not None))
    )


def _goes_on(clause: Clause, noun: NounPhrase) -> bool:
    """Return whether the phrase is one more in a list of victims, and not of places: `between Ulm and Bonn`."""
    if clause.joined == "and":
        return is_counted(noun) or (is_single(noun) and not (clause.in_prep and noun.is_name))
    return clause.joined == "comma" and (noun.count is not None or noun.head in SELF)  # Kills Wife, Self
