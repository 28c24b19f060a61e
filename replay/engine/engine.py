"""The one object that the monitor, rule tests and every other run drive."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from replay.cache import Cache
from replay.engine.columns import identities_of, times_of
from replay.engine.decide import Decider
from replay.engine.fact import Read, Reading, unread_inputs
from replay.engine.guard import Guard
from replay.engine.read import UNREAD, Reader
from replay.engine.seen import Names, Revision, Seen
from replay.language.ruleset import RuleSet
from replay.model import Alert, Head, Update

BLOCK = 1000
"""Updates that are read together."""

AT_ONCE = 20_000
"""Facts that are decided on together: an alert and its line take some 2 KB, and each fact may raise one."""


class Engine:
    """Turn updates into alerts, the same ones every time.

    Args:
        rules: The rules of the run.
        kept: Where what is compiled is kept between runs; None keeps nothing.

    Attributes:
        not_counted: Casualty mentions that a rule passed over, by (rule, status).
        late: Updates that came behind progress.
    """

    def __init__(self, rules: RuleSet, kept: Cache | None = None) -> None:
        self._kept = kept
        self.not_counted: Counter[tuple[str, str]] = Counter()
        self.late = 0
        self._seen = Seen()
        self._guard = Guard()
        self._use(rules)

    def _use(self, rules: RuleSet) -> None:
        self._hearing_all = sum(bool(unread_inputs(rule)) for rule in rules.rules)
        self._matches_late = rules.stream.late == "match_only"
        self._reader = Reader(rules, self._guard, self._kept)
        self._decider = Decider(rules, self._guard)

    @property
    def left_out(self) -> Mapping[tuple[str, str], int]:
        """Return how many keys found no room, by (rule id, `evicted` or `refused`); `max_keys` bounds them."""
        return self._decider.left_out()

    @property
    def failed(self) -> Mapping[str, str]:
        """Return what went wrong last in a rule, by its id: the rules whose health is `error`; the others go on."""
        return self._guard.failed

    def open(self, stream: str, start: datetime) -> None:
        """Declare a stream before its first update: silences of its key begin at *start*."""
        self._decider.open(stream, start)

    def close(self, stream: str, end: datetime) -> list[Alert]:
        """Take a stream's end: return the alerts up to it, of all streams; no deadline of its keys comes behind it.

        Args:
            stream: The stream.
            end: When it ended; no update of that instant, or before it, is outstanding on any stream.
        """
        return self._decider.close(stream, end)

    def has_seen(self, update: Update) -> bool:
        """Say whether an update with this (stream, id, rev) was fed before."""
        return update in self._seen

    def feed(self, updates: Sequence[Update]) -> list[Alert]:
        """Return the alerts that are certain once *updates* are in.

        Args:
            updates: In release order, behind all that were fed before; one with a known (stream, id, rev) is dropped,
                one behind progress is late: it is dropped too, or heard by match and casualties rules alone.

        Returns:
            In the order of the alert log: by time, phase, update, rule, key and state.
        """
        return self.decide(self.read(updates))

    def read(self, updates: Sequence[Update]) -> Read:
        """Return what the rules find in *updates*, which changes nothing here."""
        readings: dict[int, Reading] = {}
        for first in range(0, len(updates), BLOCK):
            found = self._reader.read_all(updates[first : first + BLOCK])
            readings |= {first + place: reading for place, reading in found.items()} if first else found
        return Read(updates, readings, dict(self._guard.failed))

    def compile(self) -> None:
        """Compile what is looked for; the first update does it otherwise."""
        self._reader.compile()

    def parts(self, read: Read) -> Iterator[Read]:
        """Yield what was read in parts of no more than `AT_ONCE` facts, of which few alerts at a time may come."""
        counts = {place: len(reading.facts) for place, reading in read.readings.items()}
        if self._hearing_all * len(read.updates) + sum(counts.values()) <= AT_ONCE:
            yield read
            return
        first = facts = 0
        for place in range(len(read.updates)):
            here = self._hearing_all + counts.get(place, 0)
            if facts + here > AT_ONCE and place > first:
                yield read.part(first, place)
                first, facts = place, 0
            facts += here
        yield read.part(first, len(read.updates))

    def decide(self, read: Read) -> list[Alert]:
        """Return what `feed` does, of updates that were read here or elsewhere with the same rules."""
        self._guard.failed.update(read.failed)
        dropped, late = self._hear(read.updates)
        if not (dropped or late):
            return self._take(read.updates, read.readings)
        alerts: list[Alert] = []
        kept: list[Head] = []
        readings: dict[int, Reading] = {}
        for place, update in enumerate(read.updates):
            reading = read.readings.get(place, UNREAD)
            if place in late:
                alerts += self._take(kept, readings) + self._decider.take_late(update, reading)
                kept, readings = [], {}
            elif place not in dropped:
                if reading is not UNREAD:
                    readings[len(kept)] = reading
                kept.append(update)
        return alerts + self._take(kept, readings)

    def _hear(self, updates: Sequence[Head]) -> tuple[set[int], set[int]]:
        """Return the places of the updates that are dropped, and of those that are heard late."""
        progress = self._decider.progress
        dropped = self._seen.repeated(identities_of(updates))
        times = times_of(updates)
        if times == sorted(times) and (not times or progress is None or (times[0], False) >= progress):
            return dropped, set()
        late: set[int] = set()
        for place, update in enumerate(updates):
            if place in dropped:
                continue
            if progress is None or (update.time, False) >= progress:
                progress = update.time, False
            else:
                late.add(place)
        self.late += len(late)
        return (dropped, late) if self._matches_late else (dropped | late, set())

    def _take(self, updates: Sequence[Head], readings: Mapping[int, Reading]) -> list[Alert]:
        for reading in readings.values():
            if reading.not_counted:
                self.not_counted.update(reading.not_counted)
        return self._decider.decide(updates, readings)

    def advance(self, progress: datetime) -> list[Alert]:
        """Return the alerts up to *progress*: no update of that instant, or before it, is outstanding."""
        return self._decider.advance(progress)

    def reload(self, rules: RuleSet) -> list[Alert]:
        """Go on with other rules; return what resolves since its rule is gone, or means something else now.

        A rule with the same id and semantic digest keeps its state; any other, or one that fails at that, starts empty.
        """
        self._guard.failed.clear()
        state, before = self.snapshot(), self._decider
        self._use(rules)
        self.restore(state)
        return before.removed_by(self._decider)

    def snapshot(self) -> bytes:
        """Return all that `restore` needs to go on from here, in this process: nobody keeps it."""
        counts = [list(self.not_counted.items()), self.late]
        return msgspec.json.encode([list(self._seen), counts, self._decider.dump()])

    def restore(self, snapshot: bytes) -> None:
        """Go on from a snapshot of an engine with the same rules; a rule that is not in it starts empty."""
        seen, (not_counted, late), decider = msgspec.json.decode(snapshot)
        names = Names()
        self._seen = Seen(
            (names[stream], names[update], rev) for stream, update, rev in msgspec.convert(seen, list[Revision])
        )
        self.not_counted = Counter(dict(msgspec.convert(not_counted, list[tuple[tuple[str, str], int]])))
        self.late = msgspec.convert(late, int)
        self._decider.load(decider, names)
