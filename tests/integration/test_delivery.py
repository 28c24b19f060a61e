"""Delivery through real brokers: everything once and in order, also when the broker is killed in between."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import aiomqtt
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from replay.alertlog import AlertLog
from replay.clock import Speed
from replay.engine import Engine
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Alert, Stream, canonical_json
from replay.monitor import Monitor
from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import Session, open_session
from replay.mqtt.topics import Topics, client_id
from replay.player import DeliveryReport, Player
from replay.player.control import Control
from tests.integration.conftest import BOUND_S, Broker, Brokers

TOPICS = Topics("day")
Streams = Callable[..., Stream]


@asynccontextmanager
async def subscriber(broker: Broker, topic_filter: str) -> AsyncIterator[aiomqtt.Client]:
    """Subscribe as anybody would, with a plain client."""
    async with aiomqtt.Client("127.0.0.1", broker.port) as client:
        await client.subscribe(topic_filter, qos=1)
        yield client


async def until(client: aiomqtt.Client, topic: str, count: int) -> list[aiomqtt.Message]:
    """Return all messages up to the one that is number *count* on *topic*."""
    taken: list[aiomqtt.Message] = []
    async for message in client.messages:
        taken.append(message)
        count -= message.topic.value == topic
        if count == 0:
            return taken
    raise AssertionError("the messages ended")


async def until_end(client: aiomqtt.Client) -> list[aiomqtt.Message]:
    """Return all messages up to the end marker."""
    taken: list[aiomqtt.Message] = []
    async for message in client.messages:
        taken.append(message)
        if message.topic.value == TOPICS.clock and json.loads(text(message))["end"]:
            return taken
    raise AssertionError("the messages ended")


async def poll(holds: Callable[[], bool]) -> None:
    """Return once *holds* is true."""
    while not holds():  # noqa: ASYNC110 -- what is looked at belongs to the code under test, which has no event for it
        await asyncio.sleep(0.01)


def text(message: aiomqtt.Message) -> bytes:
    """Return a message's payload."""
    assert isinstance(message.payload, bytes)
    return message.payload


@dataclass
class Pair:
    """A player and a monitor of it, connected."""

    player: Player
    monitor: Monitor
    log: AlertLog
    publishing: Session
    watching: Session


@asynccontextmanager
async def pair(
    broker: Broker, stream: Stream, rules: RuleSet, logged: list[Alert], *, speed: str = "max"
) -> AsyncIterator[Pair]:
    """Connect a player of *stream* and a monitor, as `replay run` does."""
    address = BrokerAddress("127.0.0.1", broker.port)
    log = AlertLog(sinks=[lambda alert, _update: logged.append(alert)])
    monitor = Monitor(rules, TOPICS, log, run="r-1")
    player = Player(stream, TOPICS, run="r-1", speed=Speed.parse(speed))
    async with (
        open_session(
            address, client_id=client_id("monitor", "1"), topic_filter=TOPICS.flat, handler=monitor.handle
        ) as watching,
        open_session(
            address, client_id=client_id("player", "1"), topic_filter=TOPICS.control,
            handler=Control(player, TOPICS).handle, presence=TOPICS.status,
        ) as publishing,
    ):  # fmt: skip
        gaps = asyncio.ensure_future(monitor.attend(watching))
        try:
            yield Pair(player, monitor, log, publishing, watching)
        finally:
            gaps.cancel()


async def play(both: Pair) -> DeliveryReport:
    """Play to the end, and wait until the monitor has it all."""
    report = await both.player.play(both.publishing)
    await both.monitor.end_at(both.watching, report.updates, both.player.stream.end)
    await both.monitor.ended.wait()
    await both.watching.drain()
    return report


def calm(stream: Stream, rules: RuleSet) -> bytes:
    """Return the alert log without any broker."""
    return b"".join(canonical_json(alert) + b"\n" for alert in Engine(rules).feed(stream.updates))


def test_two_thousand_updates_at_speed_max_arrive_once_each_in_order(
    broker_of: Brokers, stream_of: Streams, fire_rules: RuleSet
) -> None:
    """A plain subscriber gets seq 1 to 2,000 and then the one end marker; the alert log is the one without a broker."""
    stream = stream_of(2000)

    async def run() -> None:
        logged: list[Alert] = []
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            subscriber(broker, "replay/day/+") as client,
            pair(broker, stream, fire_rules, logged) as both,
        ):
            taken = asyncio.ensure_future(until_end(client))
            report = await play(both)
            messages = await taken
            updates = [json.loads(text(each)) for each in messages if each.topic.value == TOPICS.updates]
            clocks = [json.loads(text(each)) for each in messages if each.topic.value == TOPICS.clock]
            assert [each["seq"] for each in updates] == list(range(1, 2001))
            assert [each["end"] for each in clocks if each["end"]] == [True]
            assert (report.sent, report.acknowledged, report.resent) == (2000, 2000, 0)
            assert b"".join(canonical_json(alert) + b"\n" for alert in logged) == calm(stream, fire_rules)

    asyncio.run(run())


