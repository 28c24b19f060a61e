"""Payloads: what is rendered is read back, what is not ours is refused, and every event is a CloudEvent."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from replay.model import Alert, Evidence, Update
from replay.mqtt.envelope import (
    MAX_PAYLOAD_BYTES,
    AlertEvent,
    ClockEvent,
    Command,
    Event,
    Reply,
    SessionData,
    SessionEvent,
    UpdateEvent,
    parse_command,
    parse_event,
    render_event,
)

_NOON = datetime(2020, 3, 5, 12, tzinfo=UTC)
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
_NAMES = _TEXTS.filter(bool)
_TIMES = st.datetimes(timezones=st.just(UTC))
_COUNTS = st.integers(0, 2**63 - 1)
_STATES = st.sampled_from(["waiting", "playing", "ended", "stopped"])
_JSON = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXTS, st.lists, max_leaves=5)
_UPDATES = st.builds(
    Update, id=_NAMES, rev=_COUNTS, stream=_NAMES, seq=_COUNTS, time=_TIMES, headline=_TEXTS, body=_TEXTS,
    source=st.none() | _TEXTS, author=st.none() | _TEXTS, url=st.none() | _TEXTS,
    tags=st.lists(_TEXTS, max_size=3).map(tuple), on=st.sampled_from(["published", "edited"]),
    time_inferred=st.booleans(), data=st.dictionaries(_TEXTS, _JSON, max_size=3),
)  # fmt: skip
_EVIDENCE = st.builds(Evidence, update=_NAMES, field=_NAMES, start=_COUNTS, end=_COUNTS, text=_TEXTS)
_ALERTS = st.builds(
    Alert, id=_NAMES, rule=_NAMES, title=_TEXTS, severity=st.sampled_from(["info", "warning", "critical"]),
    state=st.sampled_from(["firing", "resolved", "suppressed"]), time=_TIMES, stream=_NAMES,
    key=st.dictionaries(_TEXTS, st.none() | _TEXTS, max_size=2), value=_JSON, count=_COUNTS,
    labels=st.dictionaries(_TEXTS, _TEXTS, max_size=2), annotations=st.dictionaries(_TEXTS, _TEXTS, max_size=2),
    updates=st.lists(_NAMES, max_size=2).map(tuple), evidence=st.lists(_EVIDENCE, max_size=2).map(tuple),
    suppressed_by=st.lists(_TEXTS, max_size=2).map(tuple),
)  # fmt: skip
_SENT: dict[str, st.SearchStrategy[Any]] = {
    "source": _NAMES, "id": _NAMES, "time": _TIMES, "run": _NAMES, "epoch": _COUNTS,
}  # fmt: skip
_EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(UpdateEvent, **_SENT, seq=_COUNTS, data=_UPDATES),
    st.builds(ClockEvent, **_SENT, seq=_COUNTS, end=st.booleans()),
    st.builds(
        SessionEvent, **_SENT, state=_STATES, speed=_NAMES, start=_TIMES, end=_TIMES, seq=_COUNTS, updates=_COUNTS,
        data=st.builds(SessionData, title=_TEXTS, last_update=st.none() | _UPDATES),
    ),
    st.builds(AlertEvent, **_SENT, data=_ALERTS),
    st.builds(Reply, source=_NAMES, id=_NAMES, ok=st.booleans(), error=_TEXTS),
)  # fmt: skip

UPDATE = UpdateEvent(
    source="/replay/idlib", id="1123-1", time=_NOON, run="r-1", epoch=1, seq=7,
    data=Update(id="1123-1", stream="idlib", seq=7, time=_NOON, headline="H"),
)  # fmt: skip
CLOCK = ClockEvent(source="/replay/idlib", id="c", time=_NOON, run="r-1", epoch=1, seq=7)


def changed(event: Event, **changes: object) -> bytes:
    """Return the payload of *event* with some attributes set, or left out where the value is `...`."""
    plain = json.loads(render_event(event)) | changes
    return json.dumps({name: value for name, value in plain.items() if value is not ...}).encode()


@given(_EVENTS)
def test_event_is_read_back_as_it_was_rendered(event: Event) -> None:
    """Nothing is lost or changed on the way, whatever the texts hold."""
    assert parse_event(render_event(event)) == event


@given(_EVENTS)
def test_event_is_a_cloud_event(event: Event) -> None:
    """The CloudEvents SDK reads every payload, and finds the required attributes where the spec puts them."""
    read = JSONFormat().read(CloudEvent, render_event(event))
    assert (read.get_id(), read.get_source(), read.get_specversion()) == (event.id, event.source, "1.0")
    assert read.get_type() == event.type
    if not isinstance(event, Reply):
        assert read.get_time() == event.time
        assert (read.get_extension("run"), read.get_extension("epoch")) == (event.run, event.epoch)


def test_update_payload_has_the_documented_shape() -> None:
    """What dashboards read without digging stands at the top, times are RFC 3339 with a Z, unset fields are there."""
    assert json.loads(render_event(UPDATE)) == {
        "specversion": "1.0", "type": "replay.update", "source": "/replay/idlib", "id": "1123-1",
        "time": "2020-03-05T12:00:00Z", "datacontenttype": "application/json", "run": "r-1", "epoch": 1, "seq": 7,
        "data": {
            "id": "1123-1", "rev": 1, "stream": "idlib", "seq": 7, "time": "2020-03-05T12:00:00Z", "headline": "H",
            "body": "", "source": None, "author": None, "url": None, "tags": [], "on": "published",
            "time_inferred": False, "data": {},
        },
    }  # fmt: skip


def test_clock_payload_says_whether_it_is_the_end() -> None:
    """A consumer finds `end` in every clock message, true or false."""
    assert json.loads(render_event(CLOCK))["end"] is False


def test_event_with_an_attribute_of_tomorrow_is_read() -> None:
    """Attributes that we do not know are passed over: a newer player can talk to an older monitor."""
    assert parse_event(changed(CLOCK, tomorrow=[1])) == CLOCK


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"online", b"\xff\xfe", b"null", b"[]", b"7", b"{}", b'{"type": 1}', b"[" * 100_000,
     b'{"type":"replay.clock","x":' + b"[" * 100_000, b'{"type":"replay.clock"}', b'{"type":"replay.other"}',
     b'{"type":"replay.clock","id":"\\ud800"}'],
)  # fmt: skip
def test_payload_that_is_no_event_is_refused(payload: bytes) -> None:
    """Not JSON, nested to the stack's end, of no known type or without its attributes: one kind of error."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_event(payload)


