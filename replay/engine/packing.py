"""What was read, as bytes: from the process that reads to the one that decides.

As JSON, which has any number that an update may have.
"""

from operator import attrgetter
from typing import Any

import msgspec

from replay.engine.fact import Fact, Read, Reading, unread_inputs
from replay.engine.read.casualties import Mention, Range
from replay.language.ruleset import AbsenceRule, RuleSet
from replay.model import Evidence, Head, Update

_of_head = attrgetter("id", "rev", "stream", "seq", "time")

_Values = Range | tuple[str | tuple[Mention, ...], ...] | None
"""What `casualties` fields are."""


class _Head(Head, frozen=True, kw_only=True, array_like=True, gc=False):
    """A head without the names of its fields."""


class _Fact(msgspec.Struct, frozen=True, array_like=True):
    """A fact by the number of its rule, without its update."""

    rule: int
    evidence: tuple[Evidence, ...]
    value: Any
    fields: dict[str, _Values]
    step: str
    texts: tuple[str, ...]


class _Reading(msgspec.Struct, frozen=True, array_like=True):
    facts: tuple[_Fact, ...]
    not_counted: tuple[tuple[str, str], ...]


class _Read(msgspec.Struct, frozen=True, array_like=True):
    heads: list[_Head]
    whole: dict[int, Update]
    readings: dict[int, _Reading]
    failed: dict[str, str]


class Packing:
    """Pack and unpack what is read with some rules.

    Args:
        rules: The rules, the same on both sides.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules.rules
        self._numbers = {rule.id: number for number, rule in enumerate(rules.rules)}
        self._is_whole = any(isinstance(rule, AbsenceRule) or unread_inputs(rule) for rule in rules.rules)
        self._decoder = msgspec.json.Decoder(_Read)

    def pack(self, read: Read) -> bytes:
        """Return it as bytes; of updates in which nothing was read only the head, unless a rule may name them."""
        whole: dict[int, Any] = dict(enumerate(read.updates))
        heads: list[Any] = []
        if not self._is_whole:
            whole = {place: read.updates[place] for place, reading in read.readings.items() if reading.facts}
            heads = list(map(_of_head, read.updates))
        readings = {place: self._packed(reading) for place, reading in read.readings.items()}
        return msgspec.json.encode((heads, whole, readings, read.failed))

    def unpack(self, packed: bytes) -> Read:
        """Return what `pack` was given."""
        told = self._decoder.decode(packed)
        updates: list[Head] = [*told.heads] if told.heads else [*told.whole.values()]
        for place, update in told.whole.items():
            updates[place] = update
        readings = {place: self._unpacked(each, told.whole.get(place)) for place, each in told.readings.items()}
        return Read(updates, readings, told.failed)

    def _packed(self, reading: Reading) -> _Reading:
        facts = tuple(
            _Fact(self._numbers[fact.rule.id], fact.evidence, fact.value, dict(fact.fields), fact.step, fact.texts)
            for fact in reading.facts
        )
        return _Reading(facts, reading.not_counted)

    def _unpacked(self, packed: _Reading, update: Update | None) -> Reading:
        facts = [
            Fact(self._rules[fact.rule], update, fact.evidence, fact.value, fact.fields, fact.step, fact.texts)
            for fact in packed.facts
            if update is not None
        ]
        return Reading(tuple(facts), packed.not_counted)