def test_everything_that_is_published_is_a_cloud_event(
    broker_of: Brokers, stream_of: Streams, fire_rules: RuleSet
) -> None:
    """The SDK reads what a subscriber of all topics got, but for commands, metrics and the words of the status."""
    stream = stream_of(20)

    async def run() -> None:
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            subscriber(broker, "replay/#") as client,
            pair(broker, stream, fire_rules, []) as both,
        ):
            taken = asyncio.ensure_future(until(client, TOPICS.alert("warning", "fire"), 20))
            await play(both)
            messages = await taken
            history = {"cmd": "history", "id": "c", "reply_to": f"{TOPICS.replies}/c", "from_seq": 1, "to_seq": 2}
            await both.watching.publish(TOPICS.control, json.dumps(history).encode())
            replies = await until(client, f"{TOPICS.replies}/c", 3)
            types = []
            for message in [*messages, *replies]:
                if message.topic.value == TOPICS.status:
                    assert text(message) in {b"online", b"offline"}
                elif message.topic.value not in {TOPICS.control, TOPICS.metrics, TOPICS.alert_metrics}:
                    types.append(JSONFormat().read(CloudEvent, text(message)).get_type())
            assert types.count("replay.update") >= 22
            assert set(types) == {f"replay.{kind}" for kind in ("update", "clock", "session", "alert", "reply")}

    asyncio.run(run())


def test_broker_killed_and_restarted_loses_and_doubles_nothing(
    broker_of: Brokers, stream_of: Streams, fire_rules: RuleSet
) -> None:
    """A broker that forgets all in the middle of a stream costs no alert and repeats none, and some are re-sent."""
    stream = stream_of(300, timedelta(milliseconds=5))

    async def run() -> None:
        logged: list[Alert] = []
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            pair(broker, stream, fire_rules, logged, speed="1") as both,
        ):
            playing = asyncio.ensure_future(play(both))
            await poll(lambda: len(logged) >= 100)
            await broker.kill()
            seq = both.player.seq
            await poll(lambda: both.player.seq >= seq + 10)
            assert not both.monitor.ended.is_set()
            await broker.restart()
            report = await playing
            assert (report.sent, report.acknowledged) == (300, 300)
            assert report.resent >= 10
            assert b"".join(canonical_json(alert) + b"\n" for alert in logged) == calm(stream, fire_rules)
            alerts = both.watching.deliveries[TOPICS.alert("warning", "fire")]
            assert (alerts.sent, alerts.acknowledged) == (300, 300)

    asyncio.run(run())


def test_broker_restarted_after_the_end_has_again_what_stood_retained(
    broker_of: Brokers, stream_of: Streams, tmp_path: Path
) -> None:
    """Session, metrics and alert-state come back with the connection, and none of that counts as a delivery."""
    path = tmp_path / "many.yaml"
    many = {"id": "many", "type": "count", "match": "fire", "timespan": "1h", "condition": {"gte": 3}}
    path.write_text(json.dumps({"version": 1, "rules": [many]}))
    rules, stream = load_rules([path]), stream_of(5)
    state = TOPICS.alert_state("many", [stream.name])

    async def run() -> None:
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            pair(broker, stream, rules, []) as both,
        ):
            await play(both)
            await poll(lambda: both.watching.deliveries[TOPICS.alert_metrics].sent > 0)
            await both.watching.drain()
            before = {topic: replace(each) for topic, each in both.publishing.deliveries.items()}
            await broker.kill()
            await broker.restart()
            async with subscriber(broker, "replay/#") as client:
                found: dict[str, bytes] = {}
                wanted = {TOPICS.session, TOPICS.metrics, TOPICS.alert_metrics, TOPICS.status, state}
                while not wanted <= found.keys():
                    message = await anext(client.messages)
                    found[message.topic.value] = text(message)
            await both.publishing.drain()
            assert json.loads(found[TOPICS.session])["state"] == "ended"
            assert json.loads(found[state])["data"]["rule"] == "many"
            assert json.loads(found[TOPICS.alert_metrics])["alerts_firing"] == 1
            assert both.publishing.deliveries == before

    asyncio.run(run())