@pytest.mark.parametrize(
    "changes",
    [{"specversion": "0.3"}, {"seq": "7"}, {"seq": 7.5}, {"run": None}, {"run": ...}, {"epoch": ...}, {"time": "noon"},
     {"time": 5}, {"end": "yes"}, {"datacontenttype": "text/plain"}],
)  # fmt: skip
def test_event_of_the_wrong_shape_is_refused(changes: dict[str, object]) -> None:
    """An attribute of another type or value, or a missing one, refuses the whole event."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_event(changed(CLOCK, **changes))


@pytest.mark.parametrize("event", [CLOCK, UPDATE])
def test_event_with_a_time_without_offset_is_refused(event: Event) -> None:
    """Story time is aware everywhere inside: one without offset cannot be compared, and would end the watch."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_event(changed(event, time="2020-03-05T12:00:00"))


def test_update_with_a_time_without_offset_is_refused() -> None:
    """That holds for the time within the data too, which the engine reads."""
    data = json.loads(render_event(UPDATE))["data"] | {"time": "2020-03-05T12:00:00"}
    with pytest.raises(ValueError, match=r"\w"):
        parse_event(changed(UPDATE, data=data))


@pytest.mark.parametrize("parse", [parse_event, parse_command])
def test_payload_over_256_kib_is_refused_unread(parse: Any) -> None:  # noqa: ANN401 -- either parser
    """The limit is one of bytes, told with the number there were."""
    with pytest.raises(ValueError, match=f"has {MAX_PAYLOAD_BYTES + 1} bytes; {MAX_PAYLOAD_BYTES} are the most"):
        parse(b" " * (MAX_PAYLOAD_BYTES + 1))


def test_payload_of_256_kib_is_read() -> None:
    """The limit itself is allowed."""
    payload = render_event(CLOCK)
    assert parse_event(payload + b" " * (MAX_PAYLOAD_BYTES - len(payload))) == CLOCK


@given(st.builds(Command, cmd=_TEXTS, id=_NAMES, reply_to=_TEXTS, from_seq=_COUNTS, to_seq=_COUNTS))
def test_command_is_read_back_as_it_was_rendered(command: Command) -> None:
    """Commands travel plain, and whole."""
    assert parse_command(render_event(command)) == command


@pytest.mark.parametrize(
    "payload",
    [b"", b"pause", b"{}", b'{"cmd":"history"}', b'{"cmd":"history","id":1,"reply_to":"r"}',
     b'{"cmd":"history","id":"1","reply_to":"r","from_seq":"1"}', b"[" * 100_000,
     b'{"cmd":null,"id":"","reply_to":""}'],
)  # fmt: skip
def test_payload_that_is_no_command_is_refused(payload: bytes) -> None:
    """What has no verb, id and reply topic, each as text, is no command."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_command(payload)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_event_or_refused(payload: bytes) -> None:
    """No bytes whatever raise anything but ValueError."""
    for parse in (parse_event, parse_command):
        with suppress(ValueError):
            assert render_event(parse(payload))
