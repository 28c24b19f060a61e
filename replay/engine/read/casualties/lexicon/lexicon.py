"""The reader's vocabulary, loaded once from lexicon.toml and victims.toml beside this module."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, product
from sys import intern
from typing import Any, Literal

import msgspec

from replay.engine.read.casualties.lexicon.phrasebook import Phrases, by_first_word
from replay.engine.read.casualties.mention import Kind

Form = Literal["active", "past", "subject", "adjective", "noun", "of", "toll", "survive"]
NOMINAL = frozenset({"noun", "of"})
"""The forms of nouns that tell what happened."""

_FIGURE_SETS = ("before", "behind", "around", "whom", "calm", "harm")
_SET = re.compile(r"\{(\w+)\}")
TAKEN = "taken"
"""The sign of words that with a verb before the victims are a trigger: `took seven workers hostage`."""

STORIES = ("films", "plays", "exercises")
"""Signs of what may tell a story that did not happen."""
_SIGNS = ("fresh", "aftermath", "reaction", "protest", "verdict", TAKEN, *STORIES)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that reports casualties; the fields are explained at the head of lexicon.toml."""

    kind: Kind
    form: Form
    person: bool = False
    needs: tuple[str, ...] = ()
    alone: bool = False
    veto: bool = False
    sure: bool = False
    counted: bool = False
    on_duty: bool = False
    figure: str = ""


@dataclass(frozen=True)
class Lexicon:
    """All word lists, ready for look-up; words are case-folded.

    Attributes:
        keys: Words, one of which every trigger holds; each with further ones, one of which it holds as well, or with
            none if it may hold no other.
        phrases: Triggers, idioms that hold a trigger and report nothing (None), and the class of phrases that
            stand for a function word; these and the next two by their first word.
        tags: Function words, each with its class.
        words: Named sets of words.
        cues: Phrases that make a sentence `recap`, `historic`, `obituary` or `also`.
        bounds: Phrases that bound the count behind them, each with its list's name.
        units: Number words below a hundred.
        scales: Words that multiply.
        vague: Words for an open count, each with the least that it means.
        persons: Words for persons, singular.
        qualifiers: Words for persons that only describe one where a noun follows.
        person_plurals: Words for persons that are plural without an s.
        person_suffixes: Ends of words for persons.
        maker_suffixes: Weaker ones.
        never: Words for what is no victim, singular.
        animals: Those of them for animals.
        signs: Words that bear on the status of what is told, each with the names of its sets.
        sides: Words for victims, singular, each with its side of a conflict.
        figures: Figures of speech, each with the sets of words that tell it from harm.
    """

    keys: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Phrases[Trigger | str | None]]
    tags: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    cues: Mapping[str, Phrases[str]]
    bounds: Mapping[str, Phrases[str]]
    units: Mapping[str, int]
    scales: Mapping[str, int]
    vague: Mapping[str, int]
    persons: frozenset[str]
    qualifiers: frozenset[str]
    person_plurals: frozenset[str]
    person_suffixes: tuple[str, ...]
    maker_suffixes: tuple[str, ...]
    never: frozenset[str]
    animals: frozenset[str]
    signs: Mapping[str, tuple[str, ...]]
    sides: Mapping[str, str]
    figures: Mapping[str, Mapping[str, frozenset[str]]]


def load_tables() -> dict[str, Any]:
    """Return lexicon.toml and victims.toml in one, each phrase spelled out."""
    folder = files(__package__)
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("lexicon.toml", "victims.toml"))
    tables = {name: table for text in texts for name, table in tomllib.loads(text).items()}
    sets = tables.pop("sets")
    return {name: _spelled_out(table, sets) for name, table in tables.items()}


