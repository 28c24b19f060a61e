"""Read: an update in, facts out. Stateless, so it needs no order and can be spread over processes."""

from collections.abc import Callable, Iterator, Sequence

from replay.cache import Cache
from replay.engine.fact import Fact, Reading
from replay.engine.guard import Guard
from replay.engine.read.fields import Fields
from replay.engine.read.index import Index
from replay.engine.read.literals import Literals, literals_of
from replay.engine.read.losses import CasualtiesReader, with_mentions
from replay.engine.read.queries import FindsSpans, compile_query, compile_spans
from replay.language.query import Query, Term
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
        readers = [(rule.id, *reader) for rule in rules.rules for reader in _readers_of(rule)]
        self._readers = [(rule_id, read) for rule_id, read, _ in readers]
        self._index = Index([literals for _, _, literals in readers], kept)

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
        facts: list[Fact] = []
        not_counted: list[tuple[str, str]] = []
        for number in numbers:
            reading = self._guard.call(*self._readers[number], fields) or NOTHING
            facts += reading.facts
            not_counted += reading.not_counted
        return Reading(tuple(facts), tuple(not_counted)) if facts or not_counted else NOTHING


def _readers_of(rule: Rule) -> Iterator[tuple[Callable[[Fields], Reading], Literals | None]]:
    """Yield a reader for each input of *rule*, with its literals; matches of other rules come from deciding."""
    if isinstance(rule, CasualtiesRule):
        yield CasualtiesReader(rule).read, None
    for step, source in rule.inputs():
        if not isinstance(source, MatchesOf):
            yield _query_reader(rule, source, step), literals_of(source)


def _query_reader(rule: Rule, query: Query, step: str) -> Callable[[Fields], Reading]:
    holds = None if isinstance(query, Term) else compile_query(query, rule.fields)
    find_spans: FindsSpans | None = None
    reads_casualties = any(path.startswith("casualties.") for path in rule.paths())

    def read(fields: Fields) -> Reading:
        nonlocal find_spans
        if holds and not holds(fields):
            return NOTHING
        find_spans = find_spans or compile_spans(query, rule.fields)  # most rules never need it
        spans = find_spans(fields)
        if not spans and not holds:  # a term alone holds where it stands
            return NOTHING
        fact = (
            Fact(rule, fields.update, fields.evidence(spans), step=step, texts=fields.texts(spans))
            if spans
            else Fact(rule, fields.update, (), step=step)
        )
        return Reading((with_mentions(fact, fields) if reads_casualties else fact,))

    return read
