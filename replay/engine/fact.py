"""What the two halves of the engine hand over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from replay.language.ruleset import Rule
from replay.model import Evidence, Update

EVIDENCE_MAX = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """That an update matched a rule.

    Attributes:
        rule: The rule.
        update: The update.
        evidence: What matched, in reading order, at most `EVIDENCE_MAX`.
        value: What the rule measured, JSON, or None.
        texts: All that matched, case-folded, each once: what an edit is news against.
        fields: Values of the rule's own field paths, such as `casualties.who`, for keys and templates; several values
            are a tuple.
    """

    rule: Rule
    update: Update
    evidence: tuple[Evidence, ...]
    value: Any = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the rules read in one update.

    Attributes:
        facts: In rule order.
        not_counted: (rule id, status) of each casualty mention that a rule passed over.
    """

    facts: tuple[Fact, ...]
    not_counted: tuple[tuple[str, str], ...] = ()
