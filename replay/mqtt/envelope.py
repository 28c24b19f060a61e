"""Payloads: CloudEvents 1.0 in structured JSON mode, each a msgspec struct.

Whatever a dashboard reads without digging (run, epoch, seq, end, state) is an extension attribute at the top level, the
rest is `data`: docs/decisions/0001. Bytes in, structs out; nothing here knows a connection.
"""

from datetime import UTC
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import structs

from replay.model import Alert, Instant, Update

MAX_PAYLOAD_BYTES = 256 * 1024


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    specversion: Literal["1.0"] = "1.0"
    source: Annotated[str, msgspec.Meta(description="`/`, the root, `/`, the stream.")]
    id: Annotated[str, msgspec.Meta(description="Names the event within its source.")]
    time: Annotated[Instant, msgspec.Meta(description="Story time, UTC.")]
    datacontenttype: Literal["application/json"] = "application/json"
    run: Annotated[str, msgspec.Meta(description="Names this playing of the stream.")]
    epoch: Annotated[int, msgspec.Meta(description="1; another one begins where the player jumps.")]


class UpdateEvent(_Event, frozen=True, kw_only=True):
    """An update on its way.

    Attributes:
        seq: Counts from 1 without gaps within (run, epoch).
        data: The update.
    """

    type: Literal["replay.update"] = "replay.update"
    seq: int
    data: Update


class ClockEvent(_Event, frozen=True, kw_only=True):
    """Story time: every update up to `seq` has gone out, none at or before `time` is outstanding.

    Attributes:
        seq: The last update that went out, 0 before the first.
        end: Whether the stream has ended.
    """

    type: Literal["replay.clock"] = "replay.clock"
    seq: int
    end: bool = False


class SessionData(msgspec.Struct, frozen=True, kw_only=True):
    """What a late joiner shows at once.

    Attributes:
        title: What a person calls the stream.
        timezone: IANA name of the zone that its readers live in.
        last_update: The last update that went out, or null.
    """

    title: str = ""
    timezone: str = "UTC"
    last_update: Update | None = None


class SessionEvent(_Event, frozen=True, kw_only=True):
    """What is going on: retained, so that a late joiner sees something.

    Attributes:
        state: `waiting` before the start, `ended` after the last update, `stopped` where somebody ended it before.
        speed: Story time per real time, an exact number as text, or `max`.
        start: Story time at which the stream begins.
        end: Story time at which it ends.
        seq: The last update that went out, 0 before the first.
        updates: How many there are.
        data: What to show.
    """

    type: Literal["replay.session"] = "replay.session"
    state: Literal["waiting", "playing", "ended", "stopped"]
    speed: str
    start: Instant
    end: Instant
    seq: int
    updates: int
    data: SessionData


class AlertEvent(_Event, frozen=True, kw_only=True):
    """An alert on its way.

    Attributes:
        data: The record of the alert log.
    """

    type: Literal["replay.alert"] = "replay.alert"
    data: Alert


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The player's answer to a command.

    Attributes:
        source: `/`, the root, `/`, the stream.
        id: The command's.
        ok: Whether it was carried out.
        error: What is wrong with it; empty where `ok`.
    """

    specversion: Literal["1.0"] = "1.0"
    type: Literal["replay.reply"] = "replay.reply"
    source: str
    id: str
    ok: bool
    error: str = ""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A command to the player, as `{"cmd": "history", "id": "…", "reply_to": "…", "from_seq": 1, "to_seq": 7}`.

    Attributes:
        cmd: `history` publishes again what was played.
        id: The asker's own; the reply carries it.
        reply_to: The topic for the answer: `replies`, or one below it.
        from_seq: The first update that is asked for.
        to_seq: The last.
    """

    cmd: Annotated[str, msgspec.Meta(max_length=200)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    reply_to: str
    from_seq: int = 1
    to_seq: int = 0


class _Kind(msgspec.Struct):
    type: str


_T = TypeVar("_T")
_KINDS: dict[str, type[Any]] = {
    "replay.update": UpdateEvent,
    "replay.clock": ClockEvent,
    "replay.session": SessionEvent,
    "replay.alert": AlertEvent,
    "replay.reply": Reply,
}
_encode = msgspec.json.Encoder().encode
_kind_of = msgspec.json.Decoder(_Kind)
_decoders = {kind: msgspec.json.Decoder(struct) for kind, struct in _KINDS.items()}
_commands = msgspec.json.Decoder(Command)

Event = UpdateEvent | ClockEvent | SessionEvent | AlertEvent | Reply


def render_event(event: Event | Command) -> bytes:
    """Return the payload of *event*."""
    return _encode(event)


def parse_event(payload: bytes) -> Event:
    """Read a payload.

    Raises:
        ValueError: If it is larger than a packet may be, not JSON, of no known type, or of the wrong shape.
    """
    kind = _decode(_kind_of, payload).type
    if kind not in _decoders:
        raise ValueError(f"type '{kind}' is not one of {', '.join(_KINDS)}")
    event: Event = _decode(_decoders[kind], payload)
    if isinstance(event, UpdateEvent) and event.data.time.tzinfo is not UTC:
        utc = structs.replace(event.data, time=event.data.time.astimezone(UTC))
        event = structs.replace(event, time=event.time.astimezone(UTC), data=utc)
    return event


def parse_command(payload: bytes) -> Command:
    """Read a command.

    Raises:
        ValueError: If it is larger than a packet may be, not JSON, or not a command.
    """
    return _decode(_commands, payload)


def _decode(decoder: msgspec.json.Decoder[_T], payload: bytes) -> _T:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"the payload has {len(payload)} bytes; {MAX_PAYLOAD_BYTES} are the most")
    try:
        return decoder.decode(payload)
    except RecursionError:
        raise ValueError("the payload is nested too deeply") from None
