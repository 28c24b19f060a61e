"""Commands to the player: history is given again to whoever asks properly, and nothing else moves anything."""

import asyncio
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from replay.clock import Speed
from replay.model import Stream, Update
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES, Reply, UpdateEvent, parse_event
from replay.mqtt.outbox import Delivery
from replay.mqtt.topics import Topics
from replay.player import Player
from replay.player.control import HISTORY_MAX, Control

START = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)
TOPICS = Topics("day")


class Recorder:
    """A session that writes down what is published, and refuses what is too large for a packet, as a session does."""

    def __init__(self) -> None:
        self.deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)
        self.sent: list[tuple[str, bytes]] = []

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Write it down."""
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"{len(payload)} bytes")
        assert not retain
        self.sent.append((topic, payload))

    async def drain(self) -> None:
        """Wait for nothing."""


def ask(payload: bytes, *, played: int = 3, updates: int = 5) -> list[tuple[str, bytes]]:
    """Return what is published for one command to a player that has played some of its updates."""
    times = [(seq, START + timedelta(seconds=seq)) for seq in range(1, updates + 1)]
    stream = Stream(
        "day", "Day", "UTC", [Update(id=f"u-{seq}", stream="day", seq=seq, time=time) for seq, time in times]
    )
    player = Player(stream, TOPICS, run="r-1", speed=Speed.parse("max"))
    player.seq = played
    recorder = Recorder()
    asyncio.run(Control(player, TOPICS).handle(recorder, TOPICS.control, payload))
    return recorder.sent


def history(first: Any, last: Any, *, reply_to: str = TOPICS.replies, name: str = "c-1") -> bytes:  # noqa: ANN401 -- also wrong ones
    """Return a history command."""
    command = {"cmd": "history", "id": name, "reply_to": reply_to, "from_seq": first, "to_seq": last}
    return json.dumps(command).encode()


def reply_in(sent: list[tuple[str, bytes]]) -> Reply:
    """Return the last message, which is a reply and a CloudEvent."""
    reply = parse_event(sent[-1][1])
    assert isinstance(reply, Reply)
    assert JSONFormat().read(CloudEvent, sent[-1][1]).get_type() == "replay.reply"
    return reply


@pytest.mark.parametrize("reply_to", [TOPICS.replies, f"{TOPICS.replies}/page-7"])
def test_history_gives_the_updates_again_then_a_reply(reply_to: str) -> None:
    """What was asked for comes in order, as it was first published, to the asker alone; the reply comes last."""
    sent = ask(history(2, 3, reply_to=reply_to))
    assert {topic for topic, _ in sent} == {reply_to}
    events = [parse_event(payload) for _, payload in sent]
    assert [(e.seq, e.run, e.epoch, e.data.id) for e in events if isinstance(e, UpdateEvent)] == [
        (2, "r-1", 1, "u-2"), (3, "r-1", 1, "u-3"),
    ]  # fmt: skip
    reply = reply_in(sent)
    assert (reply.id, reply.ok, reply.error) == ("c-1", True, "")


@pytest.mark.parametrize(("first", "last"), [(1, 4), (4, 5), (0, 2), (-1, 1), (3, 2), (2, 0), (1, 10**18)])
def test_history_beyond_what_was_played_is_refused(first: int, last: int) -> None:
    """Nobody reads the future: a range that is not within what was played gets an error and no update."""
    sent = ask(history(first, last))
    assert len(sent) == 1
    reply = reply_in(sent)
    assert (reply.id, reply.ok) == ("c-1", False)
    assert "is not within what was played, 1 to 3" in reply.error


def test_history_before_the_first_update_is_refused() -> None:
    """With nothing played there is nothing to give."""
    assert not reply_in(ask(history(1, 1), played=0)).ok


def test_history_of_more_than_an_answer_holds_is_cut() -> None:
    """An answer is bounded; who needs more asks again from where it ended."""
    sent = ask(history(2, 1500), played=1500, updates=1500)
    events = [parse_event(payload) for _, payload in sent[:-1]]
    assert [event.seq for event in events if isinstance(event, UpdateEvent)] == list(range(2, 2 + HISTORY_MAX))
    assert reply_in(sent).ok


@pytest.mark.parametrize("cmd", ["", "explode", "History", "seek"])
def test_command_that_is_unknown_is_told(cmd: str) -> None:
    """The reply names the command and those there are."""
    sent = ask(json.dumps({"cmd": cmd, "id": "c-1", "reply_to": TOPICS.replies}).encode())
    reply = reply_in(sent)
    assert (reply.ok, reply.error) == (False, f"unknown command '{cmd}'; known: history")


@pytest.mark.parametrize(
    "payload",
    [b"", b"history", b"\xff", b"{}", b"[]", b'{"cmd":"history"}', b"[" * 100_000, history("1", 2), history(1.5, 2)],
)
def test_payload_that_is_no_command_is_not_answered(payload: bytes) -> None:
    """It names no topic to answer on: nothing is published."""
    assert ask(payload) == []


@pytest.mark.parametrize(
    "reply_to",
    ["", TOPICS.updates, TOPICS.control, TOPICS.session, "replay/other/replies", f"{TOPICS.replies}/+", "a b",
     f"{TOPICS.replies}x", "$SYS/replies"],
)  # fmt: skip
def test_reply_topic_outside_replies_is_not_answered(reply_to: str) -> None:
    """Nobody can make the player publish updates of another run, commands, or anything anywhere else."""
    assert ask(history(1, 3, reply_to=reply_to)) == []


def test_command_with_an_empty_id_gets_no_broken_reply() -> None:
    """A CloudEvent's id is never empty: such a command is not answered."""
    assert ask(history(1, 1, name="")) == []


@pytest.mark.parametrize("field", ["id", "cmd"])
def test_command_as_large_as_a_packet_does_not_break_the_player(field: str) -> None:
    """A command that fills a packet is echoed in no larger one: the answer fits, or there is none."""
    command = {"cmd": "x", "id": "1", "reply_to": TOPICS.replies}
    room = MAX_PAYLOAD_BYTES - len(json.dumps(command).encode())
    payload = json.dumps({**command, field: "x" * room}).encode()
    assert len(payload) <= MAX_PAYLOAD_BYTES
    ask(payload)


def test_first_command_tells_that_somebody_is_there() -> None:
    """What is no command does not count; one that cannot be carried out does: whoever asks is there."""
    update = Update(id="u-1", stream="day", seq=1, time=START)
    player = Player(Stream("day", "Day", "UTC", [update]), TOPICS, run="r-1", speed=Speed.parse("max"))
    control = Control(player, TOPICS)
    asyncio.run(control.handle(Recorder(), TOPICS.control, b"{}"))
    assert not control.asked.is_set()
    asyncio.run(control.handle(Recorder(), TOPICS.control, history(1, 1)))
    assert control.asked.is_set()
