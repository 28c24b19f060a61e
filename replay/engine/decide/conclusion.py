"""What a rule concludes for one key, and the interface that every rule type has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from replay.engine.fact import Key, Match
from replay.language.ruleset import BaseRule
from replay.model import Alert, Update


class Phase(IntEnum):
    """The phases of an instant in which something is concluded; what leaves a window does so before all of them."""

    DEADLINES = 2
    UPDATES = 3
    FALLING = 4


@dataclass(slots=True)
class Firing:
    """A state that fires.

    Attributes:
        since: When it rose.
        match: What it rose on.
        alert: The record that went out, or None while nothing did.
        false_since: Since when the condition has been false, or None.
    """

    since: datetime
    match: Match
    alert: Alert | None = None
    false_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """That a rule fires or resolves for a key.

    Attributes:
        rule: The rule.
        key: Its key.
        match: What it rests on; `match.time` is when an alert's story begins, and part of its id.
        time: Story time of the conclusion.
        firing: The state behind it; None for an event.
        resolved: Whether it resolves.
        reason: Why it resolves, where the condition is not why.
        is_match: Whether other rules hear of it.
    """

    rule: BaseRule
    key: Key
    match: Match
    time: datetime
    firing: Firing | None = None
    resolved: bool = False
    reason: str = ""
    is_match: bool = True


class Timers(Protocol):
    """Where a rule asks to be woken, and what time is known from."""

    @property
    def last_seen(self) -> Update | None:
        """Return the last update that the engine took: the trigger of a deadline."""

    def first_update(self, stream: str) -> datetime | None:
        """Return the time of a stream's first update, None before it."""

    def wake(self, time: datetime, phase: Phase, rule: BaseRule, key: Key) -> None:
        """Call the rule's `due` (deadlines) or `settle` (falling edges) for *key* at *time*."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a rule is given: a match, and which input it came by."""

    match: Match
    step: str = ""


class Decision(Protocol):
    """The state of one rule. Everything is told in story time order."""

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Take what one update, or one deadline, brought; at least one input."""

    def due(self, key: Key, now: datetime) -> list[Conclusion]:
        """Judge a deadline of *key*; it may have passed away since."""

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Judge the falling edge of *key*, after the last update of *now*."""
