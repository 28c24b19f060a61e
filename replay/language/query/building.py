"""Build a query from the tree that `grammar` parsed, and find the mistakes that no grammar sees."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lark import Token, Transformer, Tree

from replay.language.names import suggest
from replay.language.query import (
    FIELDS,
    NUMBER,
    VALUE_NAMES,
    And,
    Everything,
    InField,
    Near,
    Not,
    Number,
    Operand,
    Or,
    Query,
    Regex,
    Term,
    Value,
    contains,
    is_positive,
)
from replay.language.query.mistakes import Mistake, QueryError, endless_regex
from replay.language.query.regexes import RegexError, compile_regex
from replay.language.query.terms import (
    Lists,
    TermError,
    parse_exact,
    parse_phrase,
    parse_value,
    parse_word,
    unknown_prefix,
)

MAX_PHRASES = 100_000
MAX_DISTANCE = 1000
_NEEDS_POSITIVE = "needs a term that must be there; write * NOT … for every update without it"
_NEAR = re.compile(r"(O?)NEAR/0*([0-9]{1,4})")
_EVERYTHING_ALONE = "'*' is every update already; it may be combined with NOT only"


@dataclass(frozen=True, slots=True)
class _At:
    """A part of the query and the offset of its first token; of an OR, its sides too."""

    query: Query
    offset: int
    sides: "tuple[_At, ...]" = ()


_BROKEN = Term((), "")


def build_query(tree: Tree[Token], lists: Lists) -> Query:
    """Return the query that *tree* stands for.

    Args:
        tree: From the parser of `grammar`.
        lists: The named lists of the file.

    Raises:
        QueryError: With every mistake in it.
    """
    return _Builder(lists).build(tree)


class _Builder(Transformer[Token, _At]):
    """Has a method for each rule of the grammar, and collects the mistakes on the way."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._mistakes: list[Mistake] = []
        self._phrases = 0

    def build(self, tree: Tree[Token]) -> Query:
        whole = self.transform(tree)
        if not self._mistakes and not is_positive(whole.query):
            self._mistake(whole.offset, f"the query {_NEEDS_POSITIVE}")
        if self._phrases > MAX_PHRASES:
            self._mistake(0, f"{self._phrases} phrases in one query; the limit is {MAX_PHRASES}")
        if self._mistakes:
            raise QueryError(self._mistakes)
        return whole.query

    def _mistake(self, offset: int, what: str) -> None:
        self._mistakes.append(Mistake(offset, what))

    def _broken(self, token: Token, what: str) -> _At:
        self._mistake(token.start_pos or 0, what)
        return _At(_BROKEN, token.start_pos or 0)

    def _read(self, token: Token, parse: Callable[[], Query]) -> _At:
        try:
            query = parse()
        except (TermError, RegexError) as error:
            return self._broken(token, str(error))
        self._phrases += len(query.phrases) if isinstance(query, Term) else 0
        return _At(query, token.start_pos or 0)

    def word(self, children: list[Token]) -> _At:
        (token,) = children
        return self._read(token, lambda: parse_word(str(token)))

    def quoted(self, children: list[Token]) -> _At:
        (token,) = children
        return self._read(token, lambda: parse_phrase(token[1:-1], written=str(token)))

    def listed(self, children: list[Token]) -> _At:
        (token,) = children
        name = token.removeprefix("list:")
        if name not in self._lists:
            known = suggest(name, tuple(self._lists), "known lists") if self._lists else "; the file has no lists"
            return self._broken(token, f"unknown list '{name}'{known}")
        return self._read(token, lambda: self._lists[name])

    def everything(self, children: list[Token]) -> _At:
        return _At(Everything(), children[0].start_pos or 0)

    def exact(self, children: list[Token]) -> _At:
        (token,) = children
        return self._read(token, lambda: parse_exact(token))

    def value(self, children: list[Token]) -> _At:
        (token,) = children
        name = next(each for each in VALUE_NAMES if token.startswith(f"{each}:"))
        return self._read(token, lambda: parse_value(token, name))

    def pattern(self, children: list[Token]) -> _At:
        (token,) = children
        return self._read(token, lambda: _regex(token[1:-1]))

    def endless(self, children: list[Token]) -> _At:
        return self._broken(children[0], endless_regex(children[0]))

    def unknown(self, children: list[Token]) -> _At:
        return self._broken(children[0], unknown_prefix(children[0]))

    def unclosed(self, children: list[Token]) -> _At:
        return self._broken(children[0], "the quotation mark is never closed")

    def near(self, children: list[Any]) -> _At:
        left, token, right = children
        operands = [self._operand(side, token) for side in (left, right)]
        form = _NEAR.fullmatch(token)
        if form is None or int(form[2]) > MAX_DISTANCE:
            self._mistake(token.start_pos or 0, _wrong_distance(token))
            return _At(_BROKEN, left.offset)
        return _At(Near(operands[0], operands[1], int(form[2]), ordered=bool(form[1])), left.offset)

    def _operand(self, side: _At, token: Token) -> Operand:
        parts: list[Term | Number] = []
        for each in side.sides or (side,):
            if not isinstance(each.query, Term):
                self._mistake(
                    each.offset,
                    f"{token} takes a term or an OR group of terms on each side, not {_describe(each.query, token)}",
                )
            elif each.query.source == NUMBER:
                parts.append(Number())
            else:
                parts.append(each.query)
        return tuple(parts)

    def bracket(self, children: list[Any]) -> _At:
        part: _At = children[0]
        return part

    def in_field(self, children: list[Any]) -> _At:
        token, part = children
        field = next(each for each in FIELDS if token == f"{each}:")
        if contains(part.query, Everything):
            self._mistake(part.offset, _EVERYTHING_ALONE)
        if contains(part.query, InField):
            self._mistake(part.offset, f"a field inside {token} looks at one field already")
        if contains(part.query, Value):
            values = ", ".join(f"{name}:" for name in VALUE_NAMES)
            self._mistake(
                part.offset, f"{values} compare a value of the update and look at no field; leave out {token}"
            )
        return _At(InField(field, part.query), token.start_pos or 0)

    def exclusion(self, children: list[Any]) -> _At:
        *nots, part = children
        if isinstance(part.query, Everything):
            self._mistake(part.offset, "NOT * matches no update")
        query = part.query.part if isinstance(part.query, Not) else Not(part.query)
        return _At(part.query if len(nots) % 2 == 0 else query, nots[0].start_pos or 0)

    def every(self, children: list[_At]) -> _At:
        parts = _flat(children, And)
        if Everything() in parts and sum(not isinstance(part, Not) for part in parts) > 1:
            guilty = next(child for child in children if Everything() in _flat([child], And))
            self._mistake(guilty.offset, _EVERYTHING_ALONE)
        return _At(And(parts), children[0].offset)

    def either(self, children: list[_At]) -> _At:
        for part in children:
            if isinstance(part.query, Everything):
                self._mistake(part.offset, _EVERYTHING_ALONE)
            elif not is_positive(part.query):
                self._mistake(part.offset, f"this side of OR {_NEEDS_POSITIVE}")
        sides = tuple(side for child in children for side in child.sides or (child,))
        return _At(Or(tuple(side.query for side in sides)), children[0].offset, sides)


def _regex(pattern: str) -> Regex:
    compile_regex(pattern)
    return Regex(pattern)


def _flat(children: Sequence[_At], kind: type[And | Or]) -> tuple[Query, ...]:
    return tuple(
        part for child in children for part in (child.query.parts if isinstance(child.query, kind) else (child.query,))
    )


def _wrong_distance(token: str) -> str:
    operator, _, distance = token.partition("/")
    if not distance:
        return f"{operator} needs the most words that may stand between: {operator}/5"
    if distance.isdecimal():
        return f"'{token}': at most {MAX_DISTANCE} words may stand between"
    return f"'{token}': the most words that may stand between are a whole number, as in {operator}/5"


def _describe(query: Query, token: str) -> str:  # noqa: PLR0911 -- one a kind
    match query:
        case Near():
            return "another NEAR; join the two with AND"
        case InField(field):
            return f"'{field}:'; write {field}:(… {token} …)"
        case Value(name):
            return f"'{name}:', which has no place in the text"
        case Regex():
            return "a regular expression"
        case Not():
            return "NOT"
        case And():
            return "AND"
    return "'*'"
