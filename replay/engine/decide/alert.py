"""From a fact to the alert record: keys, id, annotations."""

import hashlib
from itertools import product
from typing import Any

from replay.engine.fact import Fact
from replay.language.template import text_of
from replay.model import Alert, Update, canonical_json

Key = tuple[str | None, ...]
_ID_HEX_DIGITS = 32
_ACROSS_STREAMS = "all"
UNKNOWN = "unknown"
"""The group of victims that a text does not name."""


def keys_of(fact: Fact) -> list[Key]:
    """Return the values of the rule's `group_by` fields, sorted; a field with several values fans out, one key each."""
    values = [_values(fact, path) for path in fact.rule.group_by]
    return sorted(set(product(*values)), key=lambda key: [(value is not None, value or "") for value in key])


def _values(fact: Fact, path: str) -> list[str | None]:
    value = fact.fields[path] if path in fact.fields else _of_update(fact.update, path)
    if value in (None, (), []):
        return [UNKNOWN if path == "casualties.who" else None]
    return [_name(each) for each in (value if isinstance(value, tuple | list) else (value,))]


def _name(value: object) -> str | None:
    return None if value is None else text_of(value)


def _of_update(update: Update, path: str) -> Any:  # noqa: ANN401 -- extra fields hold any JSON
    first, _, name = path.partition(".")
    return update.data.get(name) if first == "data" else getattr(update, first)


def alert_of(fact: Fact, key: Key, suppressed_by: tuple[str, ...]) -> Alert:
    """Return the record of *fact* under *key*.

    Args:
        fact: An update that matched a rule.
        key: One of `keys_of(fact)`.
        suppressed_by: Why it does not go out; empty if it does.
    """
    rule, update = fact.rule, fact.update
    named = dict(zip(rule.group_by, key, strict=True))
    trigger = update.identity
    digest = hashlib.sha256(canonical_json([rule.id, rule.digest, named, update.time, trigger])).hexdigest()
    context = {
        "update": update,
        "rule": rule.id,
        "key": named,
        "value": fact.value,
        "count": 1,
        "time": update.time,
        **fact.fields,
    }  # fmt: skip -- one line reads best
    return Alert(
        id=digest[:_ID_HEX_DIGITS],
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        state="suppressed" if suppressed_by else "firing",
        time=update.time,
        stream=update.stream if "stream" in rule.group_by else _ACROSS_STREAMS,
        key=named,
        value=fact.value,
        labels=dict(rule.labels),
        annotations={name: template.render(context) for name, template in rule.annotations.items()},
        updates=(update.id,),
        evidence=fact.evidence,
        suppressed_by=suppressed_by,
    )
