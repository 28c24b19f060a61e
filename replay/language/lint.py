"""What is not wrong with rules, and still not what their authors want.

Four things: a term that matches too much of a sample, a word that the sample has only with a hyphen, a list that no
query names, and a rule of which no test expects an alert. Texts are matched by whoever brings the sample.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Protocol

from replay.errors import Problem
from replay.language.compiling.file import CompiledFile
from replay.language.compiling.ruletext import VICTIMS, query_sources
from replay.language.document import NodePath
from replay.language.load import Loaded
from replay.language.query import Exact, Field, Query, Regex, Term, Word, render_query
from replay.language.query.grammar import parse_query
from replay.language.query.placing import Placed, place_leaves
from replay.language.query.terms import parse_item
from replay.words import words_of

MOST_MATCHED = Fraction(1, 5)
"""Of a sample's updates; a term that matches more says little."""

_LIST = "list:"


class Sample(Protocol):
    """Updates to judge terms by."""

    @property
    def size(self) -> int:
        """Return how many updates there are."""

    def matched(self, query: Query, fields: Sequence[Field]) -> int:
        """Return how many updates *query* matches, where only *fields* are looked at."""

    def only_hyphened(self, word: Word) -> str | None:
        """Return how the sample writes *word* where it writes it with hyphens and never without, or None."""


def lint(loaded: Loaded, sample: Sample | None) -> list[Problem]:
    """Return what is to be found in rules without a mistake, sorted by place.

    Args:
        loaded: The rules and their files.
        sample: What terms are judged by; None judges none.
    """
    findings: list[Problem] = []
    for file in loaded.files:
        findings += _unused_lists(file)
        if sample:
            findings += _judge_lists(file, sample)
            findings += _judge_queries(file, sample)
    findings += _untested_rules(loaded)
    return sorted(set(findings))


def _untested_rules(loaded: Loaded) -> Iterator[Problem]:
    """Yield the rules of which no test expects an alert: a test that expects none would pass without the rule too."""
    covered = {entry.rule for test in loaded.rules.tests for entry in test.expect}
    for rule in loaded.rules.rules:
        if rule.id not in covered:
            declared = loaded.catalog.rules[rule.id]
            what = f"no test expects an alert of rule '{rule.id}'; write one that does"
            yield declared.document.problem(declared.path, what)


def _unused_lists(file: CompiledFile) -> Iterator[Problem]:
    assert file.frame
    named = (placed.leaf for _, placed in _leaves_of(file))
    used = {leaf.source.removeprefix(_LIST) for leaf in named if isinstance(leaf, Term)}
    for name in file.frame.lists:
        if name not in used:
            what = f"no query of the file uses the list '{name}'; write {_LIST}{name} in one, or remove it"
            yield file.document.problem(("lists", name), what, at_key=True)


def _leaves_of(file: CompiledFile) -> Iterator[tuple[NodePath, Placed]]:
    """Yield the leaves of every query of a file, each with the path of its query."""
    assert file.frame
    for index, (raw, rule) in enumerate(zip(file.frame.model.rules, file.rules, strict=True)):
        for path, source in query_sources(raw).items():
            query = parse_query(source, file.frame.lists)
            for placed in place_leaves(source, query, rule.fields):
                yield ("rules", index, *path), placed


def _judge_queries(file: CompiledFile, sample: Sample) -> Iterator[Problem]:
    """Yield what the sample shows about the terms of queries on updates; those of lists are judged where they stand."""
    for path, placed in _leaves_of(file):
        leaf = placed.leaf
        if path[-2:] == VICTIMS or not isinstance(leaf, Term | Regex) or _is_list(leaf):
            continue
        told = [] if placed.is_operand else list(_matches_much(leaf, placed.fields, sample))
        told += _hyphened(leaf, sample) if isinstance(leaf, Term) else ()
        for what in told:
            yield file.document.problem(path, f"query: {what}", offset=placed.offset)


def _judge_lists(file: CompiledFile, sample: Sample) -> Iterator[Problem]:
    """Yield what the sample shows about the items of lists, looked for where a list stands; NEAR narrows it."""
    lists = file.document.value.get("lists") or {}
    places: dict[str, set[tuple[Field, ...]]] = {name: set() for name in lists}
    for path, placed in _leaves_of(file):
        is_judged = path[-2:] != VICTIMS and not placed.is_operand
        if is_judged and isinstance(placed.leaf, Term) and _is_list(placed.leaf):
            places[placed.leaf.source.removeprefix(_LIST)].add(tuple(placed.fields))
    for name, items in lists.items():
        for index, item in enumerate(items):
            term = parse_item(item)
            much = [what for fields in sorted(places[name]) for what in _matches_much(term, fields, sample)]
            for what in (*much[:1], *_hyphened(term, sample)):
                yield file.document.problem(("lists", name, index), f"list '{name}': {what}")


def _is_list(leaf: Term | Regex) -> bool:
    return isinstance(leaf, Term) and leaf.source.startswith(_LIST)


def _matches_much(term: Term | Regex, fields: Sequence[Field], sample: Sample) -> Iterator[str]:
    matched = sample.matched(term, fields)
    if matched > MOST_MATCHED * sample.size:
        share = f"{matched} of the sample's {sample.size} updates, more than {MOST_MATCHED * 100} %"
        yield f"{render_query(term)} matches {share}; drop it, or narrow it with NEAR"


def _hyphened(term: Term, sample: Sample) -> Iterator[str]:
    """Yield the words of a term that the sample writes with hyphens only, unless the term has that form as well."""
    phrases = [phrase for phrase in term.phrases if not isinstance(phrase, Exact)]
    forms = [tuple(word.text for word in phrase.words) for phrase in phrases]
    for word in dict.fromkeys(word for phrase in phrases for word in phrase.words):
        written = sample.only_hyphened(word)
        advice = _beginning(written, word.text) if written else ""
        if written and not any(_holds(form, words_of(advice)) for form in forms):
            star = "*" if word.prefix else ""
            yield f"the sample has '{word.text}{star}' only as '{written}'; write {advice}{star}, which matches either"


def _beginning(written: str, joined: str) -> str:
    """Return the beginning of the hyphened word *written* that is *joined* without its hyphens."""
    ends = range(len(joined), len(written) + 1)
    return next((written[:end] for end in ends if "".join(words_of(written[:end])) == joined), written)


def _holds(form: Sequence[str], parts: Sequence[str]) -> bool:
    """Say whether *parts* stand in *form* one behind the other."""
    return any(tuple(form[start : start + len(parts)]) == tuple(parts) for start in range(len(form)))
