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
from replay.language.ruleset import RuleSet
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
    with (
        open_alert_log(screen, path=choices.alerts_path, zone=lambda: ZoneInfo(stream.timezone)) as log,
        example_page(wanted=choices.open_example) as origin,
    ):
        run = _Run(choices, stream, rules, log=log, screen=screen, interruption=interruption)
        client, changing = client_id("monitor", run.player.run), files if choices.reload else None
        async with (
            _broker(choices, run.topics, origin) as addresses,
            playing.player_session(addresses.mqtt, run.topics, run.player, run.control) as publishing,
            attended(addresses.mqtt, run.topics, run.monitor, client=client, files=changing) as watching,
        ):
            if choices.ha_discovery:
                await announce_player(publishing, run.topics)
                await announce_monitor(watching, run.topics)
            run.introduce(addresses)
            if addresses.page is not None:
                show_in_browser(addresses.page)
            is_through, untold = await run.play(publishing, watching, addresses, start)
        if untold is not None:
            run.conclude(untold)
        return is_through


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


class _Run:
    """Who takes part in a run, and what is said of it."""

    def __init__(
        self,
        choices: _Choices,
        stream: Stream,
        rules: RuleSet,
        *,
        log: AlertLog,
        screen: Screen,
        interruption: Interruption,
    ) -> None:
        name = f"r-{secrets.token_hex(4)}"
        self.topics = Topics(stream.name, choices.root)
        self.player = Player(stream, self.topics, run=name, speed=choices.speed, max_gap=choices.max_gap)
        self.control = Control(self.player, self.topics)
        self.monitor = Monitor(rules, self.topics, log, run=name, start=stream.start)
        self._choices = choices
        self._log = log
        self._screen = screen
        self._interruption = interruption

    def introduce(self, addresses: _Addresses) -> None:
        """Say what a dashboard needs, and what is coming."""
        stream, topics, choices = self.player.stream, self.topics, self._choices
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
        self._screen.tell("ready", lines, **facts, mqtt=str(addresses.mqtt), websocket=addresses.websocket)

    async def play(
        self, publishing: Session, watching: Session, addresses: _Addresses, start: playing.Start
    ) -> tuple[bool, DeliveryReport | None]:
        """Play once it is time, and stay afterwards if that is asked for.

        Returns:
            Whether the stream came to its end, and the report where it is not told yet: more may come until the
            sessions are closed.
        """
        screen, interruption = self._screen, self._interruption
        start = replace(start, page=self.control.asked if addresses.page else None)
        if not await playing.wait_for(start, self.player, publishing, screen, interruption):
            return False, None
        report = await playing.play(self.player, publishing, screen, interruption, alerts=self._log.by_rule.total)
        settled = report.complete and await interruption.or_done(self._settle(watching), grace_s=LAST_WORDS_S)
        is_through = settled and not interruption.event.is_set()
        if settled:
            self.conclude(report)
        if (self._choices.hold or self._choices.open_example) and not interruption.event.is_set():
            await self._hold(addresses)
        await interruption.or_done(self.monitor.close(watching), grace_s=LAST_WORDS_S)
        return is_through, None if settled else report

    def conclude(self, report: DeliveryReport) -> None:
        """Print the delivery report, and fail on what is missing."""
        lines, facts = tell_alerts(self._log, self.monitor)
        playing.tell_delivery(self._screen, report, lines, facts)
        playing.check_delivery(report, self.player.stream.name)

    async def _settle(self, watching: Session) -> None:
        """Wait until the monitor has the whole stream, and its alerts are acknowledged."""
        stream = self.player.stream
        await self.monitor.end_at(watching, len(stream.updates), stream.end)
        await self.monitor.ended.wait()
        await watching.drain()

    async def _hold(self, addresses: _Addresses) -> None:
        kept = (
            "the broker, its retained topics and the page" if addresses.page else "the broker and its retained topics"
        )
        self._screen.tell("holding", [("holding", f"{kept} stay until Ctrl-C")])
        await self._interruption.event.wait()
