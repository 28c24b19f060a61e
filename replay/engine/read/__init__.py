"""Read: an update in, facts out. Stateless, so it needs no order and can be spread over processes."""

from collections.abc import Callable

from replay.engine.fact import Fact, Reading
from replay.engine.guard import Guard
from replay.engine.read.fields import Fields
from replay.engine.read.losses import CasualtiesReader, with_mentions
from replay.engine.read.queries import compile_query, find_spans
from replay.language.query import Any, Query
from replay.language.ruleset import CasualtiesRule, MatchesOf, Rule, RuleSet
from replay.model import Update

_NOTHING = Reading(())


class Reader:
    """Read updates against a set of rules.

    Args:
        rules: The rules of the run; each is compiled once.
        guard: Keeps what fails in a rule to the rule.
    """

    def __init__(self, rules: RuleSet, guard: Guard) -> None:
        self._guard = guard
        self._readers = [(rule.id, reader) for rule in rules.rules for reader in _readers_of(rule)]

    def read(self, update: Update) -> Reading:
        """Return what the rules find in *update*."""
        fields = Fields(update)
        facts: list[Fact] = []
        not_counted: list[tuple[str, str]] = []
        for rule_id, read in self._readers:
            reading = self._guard.call(rule_id, read, fields) or _NOTHING
            facts += reading.facts
            not_counted += reading.not_counted
        return Reading(tuple(facts), tuple(not_counted))


def _readers_of(rule: Rule) -> list[Callable[[Fields], Reading]]:
    """Return a reader for each input of *rule* that is a query; matches of other rules come from deciding."""
    if isinstance(rule, CasualtiesRule):
        return [CasualtiesReader(rule).read]
    return [_query_reader(rule, source, step) for step, source in rule.inputs() if not isinstance(source, MatchesOf)]


def _query_reader(rule: Rule, query: Query, step: str) -> Callable[[Fields], Reading]:
    holds = compile_query(query, rule.fields)
    is_any = isinstance(query, Any)
    reads_casualties = any(path.startswith("casualties.") for path in rule.paths())

    def read(fields: Fields) -> Reading:
        if not holds(fields):
            return _NOTHING
        spans = [] if is_any else find_spans(query, rule.fields, fields)
        fact = Fact(rule, fields.update, fields.evidence(spans), step=step, texts=fields.texts(spans))
        return Reading((with_mentions(fact, fields) if reads_casualties else fact,))

    return read
