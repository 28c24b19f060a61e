"""Laws of the rule language: rendering and parsing are inverse, and nothing but our own error gets out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.errors import RuleFileError
from replay.language.compiling.catalog import catalog_of
from replay.language.compiling.digest import semantics
from replay.language.compiling.file import compile_file
from replay.language.compiling.testing import compile_tests
from replay.language.load import load_rules
from replay.language.query import And, Everything, InField, Not, Number, Or, Query, is_positive, render_query
from replay.language.query.grammar import parse_query
from replay.language.query.mistakes import QueryError
from replay.language.query.placing import place_leaves
from replay.language.query.terms import parse_item, union
from replay.language.reader import parse_document
from replay.language.template import TemplateError, parse_template

LISTS = {"truce": union([parse_item("cease-fire*"), parse_item("stop* all hostilities")], "list:truce")}
TERMS = ["truce", "cease-fire*", '"two words"', '"stop* all"', "U.S.", "list:truce", "停战", "1,500", "and"]
FRAGMENTS = [
    *TERMS,
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    "*",
    "headline:",
    "body:",
    '"',
    "/x/",
    "NEAR/3",
    "source:x",
    "-",
    " ",
]

terms = st.sampled_from([parse_query(source, LISTS) for source in TERMS])


def joined(kind: type[And | Or], parts: list[Query]) -> Query:
    """Return *parts* joined as the parser joins them: on one level."""
    flat: list[Query] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else [part]
    return kind(tuple(flat))


def exclusion(part: Query) -> Query:
    """Return what *part* does not match, as the parser writes it."""
    return part.part if isinstance(part, Not) else Not(part)


def inside(leaves: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    """Return queries over *leaves* in which every side of an OR is positive."""
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.tuples(parts, st.lists(parts.map(exclusion) | parts, min_size=1, max_size=3)).map(
                lambda both: joined(And, [both[0], *both[1]])
            ),
            st.lists(parts, min_size=2, max_size=3).map(lambda sides: joined(Or, sides)),
        ),
        max_leaves=12,
    ).filter(is_positive)


in_field = st.builds(InField, st.sampled_from(["headline", "body"]), inside(terms))
positive = inside(st.one_of(terms, in_field))
everything_but = positive.map(lambda query: joined(And, [Everything(), exclusion(query)]))
queries = st.one_of(positive, st.just(Everything()), everything_but)


@given(queries)
def test_parsing_what_was_rendered_gives_the_same_query(query: Query) -> None:
    """parse(render(q)) == q, for every query that there can be."""
    assert parse_query(render_query(query), LISTS) == query


@given(queries)
def test_every_leaf_is_placed_where_it_is_written(query: Query) -> None:
    """What is written at the place of a leaf is the leaf, in order, also in a text that normalising shortens."""
    for source in (render_query(query), "\u200b " + render_query(query).replace("-", "\u00ad\u2011")):
        placed = list(place_leaves(source, parse_query(source, LISTS), ("headline", "body")))
        written = [source[each.offset :].replace("\u00ad\u2011", "-") for each in placed]
        assert all(
            text.startswith(render_query(each.leaf))
            for text, each in zip(written, placed, strict=True)
            if not isinstance(each.leaf, Number)
        )
        assert [each.offset for each in placed] == sorted({each.offset for each in placed})


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_query_text_is_read_or_refused(source: str) -> None:
    """Any text is a query that renders to itself, or a QueryError with places inside the text."""
    try:
        query = parse_query(source, LISTS)
    except QueryError as error:
        offsets = [mistake.offset for mistake in error.mistakes]
    else:
        offsets = [0]
        assert semantics(parse_query(render_query(query), LISTS)) == semantics(query)
    assert all(0 <= offset <= len(source) for offset in offsets)


KEYS = [
    "version",
    "rules",
    "lists",
    "defaults",
    "timezone",
    "tests",
    "id",
    "match",
    "type",
    "condition",
    "who",
    "fields",
]
KEYS += [
    "group_by",
    "annotations",
    "labels",
    "status",
    "cooldown",
    "updates",
    "expect",
    "at",
    "stream",
    "name",
    "x",
    "~",
]
VALUES = [
    "1",
    "truce",
    "a b",
    "casualties",
    "match",
    "[]",
    "{}",
    "~",
    "*",
    "10s",
    "UTC",
    "{{ time }}",
    "'{{ time }}'",
    "é",
]
PIECES = [
    *(f"{key}:" for key in KEYS),
    *VALUES,
    "- ",
    "  ",
    "\n",
    "\n  ",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "&a",
    "!t",
    '"',
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_is_compiled_or_has_problems(text: str) -> None:
    """Whatever stands in a file, compiling it raises nothing."""
    document = parse_document(text, "rules.yaml")
    catalog = catalog_of([document])
    compiled = compile_file(document, catalog)
    if not document.problems:
        compile_tests(document, rule_path="", rule_ids=[*catalog.rules], problems=compiled.problems)
    assert all(problem.line > 0 and problem.column > 0 for problem in compiled.problems)


values = st.recursive(
    st.sampled_from(VALUES) | st.none(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from(KEYS), parts, max_size=5),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=6), st.lists(values, max_size=3))
def test_any_structure_is_compiled_or_has_problems(frame: dict[str, object], rules: list[object]) -> None:
    """Known keys with values of every other shape are problems, never a traceback."""
    text = _flow({"version": 1, "rules": [{"id": "a", "match": "a"}], **frame, "tests": rules})
    document = parse_document(text, "rules.yaml")
    catalog = catalog_of([document])
    compiled = compile_file(document, catalog)
    compile_tests(document, rule_path="", rule_ids=[*catalog.rules], problems=compiled.problems)
    other = parse_document(_flow({"version": 1, "rules": [*rules, frame]}), "rules.yaml")
    compile_file(other, catalog_of([other]))


def _flow(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"'{key}': {_flow(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case None:
            return "null"
    return "'" + str(value).replace("'", "''") + "'"


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file of arbitrary bytes, which holds no rules, gives a RuleFileError and nothing else."""
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    with pytest.raises(RuleFileError):
        load_rules([path])


@given(
    st.lists(st.sampled_from(["{{", "}}", " time ", "|", "clock", "upper", '("x")', "(3)", "é"]), max_size=10).map(
        "".join
    )
)
def test_template_text_is_read_or_refused(source: str) -> None:
    """Any text is a template or a TemplateError with a place inside the text."""
    try:
        parse_template(source, names=["time"]).render({"time": None})
    except TemplateError as error:
        offset = error.offset
    else:
        offset = 0
    assert 0 <= offset <= len(source)
