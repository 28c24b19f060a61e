"""Write compiled rules down, and read them back: JSON in which whatever JSON has no word for is a list with a tag."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any, get_args

import msgspec

from replay.language import query
from replay.language.condition import Comparison, Condition
from replay.language.ruleset.rules import MatchesOf, Rule, Step
from replay.language.ruleset.suppression import ActiveHours, Inhibition, Silence, StreamSettings
from replay.language.ruleset.whole import RuleSet
from replay.language.template import Filter, Slot, Template

_MICROSECOND = timedelta(microseconds=1)
_CLASSES: tuple[type[Any], ...] = (
    *(*get_args(Rule), ActiveHours, MatchesOf, Step, Inhibition, Silence, StreamSettings, RuleSet),
    *(*get_args(query.Query), query.Word, query.Phrase, query.Exact, query.Number),
    *(Comparison, Condition, Template, Slot, Filter),
)
_NAMES = {each: tuple(field.name for field in fields(each)) for each in _CLASSES}
_MAKE: dict[str, Callable[..., Any]] = {
    "tuple": lambda *items: items,
    "dict": lambda *items: dict(zip(items[::2], items[1::2], strict=True)),
    "frozenset": lambda *items: frozenset(items),
    "timedelta": lambda count: count * _MICROSECOND,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "Fraction": Fraction,
    **{
        each.__name__: lambda *values, _made=each, _names=names: _made(**dict(zip(_names, values, strict=True)))
        for each, names in _NAMES.items()
    },
}


def write_rule_set(rules: RuleSet) -> bytes:
    """Return *rules* but for their tests as bytes, from which `read_rule_set` gives the same again."""
    return msgspec.json.encode(_plain(replace(rules, tests=())))


def read_rule_set(written: bytes) -> RuleSet | None:
    """Return the rules that were written, None where *written* is something else."""
    try:
        rules = _made(msgspec.json.decode(written))
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, IndexError):
        return None
    return rules if isinstance(rules, RuleSet) else None


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 -- any value that rules hold, one return a kind
    match value:
        case None | bool() | int():
            return value
        case str():  # not a token, which knows where it stood
            return str(value)
        case tuple() | frozenset():
            return [type(value).__name__, *map(_plain, value)]
        case timedelta():
            return ["timedelta", value // _MICROSECOND]
        case datetime() | time():
            return [type(value).__name__, value.isoformat()]
        case Fraction():
            return ["Fraction", value.numerator, value.denominator]
        case _ if is_dataclass(value):
            names = _NAMES[type(value)]
            return [type(value).__name__, *(_plain(getattr(value, name)) for name in names)]
    return ["dict", *(_plain(each) for pair in value.items() for each in pair)]


def _made(plain: Any) -> Any:  # noqa: ANN401 -- likewise
    if type(plain) is not list:
        return plain
    return _MAKE[plain[0]](*[_made(each) if type(each) is list else each for each in plain[1:]])
