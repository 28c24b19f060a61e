"""The oracle: the alert log of a run, from the whole history at every minute of it.

All times and lengths are whole minutes, so that stepping through every minute meets every instant there is. A window
is counted afresh from all matches whenever it is asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from replay.language.ruleset import (
    AbsenceRule,
    ActiveHours,
    ChangeRule,
    CountRule,
    DistinctRule,
    MatchesOf,
    MatchRule,
    NewValueRule,
    Rule,
    RuleSet,
    SequenceRule,
    Source,
    SpikeRule,
    consumed_by,
)
from replay.model import Update
from tests.oracle.reading import Key, Match, agrees, found, is_new, key_order

EPOCH = datetime(2000, 1, 3, 23, 30, tzinfo=UTC)
"""A Monday, half an hour before midnight."""

Row = tuple[int, str, dict[str, str | None], str, tuple[str, ...], int, tuple[str, ...], object, str]
"""(time, rule, key, state, suppressed_by, count, updates, value, reason); `Log.ids` says which belong together."""


def minutes(length: timedelta) -> int:
    """Return *length* as whole minutes."""
    return length // timedelta(minutes=1)


def at(minute: int) -> datetime:
    """Return the instant *minute* minutes after the epoch."""
    return EPOCH + timedelta(minutes=minute)


def is_open(hours: ActiveHours | None, timezone: str, minute: int) -> bool:
    """Return whether alerts go out at *minute*: a night shift belongs to the day on which it starts."""
    if hours is None:
        return True
    local = at(minute).astimezone(ZoneInfo(timezone))
    for back in (0, 1):
        day = (local - timedelta(days=back)).date()
        start = datetime.combine(day, hours.start)
        end = datetime.combine(day if hours.end > hours.start else day + timedelta(days=1), hours.end)
        if day.weekday() in hours.days and start <= local.replace(tzinfo=None) < end:
            return True
    return False


@dataclass
class Conclusion:
    """What a rule concluded, before suppression.

    Attributes:
        what: `rise`, `event`, `again` (at an opening) or `fall`.
        alert: The rise or event that a `fall` or `again` belongs to; itself otherwise.
        until: When the state fell; None while it fires. An event ends as it begins.
    """

    what: str
    time: int
    phase: int
    place: int
    rule: Rule
    key: Key
    trigger: Update | None
    value: object = None
    count: int = 1
    updates: tuple[str, ...] = ()
    reason: str = ""
    alert: "Conclusion | None" = None
    until: int | None = None
    went_out: bool = False

    @property
    def fields(self) -> dict[str, str | None]:
        """Return the key as the alert shows it."""
        return dict(zip(self.rule.group_by, self.key, strict=True))


@dataclass
class KeyState:
    """What a state rule remembers of a key.

    Attributes:
        items: Every match of the key, until it is evicted.
        alert: The rise, while it fires.
        false_since: Since when the condition is false while it fires.
        silent: Absence only: the deadline has passed.
        last: Time of the last match, or of the start.
        waits: Absence only: the next opening is to be told.
    """

    last: int
    items: list[Match] = field(default_factory=list)
    alert: Conclusion | None = None
    false_since: int | None = None
    silent: bool = False
    waits: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    value: object = None
    partials: dict[int, list[Match]] = field(default_factory=dict)


class Oracle:
    """One run."""

    def __init__(self, ruleset: RuleSet, starts: Mapping[str, int], updates: Sequence[Update], end: int) -> None:
        self.ruleset = ruleset
        self.starts = starts
        first = {update.identity: update for update in reversed(updates)}
        self.updates = [update for update in updates if first[update.identity] is update]
        self.times = [minutes(update.time - EPOCH) for update in self.updates]
        self.end = end
        self.log: list[Conclusion] = []
        self.keys: dict[str, dict[Key, KeyState]] = {rule.id: {} for rule in ruleset.rules}
        self.rules = _in_dependency_order(ruleset.rules)
        self.matches: dict[str, list[Match]] = {}

    def run(self) -> list[Conclusion]:
        """Return all conclusions, in the order of the log."""
        for stream in sorted(self.starts):
            self._declare(stream, self.starts[stream])
        for now in range(min([*self.starts.values(), *self.times, 0]), self.end + 1):
            self._deadlines(now)
            for place, time in enumerate(self.times):
                if time == now:
                    self._through(Match(now, place, self.updates[place]), 3, {})
            self._falls(now)
        self.log.sort(key=lambda c: (c.time, c.phase, c.place, c.rule.id, key_order(c.key)))
        return self.log

    def _declare(self, stream: str, now: int) -> None:
        for rule in self.rules:
            if isinstance(rule, AbsenceRule) and rule.group_by == ("stream",):
                known = Match(now, -1, None, {"stream": stream})
                held = self.keys[rule.id]
                refuses = any(path == "stream" and not agrees(((path, wanted),), known) for path, wanted in rule.where)
                if not refuses and len(held) < rule.max_keys:
                    held[(stream,)] = KeyState(now)

    def _deadlines(self, now: int) -> None:
        for rule in sorted(self.ruleset.rules, key=lambda rule: rule.id):
            if not isinstance(rule, AbsenceRule):
                continue
            for key, state in sorted(self.keys[rule.id].items(), key=lambda item: key_order(item[0])):
                opens = is_open(rule.active_hours, rule.timezone, now) and not is_open(
                    rule.active_hours, rule.timezone, now - 1
                )
                trigger = state.items[-1].trigger if state.items else None
                if state.waits and opens:
                    state.waits = False
                    if state.silent and state.alert:
                        again = replace(state.alert, what="again", time=now, phase=2, place=-1, alert=state.alert)
                        self.log.append(again)
                if not state.silent and now >= state.last + minutes(rule.timespan):
                    state.silent, state.false_since = True, None
                    if state.alert is None:
                        rise = Conclusion("rise", now, 2, -1, rule, key, trigger, count=0)
                        state.alert = rise
                        state.waits = not is_open(rule.active_hours, rule.timezone, now)
                        self.log.append(rise)
                        self._through(None, 2, {rule.id: [Match(now, -1, trigger, rise.fields)]})
                if rule.forget_after is not None and now >= state.last + minutes(rule.forget_after):
                    del self.keys[rule.id][key]
                    if state.alert:
                        self._fall(state.alert, now, 2, -1, "forgotten")

    def _fall(self, alert: Conclusion, now: int, phase: int, place: int, reason: str = "") -> None:
        alert.until = now
        self.log.append(replace(alert, what="fall", time=now, phase=phase, place=place, reason=reason, alert=alert))

    def _falls(self, now: int) -> None:
        for rule in self.rules:
            if not isinstance(rule, CountRule | DistinctRule | SpikeRule | AbsenceRule):
                continue
            for state in self.keys[rule.id].values():
                if state.alert is None:
                    continue
                if state.silent if isinstance(rule, AbsenceRule) else self._measure(rule, state, now)[0]:
                    state.false_since = None
                    continue
                state.false_since = now if state.false_since is None else state.false_since
                if now >= state.false_since + minutes(rule.keep_firing_for):
                    self._fall(state.alert, now, 4, -1)
                    state.alert = state.false_since = None

    def _through(self, update: Match | None, phase: int, given: dict[str, list[Match]]) -> None:
        """Run an update, or the matches that a deadline gave, through the rules in dependency order."""
        for rule in self.rules:
            if rule.id in given:
                continue
            made: list[Match] = []
            match rule:
                case MatchRule():
                    made = self._events(rule, update)
                case SequenceRule():
                    made = self._sequence(rule, update, phase, given)
                case CountRule() | DistinctRule() | SpikeRule() | AbsenceRule() | NewValueRule() | ChangeRule():
                    for one in self._input(rule, rule.source, update, given):
                        for key in one.keys(rule.group_by):
                            made += self._take(rule, key, one, phase)
                case _:
                    raise NotImplementedError
            given[rule.id] = made

    def _input(self, rule: Rule, source: Source, update: Match | None, given: Mapping[str, list[Match]]) -> list[Match]:
        if isinstance(source, MatchesOf):
            taken = [one for name in source.rules for one in given.get(name, [])]
        elif update is None or update.trigger is None:
            taken = []
        elif not isinstance(rule, MatchRule):
            taken = [] if found(source, update.trigger) is None else [update]
        else:
            taken = [update] if is_new(source, self._narrowed(rule), self._rank(rule, update)) else []
        return [one for one in taken if agrees(rule.where, one)]

    def _narrowed(self, rule: Rule) -> list[Update]:
        return [each for each in self.updates if agrees(rule.where, Match(0, 0, each))]

    def _rank(self, rule: Rule, update: Match) -> int:
        known = self._narrowed(rule)
        return known.index(update.trigger) if update.trigger in known else -1

    def _events(self, rule: MatchRule, update: Match | None) -> list[Match]:
        taken = self._input(rule, rule.query, update, {})
        for one in taken:
            for key in one.keys(rule.group_by):
                self._event(rule, key, one, 3)
        return taken

    def _event(
        self,
        rule: Rule,
        key: Key,
        one: Match,
        phase: int,
        value: object = None,
        updates: Sequence[Match] | None = None,
    ) -> Match:
        ids = [each.trigger.id for each in (updates or [one]) if each.trigger]
        count = len(updates or [one])
        concluded = Conclusion(
            "event",
            one.time,
            phase,
            one.place,
            rule,
            key,
            one.trigger,
            value,
            count,
            tuple(dict.fromkeys(ids)),
            until=one.time,
        )
        self.log.append(concluded)
        return replace(one, key=concluded.fields)

    def _take(self, rule: Rule, key: Key, one: Match, phase: int) -> list[Match]:
        """Take a match into a key; return the matches this makes."""
        held = self.keys[rule.id]
        match rule:
            case AbsenceRule():
                if key in held or len(held) < rule.max_keys:
                    state = held.setdefault(key, KeyState(one.time))
                    state.last, state.silent = one.time, False
                    state.items.append(one)
                return []
            case NewValueRule():
                state = held.setdefault(key, KeyState(one.time))
                fresh = []
                for value in map(str, one.values(rule.field)):
                    last = state.seen.get(value)
                    forgotten = (
                        rule.forget_after is not None
                        and last is not None
                        and one.time >= last + minutes(rule.forget_after)
                    )
                    if last is None or forgotten:
                        fresh.append(value)
                    state.seen[value] = one.time
                if not fresh or one.time < self._first_of_stream(one) + minutes(rule.warmup):
                    return []
                return [self._event(rule, key, one, phase, fresh[0] if len(fresh) == 1 else fresh)]
            case ChangeRule():
                state = held.setdefault(key, KeyState(one.time))
                numbers = one.values(rule.value)
                if not numbers:
                    return []
                before, state.value = state.value, numbers[0]
                if before is None or not _moved(before, state.value, rule.direction):
                    return []
                return [self._event(rule, key, one, phase, {"previous": before, "value": state.value})]
            case CountRule() | DistinctRule() | SpikeRule():
                self._make_room(rule, key, one)
                state = held.setdefault(key, KeyState(one.time))
                if not isinstance(rule, DistinctRule) or one.values(rule.field):
                    state.items.append(one)
                state.last = one.time
                holds, value, items = self._measure(rule, state, one.time)
                if state.alert is not None or not holds:
                    return []
                ids = tuple(dict.fromkeys(each.trigger.id for each in items if each.trigger))
                state.alert = Conclusion(
                    "rise", one.time, phase, one.place, rule, key, one.trigger, value, _number(rule, items), ids
                )
                self.log.append(state.alert)
                return [replace(one, key=state.alert.fields)]
        raise NotImplementedError

    def _first_of_stream(self, one: Match) -> int:
        assert one.trigger is not None
        return next(
            time for time, each in zip(self.times, self.updates, strict=True) if each.stream == one.trigger.stream
        )

    def _make_room(self, rule: CountRule | DistinctRule | SpikeRule, key: Key, one: Match) -> None:
        held = self.keys[rule.id]
        if isinstance(rule, CountRule):
            for other in [
                other
                for other, state in held.items()
                if state.alert is None and not self._measure(rule, state, one.time)[2]
            ]:
                del held[other]
        if key in held or len(held) < rule.max_keys:
            return
        least = min(held, key=lambda other: (held[other].last, key_order(other)))
        gone = held.pop(least)
        if gone.alert is not None:
            self._fall(gone.alert, one.time, 3, one.place, "evicted")

    def _measure(
        self, rule: CountRule | DistinctRule | SpikeRule, state: KeyState, now: int
    ) -> tuple[bool, object, list[Match]]:
        """Return whether the condition holds at *now*, what was measured, and the matches it rests on."""
        span = minutes(rule.timespan)
        items = [one for one in state.items if now - span < one.time <= now]
        match rule:
            case CountRule():
                items = _each_id_once(items)
                number = len(items)
                return all(part.holds(_Exactly(number, number)) for part in rule.condition), number, items
            case DistinctRule():
                items = _each_id_once(items)
                values = sorted({str(value) for one in items for value in one.values(rule.field)})
                number = len(values)
                return all(part.holds(_Exactly(number, number)) for part in rule.condition), values, items
            case SpikeRule():
                long = minutes(rule.baseline)
                before = _each_id_once([one for one in state.items if now - span - long < one.time <= now - span])
                items = _each_id_once(items)
                known = bool(state.items) and now >= state.items[0].time + span + long
                holds = (
                    known
                    and len(items) >= rule.min_count
                    and len(before) >= rule.min_baseline
                    and len(items) * long >= rule.ratio_gte * len(before) * span
                )
                return holds, {"current": len(items), "baseline": len(before)}, items

    def _sequence(
        self, rule: SequenceRule, update: Match | None, phase: int, given: Mapping[str, list[Match]]
    ) -> list[Match]:
        held = self.keys[rule.id]
        steps = [self._input(rule, step.source, update, given) for step in rule.steps]
        stops = [] if rule.unless is None else self._input(rule, rule.unless, update, given)
        for one in stops:
            for key in one.keys(rule.group_by):
                held.pop(key, None)
        made: list[Match] = []
        keys = {key for step in steps for one in step for key in one.keys(rule.group_by)}
        for key in sorted(keys, key=key_order):
            partials = held.setdefault(key, KeyState(0)).partials
            for index in reversed(range(len(steps))):
                one = next((one for one in steps[index] if key in one.keys(rule.group_by)), None)
                if one is None:
                    continue
                if index == 0:
                    partials[0] = [one]
                    continue
                begun = partials.pop(index - 1, None)
                if begun is None or one.time - begun[0].time >= minutes(rule.timespan):
                    continue
                if index < len(steps) - 1:
                    partials[index] = [*begun, one]
                    continue
                made.append(self._event(rule, key, one, phase, updates=[*begun, one]))
                partials.clear()
                break
        return made


@dataclass(frozen=True)
class _Exactly:
    min: int
    max: int


def _each_id_once(items: list[Match]) -> list[Match]:
    latest: dict[object, Match] = {}
    for one in items:
        name = (one.trigger.stream, one.trigger.id) if one.trigger else id(one)
        latest.pop(name, None)
        latest[name] = one
    return list(latest.values())


def _number(rule: Rule, items: list[Match]) -> int:
    if isinstance(rule, DistinctRule):
        return len({str(value) for one in items for value in one.values(rule.field)})
    return len(items)


def _moved(before: object, now: object, direction: str) -> bool:
    assert isinstance(before, int)
    assert isinstance(now, int)
    return {"up": now > before, "down": now < before, "any": now != before}[direction]


def _in_dependency_order(rules: Sequence[Rule]) -> list[Rule]:
    ordered: list[Rule] = []
    waiting = sorted(rules, key=lambda rule: rule.id)
    while waiting:
        done = {rule.id for rule in ordered}
        ready = next(rule for rule in waiting if done.issuperset(consumed_by(rule)))
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


def alert_log(
    ruleset: RuleSet, starts: Mapping[str, int], updates: Sequence[Update], end: int
) -> list[tuple[Row, int]]:
    """Return the rows of the alert log in order, each with the rank of the alert it belongs to."""
    concluded = Oracle(ruleset, starts, updates, end).run()
    rows: list[tuple[Row, tuple[object, ...]]] = []
    owners: list[Conclusion] = []
    cooling: dict[tuple[str, Key], int] = {}
    for each in concluded:
        alert = each.alert or each
        if each.what == "fall":
            if not alert.went_out:
                continue
            state, reasons = "resolved", ()
        else:
            reasons = tuple(
                reason
                for reason, holds in (
                    ("silence", _is_silenced(ruleset, each)),
                    ("inhibit", _is_inhibited(ruleset, each, concluded)),
                    ("active_hours", not is_open(each.rule.active_hours, each.rule.timezone, each.time)),
                    ("cooldown", each.time < cooling.get((each.rule.id, each.key), each.time)),
                )
                if holds
            )
            state = "suppressed" if reasons else "firing"
            if not reasons:
                alert.went_out = True
                cooling[each.rule.id, each.key] = each.time + minutes(each.rule.cooldown)
        row = (each.time, each.rule.id, each.fields, state, reasons, each.count, each.updates, each.value, each.reason)
        owners.append(alert)
        rows.append((row, (each.time, each.phase, each.place, each.rule.id, key_order(each.key), state)))
    order = sorted(range(len(rows)), key=lambda number: rows[number][1])
    ranked: list[Conclusion] = []
    for number in order:
        if not any(one is owners[number] for one in ranked):
            ranked.append(owners[number])
    return [
        (rows[number][0], next(rank for rank, one in enumerate(ranked) if one is owners[number])) for number in order
    ]


def _is_silenced(ruleset: RuleSet, each: Conclusion) -> bool:
    seen = Match(each.time, each.place, each.trigger, each.fields)
    return any(
        silence.rule in (None, each.rule.id)
        and silence.start <= at(each.time) < silence.end
        and agrees(silence.where, seen)
        for silence in ruleset.silences
    )


def _is_inhibited(ruleset: RuleSet, each: Conclusion, concluded: Sequence[Conclusion]) -> bool:
    return any(
        each.rule.id in inhibition.targets
        and source.rule.id == inhibition.source
        and source.what in ("rise", "event")
        and source.time <= each.time
        and (source.until is None or each.time < source.until + minutes(inhibition.lasting))
        and all(source.fields.get(path) == each.fields.get(path) for path in inhibition.equal)
        for inhibition in ruleset.inhibitions
        for source in concluded
    )


Feed = Callable[[], object]
