"""The rule for what does not come."""

from collections.abc import Callable
from dataclasses import dataclass

from replay.language.ruleset import AbsenceRule
from tests.oracle.inputs import Given, by_key, inputs
from tests.oracle.reading import Key, Match, agrees, key_order
from tests.oracle.story import is_open, minutes
from tests.oracle.world import Conclusion, World


@dataclass
class State:
    """One key.

    Attributes:
        last: When it was last heard of, or its start.
        silent: Its deadline has passed since.
        alert: The rise, while it fires.
        false_since: When it was heard of again while it fires, None while it is silent.
        waits: A silence that began outside of the active hours has yet to be told at their opening.
    """

    last: int
    silent: bool = False
    alert: Conclusion | None = None
    false_since: int | None = None
    waits: bool = False


class Absences:
    """An absence rule, with all its keys."""

    def __init__(self, world: World, rule: AbsenceRule) -> None:
        self.world = world
        self.rule = rule
        self.keys: dict[Key, State] = {}

    def declare(self, stream: str, now: int) -> None:
        """Begin the key of a stream, unless `where` refuses the stream."""
        here = Match(now, None, (), {"stream": stream})
        asked = [(path, wanted) for path, wanted in self.rule.where if path == "stream"]
        if self.rule.group_by == ("stream",) and agrees(asked, here):
            self._put((stream,), now)

    def hear(self, given: Given) -> list[Match]:
        """Take what came: no key of it is silent any more."""
        came = inputs(self.world, self.rule, self.rule.source, given, edits="all")
        for key in by_key(came, self.rule.group_by):
            self._put(key, self.world.now)
        return []

    def _put(self, key: Key, now: int) -> None:
        if key in self.keys or len(self.keys) < self.rule.max_keys:
            state = self.keys.setdefault(key, State(now))
            state.last, state.silent = now, False

    def deadlines(self, hand_on: Callable[[Match], None]) -> None:
        """Run what is due now, key by key; *hand_on* gives a match to the rules that consume it."""
        for key, state in sorted(self.keys.items(), key=lambda item: key_order(item[0])):
            self._opening(state)
            if not state.silent and self.world.now >= state.last + minutes(self.rule.timespan):
                self._begin(key, state, hand_on)
            forget = self.rule.forget_after
            if forget is not None and self.world.now >= state.last + minutes(forget):
                del self.keys[key]
                if state.alert is not None:
                    self.world.fall(state.alert, "forgotten")

    def _opening(self, state: State) -> None:
        if state.waits and self._is_open():
            state.waits = False
            if state.silent and state.alert is not None:
                self.world.tell_again(state.alert)

    def _begin(self, key: Key, state: State, hand_on: Callable[[Match], None]) -> None:
        state.silent, state.false_since = True, None
        if state.alert is not None:
            state.waits = not self._is_open() and not state.alert.went_out
            return
        stream = next((part for path, part in zip(self.rule.group_by, key, strict=True) if path == "stream"), None)
        trigger = self.world.last_seen(stream)
        state.alert = self.world.conclude("rise", self.rule, key, trigger, count=0)
        state.waits = not self._is_open()
        hand_on(state.alert.match)

    def _is_open(self) -> bool:
        return is_open(self.rule.active_hours, self.rule.timezone, self.world.run.at(self.world.now))

    def fall(self) -> None:
        """Judge what is silent no more, at the end of a minute."""
        for state in self.keys.values():
            if state.alert is None or state.silent:
                continue
            if state.false_since is None:
                state.false_since = self.world.now
            if self.world.now >= state.false_since + minutes(self.rule.keep_firing_for):
                self.world.fall(state.alert)
                state.alert = state.false_since = None
