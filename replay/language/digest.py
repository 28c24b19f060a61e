"""Hash what a rule means: two rules with one digest fire on the same updates.

Source: the rule language, section "The alert" (docs/rules.md).
"""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from replay.language.query import semantics
from replay.language.ruleset import SEMANTICS_VERSION, CasualtiesRule, MatchRule, Rule
from replay.model import canonical_json

_R = TypeVar("_R", MatchRule, CasualtiesRule)


def with_digest(rule: _R) -> _R:
    """Return *rule* with its digest, which its title, severity, labels and annotations do not change."""
    return replace(rule, digest=sha256(canonical_json(_meaning(rule))).hexdigest())


def _meaning(rule: Rule) -> dict[str, object]:
    common: dict[str, object] = {
        "semantics": SEMANTICS_VERSION,
        "timezone": rule.timezone,
        "fields": rule.fields,
        "group_by": rule.group_by,
        "cooldown_ms": rule.cooldown // timedelta(milliseconds=1),
    }
    if isinstance(rule, MatchRule):
        return {**common, "type": "match", "query": semantics(rule.query)}
    return {
        **common,
        "type": "casualties",
        "condition": rule.condition.semantics() if rule.condition else None,
        "statuses": rule.statuses,
        "who": semantics(rule.who) if rule.who else None,
    }
