"""What is wrong with a query, in words that say what to do: where the grammar stumbles, and what no query may be."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lark import Token
from lark.exceptions import UnexpectedToken

from replay.language.query.terms import unknown_prefix

_BEHIND_REGEX = re.compile(r"/(?:\\.|[^/\\])+/")
_PREFIXES = {"EXACT", "VALUE", "LIST"}
_OPERATORS = {"_AND": "AND", "_OR": "OR", "NOT": "NOT", "NEAR": "NEAR", "LPAR": '"("', "FIELD": "a field"}
_LOWER_CASE = re.compile(r"and|or|not|(o?near)(/\d*)?")
_SIDE_BY_SIDE = "two terms side by side; use AND or OR, or quote the phrase"


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


def endless_regex(token: str) -> str:
    """Return the message for a slash that begins no regular expression."""
    if token.startswith("//"):
        return "the regular expression is empty; a term that begins with a slash is quoted"
    if _BEHIND_REGEX.match(token):
        return "behind a regular expression stands a space or a bracket; flags stand inside it: /(?i)…/, a slash as \\/"
    return "the regular expression is never closed; a term that begins with a slash is quoted"


def syntax_mistake(error: UnexpectedToken, tokens: Sequence[Token]) -> Mistake:  # noqa: PLR0911 -- one a mistake
    """Return what is wrong where the grammar stumbles.

    Args:
        error: That it does.
        tokens: All of the query.
    """
    token = error.token
    offset = token.start_pos or 0
    before = next((each for each in reversed(tokens) if token.type == "$END" or (each.end_pos or 0) <= offset), None)
    if unclosed := next((each for each in tokens if each.type == "UNCLOSED"), None):
        return Mistake(unclosed.start_pos or 0, "the quotation mark is never closed")
    if endless := next((each for each in tokens if each.type == "ENDLESS"), None):
        return Mistake(endless.start_pos or 0, endless_regex(endless))
    if token.type == "$END":
        if before is None:
            return Mistake(0, "the query is empty; write * for every update")
        return Mistake(before.start_pos or 0, f"a term is missing behind {_name(before)}")
    if before is not None and (before.type == "PREFIXED" or (before.type in _PREFIXES and before.endswith(":"))):
        return Mistake(before.start_pos or 0, _wrong_prefix(before, token))
    if "_OR" in error.expected and token.type not in {"RPAR", "NEAR"}:
        return next(
            (Mistake(*each) for each in map(_lower_case, (token, before)) if each), Mistake(offset, _SIDE_BY_SIDE)
        )
    if token.type == "NEAR" and before is not None and before.type not in _OPERATORS:
        return Mistake(offset, "NEAR joins two terms and no chain of them; write a NEAR/5 b AND b NEAR/5 c")
    if before is not None and before.type == "NEAR" and token.type == "NOT":
        return Mistake(offset, f"{before} takes a term or an OR group of terms on each side, not NOT")
    if before is not None and before.type == "FIELD":
        return Mistake(offset, f"behind {before} stands one term or a bracket")
    return Mistake(offset, f"a term is missing before {_name(token)}")


def _wrong_prefix(prefixed: Token, behind: Token) -> str:
    if prefixed.type == "PREFIXED" or behind.type != "LPAR":
        return unknown_prefix(prefixed)
    return f"behind '{prefixed}' stands no bracket; write {prefixed}A OR {prefixed}B"


def _lower_case(token: Token | None) -> tuple[int, str] | None:
    if token is None or not _LOWER_CASE.fullmatch(token):
        return None
    return token.start_pos or 0, f"'{token}' is a word here; operators are upper case: {token.upper()}"


def _name(token: Token) -> str:
    return _OPERATORS.get(token.type, f'"{token}"')
