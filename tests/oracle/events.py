"""The rules whose alerts never resolve: match, casualties, sequence, new_value, change."""

from replay.language.query import Everything
from replay.language.ruleset import CasualtiesRule, ChangeRule, MatchRule, NewValueRule, SequenceRule
from tests.oracle.inputs import Given, by_key, inputs
from tests.oracle.keys import Keys
from tests.oracle.reading import Key, Match, key_order
from tests.oracle.story import minutes
from tests.oracle.tolls import Bounds, Toll, told_bounds, toll_of
from tests.oracle.world import World

Partials = dict[int, list[Match]]
"""What has begun: by the last step done, the matches of the steps."""


class Mentions:
    """A match or casualties rule."""

    def __init__(self, world: World, rule: MatchRule | CasualtiesRule) -> None:
        self.world = world
        self.rule = rule

    def hear(self, given: Given) -> list[Match]:
        """Conclude one alert for each key, and one match for all of them."""
        query = self.rule.query if isinstance(self.rule, MatchRule) else Everything()
        came = inputs(self.world, self.rule, query, given)
        for key, some in by_key(came, self.rule.group_by).items():
            self.world.conclude("event", self.rule, key, some[0].trigger, value=self._value(some[0]), rests_on=some)
        return came

    def _value(self, one: Match) -> object:
        if not isinstance(self.rule, CasualtiesRule) or one.trigger is None:
            return None
        told = toll_of(one.trigger, self.rule.fields)
        return None if told is None else {"killed": told.told}


class Sequences:
    """A sequence rule, with all its keys."""

    def __init__(self, world: World, rule: SequenceRule) -> None:
        self.world = world
        self.rule = rule
        self.keys = Keys[Partials](rule.max_keys)

    def hear(self, given: Given) -> list[Match]:
        """Try `unless`, then the steps from last to first; of several matches a step takes the last one."""
        rule = self.rule
        if rule.unless is not None:
            for key in by_key(inputs(self.world, rule, rule.unless, given, edits="all"), rule.group_by):
                self.keys.held.pop(key, None)
        steps = [by_key(inputs(self.world, rule, step.source, given), rule.group_by) for step in rule.steps]
        made = []
        for key in sorted({key for step in steps for key in step}, key=key_order):
            done = self._advance(key, [step.get(key, [])[-1:] for step in steps])
            if done is not None:
                concluded = self.world.conclude(
                    "event", rule, key, done[-1].trigger, count=len(rule.steps), rests_on=done
                )
                made.append(concluded.match)
        return made

    def _advance(self, key: Key, steps: list[list[Match]]) -> list[Match] | None:
        """Advance the partials of *key*; return the matches of one that is complete."""
        partials = dict(self.keys.held.get(key, {}))
        for index in reversed(range(len(steps))):
            came = steps[index]
            begun = partials.pop(index - 1, None) if came and index else []
            if not came or begun is None or (begun and not self._is_live(begun)):
                continue
            if index == len(steps) - 1:
                self.keys.held.pop(key, None)
                return [*begun, *came]
            if not index or index not in partials or partials[index][0].time < begun[0].time:
                partials[index] = [*begun, *came]
        if partials:
            self.keys.put(key, partials, self.world.now)
        return None

    def _is_live(self, partial: list[Match]) -> bool:
        return self.world.now - partial[0].time < minutes(self.rule.timespan)


class NewValues:
    """A rule for values that a key has not had.

    Remembers for each key when each value was last seen, of at most `max_keys` values: the least recent goes.
    """

    def __init__(self, world: World, rule: NewValueRule) -> None:
        self.world = world
        self.rule = rule
        self.keys = Keys[dict[str, int]](rule.max_keys)

    def hear(self, given: Given) -> list[Match]:
        """Learn the values that came, and tell of those that are new."""
        rule = self.rule
        came = [one for one in inputs(self.world, rule, rule.source, given, edits="all") if one.values(rule.field)]
        made = []
        for key, some in by_key(came, rule.group_by).items():
            seen = self.keys.held.get(key, {})
            self.keys.put(key, seen, self.world.now)
            values = dict.fromkeys(str(value) for one in some for value in one.values(rule.field))
            fresh = [value for value in values if self._is_fresh(seen, value)]
            if fresh and self._is_warm(some[-1]):
                told = fresh[0] if len(fresh) == 1 else fresh
                made.append(self.world.conclude("event", rule, key, some[-1].trigger, value=told, rests_on=some).match)
        return made

    def _is_fresh(self, seen: dict[str, int], value: str) -> bool:
        """Return whether *value* is new, and remember it as the most recent."""
        last, forget = seen.pop(value, None), self.rule.forget_after
        if len(seen) >= self.rule.max_keys:
            del seen[next(iter(seen))]
        seen[value] = self.world.now
        return last is None or (forget is not None and self.world.now >= last + minutes(forget))

    def _is_warm(self, one: Match) -> bool:
        firsts = [self.world.first_seen(str(stream)) for stream in one.values("stream")]
        return all(first is None or self.world.now >= first + minutes(self.rule.warmup) for first in firsts)


