"""What the automaton finds in a sentence, before it has a status and a place in the original."""

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.groups import group_of
from replay.engine.read.casualties.lexicon.lexicon import NOMINAL, Trigger
from replay.engine.read.casualties.phrases.items import Phrase
from replay.engine.read.casualties.phrases.noun_phrase import FURTHER, SELF, NounPhrase
from replay.engine.read.casualties.state.clause import Clause
from replay.engine.read.casualties.state.waiting import Waiting

_REPEATS = 8
_MORE = FURTHER | {"others"}
_NOMINATIVE = ("he", "she")
_OBJECTIVE = ("him", "her")

VAGUE = frozenset({"", "people", "persons", "others", "men", "members"})
"""What victims are called by whoever does not say who they are."""


class Finding(msgspec.Struct, eq=False, gc=False):
    """A trigger with one group of its victims.

    Attributes:
        trigger: What happened.
        noun: The victims, or None.
        start: Place of the first token read.
        end: Place behind the last one.
        place: Place of the trigger.
        hedged: Whether the clause holds it as possible only.
        negated: Whether the clause denies it.
        nominal: Whether a noun tells it ("the killing of").
        is_known: Whether it is told as known already.
        is_cause: Whether it is why somebody protests or is sought.
        previous: A running toll's former value.
        of_theirs: Whether it tells of the bodies of whom a sentence before named.
        is_retold: Whether it is what another source says.
        whom: Who they are that a toll counts, where its number stands apart from them.
    """

    trigger: Trigger
    noun: NounPhrase | None
    start: int
    end: int
    place: int
    hedged: bool
    negated: bool
    nominal: bool = False
    is_known: bool = False
    is_cause: bool = False
    previous: int | None = None
    of_theirs: bool = False
    is_retold: bool = False
    whom: NounPhrase | None = None

    @property
    def is_theirs(self) -> bool:
        """Whether it tells of nobody but `they`."""
        return self.noun is not None and self.noun.head == "they" and self.noun.article == "pronoun"


def _has_counted(found: list["Finding"], trigger: Trigger) -> bool:
    """Return whether victims of the same kind were found, whom a pronoun may mean."""
    return any(known.trigger.kind == trigger.kind and known.noun is not None for known in found)


def _is_same(noun: NounPhrase, known: NounPhrase | None) -> bool:
    """Return whether victims were found before, and are called `the youth` now at most."""
    if known is noun:
        return True
    is_again = known is not None and noun.article == "the" and noun.count is None
    return is_again and known is not None and bool(noun.head) and known.head == noun.head


def _may_be(noun: NounPhrase, known: NounPhrase) -> bool:
    """Return whether two phrases may name the same: `33 Turkish soldiers` and `30 troops`, but not `Syrian troops`."""
    if not VAGUE.isdisjoint((noun.head, known.head)):
        return True
    if noun.head == known.head:
        one, other = ({word.text for word in each.tokens[each.body : each.end]} for each in (noun, known))
        return one <= other or other <= one
    one, other = (
        {*(group_of(" ".join(word.text for word in each.tokens[each.body : each.end])) or "").split()}
        for each in (noun, known)
    )
    return "civilian" not in one and (one <= other or other <= one)


def _is_another(noun: NounPhrase, mood: Clause | Waiting) -> bool:
    """Return whether a pronoun means who killed the others: `killed two and himself`, `before police shot him`."""
    if noun.head in SELF:
        return True
    doers = mood.main
    is_one = len(doers) == 1 and doers[0].is_person and not doers[0].is_plural
    return bool(doers) and (noun.head in _NOMINATIVE or (is_one and noun.head in _OBJECTIVE))


