"""Read a query from text.

Source: the rule language, section "The query" (docs/rules.md). What is wrong has tokens and rules of its own where that
makes for a better message; `building` judges what the grammar lets through, `mistakes` has the words.
"""

import re
from collections.abc import Sequence
from functools import cache

from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from replay.language.query import Query
from replay.language.query.building import build_query
from replay.language.query.mistakes import Mistake, QueryError, syntax_mistake
from replay.language.query.terms import Lists
from replay.text import normalise

MAX_LENGTH = 10_000
MAX_DEPTH = 32

_GRAMMAR = r"""
?start: either
?either: every (_OR every)*
?every: factor (_AND factor | exclusion)*
?factor: exclusion | _operand
exclusion: NOT+ _operand
_operand: near | _primary
near: _primary NEAR _primary
_primary: _leaf | bracket | in_field
in_field: FIELD (_leaf | bracket)
bracket: "(" either ")"
_leaf: word | quoted | listed | exact | value | pattern | everything | unknown | unclosed | endless
word: WORD
quoted: QUOTED
listed: LIST
everything: EVERYTHING
exact: EXACT
value: VALUE
pattern: REGEX
unknown: PREFIXED
unclosed: UNCLOSED
endless: ENDLESS

_AND.5: /AND(?![^\s()"])/
_OR.5: /OR(?![^\s()"])/
NOT.5: /NOT(?![^\s()"])/
NEAR.5: /O?NEAR(\/[^\s()"]*)?(?![^\s()"])/
EVERYTHING.5: /\*(?![^\s()"])/
REGEX.5: /\/(\\.|[^\/\\])+\/(?![^\s()"])/
ENDLESS.4: /\/[\s\S]*/
LIST.4: /list:[^\s()"]*/
FIELD.4: /(headline|body):(?=\S)/
EXACT.4: /exact:("[^"]*"|[^\s()"]*)/
VALUE.4: /(source|stream|author|tag):("[^"]*"|[^\s()"]*)/
PREFIXED.3: /[^\s()":]*:[^\s()"]*/
QUOTED.3: /"[^"]*"/
UNCLOSED.2: /"[^"]*/
WORD.1: /[^\s()"]+/
%ignore /\s+/
"""
_LEAVES = {"WORD", "QUOTED", "LIST", "EXACT", "VALUE", "REGEX", "EVERYTHING"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_query(source: str, lists: Lists | None = None) -> Query:
    """Return the tree of *source*.

    Args:
        source: The query as written.
        lists: The named lists of its file.

    Raises:
        QueryError: With every mistake that can be found in one reading.
    """
    if len(source) > MAX_LENGTH:
        raise QueryError([Mistake(0, f"a query of {len(source)} characters; the limit is {MAX_LENGTH}")])
    if half := _SURROGATE.search(source):
        raise QueryError([Mistake(half.start(), "half of a surrogate pair, which is no character")])
    text = normalise(source)
    try:
        return _parse(text.value, {} if lists is None else lists)
    except QueryError as error:
        end = len(text.value)
        raise QueryError(
            [
                Mistake(text.span(m.offset, m.offset + 1)[0] if m.offset < end else len(source), m.what)
                for m in error.mistakes
            ]
        ) from None


def leaf_places(source: str) -> list[int]:
    """Return where each term, value and regular expression of a query stands, from left to right.

    Args:
        source: What `parse_query` reads without a mistake.

    Returns:
        Offsets in *source*, in code points.
    """
    text = normalise(source)
    _, tokens = _begin(text.value)
    return [text.span(each.start_pos or 0, each.end_pos or 0)[0] for each in tokens if each.type in _LEAVES]


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="basic")


def _begin(text: str) -> tuple[InteractiveParser, list[Token]]:
    """Return a parser that took none of the tokens yet, and these: all are looked at before, and where it stumbles."""
    parsing = _parser().parse_interactive(text)
    return parsing, list(parsing.lexer_thread.lex(None))  # type: ignore[no-untyped-call]  # has no type


def _parse(text: str, lists: Lists) -> Query:
    parsing, tokens = _begin(text)
    _check_brackets(tokens)
    try:
        for token in tokens:
            parsing.feed_token(token)
        tree = parsing.feed_eof(tokens[-1] if tokens else None)  # type: ignore[no-untyped-call]  # likewise
    except UnexpectedToken as error:
        raise QueryError([syntax_mistake(error, tokens)]) from None
    return build_query(tree, lists)


def _check_brackets(tokens: Sequence[Token]) -> None:
    opened: list[int] = []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token.start_pos or 0)
            if len(opened) > MAX_DEPTH:
                raise QueryError([Mistake(opened[-1], f"more than {MAX_DEPTH} brackets in one another")])
        elif token.type == "RPAR":
            if not opened:
                raise QueryError([Mistake(token.start_pos or 0, '")" closes nothing')])
            opened.pop()
    if opened and not any(token.type in {"UNCLOSED", "ENDLESS"} for token in tokens):
        raise QueryError([Mistake(opened[-1], '"(" is never closed')])
