"""`replay run`: broker, player and monitor in one."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from replay.alertlog import AlertLog
from replay.cli.parts import options, playing
from replay.cli.parts.describe import stream_text
from replay.cli.parts.page import example_page, page_url, show_in_browser
from replay.cli.parts.runtime import LAST_WORDS_S, Interruption, background, run_async
from replay.cli.parts.screen import Screen, open_alert_log, tell_alerts
from replay.cli.parts.verb import verb
from replay.cli.parts.watching import RuleFiles, attended
from replay.clock import Speed
from replay.errors import UsageError
from replay.formats import find_stream, open_stream
from replay.formats.file.sidecar import with_sidecar
from replay.language.load import with_tests
from replay.model import Stream
from replay.monitor import Monitor
from replay.mqtt.address import BrokerAddress
from replay.mqtt.broker import PAGE_ORIGINS, embedded_broker
from replay.mqtt.homeassistant import announce_monitor, announce_player
from replay.mqtt.session import Session
from replay.mqtt.topics import Topics, client_id
from replay.outputs import Outputs
from replay.player import DeliveryReport, Player
from replay.player.control import Control


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the command line said."""

    stream: str
    timezone: str | None
    settings: Mapping[str, str]
    speed: Speed
    max_gap: timedelta | None
    rule_paths: tuple[Path, ...]
    reload: bool
    alerts_path: Path | None
    broker: BrokerAddress | None
    origins: tuple[str, ...]
    root: str
    ha_discovery: bool
    at: datetime | None
    wait: bool
    hold: bool
    open_example: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Where the broker is, for WebSocket only where we know, and the example page, where it is served."""

    mqtt: BrokerAddress
    websocket: str | None = None
    page: str | None = None


@verb()
@options.all_of(
    options.stream,
    options.speed,
    options.max_gap,
    options.rules,
    options.reload,
    options.alerts,
    options.at,
    options.wait,
    options.hold,
    options.open_example,
    options.timezone,
    options.settings,
    options.broker,
    options.origins,
    options.root,
    options.ha_discovery,
    options.json,
)
def command(**choices: Any) -> None:  # noqa: ANN401 -- click checked the values
    """Replay STREAM, a file or a shipped day (idlib), on a broker, and raise alerts.

    Alerts go to stdout, everything else to stderr. Without --broker an embedded broker runs as long as the replay.
    """
    chosen = _Choices(**choices)
    start = playing.Start(chosen.at, chosen.wait)
    playing.check_gap(chosen.speed, chosen.max_gap)
    if chosen.broker is not None and chosen.origins:
        raise UsageError("--origin is for the embedded broker; leave it out, or leave out --broker")
    playing.check_stdin(chosen.stream, wait=chosen.wait)
    path = find_stream(chosen.stream)
    outputs = Outputs({"--alerts": chosen.alerts_path})
    outputs.keep_off(*with_sidecar(path), *with_tests(chosen.rule_paths))
    outputs.keep_off(*(chosen.broker.files if chosen.broker else ()))
    stream = open_stream(chosen.stream, timezone=chosen.timezone, settings=chosen.settings)
    run_async(_run(chosen, stream, start))


async def _run(choices: _Choices, stream: Stream, start: playing.Start) -> bool:
    interruption = Interruption()
    interruption.listen()
    files = RuleFiles(choices.rule_paths)
    rules = files.load()
    screen = Screen(as_json=choices.as_json)
    topics = Topics(stream.name, choices.root)
    run = f"r-{secrets.token_hex(4)}"
    client, changing = client_id("monitor", run), files if choices.reload else None
    player = Player(stream, topics, run=run, speed=choices.speed, max_gap=choices.max_gap)
    control = Control(player, topics)
    with (
        open_alert_log(screen, path=choices.alerts_path, zone=lambda: ZoneInfo(stream.timezone)) as log,
        example_page(wanted=choices.open_example) as origin,
    ):
        monitor = Monitor(rules, topics, log, run=run, start=stream.start)
        async with (
            _broker(choices, topics, origin) as addresses,
            playing.player_session(addresses.mqtt, topics, player, control) as publishing,
            attended(addresses.mqtt, topics, monitor, client=client, files=changing) as watching,
        ):
            if choices.ha_discovery:
                await announce_player(publishing, topics)
                await announce_monitor(watching, topics)
            _introduce(screen, player, choices, topics, addresses)
            if addresses.page is not None:
                show_in_browser(addresses.page)
            start = replace(start, page=control.asked if addresses.page else None)
            if not await playing.wait_for(start, player, publishing, screen, interruption):
                return False
            report = await playing.play(player, publishing, screen, interruption, alerts=log.by_rule.total)
            settled = report.complete and await interruption.or_done(
                _settle(monitor, watching, stream), grace_s=LAST_WORDS_S
            )
            is_through = settled and not interruption.event.is_set()
            if settled:
                _conclude(screen, stream, report, log, monitor)
            if (choices.hold or choices.open_example) and not interruption.event.is_set():
                await _hold(screen, interruption, addresses)
            await interruption.or_done(monitor.close(watching), grace_s=LAST_WORDS_S)
        if not settled:  # only now nothing more can come
            _conclude(screen, stream, report, log, monitor)
        return is_through


async def _settle(monitor: Monitor, watching: Session, stream: Stream) -> None:
    """Wait until the monitor has the whole stream, and its alerts are acknowledged."""
    await monitor.end_at(watching, len(stream.updates), stream.end)
    await monitor.ended.wait()
    await watching.drain()


@asynccontextmanager
async def _broker(choices: _Choices, topics: Topics, origin: str | None) -> AsyncIterator[_Addresses]:
    """Give the user's broker, or one that lasts as long as the block.

    Raises:
        UsageError: If the example page has no way to the user's broker.
    """
    if choices.broker is not None:
        websocket = str(choices.broker) if choices.broker.path else None
        if origin is not None and websocket is None:
            hint = "give --broker ws://host:port, or leave --broker out"
            raise UsageError(f"--open-example: a page reaches {choices.broker} by WebSocket alone; {hint}")
        yield _Addresses(choices.broker, websocket, page_url(origin, websocket, topics))
        return
    origins = [*(choices.origins or PAGE_ORIGINS), *([origin] if origin else [])]
    async with embedded_broker(origins=origins) as broker, background(broker.watch()):
        address, websocket = BrokerAddress.parse(broker.url, {}), broker.websocket_url
        yield _Addresses(address, websocket, page_url(origin, websocket, topics))


def _introduce(screen: Screen, player: Player, choices: _Choices, topics: Topics, addresses: _Addresses) -> None:
    """Say what a dashboard needs, and what is coming."""
    stream = player.stream
    told = stream_text(stream, speed=choices.speed, max_gap=playing.gap_of(choices.max_gap))
    under = f"{topics.root}/{topics.stream}"
    lines = [("title", stream.title), (stream.name, told), ("MQTT", str(addresses.mqtt))]
    if addresses.websocket is not None:
        lines.append(("WebSocket", addresses.websocket))
    lines.append(("topics", f"{under}/updates, clock, session, alerts/SEVERITY/RULE"))
    facts = {"stream": stream.name, "title": stream.title, "told": told, "topics": f"{under}/#"}
    if addresses.page is not None:
        lines.append(("page", addresses.page))
        facts["page"] = addresses.page
    screen.tell("ready", lines, **facts, mqtt=str(addresses.mqtt), websocket=addresses.websocket)


def _conclude(screen: Screen, stream: Stream, report: DeliveryReport, log: AlertLog, monitor: Monitor) -> None:
    """Print the delivery report, and fail on what is missing."""
    lines, facts = tell_alerts(log, monitor)
    playing.tell_delivery(screen, report, lines, facts)
    playing.check_delivery(report, stream.name)


async def _hold(screen: Screen, interruption: Interruption, addresses: _Addresses) -> None:
    what = "the broker, its retained topics and the page" if addresses.page else "the broker and its retained topics"
    screen.tell("holding", [("holding", f"{what} stay until Ctrl-C")])
    await interruption.event.wait()
