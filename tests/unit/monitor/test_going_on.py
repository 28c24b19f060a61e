"""A live watch that goes on: what it publishes of the past is what the broker may not have, and what stands."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from replay.alertlog.known import take_up
from replay.alertlog.lines import file_writer
from replay.monitor import JournalFile
from replay.mqtt.outbox import WINDOW
from tests.unit.monitor.test_live import Recorder, Watch, at, rules_of

RULES = """\
version: 1
stream: {max_lateness: 1s}
rules:
  - {id: fire, match: fire}
  - {id: again, match: fire}
  - {id: quiet, type: absence, match: fire, timespan: 40s}
  - {id: wave, type: count, match: '*', timespan: 10s, condition: {gte: 3}}
"""
Step = tuple[int, str | None]
"""The second, and an update that comes then, or a tick."""

STEPS: list[Step] = [
    (45, None),
    *((second, name) for second in range(50, 120) for name in (f"u{second}", None)),
    *((120, f"u120-{number}") for number in range(30)),
    (122, None),
    (140, None),
    (200, None),
]
"""A silence that ends, fires, many of them at once, and a silence that stays."""


class _Killed(Exception):  # noqa: N818 -- it is no error
    """The process is gone."""


class Broker(Recorder):
    """What a broker was sent until we were killed; the last that were on their way did not get through.

    Args:
        most: The message at which we are killed, None for never.
    """

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self.most = most
        self.messages: list[tuple[str, bytes]] = []

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:  # noqa: ARG002 -- its topic tells
        """Take a message."""
        if len(self.messages) == self.most:
            raise _Killed
        self.messages.append((topic, payload))

    def got(self) -> list[tuple[str, bytes]]:
        """Return what got through."""
        return self.messages if self.most is None else self.messages[:-WINDOW]


def alerts_in(messages: list[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """Return (id, state) of the alerts among some messages."""
    found = [json.loads(payload)["data"] for topic, payload in messages if topic.startswith("replay/day/alerts/")]
    return [(each["id"], each["state"]) for each in found]


def standing_in(messages: list[tuple[str, bytes]]) -> set[str]:
    """Return which states stand behind some messages."""
    last = dict(message for message in messages if "/alert-state/" in message[0])
    return {topic.removeprefix("replay/day/alert-state/") for topic, payload in last.items() if payload}


def live(
    folder: Path,
    broker: Broker,
    steps: Sequence[Step],
    *,
    with_log: bool = True,
    publish: bool = True,
    is_ended: bool = False,
    rules: str = RULES,
) -> Sequence[Step]:
    """Go on with the files of *folder*, through some steps or until we are killed, and return those that are left."""
    path, alerts = folder / "day.jsonl", folder / "alerts.jsonl"
    for each in (path, alerts):
        each.touch()
    with path.open("ab", buffering=0) as file, alerts.open("ab", buffering=0) as log, alerts.open("rb") as known:
        writer, held = (file_writer(log), take_up(known, log)) if with_log else (None, None)
        watch = Watch(rules_of(folder, rules), writer, JournalFile(file, "day", path), known=held, publish=publish)
        watch.recorder, watch.now = broker, at(steps[0][0] if steps else STEPS[-1][0])
        left = list(steps)
        with suppress(_Killed):
            asyncio.run(watch.monitor.go_on(broker))
            while left:
                second, name = left.pop(0)
                if name is None:
                    watch.tick(second)
                else:
                    watch.arrive(second, name, second, "A fire")
            if is_ended:
                asyncio.run(watch.monitor.close(broker))
    return left


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Broker:
    """Return what a broker gets of a watch that is not killed."""
    broker = Broker()
    assert not live(tmp_path_factory.mktemp("calm"), broker, STEPS)
    assert len(alerts_in(broker.messages)) > 4 * WINDOW
    assert standing_in(broker.messages) == {"quiet/day"}
    return broker


@pytest.mark.parametrize("again", [None, 0, 3, 30, 60, 100])
def test_watch_that_is_killed_at_any_message_loses_no_alert_on_the_broker(
    tmp_path: Path, calm: Broker, again: int | None
) -> None:
    """Though the last window of messages did not get through, also where it is killed once more when it has gone on."""
    for most in range(0, len(calm.messages), 9):
        folder = tmp_path / str(most)
        folder.mkdir()
        first, second, last = Broker(most), Broker(again), Broker()
        left = live(folder, first, STEPS)
        if again is not None:
            left = live(folder, second, left)
        live(folder, last, left)
        got = [*first.got(), *(second.got() if again is not None else ()), *last.got()]
        assert set(alerts_in(got)) == set(alerts_in(calm.messages)), most
        assert standing_in(got) == {"quiet/day"}, most
        assert all(number <= 3 for number in Counter(alerts_in(got)).values())


def test_watch_that_goes_on_publishes_only_what_may_not_have_got_through(tmp_path: Path, calm: Broker) -> None:
    """What came at once last, as many as may be on their way before it, and which state stands; in their order."""
    live(tmp_path, Broker(), STEPS)
    broker = Broker()
    live(tmp_path, broker, ())
    alerts = alerts_in(calm.messages)
    assert alerts_in(broker.messages) == alerts[-WINDOW - 1 :]
    assert standing_in(broker.messages) == {"quiet/day"}


def test_watch_that_goes_on_without_its_alert_log_publishes_all(tmp_path: Path, calm: Broker) -> None:
    """Nobody knows then what got through."""
    live(tmp_path, Broker(), STEPS, with_log=False)
    broker = Broker()
    live(tmp_path, broker, (), with_log=False)
    assert alerts_in(broker.messages) == alerts_in(calm.messages)


def test_watch_that_goes_on_and_publishes_nothing_takes_nothing_away(tmp_path: Path) -> None:
    """What stands on the broker is of the watch beside it."""
    live(tmp_path, Broker(), STEPS, publish=False)
    broker = Broker()
    live(tmp_path, broker, (), publish=False, is_ended=True)
    assert broker.messages == []


def test_watch_that_goes_on_with_other_rules_publishes_what_they_raise(tmp_path: Path, calm: Broker) -> None:
    """Alerts that the log has not are published, and those of the others that may not have got through."""
    live(tmp_path, Broker(), STEPS)
    broker = Broker()
    live(tmp_path, broker, (), rules=RULES.replace("{id: again, match: fire}", "{id: anew, match: fire}"))
    published = alerts_in(broker.messages)
    assert len({*published} - {*alerts_in(calm.messages)}) == len([1 for _, name in STEPS if name])
    assert standing_in(broker.messages) == {"quiet/day"}