class Changes:
    """A rule for values, other than tolls, that differ from the last one of the key."""

    def __init__(self, world: World, rule: ChangeRule) -> None:
        self.world = world
        self.rule = rule
        self.keys = Keys[object](rule.max_keys)

    def hear(self, given: Given) -> list[Match]:
        """Compare what came with the last value."""
        rule = self.rule
        came = [one for one in inputs(self.world, rule, rule.source, given, edits="all") if one.values(rule.value)]
        made = []
        for key, some in by_key(came, rule.group_by).items():
            value = [value for one in some for value in one.values(rule.value)][-1]
            before = self.keys.held.get(key)
            self.keys.put(key, value, self.world.now)
            if before is not None and self._moved(before, value):
                told = {"previous": before, "value": value}
                made.append(self.world.conclude("event", rule, key, some[-1].trigger, value=told, rests_on=some).match)
        return made

    def _moved(self, before: object, now: object) -> bool:
        if self.rule.direction == "any":
            return before != now
        if not isinstance(before, int) or not isinstance(now, int):
            return False
        return now > before if self.rule.direction == "up" else now < before


class Tolls:
    """A change rule for tolls: who said how many for each key, of at most `max_keys` sources, the least recent goes."""

    def __init__(self, world: World, rule: ChangeRule) -> None:
        self.world = world
        self.rule = rule
        self.keys = Keys[dict[str | None, tuple[Bounds, bool]]](rule.max_keys)

    def hear(self, given: Given) -> list[Match]:
        """Compare what a source says with what it said; what comes on top of others says nothing."""
        rule = self.rule
        made = []
        for key, (one,) in by_key(inputs(self.world, rule, rule.source, given, edits="all"), rule.group_by).items():
            told = None if one.trigger is None else toll_of(one.trigger, rule.fields)
            if told is None or told.is_increment:
                continue
            before, direction = self._learn(key, told)
            if before is not None and direction is not None and rule.direction in ("any", direction):
                value = {"previous": told_bounds(before), "value": told.told}
                made.append(self.world.conclude("event", rule, key, one.trigger, value=value, rests_on=[one]).match)
        return made

    def _learn(self, key: Key, toll: Toll) -> tuple[Bounds | None, str | None]:
        """Remember what is known now; return what was, and whether the new number is surely above or below it."""
        heard = self.keys.held.get(key, {})
        self.keys.put(key, heard, self.world.now)
        known = heard.get(toll.said_by)
        if known is not None and known[1] and not toll.is_total:
            return None, None
        heard.pop(toll.said_by, None)
        before = None if known is None else known[0]
        direction = None if before is None else moved(before, toll.bounds)
        bounds = toll.bounds if before is None or direction else both(before, toll.bounds)
        heard[toll.said_by] = bounds, toll.is_total
        if len(heard) > self.rule.max_keys:
            del heard[next(iter(heard))]
        return before, direction


def moved(before: Bounds, now: Bounds) -> str | None:
    """Return `up` or `down` where no number is in both."""
    if now[0] is not None and before[1] is not None and now[0] > before[1]:
        return "up"
    return "down" if now[1] is not None and before[0] is not None and now[1] < before[0] else None


def both(one: Bounds, other: Bounds) -> Bounds:
    """Return what is in both."""
    least = [each for each in (one[0], other[0]) if each is not None]
    most = [each for each in (one[1], other[1]) if each is not None]
    return max(least, default=None), min(most, default=None)
