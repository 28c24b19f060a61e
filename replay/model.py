"""What flows through replay: updates, the stream that holds them, and the alerts that rules raise from them."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, overload

import msgspec

Severity = Literal["info", "warning", "critical"]
State = Literal["firing", "resolved", "suppressed"]
ACROSS_STREAMS = "all"
"""What stands for the stream in an alert of a rule across streams."""
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware instant, also when it is decoded."""


class Head(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What tells an update apart, and when it came; `Update` says what each attribute is."""

    id: str
    rev: int = 1
    stream: str
    seq: int
    time: Instant

    @property
    def identity(self) -> tuple[str, str, int]:
        """Return what makes two arrivals the same update: (stream, id, rev)."""
        return self.stream, self.id, self.rev


class Update(Head, frozen=True, kw_only=True, gc=False):
    """One entry of live coverage.

    Attributes:
        id: Unique in its stream; `HHMM-n` where the input has none.
        rev: 1, and one more for each edit.
        stream: Name of the stream, `[a-z0-9-]+`.
        seq: Place in release order, from 1, without gaps.
        time: Story time, aware, UTC.
        headline: One line, may be empty.
        body: Paragraphs parted by a blank line, may be empty.
        source: Who published it.
        author: Who wrote it.
        url: Where it stands.
        tags: Without `#`, in the input's order.
        on: Whether it is new or an edit.
        time_inferred: True where the input gives no time of its own.
        data: Extra fields of the input.
    """

    headline: str = ""
    body: str = ""
    source: str | None = None
    author: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    on: Literal["published", "edited"] = "published"
    time_inferred: bool = False
    data: dict[str, Any] = msgspec.field(default_factory=dict)


class Updates(Sequence[Update]):
    """Updates in release order, none of them held: each is read when it is asked for."""

    @abstractmethod
    def one(self, place: int) -> Update:
        """Read the update at a place, from 0."""

    @abstractmethod
    def between(self, first: int, behind: int) -> Iterator[Update]:
        """Read the updates from one place to before another, as they are asked for; none where they cross."""

    def parts(self, most: int) -> Iterator[range]:  # noqa: ARG002 -- most are read from their beginning
        """Yield the places in parts that can be read at once, also by another process; none where they cannot.

        Args:
            most: How many updates a part has, at most.
        """
        return iter(())

    @overload
    def __getitem__(self, place: int) -> Update: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Update, ...]: ...
    def __getitem__(self, place: int | slice) -> Update | tuple[Update, ...]:
        places = range(len(self))[place]
        if isinstance(places, int):
            return self.one(places)
        return tuple(self.between(places.start, places.stop) if places.step == 1 else map(self.one, places))

    def __iter__(self) -> Iterator[Update]:
        return self.between(0, len(self))


@dataclass(frozen=True, slots=True)
class Aside:
    """Something in a recording that is not played.

    Attributes:
        place: Its line in the file, or which item of it it is, from 1.
        time: Story time, aware, UTC, if it has one.
        why: What is wrong with it, as `outside of the window`.
        unit: What its place counts.
        file: The file's name, where the stream is made of several.
    """

    place: int
    time: datetime | None
    why: str
    unit: Literal["line", "item"] = "line"
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A recorded stream, opened.

    Attributes:
        name: `[a-z0-9-]+`, the topic level.
        title: What a person calls it.
        timezone: IANA name of the zone that its clock times are in.
        updates: At least one, sorted by (time, file place), `seq` from 1; may stand on disk, a place at a time.
        inferred: What opening it had to assume, a sentence each.
        origin: Where the recording comes from, a sentence or empty.
        format: What a person calls the file's format.
        opened: When it began, where that is before its first update.
        closed: When it ended, where that is behind its last update.
        set_aside: The first thousand things in the files that are not played.
        set_aside_count: How many there are.
    """

    name: str
    title: str
    timezone: str
    updates: Sequence[Update]
    inferred: tuple[str, ...] = ()
    origin: str = field(default="", kw_only=True)
    format: str = field(default="", kw_only=True)
    opened: datetime | None = field(default=None, kw_only=True)
    closed: datetime | None = field(default=None, kw_only=True)
    set_aside: Sequence[Aside] = field(default=(), kw_only=True)
    set_aside_count: int = field(default=0, kw_only=True)

    @property
    def start(self) -> datetime:
        """Return when it begins: with its first update, unless it was declared before."""
        return self.opened or self.updates[0].time

    @property
    def end(self) -> datetime:
        """Return when it ends: with its last update, unless it was watched for longer."""
        return self.closed or self.updates[-1].time

    @property
    def span(self) -> timedelta:
        """Return the story time from the start to the end."""
        return self.end - self.start


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What matched: `text` is `field[start:end]` of the update.

    Attributes:
        update: The update's id, `stream/id` in an alert across streams.
        field: `headline` or `body`.
        start: Offset of the first character, in code points.
        end: Offset behind the last.
        text: The words.
    """

    update: str
    field: str
    start: int
    end: int
    text: str


class Alert(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A rule's conclusion (docs/rules.md, section "The alert").

    Attributes:
        id: 32 hex digits; firing, suppressed and resolved of one alert share it.
        rule: The rule's id.
        title: The rule's title, or its id.
        severity: As the rule says.
        state: firing, resolved or suppressed.
        time: Story time of the conclusion, aware, UTC.
        stream: The trigger's stream, `all` for a rule across streams.
        key: Value of each `group_by` field, None where it is missing.
        value: What the rule measured, JSON, or None.
        count: How many matches it rests on.
        labels: As the rule says.
        annotations: Rendered templates.
        updates: Ids of the updates it rests on, oldest first; `stream/id` for those of another stream than its own, as
            all are across streams.
        evidence: At most 20 spans.
        suppressed_by: Reasons in the order silence, inhibit, active_hours, cooldown.
        reason: Why it resolved (removed, evicted, forgotten); absent where its condition became false.
        late: That its update came behind progress; absent otherwise.
    """

    id: str
    rule: str
    title: str
    severity: Severity
    state: State
    time: Instant
    stream: str
    key: dict[str, str | None]
    value: Any = None
    count: int = 1
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    annotations: dict[str, str] = msgspec.field(default_factory=dict)
    updates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    suppressed_by: tuple[str, ...] = ()
    reason: str | msgspec.UnsetType = msgspec.UNSET
    late: Literal[True] | msgspec.UnsetType = msgspec.UNSET


_CANONICAL = msgspec.json.Encoder(order="sorted")


def named_in(alerting: str, stream: str, name: str) -> str:
    """Return what an alert calls an update.

    Args:
        alerting: The alert's stream.
        stream: The update's; it goes before the id where it is another.
        name: The update's id.
    """
    return name if stream == alerting else f"{stream}/{name}"


def canonical_json(value: object) -> bytes:
    """Return *value* as JSON with sorted keys, no spaces, UTF-8: the form that is hashed and logged."""
    return _CANONICAL.encode(value)


def canonical_lines(values: Sequence[object]) -> bytes:
    """Return the `canonical_json` of each value, a line each."""
    return _CANONICAL.encode_lines(values)