def test_broker_restarted_gets_no_older_value_behind_a_newer(broker_of: Brokers) -> None:
    """What changed while it was away comes once, as it is now; what was taken away stays away."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), broker_of() as broker:
            address = BrokerAddress("127.0.0.1", broker.port)
            async with open_session(address, client_id="replay-test-1") as session:
                for topic in ("to/gone", "to/changed", "to/same"):
                    await session.publish(topic, b"old", retain=True)
                await session.publish("to/gone", b"", retain=True)
                await session.drain()
                await broker.kill()
                await session.publish("to/changed", b"new", retain=True)
                await broker.restart()
                async with subscriber(broker, "to/+") as client:
                    messages = await until(client, "to/same", 1)
                await session.drain()
            assert {(each.topic.value, text(each)) for each in messages} == {
                ("to/changed", b"new"), ("to/same", b"old")
            }  # fmt: skip

    asyncio.run(run())


def test_updates_that_the_broker_dropped_are_fetched_from_history(
    broker_of: Brokers, stream_of: Streams, fire_rules: RuleSet
) -> None:
    """A monitor that joins after the player's last word asks for all of it, and raises the same alerts."""
    stream = stream_of(1200)

    async def run() -> None:
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            pair(broker, stream, fire_rules, []) as both,
        ):
            await both.player.play(both.publishing)
            log = AlertLog()
            late = Monitor(fire_rules, TOPICS, log, run="r-1", publish=False)
            async with open_session(
                BrokerAddress("127.0.0.1", broker.port),
                client_id=client_id("monitor", "2"), topic_filter=TOPICS.flat, handler=late.handle,
            ):  # fmt: skip
                await late.ended.wait()
            await both.monitor.ended.wait()
            assert log.digest == both.log.digest

    asyncio.run(run())


def test_late_joiner_gets_the_retained_session_at_once(
    broker_of: Brokers, stream_of: Streams, fire_rules: RuleSet
) -> None:
    """Who comes after the end reads that it has ended, with the last update, and that nobody is there any more."""
    stream = stream_of(3)

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), broker_of() as broker:
            async with pair(broker, stream, fire_rules, []) as both:
                await play(both)
            async with subscriber(broker, "replay/day/+") as client:
                found = {}
                async for message in client.messages:  # the player's last word may still be on its way to the broker
                    assert message.retain or text(message) == b"offline"
                    found[message.topic.value] = text(message)
                    if {TOPICS.session, TOPICS.metrics} <= found.keys() and found.get(TOPICS.status) == b"offline":
                        break
            assert json.loads(found[TOPICS.metrics])["progress"] == 1
            session = json.loads(found[TOPICS.session])
            assert (session["state"], session["seq"], session["data"]["last_update"]["id"]) == ("ended", 3, "u-3")

    asyncio.run(run())


def test_commands_of_strangers_do_not_end_a_player(broker_of: Brokers, stream_of: Streams, fire_rules: RuleSet) -> None:
    """Whatever comes on the control topic, the player plays on and answers the next question."""
    stream = stream_of(3)

    async def run() -> None:
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            subscriber(broker, f"{TOPICS.replies}/a") as client,
            pair(broker, stream, fire_rules, []) as both,
        ):
            good = {"cmd": "history", "id": "good", "reply_to": f"{TOPICS.replies}/a", "from_seq": 1, "to_seq": 1}
            elsewhere = good | {"id": "bad", "reply_to": TOPICS.updates}
            await play(both)
            for payload in (
                b"",
                b"\xff",
                b"{",
                b"[" * 10_000,
                json.dumps(elsewhere).encode(),
                json.dumps(good).encode(),
            ):
                await client.publish(TOPICS.control, payload, qos=1)
            replies = [json.loads(text(each)) for each in await until(client, f"{TOPICS.replies}/a", 2)]
            assert [each["id"] for each in replies] == ["u-1", "good"]

    asyncio.run(run())


@pytest.mark.parametrize("size", [200_000, 262_144])
def test_payload_up_to_the_limit_passes_the_broker(broker_of: Brokers, size: int) -> None:
    """The brokers' own limits stand above ours: what a session takes arrives, and does not cut the connection."""

    async def run() -> None:
        async with (
            asyncio.timeout(BOUND_S),
            broker_of() as broker,
            subscriber(broker, "replay/#") as client,
            open_session(BrokerAddress("127.0.0.1", broker.port), client_id="replay-test-1") as session,
        ):
            await session.publish("replay/day/updates", b"x" * size)
            with pytest.raises(ValueError, match="262144 are the most"):
                await session.publish("replay/day/updates", b"x" * 262_145)
            await session.drain()
            (message,) = await until(client, "replay/day/updates", 1)
            assert len(text(message)) == size

    asyncio.run(run())
