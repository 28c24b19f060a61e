"""Build a query from the tree that `grammar` parsed, and find the mistakes that no grammar sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lark import Token, Transformer, Tree

from replay.language.names import did_you_mean
from replay.language.query import FIELDS, And, InField, Not, Or, Query, Term, contains, is_positive
from replay.language.query import Any as Everything
from replay.language.terms import Lists, TermError, parse_phrase, unknown_prefix

MAX_PHRASES = 100_000
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
        return _At(Everything(), children[0].start_pos or 0)

    def later(self, children: list[Token]) -> _At:
        (token,) = children
        what = "a regular expression" if token.type == "REGEX" else f"'{token.partition(':')[0]}:'"
        return self._broken(token, f"{what} is not supported yet")

    def unknown(self, children: list[Token]) -> _At:
        return self._broken(children[0], unknown_prefix(children[0]))

    def unclosed(self, children: list[Token]) -> _At:
        return self._broken(children[0], "the quotation mark is never closed")

    def near(self, children: list[Any]) -> _At:
        left, token, _ = children
        self._broken(token, "NEAR is not supported yet")
        return _At(_BROKEN, left.offset)

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
        return _At(Or(_flat(children, Or)), children[0].offset)


def _flat(children: Sequence[_At], kind: type[And | Or]) -> tuple[Query, ...]:
    return tuple(
        part for child in children for part in (child.query.parts if isinstance(child.query, kind) else (child.query,))
    )
