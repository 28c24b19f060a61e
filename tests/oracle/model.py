"""The oracle: the alert log of a run, minute by minute, from the whole past at every one of them."""

from collections.abc import Sequence
from functools import partial

from replay.language.ruleset import (
    AbsenceRule,
    CasualtiesRule,
    ChangeRule,
    CountRule,
    DistinctRule,
    MatchRule,
    NewValueRule,
    Rule,
    SequenceRule,
    SpikeRule,
    consumed_by,
)
from replay.model import Update
from tests.oracle.absences import Absences
from tests.oracle.events import Changes, Mentions, NewValues, Sequences, Tolls
from tests.oracle.inputs import Given
from tests.oracle.reading import KILLED, Match, key_order
from tests.oracle.story import Run
from tests.oracle.suppression import Suppression
from tests.oracle.windows import Windows
from tests.oracle.world import Conclusion, World

Book = Absences | Changes | Mentions | NewValues | Sequences | Tolls | Windows
Row = dict[str, object]
"""What is compared of an alert; `alert` is the rank of the alert that it belongs to, in the order of the log."""


class Oracle:
    """One run."""

    def __init__(self, run: Run) -> None:
        self.world = World(run)
        self.run = run
        self.suppression = Suppression(self.world)
        self.books: dict[str, Book] = {
            rule.id: open_book(self.world, rule) for rule in in_dependency_order(run.ruleset.rules)
        }
        self.absences = {name: book for name, book in sorted(self.books.items()) if isinstance(book, Absences)}

    def conclude(self) -> list[Conclusion]:
        """Return all conclusions, in the order of the log."""
        for stream, start in sorted(self.run.starts.items()):
            for absence in self.absences.values():
                absence.declare(stream, start)
        times = [self.run.minute(update.time) for update in self.run.updates]
        for now in range(min([*self.run.starts.values(), *times]), self.run.end + 1):
            self.world.now = now
            self._deadlines()
            for time, update in zip(times, self.run.updates, strict=True):
                if time == now:
                    self._update(update)
            self._falls()
        return sorted(self.world.log, key=log_order)

    def _deadlines(self) -> None:
        """All deadlines of the minute are one step; each is handed on at once."""
        self.world.phase = 2
        for name, absence in self.absences.items():
            absence.deadlines(partial(self._hand_on, name))
        self.suppression.judge()

    def _hand_on(self, name: str, match: Match) -> None:
        self._through(Given(None, {name: [match]}))

    def _update(self, update: Update) -> None:
        """An update is a step, unless it is a repeat."""
        if update.identity in {each.identity for each in self.world.seen}:
            return
        self.world.phase = 3
        self.world.seen.append(update)
        match = Match(self.world.now, update, ("update", update.stream, update.id), updates=(self.world.place,))
        self._through(Given(match, {}))
        self.suppression.judge()

    def _falls(self) -> None:
        """What falls at the end of the minute is one step."""
        self.world.phase = 4
        for book in self.books.values():
            if isinstance(book, Absences | Windows):
                book.fall()
        self.suppression.judge()

    def _through(self, given: Given) -> None:
        for name, book in self.books.items():
            if name not in given.matches:
                given.matches[name] = book.hear(given)


def open_book(world: World, rule: Rule) -> Book:
    """Return what keeps the state of *rule*."""
    match rule:
        case MatchRule() | CasualtiesRule():
            return Mentions(world, rule)
        case CountRule() | DistinctRule() | SpikeRule():
            return Windows(world, rule)
        case AbsenceRule():
            return Absences(world, rule)
        case SequenceRule():
            return Sequences(world, rule)
        case NewValueRule():
            return NewValues(world, rule)
        case ChangeRule():
            return Tolls(world, rule) if rule.value == KILLED else Changes(world, rule)


def in_dependency_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return *rules*, each behind those that it consumes."""
    ordered: list[Rule] = []
    waiting = sorted(rules, key=lambda rule: rule.id)
    while waiting:
        done = {rule.id for rule in ordered}
        ready = next(rule for rule in waiting if done.issuperset(consumed_by(rule)))
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


def state_of(each: Conclusion) -> str:
    """Return the alert state: a fall resolves, what was held back is suppressed."""
    if each.what == "fall":
        return "resolved"
    return "suppressed" if each.suppressed_by else "firing"


def log_order(each: Conclusion) -> tuple[object, ...]:
    """Order the log: (time, phase, release place, rule, key, state)."""
    return each.time, each.phase, each.place, each.rule.id, key_order(each.key), state_of(each)


def alert_log(run: Run) -> list[Row]:
    """Return the alert log; a state that never went out does not resolve."""
    oracle = Oracle(run)
    told = [each for each in oracle.conclude() if each.what != "fall" or each.begun.went_out]
    alerts = list(dict.fromkeys(each.begun.id for each in told))
    return [
        {
            "time": each.time,
            "rule": each.rule.id,
            "key": each.fields,
            "state": state_of(each),
            "suppressed_by": () if each.what == "fall" else each.suppressed_by,
            "stream": each.fields.get("stream", "all"),
            "count": each.count,
            "updates": tuple(
                dict.fromkeys(_name(oracle.world.seen[place], each.fields.get("stream")) for place in each.updates)
            ),
            "value": each.value,
            "reason": each.reason,
            "alert": alerts.index(each.begun.id),
        }
        for each in told
    ]


def _name(update: Update, stream: object) -> str:
    """Return what an alert of *stream*, or across streams, calls an update."""
    return update.id if update.stream == stream else f"{update.stream}/{update.id}"
