"""What rules are given of a block of updates: of one that comes again what brings something new."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import count
from operator import attrgetter, length_hint
from typing import cast

from replay.engine.decide.conclusion import Heard, Input, Phase, Told
from replay.engine.decide.edits import Edits, Matched, Texts, new_of
from replay.engine.decide.seats import Seat
from replay.engine.fact import Fact, Identity, Match, Reading, unread_inputs
from replay.engine.guard import Guard
from replay.engine.where import satisfies_where
from replay.model import Head, Update

_UPDATES = Phase.UPDATES  # to ask an enumeration for a member takes as long as a call
_BLANK = Input(Match(identity=(), time=datetime.min.replace(tzinfo=UTC), trigger=None))
_RULE_ID, _TEXTS = attrgetter("rule.id"), attrgetter("texts")
_WHOLE = "whoever reads elsewhere leaves updates whole"

_Given = tuple[int, Seat, Heard]
"""The place of a rule, the rule, and what it is given."""


class Hearing:
    """Hand updates to the rules.

    Args:
        seats: The rules.
        alone: The ids of those of which a fact is told as it is.
        guard: Keeps what fails in a rule to the rule.

    Attributes:
        edits: What the newest updates matched.
        hears_all: Whether some rule is to hear of every update, whatever was read in it.
    """

    def __init__(self, seats: Sequence[Seat], alone: Collection[str], guard: Guard) -> None:
        self._seats = seats
        self._guard = guard
        self._alone = frozenset(alone)
        self._are_alone = len(self._alone) == len(seats)
        self._by_id = {seat.rule.id: (place, seat) for place, seat in enumerate(seats)}
        of_all = [(place, step) for place, seat in enumerate(seats) for step in unread_inputs(seat.rule)]
        self.hears_all = bool(of_all)
        self._alike = [place for place, seat in enumerate(seats) if seat.hears_all]
        self._apart = [(place, step) for place, step in of_all if not seats[place].hears_all]
        self._names = {
            seats[place].rule.id: place for place in self._alike if seats[place].decision.news(_BLANK) is not None
        }
        self.edits = Edits(tuple(self._names))

    def hear(
        self, updates: Sequence[Head], readings: Mapping[int, Reading], first: int, *, remember: bool = True
    ) -> tuple[defaultdict[int, list[Heard]], list[Told]]:
        """Return what each rule is given of a block of updates, by the place of the rule, and what is told as it is.

        Args:
            updates: In release order; whole where a rule hears of them.
            readings: What was read in them, by their places from 0.
            first: The place of the first of them in the order of release.
            remember: Whether their edits are held against them.
        """
        read = {place: reading.facts for place, reading in readings.items() if reading.facts}
        if self.hears_all:
            return self._hear_all(updates, read, first, remember=remember), []
        given: defaultdict[int, list[Heard]] = defaultdict(list)
        told: list[Told] = []
        edits, rows = self.edits, list[tuple[Identity, int, Matched]]()
        identities = {place: (updates[place].stream, updates[place].id) for place in sorted(read)}
        again = edits.again([*identities.values()])
        for index, identity in identities.items():
            update, place, facts = updates[index], first + index, read[index]
            moment = update.time, _UPDATES, place
            known = edits.known(identity, place) if again else None
            row: Matched
            if known is None and (self._are_alone or self._alone.issuperset(map(_RULE_ID, facts))):
                told.append((moment, facts))
                row = _row_of(facts)
            else:
                assert isinstance(update, Update), _WHOLE
                heard = moment, Input(Match.of_update(update, place), "", 0, known is None)
                row = self._hear(heard, facts, known or {}, given)
            if not again:
                rows.append((identity, place, row))
            elif row[0] and remember:
                edits.remember(identity, place, *row)
        if rows and remember:
            edits.remember_each(rows)
        return given, told

    def _hear_all(
        self, updates: Sequence[Head], read: Mapping[int, Sequence[Fact]], first: int, *, remember: bool
    ) -> defaultdict[int, list[Heard]]:
        """Return what each rule is given where some hear of every update, by the place of the rule."""
        edits, identities = self.edits, [(each.stream, each.id) for each in updates]
        again = edits.again(identities)
        assert isinstance(updates[0], Update), _WHOLE
        block: list[Heard] = [
            ((each.time, _UPDATES, place), Input(Match.of_update(each, place, held), "", 0, place - first not in again))
            for place, each, held in zip(count(first), cast("Sequence[Update]", updates), identities, strict=False)
        ]
        given: defaultdict[int, list[Heard]] = defaultdict(list, dict.fromkeys(self._alike, block))
        missed: defaultdict[int, set[int]] = defaultdict(set)
        rows: dict[int, Matched] = {}
        for index in range(len(updates)) if again or self._apart else sorted(read):
            known = edits.known(identities[index], first + index) if index in again else None
            facts = read.get(index, ())
            row: Matched = edits.common
            if facts or known or self._apart:
                row = rows[index] = self._hear(block[index], facts, known or {}, given)
            for name in self._names.keys() & known if known else ():
                missed[self._names[name]].add(first + index)
            if again and remember and row[0]:  # of what comes again in a block the first may stand in it
                edits.remember(identities[index], first + index, *row)
        if remember and not again:
            edits.remember_new(identities, first, rows)
        for rule_place, places in missed.items():
            given[rule_place] = [heard for heard in block if heard[0][2] not in places]
        return given

    def _hear(
        self, heard: Heard, facts: Sequence[Fact], known: Mapping[str, Texts], given: defaultdict[int, list[Heard]]
    ) -> Matched:
        """Hand one update on to those to whom it is not what any other is; return what matched, and for whom."""
        row: tuple[list[str], list[Texts]] = list(self._names), [known.get(name, ()) for name in self._names]
        inputs = self._inputs(heard, facts)
        self._guard.through(
            partial(_hand, known, given, row), inputs, lambda left: inputs[-1 - length_hint(left)][1].rule.id
        )
        return row

    def _inputs(self, heard: Heard, facts: Sequence[Fact]) -> list[_Given]:
        """Return what each rule is given of an update to which it is not what any other is."""
        moment, update = heard
        inputs: list[_Given] = []
        last: Fact | None = None
        for fact in facts:
            # what one search found, several rules may have asked for
            if (
                not last
                or fact.evidence is not last.evidence
                or fact.fields is not last.fields
                or fact.step != last.step
            ):
                last, given = fact, (moment, Input(update.match.with_fact(fact), fact.step, 0, update.is_new))
            place, seat = self._by_id[fact.rule.id]
            inputs.append((place, seat, given))
        for place, step in self._apart:
            inputs.append((place, self._seats[place], (moment, Input(update.match, step, 0, update.is_new))))
        return inputs


def _row_of(facts: Sequence[Fact]) -> Matched:
    """Return who hears of an update of which each fact is told as it is, and what it matched."""
    if len(facts) == 1:  # as most have; the general way takes longer
        return (facts[0].rule.id,), (facts[0].texts,)
    return tuple(map(_RULE_ID, facts)), tuple(map(_TEXTS, facts))


def _hand(
    known: Mapping[str, Texts],
    given: defaultdict[int, list[Heard]],
    row: tuple[list[str], list[Texts]],
    inputs: Iterable[_Given],
) -> None:
    """Hand an update on to those to whom it is news, and note in *row* who hears of it and what it matched."""
    names, texts = row
    for place, seat, told in inputs:
        each = told[1]
        if seat.rule.where and not satisfies_where(each.match, seat.rule.where):
            continue
        news = seat.decision.news(each)
        if news is not None:
            name = seat.name_of(each.step)
            before = known.get(name)
            new = news if before is None else new_of(news, before)
            names.append(name)
            texts.append(new if before is None else before + new)
            if before is not None and not new:
                continue
        given[place].append(told)
