"""What was read, as bytes: from the process that reads to the one that decides.

As JSON, which has any number that an update may have; in columns, since most updates are no more than a few of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from replay.engine.columns import Columns, Heads
from replay.engine.fact import NOTHING, Fact, Read, Reading, unread_inputs
from replay.engine.read.casualties import Mention, Range
from replay.engine.read.fields import Found
from replay.language.ruleset import AbsenceRule, RuleSet
from replay.model import Head, Update

_Values = Range | tuple[str | tuple[Mention, ...], ...] | None
"""What `casualties` fields are."""


class _Facts(msgspec.Struct, frozen=True, array_like=True):
    """Facts by the places of their updates and the numbers of their rules.

    Attributes:
        places: Of their updates.
        rules: Numbers of their rules.
        found: Evidence and texts of each; None where they are those of the one before, as of rules that asked alike.
        more: Value, fields and step, of those that have any.
    """

    places: list[int] = []
    rules: list[int] = []
    found: list[Found | None] = []
    more: dict[int, tuple[Any, dict[str, _Values], str]] = {}


class _Read(msgspec.Struct, frozen=True, array_like=True):
    """What was read; of the updates only what whoever decides lacks."""

    updates: Columns | list[Update] | None
    facts: _Facts
    not_counted: dict[int, tuple[tuple[str, str], ...]]
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

    def pack(self, read: Read, *, are_known: bool = False) -> bytes:
        """Return it as bytes.

        Args:
            read: Of updates in which nothing was read only the heads are packed, unless a rule may name them; these are
                of one stream, one behind the other, unless they are known.
            are_known: Whether whoever unpacks it has the updates.
        """
        updates: Any = None
        if not are_known:
            whole: dict[int, Any] = {
                place: read.updates[place] for place, reading in read.readings.items() if reading.facts
            }
            updates = list(read.updates) if self._is_whole else Columns.of(read.updates, whole)
        not_counted = {place: each.not_counted for place, each in read.readings.items() if each.not_counted}
        return msgspec.json.encode(_Read(updates, self._packed(read), not_counted, dict(read.failed)))

    def unpack(self, packed: bytes, known: Sequence[Update] = ()) -> Read:
        """Return what `pack` was given; *known* are the updates where they were not packed."""
        told = self._decoder.decode(packed)
        updates: Sequence[Head] = told.updates if isinstance(told.updates, list) else known
        whole: Any = updates
        if isinstance(told.updates, Columns):
            updates, whole = Heads(told.updates), told.updates.whole
        facts = self._unpacked(told.facts, whole)
        places = sorted(facts.keys() | told.not_counted)
        readings = {place: Reading(tuple(facts.get(place, ())), told.not_counted.get(place, ())) for place in places}
        return Read(updates, readings, told.failed)

    def _packed(self, read: Read) -> _Facts:
        packed = _Facts()
        for place, reading in read.readings.items():
            last: Fact | None = None
            for fact in reading.facts:
                if fact.value is not None or fact.fields or fact.step:
                    packed.more[len(packed.places)] = fact.value, dict(fact.fields), fact.step
                packed.places.append(place)
                packed.rules.append(self._numbers[fact.rule.id])
                is_same = last and fact.evidence is last.evidence
                packed.found.append(None if is_same else (fact.evidence, fact.texts))
                last = fact
        return packed

    def _unpacked(self, packed: _Facts, whole: Any) -> dict[int, list[Fact]]:  # noqa: ANN401 -- has updates by place
        """Return facts by the places of their updates."""
        facts: defaultdict[int, list[Fact]] = defaultdict(list)
        last: Found = (), ()
        for number, (place, rule, found) in enumerate(zip(packed.places, packed.rules, packed.found, strict=True)):
            evidence, texts = last = found or last
            value, fields, step = packed.more.get(number, _NO_MORE)
            facts[place].append(Fact(self._rules[rule], whole[place], evidence, value, fields, step, texts))
        return facts


_NO_MORE: tuple[None, Mapping[str, Any], str] = (None, NOTHING, "")
