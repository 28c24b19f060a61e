"""The rules over a window: count, distinct, spike. Each window is counted afresh whenever it is asked."""

from dataclasses import dataclass, field

from replay.language.ruleset import CountRule, DistinctRule, SpikeRule
from tests.oracle.inputs import Given, by_key, inputs
from tests.oracle.keys import Keys
from tests.oracle.reading import Match, satisfies
from tests.oracle.story import minutes
from tests.oracle.world import Conclusion, World

Window = CountRule | DistinctRule | SpikeRule


@dataclass
class State:
    """One key.

    Attributes:
        first: When it was first seen.
        items: All that came, each item once, at its latest.
        alert: The rise, while it fires.
        false_since: Since when the condition is false while it fires, None while it is true.
    """

    first: int
    items: list[Match] = field(default_factory=list)
    alert: Conclusion | None = None
    false_since: int | None = None


class Windows:
    """A rule over a window, with all its keys."""

    def __init__(self, world: World, rule: Window) -> None:
        self.world = world
        self.rule = rule
        self.keys = Keys[State](rule.max_keys)

    def hear(self, given: Given) -> list[Match]:
        """Take what came, judge whether the condition rises, and return the matches this makes."""
        rule, now = self.rule, self.world.now
        value_of = rule.field if isinstance(rule, DistinctRule) else None
        came = inputs(self.world, rule, rule.source, given, field=value_of)
        if value_of is not None:
            came = [one for one in came if one.values(value_of)]
        made = []
        for key, some in by_key(came, rule.group_by).items():
            state = self.keys.held.get(key) or State(now)
            gone = self.keys.put(key, state, now)
            if gone is not None and gone.alert is not None:
                self.world.fall(gone.alert, "evicted")
            for one in some:
                state.items = [each for each in state.items if each.item != one.item] + [one]
            holds, value = self.measure(state)
            if holds and state.alert is None:
                window = self.window(state)
                state.alert = self.world.conclude(
                    "rise", rule, key, some[-1].trigger, value=value, count=len(window), rests_on=window
                )
                made.append(state.alert.match)
            if holds:
                state.false_since = None
        return made

    def fall(self) -> None:
        """Judge what has become false, at the end of a minute."""
        for state in self.keys.held.values():
            if state.alert is not None:
                self._fall(state, state.alert)

    def _fall(self, state: State, alert: Conclusion) -> None:
        if self.measure(state)[0]:
            state.false_since = None
            return
        if state.false_since is None:
            state.false_since = self.world.now
        if self.world.now >= state.false_since + minutes(self.rule.keep_firing_for):
            self.world.fall(alert)
            state.alert = state.false_since = None

    def measure(self, state: State) -> tuple[bool, object]:
        """Return whether the condition holds now, and what was measured."""
        rule, window = self.rule, self.window(state)
        match rule:
            case CountRule():
                return satisfies(len(window), rule.condition), len(window)
            case DistinctRule():
                values = sorted({str(value) for one in window for value in one.values(rule.field)})
                return satisfies(len(values), rule.condition), values
            case SpikeRule():
                return self._spikes(rule, state)

    def window(self, state: State) -> list[Match]:
        """Return what is in `(now - timespan, now]`."""
        return self._between(state, minutes(self.rule.timespan), 0)

    def _between(self, state: State, start: int, end: int) -> list[Match]:
        return [one for one in state.items if self.world.now - start < one.time <= self.world.now - end]

    def _spikes(self, rule: SpikeRule, state: State) -> tuple[bool, object]:
        span, baseline = minutes(rule.timespan), minutes(rule.baseline)
        now, before = len(self.window(state)), len(self._between(state, span + baseline, span))
        holds = (
            self.world.now >= state.first + span + baseline
            and now >= rule.min_count
            and before >= rule.min_baseline
            and now * baseline >= rule.ratio_gte * before * span
        )
        return holds, {"current": now, "baseline": before}
