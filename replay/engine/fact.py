"""What the two halves of the engine hand over, and what rules hand to each other."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from replay.language.query import Everything
from replay.language.ruleset import BaseRule, Rule
from replay.model import ACROSS_STREAMS, Evidence, Head, Update, named_in

EVIDENCE_MAX = 20

WHO = "casualties.who"
UNKNOWN = "unknown"
"""The group of victims that a text does not name."""
MENTIONS = "casualties.mentions"
"""Field path under which a reading hands its counted casualty mentions on, field by field; rules cannot name it."""
GROUPS = "casualties.groups"
"""Field path of what stands for `WHO` in keys and as a value; rules cannot name it."""
SAID_BY = "casualties.said_by"
SOURCES = "casualties.sources"
"""Likewise of `SAID_BY`."""

_PLACE = itemgetter(0)
_TOLD_APART_BY = {WHO: GROUPS, SAID_BY: SOURCES}

NOTHING: Mapping[str, Any] = {}
"""The fields of most facts and matches, one object: a default would be made each time."""

Key = tuple[str | None, ...]
Identity = tuple[str | None, ...]
"""What counts once: (stream, id) of an update whatever its revision, (rule, key, time, trigger) of a conclusion."""
Ref = tuple[int, Identity]
"""An update that something rests on: its place in the order of release, and what counts once of it."""


class Fact(Struct, frozen=True, gc=False):
    """That an update matched one input of a rule.

    Attributes:
        rule: The rule.
        update: The update.
        evidence: What matched, in reading order, at most `EVIDENCE_MAX`.
        value: What the rule measured, JSON, or None.
        fields: Values of the rule's own field paths, such as `casualties.who`, for keys and templates; several values
            are a tuple.
        texts: All that matched, case-folded, each once: what an edit is news against.
        step: Which input: the id of a sequence's step, `unless`, or empty for the only one.
    """

    rule: BaseRule
    update: Update
    evidence: tuple[Evidence, ...]
    value: Any = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    step: str = ""
    texts: tuple[str, ...] = ()


class Reading(Struct, frozen=True, gc=False):
    """All that the rules read in one update.

    Attributes:
        facts: In rule order.
        not_counted: (rule id, status) of each casualty mention that a rule passed over.
    """

    facts: tuple[Fact, ...]
    not_counted: tuple[tuple[str, str], ...] = ()


class Read(Struct, frozen=True):
    """Updates, and what the rules read in them.

    Attributes:
        updates: In release order; those in which something was read, and what an absence may name, are whole.
        readings: By place; nothing was read in the others.
        failed: What went wrong in a rule, by its id.
    """

    updates: Sequence[Head]
    readings: Mapping[int, Reading]
    failed: Mapping[str, str] = {}

    def part(self, first: int, behind: int) -> "Read":
        """Return the part from one place to before another."""
        readings = {place - first: each for place, each in self.readings.items() if first <= place < behind}
        return Read(self.updates[first:behind], readings, self.failed)


class Match(Struct, frozen=True, kw_only=True, gc=False):
    """What a rule concludes, before anything is suppressed; what other rules consume.

    Attributes:
        identity: What counts once; of a conclusion as in the id of its alert.
        time: Story time.
        trigger: The update that brought it about; for a deadline the last one seen, None before the first.
        evidence: At most `EVIDENCE_MAX` spans.
        updates: What it rests on, oldest first, the newest `EVIDENCE_MAX`.
        count: How many inputs it rests on.
        value: What was measured, JSON, or None.
        fields: What was read in the trigger, by field paths.
        key: The key of a conclusion by its paths; asked first of all.
        texts: As a fact's.
    """

    identity: Identity
    time: datetime
    trigger: Update | None
    evidence: tuple[Evidence, ...] = ()
    updates: tuple[Ref, ...] = ()
    count: int = 1
    value: Any = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    key: Mapping[str, str | None] = field(default_factory=dict)
    texts: tuple[str, ...] = ()

    @classmethod
    def of_update(cls, update: Update, place: int = 0, identity: Identity | None = None) -> "Match":
        """Return the match that an update is by itself.

        Args:
            update: The update.
            place: Its own in the order of release.
            identity: Its stream and id, where they are held elsewhere.
        """
        held = identity or (update.stream, update.id)
        return cls(
            identity=held, time=update.time, trigger=update, updates=((place, held),), fields=NOTHING, key=NOTHING
        )

    def with_fact(self, fact: Fact) -> "Match":
        """Return it with what was read in its update."""
        return Match(
            identity=self.identity,
            time=self.time,
            trigger=self.trigger,
            evidence=fact.evidence,
            updates=self.updates,
            value=fact.value,
            fields=fact.fields,
            key=NOTHING,
            texts=fact.texts,
        )

    def by(self, rule: BaseRule, key: Key) -> "Match":
        """Return it as *rule* concludes it for *key*: it counts by itself, and the key goes before the trigger."""
        trigger = (self.trigger.stream, self.trigger.id, str(self.trigger.rev)) if self.trigger else ()
        identity = (rule.id, *key, self.time.isoformat(), *trigger)
        return replace(self, identity=identity, key=named(rule, key))

    def values(self, path: str) -> tuple[Any, ...]:
        """Return the values at a field path, none where it is missing."""
        if path in self.key:
            value: Any = self.key[path]
        elif path in self.fields:
            value = self.fields[path]
        elif self.trigger is None:
            return ()
        elif path.startswith("data."):
            value = self.trigger.data.get(path.removeprefix("data."))
        else:
            value = getattr(self.trigger, path, None)
        if value is None:
            return ()
        return tuple(value) if isinstance(value, tuple | list) else (value,)

    def distinct_values(self, path: str) -> tuple[Any, ...]:
        """Return the values at a field path as keys tell them apart: of victims and sources not the words."""
        return self.values(path if path not in _TOLD_APART_BY or path in self.key else _TOLD_APART_BY[path])

    def key_values(self, path: str) -> tuple[Any, ...]:
        """Return the values at a field path as keys have them, none where it is missing."""
        return self.distinct_values(path) or ((UNKNOWN,) if path == WHO else ())


def joined(updates: Iterable[tuple[Ref, ...]]) -> tuple[Ref, ...]:
    """Return what several things rest on together, each update once, where it stood first."""
    first, *others = updates
    if not others:
        return first
    by_identity: dict[Identity, Ref] = {}
    for ref in sorted(chain(first, *others), key=_PLACE):
        by_identity.setdefault(ref[1], ref)
    return tuple(by_identity.values())[-EVIDENCE_MAX:]


def told_apart(evidence: tuple[Evidence, ...], refs: Iterable[Ref]) -> tuple[Evidence, ...]:
    """Return what an alert across streams quotes of *refs*, each with the stream of its update."""
    names = {name: named_in(ACROSS_STREAMS, str(stream), str(name)) for _, (stream, name) in refs}
    return tuple([replace(each, update=names.get(each.update, each.update)) for each in evidence])


def named(rule: BaseRule, key: Key) -> dict[str, str | None]:
    """Return the values of *key* by the paths of *rule*."""
    group_by = rule.group_by
    return {group_by[0]: key[0]} if len(key) == 1 else dict(zip(group_by, key, strict=True))


def unread_inputs(rule: Rule) -> list[str]:
    """Return the steps of a rule that every update is an input for, whatever its text says: nothing is read for it."""
    steps = [step for step, source in rule.inputs() if isinstance(source, Everything)]
    return [] if steps and any(path.startswith("casualties.") for path in rule.paths()) else steps
