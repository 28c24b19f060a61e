"""Make rules without reading files."""

from datetime import timedelta
from typing import Any

from replay.language.compiling.digest import with_digest
from replay.language.query import FIELDS, Phrase, Term, Word
from replay.language.ruleset import MatchRule

DEFAULTS: dict[str, Any] = {
    "severity": "info",
    "labels": {},
    "annotations": {},
    "cooldown": timedelta(0),
    "group_by": ("stream",),
    "fields": FIELDS,
    "timezone": "UTC",
    "path": "rules.yaml",
}


def match_rule(rule_id: str, phrase: str) -> MatchRule:
    """Return a rule that fires for each update that holds a phrase of bare words."""
    query = Term((Phrase(tuple(map(Word, phrase.split()))),), f'"{phrase}"')
    return with_digest(MatchRule(id=rule_id, title=rule_id, query=query, **DEFAULTS), {})
