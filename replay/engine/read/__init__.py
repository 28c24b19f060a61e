"""Read: an update in, facts out. Stateless, so it needs no order and can be spread over processes."""

from collections.abc import Callable

from replay.engine.fact import Fact, Reading
from replay.engine.read.fields import Fields
from replay.engine.read.losses import CasualtiesReader
from replay.engine.read.queries import Spans, compile_query, find_spans
from replay.language.ruleset import CasualtiesRule, MatchRule, Rule, RuleSet
from replay.model import Update


class Reader:
    """Read updates against a set of rules.

    Args:
        rules: The rules of the run; each is compiled once.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._readers = [_reader_of(rule) for rule in rules.rules]

    def read(self, update: Update) -> Reading:
        """Return what the rules find in *update*."""
        fields = Fields(update)
        facts: list[Fact] = []
        not_counted: list[tuple[str, str]] = []
        for read in self._readers:
            reading = read(fields)
            facts += reading.facts
            not_counted += reading.not_counted
        return Reading(tuple(facts), tuple(not_counted))


_NOTHING = Reading(())


def _reader_of(rule: Rule) -> Callable[[Fields], Reading]:
    match rule:
        case MatchRule():
            return _match_reader(rule)
        case CasualtiesRule():
            return CasualtiesReader(rule).read


def _match_reader(rule: MatchRule) -> Callable[[Fields], Reading]:
    holds = compile_query(rule.query, rule.fields)

    def read(fields: Fields) -> Reading:
        if not holds(fields):
            return _NOTHING
        spans: Spans = find_spans(rule.query, rule.fields, fields)
        return Reading((Fact(rule, fields.update, fields.evidence(spans), texts=fields.texts(spans)),))

    return read
