"""Cut what an author wrote, a word, a hyphen term, a phrase, a list item, into the words of a text.

Source: the rule language, sections "The query" and "Text" (docs/rules.md). Everything here works on the text form.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import product

from replay.language.query import VALUE_NAMES, Exact, Phrase, Term, Value, ValueName, Word
from replay.spelling import nearest
from replay.text import folded, normalise
from replay.words import words_of

MIN_PREFIX_LETTERS = 3
MAX_HYPHENED_WORDS = 4
"""In one phrase; each doubles the number of its forms."""

MAX_TERM_LENGTH = 500

FIELD_PREFIXES = ("headline", "body")
EXACT = "exact:"
PREFIXES = ("list", "exact", *FIELD_PREFIXES, *VALUE_NAMES)
_OPERATOR = re.compile(r"AND|OR|NOT|O?NEAR(?:/.*)?")
_PREFIX = re.compile(r"([^\s:]+):")

Lists = Mapping[str, Term]


class TermError(ValueError):
    """Raise for text that is no term; `str()` of it says what is wrong and what to do."""


def parse_phrase(source: str, *, written: str | None = None) -> Term:
    """Return the term of words that stand one behind the other; each may hold hyphens and end in `*`.

    Args:
        source: Words parted by spaces.
        written: The term as it will be shown, if not as *source*.

    Raises:
        TermError: If a part of it is no word.
    """
    if len(source) > MAX_TERM_LENGTH:
        raise TermError(f"a term of {len(source)} characters; the limit is {MAX_TERM_LENGTH}")
    chunks = source.split()
    if sum("-" in chunk for chunk in chunks) > MAX_HYPHENED_WORDS:
        raise TermError(f"a phrase may hold at most {MAX_HYPHENED_WORDS} words with a hyphen")
    forms = [_forms_of(chunk) for chunk in chunks]
    if not forms:
        raise TermError("a phrase needs a word")
    phrases = (Phrase(tuple(word for form in chosen for word in form)) for chosen in product(*forms))
    return Term(tuple(dict.fromkeys(phrases)), source if written is None else written)


def parse_word(source: str) -> Term:
    """Return the term of a word without quotation marks, in which no operator of another language may stand.

    Raises:
        TermError: If it is no word, or begins with `!` or holds `|`, which would part words and say nothing.
    """
    if source.startswith("!") and words_of(source):
        raise TermError(f"'{source}' begins with '!'; to exclude a word write NOT {source.lstrip('!')}, or quote it")
    if "|" in source and words_of(source):
        raise TermError(f"'{source}' holds '|'; write OR with a space on each side, or quote it")
    return parse_phrase(source, written=source)


def _forms_of(chunk: str) -> list[tuple[Word, ...]]:
    """Return the forms of what stands between two spaces: all its hyphened parts apart, and all of them joined."""
    stem = chunk.removesuffix("*")
    if "*" in stem:
        raise TermError(f"'{chunk}': '*' may stand only at the end of a word")
    parts = stem.split("-")
    if not words_of(stem):
        raise TermError(f"'{chunk}' holds no letter or digit")
    if len(parts) > 1 and not parts[0]:
        raise TermError(f"'{chunk}' begins with a hyphen; to exclude a word write NOT {chunk[1:]}")
    if not all(map(words_of, parts)):
        raise TermError(f"'{chunk}': a hyphen stands between two words")
    is_prefix = chunk != stem
    if is_prefix and sum(map(len, words_of(stem) if len(parts) > 1 else words_of(stem)[-1:])) < MIN_PREFIX_LETTERS:
        raise TermError(f"'{chunk}' matches too much: write at least {MIN_PREFIX_LETTERS} letters before the '*'")
    apart = [word for part in parts for word in words_of(part)]
    joined = words_of("".join(parts))
    return list(dict.fromkeys(_words(form, is_prefix=is_prefix) for form in (apart, joined)))


def _words(texts: Sequence[str], *, is_prefix: bool) -> tuple[Word, ...]:
    return (*map(Word, texts[:-1]), Word(texts[-1], prefix=is_prefix))


def parse_exact(source: str) -> Term:
    """Return the term of one exact spelling, such as `exact:US` or `exact:"Red Cross"`.

    Raises:
        TermError: If nothing is behind the prefix that a text could hold.
    """
    text = " ".join(unquoted(source, EXACT).split())
    if text.endswith("*"):
        raise TermError(f"'{source}': exact: takes one spelling as it is; '*' has no place in it")
    if not words_of(text):
        raise TermError(f"'{source}' holds no letter or digit")
    return Term((Exact(text),), source)


def parse_value(token: str, name: ValueName) -> Value:
    """Return the whole value that is compared with that of an update, such as `source:RT`.

    Raises:
        TermError: If nothing is left to compare, or only a beginning is.
    """
    written = unquoted(token, f"{name}:")
    text = written.removeprefix("#") if name == "tag" else written
    if not folded(text):
        raise TermError(f"'{token}': nothing is left to compare")
    if text.endswith("*") and not token.endswith('"'):
        raise TermError(f"'{token}': {name}: compares the whole value; '*' has no place in it")
    return Value(name, text)


def unquoted(source: str, prefix: str) -> str:
    """Return what stands behind the *prefix* of *source*, without its quotation marks.

    Raises:
        TermError: If nothing does, or it has a colon and no quotation marks.
    """
    rest = source.removeprefix(prefix)
    if len(rest) > MAX_TERM_LENGTH:
        raise TermError(f"a term of {len(rest)} characters; the limit is {MAX_TERM_LENGTH}")
    if not rest:
        raise TermError(unknown_prefix(source))
    if rest.startswith('"'):
        return rest[1:-1]
    if ":" in rest:
        raise TermError(f'a term with a colon is quoted: {prefix}"{rest}"')
    return rest


def parse_item(source: str) -> Term:
    """Return the term of one item of a named list: bare words form a phrase, and operators mean nothing.

    Raises:
        TermError: If it is more, or less, than one term.
    """
    text = normalise(source).value.strip()
    if text.startswith(EXACT):
        return _parse_exact_item(text)
    quoted = text.startswith('"') and text.endswith('"') and len(text) > 1
    inside = text[1:-1] if quoted else text
    if not quoted:
        _refuse_query(inside)
    if '"' in inside:
        raise TermError("a list item is one term: quote all of it or nothing")
    return parse_phrase(inside, written=f'"{inside}"')


def _parse_exact_item(text: str) -> Term:
    """Return the term of an item with the prefix; bare words are one spelling here too."""
    rest = text.removeprefix(EXACT).strip()
    bare = rest[1:-1] if rest[:1] == rest[-1:] == '"' and len(rest) > 1 else rest
    if '"' in bare:
        raise TermError("a list item is one term: quote all of it or nothing")
    if bare == rest:
        _refuse_query(rest)
    return parse_exact(f'{EXACT}"{bare}"' if rest else EXACT)


def _refuse_query(text: str) -> None:
    for chunk in text.split():
        if _OPERATOR.fullmatch(chunk):
            raise TermError(
                f"a list item is one term; '{chunk}' is an operator: write more items, or a query in a rule"
            )
        if chunk[0] in "(/" or chunk[-1] == ")":
            raise TermError("a list item is one term, without brackets and regular expressions")
        if prefix := _PREFIX.match(chunk):
            raise TermError(f"a list item takes no prefix '{prefix.group(1)}:'; quote a term with a colon")


def union(terms: Sequence[Term], source: str) -> Term:
    """Return the term that matches what any of *terms* matches."""
    return Term(tuple(dict.fromkeys(phrase for term in terms for phrase in term.phrases)), source)


def unknown_prefix(token: str) -> str:
    """Return the message for a word with a colon in it, such as `titel:truce`."""
    prefix = token.partition(":")[0]
    if prefix in PREFIXES:
        return f"a term is missing behind '{prefix}:'; nothing stands between the two"
    near = nearest(prefix, PREFIXES)
    if not prefix:
        return f'a term with a colon is quoted: "{token}"'
    advice = f"did you mean '{near}:'?" if near else f'a term with a colon is quoted: "{token}"'
    return f"unknown prefix '{prefix}:'; {advice}"