def _spelled_out(table: object, sets: Mapping[str, Sequence[str]]) -> object:
    """Return a table with each pattern of its lists, however deep, replaced by the phrases that it stands for."""
    if isinstance(table, dict):
        return {intern(name): _spelled_out(each, sets) for name, each in table.items()}
    if not isinstance(table, list):
        return intern(table) if isinstance(table, str) else table
    if table and isinstance(table[0], dict):
        return [_spelled_out(each, sets) for each in table]
    return list(chain.from_iterable(_phrases_of(pattern, sets) for pattern in table))


def _phrases_of(pattern: str, sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the phrases of a pattern: `claimed|took the? lives`, `last {month}`."""
    for words in product(*(_alternatives(word, sets) for word in pattern.split())):
        yield intern(" ".join(filter(None, words)))


def _alternatives(word: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    found = [""] if word.endswith("?") else []
    for each in word.removesuffix("?").split("|"):
        named = _SET.search(each)
        found += [each.replace(named[0], member) for member in sets[named[1]]] if named else [each]
    return found


def trigger_phrases(tables: Mapping[str, Any]) -> dict[str, Trigger]:
    """Return every trigger phrase of *tables* with what it reports."""
    return {
        phrase: msgspec.convert({name: value for name, value in group.items() if name != "words"}, Trigger)
        for group in tables["trigger"]
        for phrase in group["words"]
    }


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read on the first call."""
    tables = load_tables()
    counts, persons, triggers = tables["counts"], tables["persons"], trigger_phrases(tables)
    return Lexicon(
        keys=_keys(triggers, frozenset(tables["words"]["frequent"]), tables["words"][TAKEN]),
        phrases=by_first_word(
            {**triggers, **dict.fromkeys(tables["idioms"]["phrases"]), **_by_word(tables["phrases"])}
        ),
        tags=_by_word(tables["tags"]),
        words={name: frozenset(words) for name, words in tables["words"].items()},
        cues=by_first_word(_by_word(tables["cues"])),
        bounds=by_first_word(_by_word({name: words for name, words in counts.items() if isinstance(words, list)})),
        units=counts["units"],
        scales=counts["scales"],
        vague=counts["vague"],
        persons=frozenset(chain(*persons["nouns"].values())),
        qualifiers=frozenset(persons["qualifiers"]),
        person_plurals=frozenset(persons["plurals"]),
        person_suffixes=tuple(persons["suffixes"]),
        maker_suffixes=tuple(persons["maker_suffixes"]),
        never=frozenset(chain(*tables["never"].values())),
        animals=frozenset(tables["never"]["animals"]),
        signs=_signs(tables["words"]),
        sides=_sides(tables),
        figures=_figures(tables["figures"]),
    )


def _keys(triggers: Iterable[str], frequent: AbstractSet[str], taken: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return of each trigger the word that is one by itself, or the longest that is not *frequent*, and another."""
    alone = {*taken, *(phrase for phrase in triggers if " " not in phrase)}
    keys: dict[str, set[str]] = {word: set() for word in alone}
    for phrase in triggers:
        words = phrase.split()
        if alone.isdisjoint(words):
            key = max(words, key=lambda word: (word not in frequent, len(word)))
            beside = max((word for word in words if word != key), key=len)
            keys.setdefault(key, set()).add(beside)
    return {key: frozenset(beside) for key, beside in keys.items()}


def _signs(lists: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    words = {word for name in _SIGNS for word in lists[name]}
    return {word: tuple(name for name in _SIGNS if word in lists[name]) for word in words}


def _sides(tables: Mapping[str, Any]) -> dict[str, str]:
    nouns, further = tables["persons"]["nouns"], tables["sides_of"]
    sides = {word: side for side, groups in tables["sides"].items() for group in groups for word in nouns[group]}
    sides |= _by_word({side: words for side, words in further.items() if side != "none"})
    return {word: side for word, side in sides.items() if word not in further["none"]}


def _figures(figures: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, frozenset[str]]]:
    return {name: {key: frozenset(figure.get(key, ())) for key in _FIGURE_SETS} for name, figure in figures.items()}


def _by_word(lists: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {intern(word.casefold()): name for name, words in lists.items() for word in words}
