"""The clause that the automaton is in."""

from dataclasses import dataclass

from replay.engine.read.casualties.phrases.lists import (
    describes,
    is_elided,
    is_joinable,
    is_listed,
    is_relative_of,
    names_holder,
    without_description,
)
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase

_NOMINATIVE = ("he", "she")

Nouns = tuple[NounPhrase, ...]


@dataclass(slots=True, eq=False)
class Clause:
    """What has been read of a clause.

    Attributes:
        subjects: The phrases joined to its subject.
        recent: The phrases joined to the last one, whatever its place.
        apposed: Phrases behind a comma, parts of a list only if an `and` follows.
        headed: The subject before a verb and another phrase: `two men whose car hit a mine`.
        outer: The subject of the clause around this one, to return to at a comma.
        main: The subject of the clause before `before` or `when`: `killed two before being shot dead`.
        joined: `and`, `comma` or empty: how the next phrase is joined to the last.
        in_prep: Whether the next phrase stands behind a preposition.
        is_behind_place: Whether its subject stands behind a comma and one.
        in_subset: Whether phrases only pick from those before (`including`).
        in_brackets: Whether phrases stand in brackets, or between dashes.
        part: The last phrase that did, `four of whom`.
        is_relative: Whether it is a relative clause: `who had vowed to`.
        around: Whether the clause around a relative one was hedged, and negated, to return to at a comma.
        outside: The same before a bracket, and whether phrases only picked from those before.
        names_some: Whether some of the subject were named: `12 miners, including`.
        hedged: Whether something made it a possibility.
        negated: Whether something denies it.
        is_passing: Whether what denies it does so up to the next verb: `men without papers`.
        is_trying: Whether what makes it a possibility does so up to the next finite verb: `men who tried to flee`.
        unheard: Whether it says that nobody told of what follows: `no reports of casualties`.
        be: Whether a form of "be" stands since the subject.
        have: Whether a form of "have" does.
        verb: Whether any verb does.
        is_told: Whether a verb or a trigger stands behind the last phrase.
        is_known: Whether what is told of is named as known: `the blast that killed`.
        is_cause: Whether it says why somebody protests, or is sought: `marched after a man died`.
        contrasts: Whether it stands against the one before: `but`.
        retells: Whether it is what somebody says against what the one before told.
    """

    subjects: Nouns = ()
    recent: Nouns = ()
    apposed: Nouns = ()
    headed: Nouns = ()
    outer: Nouns = ()
    main: Nouns = ()
    joined: str = ""
    in_prep: bool = False
    is_behind_place: bool = False
    in_subset: bool = False
    in_brackets: bool = False
    part: NounPhrase | None = None
    is_relative: bool = False
    around: tuple[bool, bool] | None = None
    outside: tuple[bool, bool, bool] | None = None
    names_some: bool = False
    hedged: bool = False
    negated: bool = False
    is_passing: bool = False
    is_trying: bool = False
    unheard: bool = False
    be: bool = False
    have: bool = False
    verb: bool = False
    is_told: bool = False
    is_known: bool = False
    is_cause: bool = False
    contrasts: bool = False
    retells: bool = False

    @property
    def has_verb(self) -> bool:
        """Return whether it has a verb."""
        return self.verb or self.be or self.have

    @property
    def _is_one(self) -> bool:
        """Return whether the subject is one person, who may be meant by `he`."""
        return len(self.subjects) == 1 and self.subjects[0].is_person and not self.subjects[0].is_plural

    @property
    def heads_persons(self) -> bool:
        """Return whether a relative clause told what persons did: `the men who stormed a base`."""
        last = self.headed[-1] if self.headed else None
        if last is None or not last.is_person or last.end == len(last.tokens):
            return False
        return last.tokens[last.end].text == "who"

    @property
    def lists_persons(self) -> bool:
        """Return whether the subject may go on as a list: `after a guard`, a driver and two boys were killed."""
        return (
            bool(self.subjects)
            and not self.has_verb
            and all(_is_somebody(noun) or noun.is_titled for noun in self.subjects)
        )

    @property
    def _has_begun(self) -> bool:
        """Return whether its own subject stands right behind its conjunction: `while four others`, two of them."""
        if not self.lists_persons or self.subjects[0].start == 0:
            return False
        return self.subjects[0].tokens[self.subjects[0].start - 1].tag == "sub"

    def reset_verb(self) -> None:
        """Forget the verb, at a new subject."""
        self.be = self.have = self.verb = False

    def end_passing(self, *, is_finite: bool) -> None:
        """Forget at a finite verb what denied or hedged no more than what stood before it."""
        if is_finite and self.is_passing:
            self.negated = self.is_passing = False
        if is_finite and self.is_trying:
            self.hedged = self.is_trying = False

    def _begin_subject(self) -> None:
        """Forget the verb, but not the subject that a relative clause may have told of."""
        if self.verb and not self.headed:
            self.headed = self.subjects
        self.be = self.have = self.verb = False

    def add(self, noun: NounPhrase) -> None:
        """Take in a phrase that is nobody's object."""
        if self.joined:
            is_again = noun.article == "pronoun" and noun.head in _NOMINATIVE and not self._is_one
            if not (is_again or (noun.text == "both" and not noun.head)):
                self._add_joined(noun)
                return
            self.joined, self.subjects, self.in_prep = "", (), False  # gunmen abducted a man, he was found dead
        self.apposed, self.recent, self.is_told = (), (noun,), False
        if not self.in_prep and (self.verb or not self.subjects or noun.count is not None):
            self._begin_subject()
            self.subjects = self.recent

    def _add_joined(self, noun: NounPhrase) -> None:
        """Take in a phrase that an `and` or a comma joins to what stands before."""
        joined = "" if self.is_told or self._goes_on_with(noun) else self.joined
        if self.subjects and (
            (joined == "comma" and noun.count is None and not is_listed(self.subjects[-1], noun))
            or (joined == "and" and self.apposed and describes(noun) and not self._is_family(noun))
        ):
            self.apposed += (noun,)
        else:
            self._join(noun, joined)
        self.joined = ""

    def _join(self, noun: NounPhrase, joined: str) -> None:
        """Take in a phrase joined to those before, with those between commas that are more of the same list."""
        is_list = bool(self.subjects) and (joined == "and" or (joined == "comma" and not self.subjects[0].has_name))
        nouns = (*filter(self._is_further, self.apposed), noun) if is_list and self.apposed else (noun,)
        self.apposed = ()
        self.hedged = self.hedged and not (self.is_told and self.joined == "comma" and noun.count is not None)
        self.is_told = False
        goes_on = bool(joined) and (not self.in_prep or is_joinable(noun) or noun.is_titled)
        self.recent = self.recent + nouns if goes_on else nouns
        if goes_on and self.subjects:
            self.subjects += nouns
        elif not self.in_prep or (self.has_verb and not (joined and self.verb) and is_joinable(noun)):
            self._begin_subject()
            self.subjects = nouns

    def drop_occasion(self, only: NounPhrase) -> None:
        """Leave out the *only* subject if it says after what it happened: `after the verdict`, two men were shot."""
        if only.start == 0 or only.count is not None or only.tokens[only.start - 1].tag != "sub":
            return
        if not (self.has_verb or only.is_person or only.is_bare_name):
            self.subjects = ()

    def drop_description(self) -> None:
        """Leave out what says between commas who somebody with a name is: `Ali Khan, a trader, and his son`."""
        if len(self.subjects) == 1:
            self.apposed = without_description(self.subjects[0], self.apposed)

    def begin_apposed(self, last: NounPhrase) -> None:
        """Take the *last* phrase behind a comma for the subject if none closes it: `in Ulm, Swabia, a man was`."""
        if self.joined:
            return
        if _is_somebody(last) or (last.has_name and not any(map(_is_somebody, self.subjects))):
            self.subjects = self.recent = self.apposed[-1:]
            self.apposed = ()
            self.reset_verb()

    def _goes_on_with(self, noun: NounPhrase) -> bool:
        """Return whether the phrase is the subject of a next clause: `a bomb went off, a boy died`."""
        if not self.has_verb:
            return bool(self.headed) and self.joined == "comma" and self._is_victim_of(noun)
        if self.joined == "and":
            in_list = any(each.count is not None and not each.is_never for each in self.recent[-1:])
            return noun.count is not None and not in_list
        if noun.article in ("the", "no"):
            return noun.is_person or noun.article == "no"
        return is_joinable(noun) and (noun.is_person or not noun.head)

    def _is_victim_of(self, noun: NounPhrase) -> bool:
        """Return whether the phrase tells what came of a deed: `raiders stormed a bank`, a clerk was killed."""
        is_somebody = noun.is_person and is_joinable(noun) and not any(each.is_person for each in self.subjects)
        return noun.count is not None or is_somebody

    def _is_further(self, part: NounPhrase) -> bool:
        """Return whether a phrase between commas is one more of a list, and does not say who the first one is."""
        first = self.subjects[0]
        if names_holder(first, part):
            return False
        is_behind_place = self.is_behind_place and first.is_bare_name
        is_named = part.has_name and (first.has_name or first.count is not None or is_behind_place)
        return is_named or is_joinable(part) or self._is_family(part)

    def _is_family(self, noun: NounPhrase) -> bool:
        """Return whether the phrase is one more of a list, its article left out: `a husband, wife and son`."""
        first, apposed = self.subjects[0], self.apposed
        if any(is_relative_of(each, noun) for each in (first, *apposed[:1])) or is_elided(first, *apposed, noun):
            return True
        return bool(apposed) and apposed[0].article == "own" and is_elided(*apposed, noun)

    def end_subset(self) -> None:
        """Leave what only picks from others, behind what is told of all: `three men including a boy were killed`."""
        self.in_subset, self.part = self.in_brackets, None

    def return_to_outer(self) -> None:
        """Leave a clause that stood between commas."""
        if self.around is not None:
            self.hedged, self.negated = self.around
            self.around, self.is_relative = None, False
        if self.outer and not self._has_begun:
            self.subjects, self.outer = self.outer, ()
            self.reset_verb()


def _is_somebody(noun: NounPhrase) -> bool:
    """Return whether the phrase is one person or more, and may be the subject of what follows."""
    return is_joinable(noun) and (noun.is_person or (noun.tokens[noun.end - 1].is_maker and not noun.is_never))