class Findings(msgspec.Struct, eq=False, gc=False):
    """Collects the findings of a sentence; the same victims are found once per kind."""

    found: list[Finding] = msgspec.field(default_factory=list)

    def add(self, item: Phrase, noun: NounPhrase | None, mood: Clause | Waiting, *, denied: bool = False) -> None:
        """Add what the trigger *item* tells of *noun*, in the mood of a clause or of a trigger read earlier."""
        trigger = item.trigger
        assert trigger is not None
        if noun and self.found and self._has_found(trigger, noun, mood):
            return
        start, end = item.start, item.end
        if noun is not None:  # min and max take ten times as long
            origin = noun.behind_origin
            is_before, goes_on = noun.start < start, origin > end
            start, end = noun.start if is_before else start, origin if goes_on else end
        finding = Finding(
            trigger=trigger,
            noun=noun,
            start=start,
            end=end,
            place=item.start,
            hedged=mood.hedged,
            negated=mood.negated or denied,
            is_known=mood.is_known and trigger.form != "toll",
            is_cause=mood.is_cause,
            is_retold=mood.retells and noun is not None and self._has_told(trigger, noun),
            of_theirs=noun is None and trigger.form == "noun" and bool(trigger.needs),
            nominal=trigger.form in NOMINAL or (isinstance(mood, Waiting) and mood.nominal),
        )
        self.found.append(finding)

    def _has_found(self, trigger: Trigger, noun: NounPhrase, mood: Clause | Waiting) -> bool:
        """Return whether the victims were found before, by the same phrase or as whom a pronoun means."""
        recent = self.found[-_REPEATS:]
        if noun.article == "pronoun" and not _is_another(noun, mood) and _has_counted(recent, trigger):
            return True
        return any(_is_same(noun, known.noun) and known.trigger.kind == trigger.kind for known in recent)

    def drop(self, item: Phrase) -> None:
        """Drop what was found with the trigger *item*."""
        self.found = [known for known in self.found if known.place != item.start]

    def _has_told(self, trigger: Trigger, noun: NounPhrase) -> bool:
        """Return whether as such victims others were told of before, who may be the same: not `five more`."""
        behind = noun.tokens[noun.count.end : noun.end] if noun.count is not None else ()
        if any(word.text in _MORE for word in behind):
            return False
        told = [known.noun for known in self.found if known.noun is not None and known.trigger.kind == trigger.kind]
        return any(_may_be(noun, known) for known in told)

    def fill(self, item: Phrase, noun: NounPhrase) -> None:
        """Add a number that stood without a verb, unless it was found with another trigger."""
        if any(known.noun is noun for known in self.found):
            return
        same = next((known for known in self.found if known.place == item.start), None)
        if same is not None:
            self.found.append(replace(same, noun=noun, start=noun.start, end=noun.end, previous=None))

    def retell(self, noun: NounPhrase) -> None:
        """Add what another source says of the victims found last."""
        if self.found and (last := self.found[-1]).noun is not None:
            place, end = noun.start, noun.end
            self.found.append(
                replace(last, noun=noun, start=place, end=end, place=place, previous=None, is_retold=True)
            )

    @property
    def last_noun(self) -> NounPhrase | None:
        """The victims found last."""
        return self.found[-1].noun if self.found else None

    def has_found(self, item: Phrase) -> bool:
        """Return whether anything was found with the trigger *item*."""
        return any(known.place == item.start for known in self.found)

    def are_dead(self, noun: NounPhrase) -> bool:
        """Return whether the same victims were found dead."""
        dead = [known for known in self.found if known.noun is noun and known.trigger.kind == "killed"]
        return any(not (known.hedged or known.negated) for known in dead)

    def has_told(self, item: Phrase) -> bool:
        """Return whether what was found last is what the trigger *item* tells."""
        return bool(self.found) and self.found[-1].place == item.start

    def add_toll(self, item: Phrase, noun: NounPhrase, mood: Clause, *, is_former: bool) -> int | None:
        """Add a running toll's value, or note its former one on the value found already, else return it."""
        is_known = self.has_told(item)
        former = noun.count.min if noun.count is not None and is_former else None
        if is_former and is_known:
            self.found[-1] = replace(self.found[-1], previous=former)
        elif not is_former and not self.has_found(item):
            self.add(item, noun, mood)
            if self.has_told(item):
                self.found[-1].whom = _counted_by(item, noun)
        return former

    def note_former(self, former: int | None) -> None:
        """Note what the toll found last was before, where the text said so before its value."""
        if former is not None and self.found and self.found[-1].previous is None:
            self.found[-1] = replace(self.found[-1], previous=former)


def _counted_by(toll: Phrase, number: NounPhrase) -> NounPhrase | None:
    """Return the phrase right behind a toll that says whom it counts: `death toll among Turkish soldiers`."""
    tokens, body = number.tokens, toll.end + 1
    end = next((at for at in range(body, number.start) if not tokens[at].is_member), number.start)
    if number.head or end <= body or tokens[toll.end].text not in ("among", "amongst", "of", "for"):
        return None
    is_group = tokens[end - 1].is_person and tokens[end - 1].is_plural
    return NounPhrase(tokens, body, body, end, tokens[body].text, tokens[end - 1].text) if is_group else None
