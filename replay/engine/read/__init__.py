"""Read: an update in, facts out. Stateless, so it needs no order and can be spread over processes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import methodcaller

from replay.cache import Cache
from replay.engine.fact import NOTHING, Fact, Reading, unread_inputs
from replay.engine.guard import Guard
from replay.engine.read.fields import Fields, Found
from replay.engine.read.index import Index
from replay.engine.read.literals import Literals, literals_of
from replay.engine.read.mentions import CasualtiesReader, casualties_literals, with_mentions
from replay.engine.read.queries import Holds, compile_found, compile_query, compile_spans
from replay.engine.read.worded import FindsSpans
from replay.language.query import Field, Query
from replay.language.ruleset import CasualtiesRule, MatchesOf, Rule, RuleSet
from replay.model import Update

UNREAD = Reading(())
"""What is read in most updates."""

AT_ONCE = 128
"""Updates of which the forms of their texts are kept at a time: of long ones they take a hundred times the room."""


class Reader:
    """Read updates against a set of rules.

    Args:
        rules: The rules of the run; each is compiled once.
        guard: Keeps what fails in a rule to the rule.
        kept: Where what is compiled is kept between runs.
    """

    def __init__(self, rules: RuleSet, guard: Guard, kept: Cache | None = None) -> None:
        self._guard = guard
        readers = list(_readers_of(rules.rules))
        self._readers = [reader for reader, _ in readers]
        self._casualties = {
            number: each for number, each in enumerate(self._readers) if isinstance(each, CasualtiesReader)
        }
        needed = [literals for _, literals in readers]
        self._index = Index(needed, kept, in_ascii=[*self._casualties])

    def compile(self) -> None:
        """Compile the literals; the first update does it otherwise."""
        self._index.compile()

    def read(self, update: Update) -> Reading:
        """Return what the rules find in *update*."""
        return self.read_all([update]).get(0, UNREAD)

    def read_all(self, updates: Sequence[Update]) -> dict[int, Reading]:
        """Return what the rules find in updates, by place, where they find anything; the literals in one scan."""
        readings: dict[int, Reading] = {}
        readers, each = self._readers, self._guard.each
        candidates = self._index.candidates(updates)
        while part := [(place, Fields(updates[place]), numbers) for place, numbers in islice(candidates, AT_ONCE)]:
            self._read_ahead(part)
            for place, fields, numbers in part:
                read: _Read = methodcaller("read", fields)
                found: list[Fact | Reading] = each(read, [readers[number] for number in numbers])
                if found:
                    readings[place] = _reading_of(found)
        return readings

    def _read_ahead(self, part: Iterable[tuple[int, Fields, Sequence[int]]]) -> None:
        """Read casualties of some updates together; where one rule on them has a candidate, all such rules have."""
        if not self._casualties:
            return
        any_of_them = next(iter(self._casualties))
        asked = [fields for _, fields, numbers in part if any_of_them in numbers]
        for reader in self._casualties.values() if asked else ():
            self._guard.call(reader.rule.id, reader.read_ahead, asked)


def _reading_of(found: Sequence[Fact | Reading]) -> Reading:
    """Return what readers found in an update: those of queries a fact each."""
    facts: list[Fact] = []
    not_counted: tuple[tuple[str, str], ...] = ()
    for each in found:
        if isinstance(each, Fact):
            facts.append(each)
        else:
            facts += each.facts
            not_counted += each.not_counted
    return Reading(tuple(facts), not_counted)


class _Finder:
    """Find what a query matches in some fields; rules that ask for the same share one, and it looks once an update."""

    __slots__ = ("_fields", "_find", "_holds", "_query", "is_shared")

    def __init__(self, query: Query, fields: Sequence[Field]) -> None:
        self.is_shared = False
        self._query, self._fields = query, fields
        self._holds: Holds | None = None
        self._find: FindsSpans | None = None  # most rules never need it

    def find(self, fields: Fields) -> Found | None:
        """Return what the query rests on, None where it does not hold."""
        if self not in fields.found:
            fields.found[self] = self.look(fields)
        return fields.found[self]

    def look(self, fields: Fields) -> Found | None:
        """Return what `find` does, looked for anew."""
        find = self._find or self._compiled()
        if self._holds is not None and not self._holds(fields):
            return None
        spans = find(fields)
        return fields.quoted(spans) if spans or self._holds else None

    def _compiled(self) -> FindsSpans:
        self._find = compile_found(self._query, self._fields)
        if self._find is None:
            self._holds = compile_query(self._query, self._fields)
            self._find = compile_spans(self._query, self._fields)
        return self._find


class _QueryReader:
    """Read updates against one input of a rule that is a query; one small object, as rules are many."""

    __slots__ = ("_finder", "_reads_casualties", "_step", "rule")

    def __init__(self, rule: Rule, finder: _Finder, step: str) -> None:
        self.rule = rule
        self._finder = finder
        self._step = step
        self._reads_casualties = any(path.startswith("casualties.") for path in rule.paths())

    def read(self, fields: Fields) -> Fact | None:
        """Return the fact, if the query holds."""
        finder = self._finder
        found = finder.find(fields) if finder.is_shared else finder.look(fields)
        if found is None:
            return None
        fact = Fact(self.rule, fields.update, found[0], None, NOTHING, self._step, found[1])
        return with_mentions(fact, fields) if self._reads_casualties else fact


_AnyReader = CasualtiesReader | _QueryReader
_Read = Callable[[_AnyReader], Fact | Reading | None]


def _readers_of(rules: Iterable[Rule]) -> Iterator[tuple[_AnyReader, Literals | None]]:
    """Yield a reader for each input that is read, with its literals; the others come from deciding."""
    finders: dict[tuple[Query, Sequence[Field]], _Finder] = {}
    for rule in rules:
        if isinstance(rule, CasualtiesRule):
            yield CasualtiesReader(rule), casualties_literals()
        unread = unread_inputs(rule)
        for step, source in rule.inputs():
            if isinstance(source, MatchesOf) or step in unread:
                continue
            finder = finders.get((source, rule.fields))
            if finder is None:
                finder = finders[source, rule.fields] = _Finder(source, rule.fields)
            else:
                finder.is_shared = True
            yield _QueryReader(rule, finder, step), literals_of(source)
