"""Read a query from text.

Source: the rule language, section "The query" (docs/rules.md). A part of the language that is still to come has its
token here already, and a plain message where its meaning will be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any as Tree
from typing import NamedTuple

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedToken

from replay.language.names import did_you_mean
from replay.language.query import FIELDS, And, Any, InField, Not, Or, Query, Term, contains, is_positive
from replay.language.terms import Lists, TermError, parse_phrase, unknown_prefix
from replay.text import normalise

MAX_LENGTH = 10_000
MAX_DEPTH = 32
MAX_PHRASES = 100_000

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
_leaf: word | quoted | listed | everything | later | unknown | unclosed
word: WORD
quoted: QUOTED
listed: LIST
everything: EVERYTHING
later: LATER | REGEX
unknown: PREFIXED
unclosed: UNCLOSED

_AND.5: /AND(?![^\s()"])/
_OR.5: /OR(?![^\s()"])/
NOT.5: /NOT(?![^\s()"])/
NEAR.5: /O?NEAR(\/[^\s()"]*)?(?![^\s()"])/
EVERYTHING.5: /\*(?![^\s()"])/
REGEX.5: /\/(\\.|[^\/\\])+\/(?![^\s()"])/
LIST.4: /list:[^\s()"]*/
FIELD.4: /(headline|body):(?=\S)/
LATER.4: /(source|stream|author|tag|exact):("[^"]*"|[^\s()"]*)/
PREFIXED.3: /[^\s()":]+:[^\s()"]*/
QUOTED.3: /"[^"]*"/
UNCLOSED.2: /"[^"]*/
WORD.1: /[^\s()"]+/
%ignore /\s+/
"""
_OPERATORS = {"_AND": "AND", "_OR": "OR", "NOT": "NOT", "NEAR": "NEAR", "LPAR": '"("', "FIELD": "a field"}
_SIDE_BY_SIDE = "two terms side by side; use AND or OR, or quote the phrase"
_NEEDS_POSITIVE = "needs a term that must be there; write * NOT … for every update without it"
_EVERYTHING_ALONE = "'*' is every update already; it may be combined with NOT only"


class Mistake(NamedTuple):
    """One thing wrong in a query: where, as an offset in the query's code points, and what."""

    offset: int
    what: str


class QueryError(ValueError):
    """Raise for text that is no query.

    Args:
        mistakes: At least one.
    """

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("; ".join(mistake.what for mistake in self.mistakes))


@dataclass(frozen=True, slots=True)
class _At:
    """A part of the query and the offset of its first token."""

    query: Query
    offset: int


_BROKEN = Term((), "")


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


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="basic")


def _parse(text: str, lists: Lists) -> Query:
    tokens = list(_parser().lex(text))
    _check_brackets(tokens)
    try:
        tree = _parser().parse(text)
    except UnexpectedToken as error:
        raise QueryError([_syntax_mistake(error, tokens)]) from None
    builder = _Builder(lists)
    whole: _At = builder.transform(tree)
    builder.finish(whole)
    return whole.query


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
    if opened and not any(token.type == "UNCLOSED" for token in tokens):
        raise QueryError([Mistake(opened[-1], '"(" is never closed')])


def _syntax_mistake(error: UnexpectedToken, tokens: Sequence[Token]) -> Mistake:
    token = error.token
    offset = token.start_pos or 0
    before = next((each for each in reversed(tokens) if token.type == "$END" or (each.end_pos or 0) <= offset), None)
    if unclosed := next((each for each in tokens if each.type == "UNCLOSED"), None):
        return Mistake(unclosed.start_pos or 0, "the quotation mark is never closed")
    if token.type == "$END":
        if before is None:
            return Mistake(0, "the query is empty; write * for every update")
        return Mistake(before.start_pos or 0, f"a term is missing behind {_name(before)}")
    if before is not None and before.type == "PREFIXED":
        return Mistake(before.start_pos or 0, unknown_prefix(before))
    if "_OR" in error.expected and token.type not in {"RPAR", "NEAR"}:
        return next(
            (Mistake(*each) for each in map(_lower_case, (token, before)) if each), Mistake(offset, _SIDE_BY_SIDE)
        )
    if token.type == "NEAR":
        return Mistake(offset, "NEAR stands between two terms, and brackets say what a chain of them means")
    if before is not None and before.type == "FIELD":
        return Mistake(offset, f"behind {before} stands one term or a bracket")
    return Mistake(offset, f"a term is missing before {_name(token)}")


