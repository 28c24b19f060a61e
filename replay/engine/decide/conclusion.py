"""What a rule concludes for one key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from msgspec import Struct

from replay.engine.fact import Fact, Key, Match
from replay.language.ruleset import BaseRule
from replay.model import Alert


class Phase(IntEnum):
    """The phases of an instant in which something is concluded; what leaves a window does so before all of them."""

    DEADLINES = 2
    UPDATES = 3
    FALLING = 4
    OVER = 5


Moment = tuple[datetime, Phase, Any]
"""An instant, a phase of it, and whose turn it is then: an update's, by its place in the order of release, or a rule's
that is woken, by its id and what its key is sorted by."""


@dataclass(slots=True)
class Firing:
    """A state that fires.

    Attributes:
        match: What it rose on, as far as a later record needs it.
        alert: The record that went out, or None while nothing did.
        false_since: Since when the condition has been false, or None.
    """

    match: Match
    alert: Alert | None = None
    false_since: datetime | None = None


class Conclusion(Struct, frozen=True, gc=False, kw_only=True):
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


Concluded = tuple[Moment, Conclusion]
"""When something was concluded, and what."""

Told = tuple[Moment, Sequence[Fact]]
"""Facts of one update, by rule, each of which stands for what its rule concludes: that it fires, for the stream."""


class Input(Struct, frozen=True, gc=False):
    """One thing that a rule is given.

    Attributes:
        match: The match.
        step: Which input it came by.
        rank: The place of the rule that concluded it among those that the input names.
        is_new: Whether no update among the newest that are remembered has its identity.
    """

    match: Match
    step: str = ""
    rank: int = 0
    is_new: bool = False


Heard = tuple[Moment, Input]
"""When a rule is given something, and what."""

Given = tuple[Moment, Key, Sequence[Input]]
"""What a rule is given at a moment for one key; at least one input."""
