"""Queries compiled to closures over the forms of a text, and the spans that they rest on.

How the places of phrases are found is told in `phrases`; which queries an update may match at all, in `index`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from replay.engine.read.hashtags import find_hashtag
from replay.engine.read.near import find_near
from replay.engine.read.phrases import PhraseFinder, find_exact
from replay.engine.read.worded import FindsSpans, Span, Worded
from replay.language.query import (
    FIELDS,
    And,
    Everything,
    Exact,
    InField,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Regex,
    Term,
    Value,
)
from replay.language.query.regexes import compile_regex
from replay.text import PARAGRAPH, Text, folded

Holds = Callable[[Worded], bool]
"""Says whether a query matches."""


def compile_query(query: Query, fields: Sequence[str]) -> Holds:  # noqa: PLR0911 -- one a form
    """Return a function that says whether *query* matches.

    Args:
        query: The query.
        fields: Where it looks, unless a part of it names a field.
    """
    match query:
        case Everything():
            return lambda _: True
        case Not(part):
            holds = compile_query(part, fields)
            return lambda worded: not holds(worded)
        case And(parts):
            conjuncts = [compile_query(part, fields) for part in parts]
            return lambda worded: all(conjunct(worded) for conjunct in conjuncts)
        case Or(parts):
            disjuncts = [compile_query(part, fields) for part in parts]
            return lambda worded: any(disjunct(worded) for disjunct in disjuncts)
        case InField(field, part):
            return compile_query(part, (field,))
        case Term(phrases):
            find = _compile_spans_of_term(phrases, fields)
            return lambda worded: bool(find(worded))
        case Near():
            return lambda worded: any(find_near(query, worded.words(field)) for field in fields)
        case Regex(pattern):
            return lambda worded: any(_finds(_find_regex(pattern, worded.text(field))) for field in fields)
        case Value():
            return _compile_value(query)


def _finds(places: Iterable[tuple[int, int]]) -> bool:
    return next(iter(places), None) is not None


def _compile_value(value: Value) -> Holds:
    wanted = folded(value.value)
    if value.name != "tag":
        return lambda worded: wanted in worded.values(value.name)
    return lambda worded: (
        wanted in worded.values("tag") or any(_finds(find_hashtag(wanted, worded.text(field))) for field in FIELDS)
    )


def compile_found(query: Query, fields: Sequence[str]) -> FindsSpans | None:
    """Return a function that finds what `compile_spans` does where *query* matches, and nothing elsewhere.

    None where a query may match without it, or it may be there without a match.
    """
    if _is_found(query):
        return compile_spans(query, fields)
    if not isinstance(query, And):
        return None
    parts = [part for part in query.parts if not isinstance(part, Not)]
    if not parts or not all(map(_is_found, parts)):
        return None
    finders = [compile_spans(part, fields) for part in parts]
    excluded = [compile_query(part.part, fields) for part in query.parts if isinstance(part, Not)]

    def find(worded: Worded) -> list[Span]:
        spans: list[Span] = []
        for each in finders:
            found = each(worded)
            if not found:
                return found
            spans += found
        return [] if excluded and any(holds(worded) for holds in excluded) else spans

    return find


def _is_found(query: Query) -> bool:
    """Return whether *query* matches wherever `compile_spans` finds something of it, and nowhere else."""
    match query:
        case Term() | Near() | Regex():
            return True
        case Or(parts):
            return all(map(_is_found, parts))
        case InField(_, part):
            return _is_found(part)
    return False


def compile_spans(query: Query, fields: Sequence[str]) -> FindsSpans:  # noqa: PLR0911 -- one a form
    """Return a function that finds every place that a positive term of *query* matches, whether its branch does or not.

    Of a NEAR these are the places that are close to one of the other side, of a value the hashtags alone.
    """
    match query:
        case Everything() | Not():
            return lambda _: []
        case And(parts) | Or(parts):
            finders = [compile_spans(part, fields) for part in parts]
            return lambda worded: [span for find in finders for span in find(worded)]
        case InField(field, part):
            return compile_spans(part, (field,))
        case Term(phrases):
            return _compile_spans_of_term(phrases, fields)
        case Near():
            return _spans_in(fields, lambda field, worded: find_near(query, worded.words(field)))
        case Regex(pattern):
            return _spans_in(fields, lambda field, worded: _find_regex(pattern, worded.text(field)))
        case Value(name, value):
            wanted = folded(value)
            looked = FIELDS if name == "tag" else ()
            return _spans_in(looked, lambda field, worded: find_hashtag(wanted, worded.text(field)))


def _compile_spans_of_term(phrases: Sequence[Phrase | Exact], fields: Sequence[str]) -> FindsSpans:
    finders = [_compile_spans_of_phrase(phrase, fields) for phrase in phrases]
    if len(finders) == 1:
        return finders[0]
    return lambda worded: [span for find in finders for span in find(worded)]


def _compile_spans_of_phrase(phrase: Phrase | Exact, fields: Sequence[str]) -> FindsSpans:
    if isinstance(phrase, Phrase):
        return PhraseFinder(phrase, fields).find
    return _spans_in(fields, lambda field, worded: find_exact(phrase.text, worded.words(field)))


def _spans_in(fields: Sequence[str], find: Callable[[str, Worded], Iterable[tuple[int, int]]]) -> FindsSpans:
    return lambda worded: [
        (field, *worded.text(field).span(*place)) for field in fields for place in find(field, worded)
    ]


def _find_regex(pattern: str, text: Text) -> Iterator[tuple[int, int]]:
    """Yield where a regular expression matches, as offsets in the text form; each paragraph is a text of its own."""
    compiled = compile_regex(pattern)
    offset = 0
    for paragraph in text.value.split(PARAGRAPH):
        for start, end in compiled.find(paragraph):
            yield offset + start, offset + end
        offset += len(paragraph) + len(PARAGRAPH)
