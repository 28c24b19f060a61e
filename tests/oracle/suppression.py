"""What holds an alert back: silence, inhibit, active_hours, cooldown."""

from collections.abc import Sequence

from replay.language.ruleset import AbsenceRule, CountRule, DistinctRule, Inhibition, SpikeRule
from tests.oracle.reading import Key, Match, agrees
from tests.oracle.story import is_open, minutes
from tests.oracle.world import Conclusion, World

STATES = (CountRule, DistinctRule, SpikeRule, AbsenceRule)


class Suppression:
    """Judges the alerts of a step after all of the step has been concluded."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.judged = 0
        self.cooling: dict[tuple[str, Key], int] = {}

    def judge(self) -> None:
        """Judge what was concluded since the last call."""
        step, self.judged = self.world.log[self.judged :], len(self.world.log)
        for each in step:
            if each.what == "fall":
                continue
            each.suppressed_by = self._reasons(each)
            if not each.suppressed_by:
                each.begun.went_out = True
                self.cooling[each.rule.id, each.key] = each.time + minutes(each.rule.cooldown)

    def _reasons(self, each: Conclusion) -> tuple[str, ...]:
        rule, now = each.rule, self.world.run.at(each.time)
        held = {
            "silence": self._is_silenced(each),
            "inhibit": any(self._inhibits(inhibition, each) for inhibition in self.world.run.ruleset.inhibitions),
            "active_hours": not is_open(rule.active_hours, rule.timezone, now),
            "cooldown": each.time < self.cooling.get((rule.id, each.key), each.time),
        }
        return tuple(reason for reason, holds in held.items() if holds)

    def _is_silenced(self, each: Conclusion) -> bool:
        now = self.world.run.at(each.time)
        return any(
            silence.rule in (None, each.rule.id)
            and silence.start <= now < silence.end
            and agrees(silence.where, each.match)
            for silence in self.world.run.ruleset.silences
        )

    def _inhibits(self, inhibition: Inhibition, target: Conclusion) -> bool:
        if target.rule.id not in inhibition.targets:
            return False
        return any(
            is_active(source, self.world.now, minutes(inhibition.lasting))
            and _look(source, inhibition.equal) == _look(target, inhibition.equal)
            for source in self.world.log
            if source.rule.id == inhibition.source and source.what in ("rise", "event")
        )


def is_active(source: Conclusion, now: int, lasting: int) -> bool:
    """Return whether an inhibition's *source* is active: an event for so long, a state that much longer."""
    if isinstance(source.rule, STATES):
        return source.until is None or now < source.until + lasting
    return now < source.time + lasting


def _look(each: Conclusion, paths: Sequence[str]) -> list[tuple[object, ...]]:
    """Return the values at *paths*, of the alert's key first, then of what triggered it."""
    seen: Match = each.match
    return [seen.values(path) for path in paths]
