"""Which group victims belong to, whatever they are called: `Turkish servicemen` and `soldiers from Turkey` are one."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from replay.text import normalise
from replay.words import Words

_REMEMBERED = 4096
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "wives": "wife", "thieves": "thief",
}  # fmt: skip
_SINGULAR = frozenset({"s", "is", "isis"})
"""Words in -s that are no plurals, beside those in -ss and -us."""

_LONGEST = 5
"""Words of the longest phrase in groups.toml."""
_PARTY_CLASS = "militant"


@lru_cache(_REMEMBERED)
def group_of(who: str) -> str | None:
    """Return the group of the victims *who*, lower case: origin and class, as far as the text gives them.

    Args:
        who: The victims as written, without their number.

    Returns:
        Such as `turkish soldier`, `hezbollah militant`, `child`; None for what names nobody ("others").
    """
    words = _words_of(who)
    lists = _lexicon()
    head, rest = _parts(words, lists)
    named = _strip(head, lists) or _strip(_parts(rest, lists)[0], lists)
    parties, nations = _parties_and_nations(head, rest, lists)
    kind = _class_of(named, lists) or (_PARTY_CLASS if parties else "")
    return " ".join([*sorted(parties or nations), *([kind] if kind else [])]) or None


@lru_cache(_REMEMBERED)
def nations_of(who: str) -> frozenset[str]:
    """Return the nationalities of the victims *who*, as far as the text gives them."""
    lists = _lexicon()
    _, nations = _parties_and_nations(*_parts(_words_of(who), lists), lists)
    return frozenset(nations)


@dataclass(frozen=True)
class _Lexicon:
    """groups.toml, its words in the singular.

    Attributes:
        classes: Class by the phrase that means it.
        origins: Parties, and nationalities, by the phrase.
        words: Named sets of words.
    """

    classes: Mapping[str, str]
    origins: tuple[Mapping[str, str], Mapping[str, str]]
    words: Mapping[str, frozenset[str]]


@cache
def _lexicon() -> _Lexicon:
    tables = tomllib.loads(files(__package__).joinpath("groups.toml").read_text(encoding="utf-8"))
    classes, parties, nations = (_by_phrase(tables[name]) for name in ("classes", "parties", "nations"))
    return _Lexicon(classes, (parties, nations), {name: frozenset(words) for name, words in tables["words"].items()})


def _by_phrase(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {" ".join(_words_of(phrase)): name for name, phrases in names.items() for phrase in (name, *phrases)}


def _words_of(text: str) -> list[str]:
    words = map(_singular, Words(normalise(text)).value.split())
    return [word for word in words if not word.isdecimal()]


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("men", "children")):
        return re.sub(r"(m)en$|(child)ren$", lambda end: "man" if end[1] else "child", word)
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "oes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) and word not in _SINGULAR else word


def _parts(words: Sequence[str], lists: _Lexicon) -> tuple[Sequence[str], Sequence[str]]:
    """Return the words of the group itself, and those behind that say whose it is; a place says nothing."""
    end = next((place for place, word in enumerate(words) if word in lists.words["ends"]), len(words))
    of = next((place for place, word in enumerate(words[:end]) if word in lists.words["belongs"]), end)
    return words[:of], words[of + 1 : end]


def _strip(words: Sequence[str], lists: _Lexicon) -> Sequence[str]:
    """Return *words* up to the last one that names somebody."""
    end = len(words)
    while end and words[end - 1] in lists.words["nobody"] and not any(_known(words[:end], lists)):
        end -= 1
    return words[:end]


def _known(words: Sequence[str], lists: _Lexicon) -> Iterator[str]:
    """Yield the names that phrases at the end of *words* mean, the longest phrase first."""
    tables = (lists.classes, *lists.origins)
    for place in range(max(0, len(words) - _LONGEST), len(words)):
        phrase = " ".join(words[place:])
        yield from (table[phrase] for table in tables if phrase in table)


def _class_of(words: Sequence[str], lists: _Lexicon) -> str:
    """Return what the longest phrase at the end means; the last word itself, unless it is an origin."""
    if not words:
        return ""
    name = next(_known(words, lists), words[-1])
    is_origin = any(name in table.values() for table in lists.origins)
    return "" if is_origin else name


def _parties_and_nations(head: Sequence[str], rest: Sequence[str], lists: _Lexicon) -> tuple[set[str], set[str]]:
    parties, nations = (_origins(head, table, lists) | _origins(rest, table, lists) for table in lists.origins)
    return parties, nations


def _origins(words: Sequence[str], table: Mapping[str, str], lists: _Lexicon) -> set[str]:
    """Return the origins that are named, the longest phrase at each place, but for those of somebody else."""
    found, place = set(), 0
    while place < len(words):
        sizes = range(min(_LONGEST, len(words) - place), 0, -1)
        size = next((size for size in sizes if " ".join(words[place : place + size]) in table), 0)
        if size and not (place + size < len(words) and words[place + size] in lists.words["not_theirs"]):
            found.add(table[" ".join(words[place : place + size])])
        place += size or 1
    return found
