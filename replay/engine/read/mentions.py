"""A casualties rule against an update: the mentions that count, their summary, and whether the condition holds."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import msgspec
from msgspec.structs import replace

from replay.engine.fact import GROUPS, MENTIONS, SAID_BY, SOURCES, WHO, Fact, Match, Reading
from replay.engine.read.casualties import Mention, Range, group_of, read_all, source_of, summarise
from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.fields import Fields
from replay.engine.read.literals import Literals
from replay.engine.read.plain import plain
from replay.engine.read.queries import compile_query
from replay.engine.read.row import written
from replay.engine.where import satisfies_where
from replay.language.condition import KINDS
from replay.language.query import FIELDS
from replay.language.ruleset import CasualtiesRule
from replay.text import Text, normalise
from replay.words import Words

COUNTED_BY_DEFAULT = frozenset({"killed", "wounded", "missing", "unspecified"})
"""What a rule without a condition fires for; captured and displaced need one."""


@cache
def casualties_literals() -> Literals:
    """Return literals of which every update in ASCII that tells of casualties holds one."""
    keys = lexicon().keys.items()  # a number may stand right before: `30-35killed`
    return {written(f"{key} "): frozenset(written(f"{word} ") for word in beside) for key, beside in keys}


class _Who:
    """The victims of one mention as a text to match; every field of it is that text."""

    def __init__(self, who: str) -> None:
        self._words = Words(normalise(who))
        self.plain: Mapping[str, str | None] = dict.fromkeys(FIELDS, plain(who))

    def text(self, field: str) -> Text:  # noqa: ARG002 -- one text serves as every field
        return self._words.text

    def words(self, field: str) -> Words:  # noqa: ARG002 -- likewise
        return self._words

    def values(self, name: str) -> tuple[str, ...]:  # noqa: ARG002 -- victims have no values
        return ()


class CasualtiesReader:
    """Read updates against one casualties rule.

    Args:
        rule: The rule.
    """

    def __init__(self, rule: CasualtiesRule) -> None:
        self.rule = rule
        self._where = tuple((path, values) for path, values in rule.where if not path.startswith("casualties."))
        self._is_about = compile_query(rule.who, FIELDS[:1]) if rule.who else None

    def read_ahead(self, updates: Iterable[Fields]) -> None:
        """Read what updates tell of casualties, where it will be asked for; together they take less time."""
        asked = [
            (fields, field)
            for fields in updates
            if self._is_of(fields)
            for field in self.rule.fields
            if field not in fields.told
        ]
        mentions = read_all(fields.original(field) for fields, field in asked)
        for (fields, field), told in zip(asked, mentions, strict=True):
            fields.tell(field, told)

    def read(self, fields: Fields) -> Reading | None:
        """Return the fact, if the condition holds, and the mentions that were passed over for their status."""
        rule = self.rule
        if not self._is_of(fields):
            return None
        if not any(map(fields.mentions, rule.fields)):  # as in most; no condition holds of nothing
            return None
        passed_over = tuple(
            (rule.id, each.status)
            for field in rule.fields
            for each in fields.mentions(field)
            if not self.counts(each) and self.concerns(each)
        )
        counted = self.counted(fields)
        summary = summarise(list(counted.values()), statuses=rule.statuses)
        if not self.holds(summary):
            return Reading((), passed_over) if passed_over else None
        spans = [(field, each.start, each.end) for field in rule.fields for each in counted[field]]
        evidence, texts = fields.quoted(spans)
        value = {kind: msgspec.to_builtins(count) for kind, count in summary.items()}
        fact = Fact(
            rule,
            fields.update,
            evidence,
            texts=texts,
            value=value,
            fields=_field_values(summary, list(counted.values())),
        )
        return Reading((fact,), passed_over)

    def _is_of(self, fields: Fields) -> bool:
        """Say whether an update is what the rule's `where` asks for."""
        return not self._where or satisfies_where(Match.of_update(fields.update), self._where)

    def counted(self, fields: Fields) -> dict[str, list[Mention]]:
        """Return the mentions that count, by field in the rule's order."""
        return {
            field: [each for each in fields.mentions(field) if self.counts(each) and self.concerns(each)]
            for field in self.rule.fields
        }

    def concerns(self, mention: Mention) -> bool:
        """Say whether a mention is of the victims that the rule looks for."""
        return self._is_about is None or (mention.who is not None and self._is_about(_Who(mention.who)))

    def counts(self, mention: Mention) -> bool:
        """Say whether a mention has a status that counts."""
        return mention.status in self.rule.statuses

    def holds(self, summary: dict[str, Range]) -> bool:
        """Say whether the condition holds of a summary."""
        if self.rule.condition is None:
            return not COUNTED_BY_DEFAULT.isdisjoint(summary)
        return self.rule.condition.holds(summary)


def with_mentions(fact: Fact, fields: Fields) -> Fact:
    """Return *fact* with the reported casualties of its update as field values, to group or compare by."""
    told = [[each for each in fields.mentions(field) if each.status == "reported"] for field in fact.rule.fields]
    return replace(fact, fields=_field_values(summarise(told, statuses=("reported",)), told))


def _field_values(summary: dict[str, Range], told: Sequence[Sequence[Mention]]) -> dict[str, Any]:
    counted = list(chain(*told))
    said_by = tuple(dict.fromkeys(each.said_by for each in counted if each.said_by))
    who = list(dict.fromkeys(each.who for each in counted if each.who))
    return {
        **{f"casualties.{kind}": summary.get(kind) for kind in KINDS},
        WHO: tuple(who),
        GROUPS: tuple(dict.fromkeys(group for each in who if (group := group_of(each)))),
        MENTIONS: tuple(map(tuple, told)),
        SAID_BY: said_by,
        SOURCES: tuple(dict.fromkeys(map(source_of, said_by))),
    }
