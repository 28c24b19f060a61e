"""Read: an update in, facts out. Stateless, so it needs no order and can be spread over processes."""

from collections.abc import Iterator, Sequence

from replay.cache import Cache
from replay.engine.fact import EVIDENCE_MAX, Fact, Reading, unread_inputs
from replay.engine.guard import Guard
from replay.engine.read.fields import Fields, texts_of
from replay.engine.read.index import Index
from replay.engine.read.literals import Literals, literals_of
from replay.engine.read.losses import CasualtiesReader, with_mentions
from replay.engine.read.queries import compile_query, compile_spans, is_found
from replay.engine.read.worded import FindsSpans
from replay.language.query import Query
from replay.language.ruleset import CasualtiesRule, MatchesOf, Rule, RuleSet
from replay.model import Update

NOTHING = Reading(())
"""What is read in most updates."""


class Reader:
    """Read updates against a set of rules.

    Args:
        rules: The rules of the run; each is compiled once.
        guard: Keeps what fails in a rule to the rule.
        kept: Where what is compiled is kept between runs.
    """

    def __init__(self, rules: RuleSet, guard: Guard, kept: Cache | None = None) -> None:
        self._guard = guard
        readers = [reader for rule in rules.rules for reader in _readers_of(rule)]
        self._readers = [reader for reader, _ in readers]
        self._index = Index([literals for _, literals in readers], kept)

    def compile(self) -> None:
        """Compile the literals; the first update does it otherwise."""
        self._index.compile()

    def read(self, update: Update) -> Reading:
        """Return what the rules find in *update*."""
        return self.read_all([update]).get(0, NOTHING)

    def read_all(self, updates: Sequence[Update]) -> dict[int, Reading]:
        """Return what the rules find in updates, by place, where they find anything; the literals in one scan."""
        readings = ((place, self._read(updates[place], numbers)) for place, numbers in self._index.candidates(updates))
        return {place: reading for place, reading in readings if reading is not NOTHING}

    def _read(self, update: Update, numbers: Sequence[int]) -> Reading:
        fields = Fields(update)
        if len(numbers) == 1:
            return self._read_one(numbers[0], fields)
        facts: list[Fact] = []
        not_counted: list[tuple[str, str]] = []
        for number in numbers:
            reading = self._read_one(number, fields)
            facts += reading.facts
            not_counted += reading.not_counted
        return Reading(tuple(facts), tuple(not_counted)) if facts or not_counted else NOTHING

    def _read_one(self, number: int, fields: Fields) -> Reading:
        reader = self._readers[number]
        return self._guard.call(reader.rule.id, reader.read, fields) or NOTHING


class _QueryReader:
    """Read updates against one input of a rule that is a query; one small object, as rules are many."""

    __slots__ = ("_find", "_holds", "_query", "_reads_casualties", "_step", "rule")

    def __init__(self, rule: Rule, query: Query, step: str) -> None:
        self.rule = rule
        self._query = query
        self._step = step
        self._holds = None if is_found(query) else compile_query(query, rule.fields)
        self._find: FindsSpans | None = None
        self._reads_casualties = any(path.startswith("casualties.") for path in rule.paths())

    def read(self, fields: Fields) -> Reading:
        """Return the fact, if the query holds."""
        if self._holds is not None and not self._holds(fields):
            return NOTHING
        if self._find is None:  # most rules never need it
            self._find = compile_spans(self._query, self.rule.fields)
        spans = self._find(fields)
        if not spans and self._holds is None:
            return NOTHING
        quoted = fields.quoted(spans)
        fact = Fact(self.rule, fields.update, quoted[:EVIDENCE_MAX], step=self._step, texts=texts_of(quoted))
        return Reading((with_mentions(fact, fields) if self._reads_casualties else fact,))


def _readers_of(rule: Rule) -> Iterator[tuple[CasualtiesReader | _QueryReader, Literals | None]]:
    """Yield a reader for each input of *rule* that is read, with its literals; the others come from deciding."""
    if isinstance(rule, CasualtiesRule):
        yield CasualtiesReader(rule), None
    unread = unread_inputs(rule)
    for step, source in rule.inputs():
        if not isinstance(source, MatchesOf) and step not in unread:
            yield _QueryReader(rule, source, step), literals_of(source)
