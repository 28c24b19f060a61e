"""Why an update matches, or which part of what a rule asks for does not hold: the tree of its parts.

Whether a part holds, and where, is asked of what the engine itself reads with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from replay.engine.read.casualties import Mention, Range, summarise
from replay.engine.read.fields import Fields
from replay.engine.read.mentions import COUNTED_BY_DEFAULT, CasualtiesReader
from replay.engine.read.queries import compile_query, compile_spans
from replay.language.condition import ANY_KIND, KINDS, Condition
from replay.language.query import (
    And,
    Everything,
    InField,
    Near,
    Not,
    Operand,
    Or,
    Query,
    Term,
    Value,
    render_operand,
    render_phrase,
    render_query,
)
from replay.language.ruleset import CasualtiesRule
from replay.language.template import text_of
from replay.model import Evidence

_MOST_PHRASES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a rule asks for, held against an update.

    Attributes:
        what: The part, as a rule file has it.
        holds: Whether it holds; None where nothing is asked.
        note: What was come upon instead, or besides.
        found: What it rests on, in reading order, at most `EVIDENCE_MAX`.
        parts: What it is made of.
    """

    what: str
    holds: bool | None
    note: str = ""
    found: tuple[Evidence, ...] = ()
    parts: "tuple[Part, ...]" = ()


def explain_query(query: Query, looked: Sequence[str], fields: Fields) -> Part:  # noqa: PLR0911 -- one a form
    """Return the parts of *query*.

    Args:
        query: The query.
        looked: The fields that it looks at, unless a part of it names one.
        fields: The update.
    """
    holds = compile_query(query, looked)(fields)
    whole = Part(render_query(query), holds)
    match query:
        case And(parts) | Or(parts):
            return replace(whole, parts=tuple(explain_query(part, looked, fields) for part in parts))
        case Not(part):
            return _around(whole, explain_query(part, looked, fields))
        case InField(field, part):
            return _around(whole, explain_query(part, (field,), fields))
        case Everything():
            return replace(whole, note="every update")
    if holds:
        return replace(whole, found=fields.evidence(compile_spans(query, looked)(fields)), note=_value(query, fields))
    if isinstance(query, Near):
        sides = tuple(_side(each, looked, fields) for each in (query.left, query.right))
        return replace(whole, note="not close to each other" if all(each.holds for each in sides) else "", parts=sides)
    return replace(whole, note=_value(query, fields) or _phrases(query))


def _around(whole: Part, inner: Part) -> Part:
    """Return *whole* with what its only part came upon, and with the parts of that."""
    return replace(whole, found=inner.found, note=inner.note, parts=inner.parts)


def _side(operand: Operand, looked: Sequence[str], fields: Fields) -> Part:
    """Return one side of a NEAR; that there is a numeral is not told apart."""
    sides = tuple(explain_query(part, looked, fields) for part in operand if isinstance(part, Term))
    if len(sides) < len(operand):
        return Part(render_operand(operand), holds=None)
    return (
        sides[0] if len(sides) == 1 else Part(render_operand(operand), any(each.holds for each in sides), parts=sides)
    )


def _value(query: Query, fields: Fields) -> str:
    """Return what the update has where *query* compares a whole value; empty for what looks at text."""
    if not isinstance(query, Value):
        return ""
    values = fields.values(query.name)
    return f"{query.name} is {', '.join(values)}" if values else f"no {query.name}"


def _phrases(query: Query) -> str:
    """Return the phrases that a list, or a term with several forms, looked for in vain."""
    if not isinstance(query, Term) or len(query.phrases) == 1:
        return ""
    shown = [render_phrase(phrase) for phrase in query.phrases[:_MOST_PHRASES]]
    more = len(query.phrases) - len(shown)
    return f"none of {', '.join(shown)}{f' and {more} more' if more else ''}"


def explain_casualties(rule: CasualtiesRule, fields: Fields) -> Part:
    """Return the mentions that a rule read in an update, and the parts of its condition."""
    reader = CasualtiesReader(rule)
    summary = summarise(list(reader.counted(fields).values()), statuses=rule.statuses)
    mentions = tuple(_mention(each, field, reader, fields) for field in rule.fields for each in fields.mentions(field))
    what = "casualties" if mentions else "casualties: none are told of"
    return Part(what, reader.holds(summary), parts=(*mentions, *_comparisons(rule.condition, summary)))


def _mention(mention: Mention, field: str, reader: CasualtiesReader, fields: Fields) -> Part:
    """Return a mention, and why it does not count if it does not."""
    number = text_of(Range(mention.min, mention.max)) or "no number"
    who = f" of {mention.who}" if mention.who else ""
    said_by = f", says {mention.said_by}" if mention.said_by else ""
    note = ""
    if not reader.concerns(mention):
        note = "not counted: these are not the victims asked for"
    elif not reader.counts(mention):
        note = f"not counted: {mention.status}"
    found = fields.evidence([(field, mention.start, mention.end)])
    return Part(f"{mention.kind}: {number}{who}, {mention.status}{said_by}", not note, note, found)


def _comparisons(condition: Condition | None, summary: dict[str, Range]) -> Iterator[Part]:
    if condition is None:
        kinds = [kind for kind in KINDS if kind in COUNTED_BY_DEFAULT]
        told = [kind for kind in kinds if kind in summary]
        yield Part(f"any of {', '.join(kinds)}", bool(told), f"{', '.join(told) or 'none'} counted")
        return
    for kind, comparisons in condition.parts:
        asked = ", ".join(f"{each.operator}: {each.number}" for each in comparisons)
        counted = {each: count for each, count in summary.items() if kind in (ANY_KIND, each)}
        figures = [f"{each} {text_of(count) or 'without a number'}" for each, count in counted.items()]
        holds = Condition(((kind, comparisons),)).holds(summary)
        yield Part(f"{kind}: {{{asked}}}", holds, ", ".join(figures) or "none counted")