def _lower_case(token: Token | None) -> tuple[int, str] | None:
    if token is None or token not in {"and", "or", "not", "near"}:
        return None
    return token.start_pos or 0, f"'{token}' is a word here; operators are upper case: {token.upper()}"


def _name(token: Token) -> str:
    return _OPERATORS.get(token.type, f'"{token}"')


class _Builder(Transformer[Token, _At]):
    """Builds the query and collects the mistakes that the grammar does not see."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._mistakes: list[Mistake] = []
        self._phrases = 0

    def finish(self, whole: _At) -> None:
        """Judge the query as a whole.

        Raises:
            QueryError: If there was any mistake.
        """
        if not self._mistakes and not is_positive(whole.query):
            self._mistake(whole.offset, f"the query {_NEEDS_POSITIVE}")
        if self._phrases > MAX_PHRASES:
            self._mistake(0, f"{self._phrases} phrases in one query; the limit is {MAX_PHRASES}")
        if self._mistakes:
            raise QueryError(self._mistakes)

    def _mistake(self, offset: int, what: str) -> None:
        self._mistakes.append(Mistake(offset, what))

    def _broken(self, token: Token, what: str) -> _At:
        self._mistake(token.start_pos or 0, what)
        return _At(_BROKEN, token.start_pos or 0)

    def _term(self, token: Token, words: str) -> _At:
        try:
            term = parse_phrase(words, written=str(token))
        except TermError as error:
            return self._broken(token, str(error))
        self._phrases += len(term.phrases)
        return _At(term, token.start_pos or 0)

    def word(self, children: list[Token]) -> _At:
        return self._term(children[0], children[0])

    def quoted(self, children: list[Token]) -> _At:
        return self._term(children[0], children[0][1:-1])

    def listed(self, children: list[Token]) -> _At:
        (token,) = children
        name = token.removeprefix("list:")
        if name not in self._lists:
            known = did_you_mean(name, tuple(self._lists), "known lists") if self._lists else "; the file has no lists"
            return self._broken(token, f"unknown list '{name}'{known}")
        self._phrases += len(self._lists[name].phrases)
        return _At(self._lists[name], token.start_pos or 0)

    def everything(self, children: list[Token]) -> _At:
        return _At(Any(), children[0].start_pos or 0)

    def later(self, children: list[Token]) -> _At:
        (token,) = children
        what = "a regular expression" if token.type == "REGEX" else f"'{token.partition(':')[0]}:'"
        return self._broken(token, f"{what} is not supported yet")

    def unknown(self, children: list[Token]) -> _At:
        return self._broken(children[0], unknown_prefix(children[0]))

    def unclosed(self, children: list[Token]) -> _At:
        return self._broken(children[0], "the quotation mark is never closed")

    def near(self, children: list[Tree]) -> _At:
        left, token, _ = children
        self._broken(token, "NEAR is not supported yet")
        return _At(_BROKEN, left.offset)

    def bracket(self, children: list[Tree]) -> _At:
        part: _At = children[0]
        return part

    def in_field(self, children: list[Tree]) -> _At:
        token, part = children
        field = next(each for each in FIELDS if token == f"{each}:")
        if contains(part.query, Any):
            self._mistake(part.offset, _EVERYTHING_ALONE)
        if contains(part.query, InField):
            self._mistake(part.offset, f"a field inside {token} looks at one field already")
        return _At(InField(field, part.query), token.start_pos or 0)

    def exclusion(self, children: list[Tree]) -> _At:
        *nots, part = children
        if isinstance(part.query, Any):
            self._mistake(part.offset, "NOT * matches no update")
        query = part.query.part if isinstance(part.query, Not) else Not(part.query)
        return _At(part.query if len(nots) % 2 == 0 else query, nots[0].start_pos or 0)

    def every(self, children: list[_At]) -> _At:
        parts = _flat(children, And)
        if Any() in parts and sum(not isinstance(part, Not) for part in parts) > 1:
            guilty = next(child for child in children if Any() in _flat([child], And))
            self._mistake(guilty.offset, _EVERYTHING_ALONE)
        return _At(And(parts), children[0].offset)

    def either(self, children: list[_At]) -> _At:
        for part in children:
            if isinstance(part.query, Any):
                self._mistake(part.offset, _EVERYTHING_ALONE)
            elif not is_positive(part.query):
                self._mistake(part.offset, f"this side of OR {_NEEDS_POSITIVE}")
        return _At(Or(_flat(children, Or)), children[0].offset)


def _flat(children: Sequence[_At], kind: type[And | Or]) -> tuple[Query, ...]:
    return tuple(
        part for child in children for part in (child.query.parts if isinstance(child.query, kind) else (child.query,))
    )
