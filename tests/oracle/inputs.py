"""What a rule hears of an update, of an edit and of other rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from replay.language.query import Query
from replay.language.ruleset import CasualtiesRule, MatchesOf, Rule, Source
from replay.model import Update
from tests.oracle.reading import Key, Match, Texts, agrees, found, key_order, satisfies
from tests.oracle.tolls import toll_of
from tests.oracle.world import World

Edits = Literal["new", "all"]
"""Which edits are heard: those that matched something new, or all that matched."""


@dataclass
class Given:
    """What is before the rules: an update, and the matches that rules made of it or of a deadline.

    Attributes:
        update: The update, None at a deadline.
        matches: By rule.
    """

    update: Match | None
    matches: dict[str, list[Match]]


def inputs(
    world: World, rule: Rule, source: Source, given: Given, *, edits: Edits = "new", field: str | None = None
) -> list[Match]:
    """Return what *source* gives *rule*: matches that other rules made, or the update.

    Args:
        world: The past.
        rule: Whose `where` and `fields` count.
        source: What it looks at.
        given: What is before it.
        edits: Which edits are heard.
        field: A field of which a value that no earlier revision had is something new, too.
    """
    if isinstance(source, MatchesOf):
        taken = [one for name in source.rules for one in given.matches.get(name, [])]
        return [one for one in taken if agrees(rule.where, one)]
    if given.update is None or given.update.trigger is None:
        return []
    update = given.update.trigger
    now = matched(rule, source, update)
    if now is None:
        return []
    revisions = [each for each in world.seen[:-1] if (each.stream, each.id) == (update.stream, update.id)]
    earlier = [each for each in revisions if matched(rule, source, each) is not None]
    if not earlier or edits == "all":
        return [given.update]
    known = frozenset().union(*(matched(rule, source, each) or () for each in earlier))
    if now - known or (field is not None and _has_new_value(update, earlier, field)):
        return [given.update]
    return []


def matched(rule: Rule, source: Query | None, update: Update) -> Texts | None:
    """Return what *source*, or a casualties rule, found in *update*; None where it does not match."""
    if not agrees(rule.where, Match(0, update, ())):
        return None
    if not isinstance(rule, CasualtiesRule):
        assert source is not None
        return found(source, update, rule.fields)
    told = toll_of(update, rule.fields)
    if told is None:
        return None
    parts = rule.condition.parts if rule.condition else ()
    holds = all(kind in ("killed", "any") and satisfies(told.number, part) for kind, part in parts)
    return frozenset({told.text}) if holds else None


def _has_new_value(update: Update, earlier: Sequence[Update], field: str) -> bool:
    known = {value for each in earlier for value in Match(0, each, ()).values(field)}
    return bool(set(Match(0, update, ()).values(field)) - known)


def by_key(some: Sequence[Match], group_by: Sequence[str]) -> Mapping[Key, list[Match]]:
    """Return *some* by the keys that they belong to, in the order of the keys."""
    keys = {key for one in some for key in one.keys(group_by)}
    return {key: [one for one in some if key in one.keys(group_by)] for key in sorted(keys, key=key_order)}
