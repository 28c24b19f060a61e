"""What has happened so far in a run, and what the rules concluded from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from replay.language.ruleset import Rule
from replay.model import Update
from tests.oracle.reading import Key, Match
from tests.oracle.story import Run


@dataclass(eq=False)
class Conclusion:
    """What a rule concluded, before and after suppression.

    Attributes:
        what: `again` is an alert at an opening, `fall` the end of a state.
        time: The minute.
        phase: 2 for a deadline, 3 for an update, 4 for what falls.
        place: Rank of the update among all, -1 without one.
        updates: Ranks of the updates that it rests on, the oldest first.
        alert: The rise that a `fall` or `again` belongs to; None for what begins.
        until: When a state fell; None before.
        went_out: Whether a rise, an event or an `again` of it was sent.
        suppressed_by: Why it was not.
    """

    what: Literal["rise", "event", "again", "fall"]
    time: int
    phase: int
    place: int
    rule: Rule
    key: Key
    trigger: Update | None
    value: object = None
    count: int = 1
    updates: tuple[int, ...] = ()
    reason: str = ""
    alert: "Conclusion | None" = None
    until: int | None = None
    went_out: bool = False
    suppressed_by: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, str | None]:
        """Return the key as the alert shows it."""
        return dict(zip(self.rule.group_by, self.key, strict=True))

    @property
    def begun(self) -> "Conclusion":
        """Return what it belongs to: itself, or the rise."""
        return self.alert or self

    @property
    def id(self) -> tuple[object, ...]:
        """Return what makes the alert's id; two events of one deadline and key share it."""
        return self.rule.id, self.key, self.time, self.trigger.identity if self.trigger else None

    @property
    def match(self) -> Match:
        """Return it as other rules consume it: with its own key, an item of its own."""
        return Match(self.time, self.trigger, self.id, self.fields, self.updates)


@dataclass
class World:
    """The past.

    Attributes:
        now: The minute.
        phase: As in the rule language: 2 deadlines, 3 updates, 4 what falls.
        seen: The updates taken so far, without repeats.
        log: What was concluded so far.
    """

    run: Run
    now: int = 0
    phase: int = 0
    seen: list[Update] = field(default_factory=list)
    log: list[Conclusion] = field(default_factory=list)

    @property
    def place(self) -> int:
        """Return the rank of the update that is running, or -1."""
        return len(self.seen) - 1 if self.phase == 3 else -1

    def last_seen(self, stream: str | None) -> Update | None:
        """Return the last update of *stream*, or of any for None; None before the first."""
        return next((each for each in reversed(self.seen) if stream in (None, each.stream)), None)

    def first_seen(self, stream: str) -> int | None:
        """Return the minute of the first update of *stream*, None before it."""
        return next((self.run.minute(each.time) for each in self.seen if each.stream == stream), None)

    def conclude(
        self,
        what: Literal["rise", "event"],
        rule: Rule,
        key: Key,
        trigger: Update | None,
        *,
        value: object = None,
        count: int = 1,
        rests_on: Sequence[Match] = (),
    ) -> Conclusion:
        """Note that *rule* concluded something for *key*."""
        places = tuple(sorted({place for each in rests_on for place in each.updates}))
        made = Conclusion(
            what, self.now, self.phase, self.place, rule, key, trigger, value=value, count=count, updates=places
        )
        self.log.append(made)
        return made

    def tell_again(self, alert: Conclusion) -> None:
        """Note that *alert* is due again, at an opening."""
        self.log.append(
            replace(alert, what="again", time=self.now, phase=self.phase, place=-1, alert=alert, suppressed_by=())
        )

    def fall(self, alert: Conclusion, reason: str = "") -> None:
        """Note that the state of *alert* ended."""
        alert.until = self.now
        end = replace(alert, what="fall", time=self.now, phase=self.phase, place=self.place, reason=reason, alert=alert)
        self.log.append(end)
