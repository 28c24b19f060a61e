"""`replay play`: the player alone, on a broker of the user's own."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from replay.cli.parts import options, playing
from replay.cli.parts.describe import stream_text
from replay.cli.parts.runtime import Interruption, run_async
from replay.cli.parts.screen import Screen
from replay.cli.parts.verb import verb
from replay.clock import Speed
from replay.formats import open_stream
from replay.mqtt.address import BrokerAddress
from replay.mqtt.homeassistant import announce_player
from replay.mqtt.topics import Topics
from replay.player import Player
from replay.player.control import Control

LINGER_S = 1.0
"""How long history is still given after the end: who missed the last updates asks for them at the end marker."""


@verb()
@options.all_of(
    options.stream,
    options.speed,
    options.max_gap,
    options.at,
    options.wait,
    options.hold_player,
    options.timezone,
    options.settings,
    options.local_broker,
    options.root,
    options.ha_discovery,
    options.json,
)
def command(  # noqa: PLR0917 -- one argument an option
    stream: str,
    speed: Speed,
    max_gap: timedelta | None,
    at: datetime | None,
    timezone: str | None,
    settings: Mapping[str, str],
    broker: BrokerAddress,
    root: str,
    *,
    ha_discovery: bool,
    wait: bool,
    hold: bool,
    as_json: bool,
) -> None:
    """Publish STREAM, a file or a shipped day (idlib), on a broker; alerts are left to `replay watch`."""
    start = playing.Start(at, wait)
    playing.check_gap(speed, max_gap)
    screen = Screen(as_json=as_json)
    playing.check_stdin(stream, wait=wait)
    opened = open_stream(stream, timezone=timezone, settings=settings)
    topics = Topics(opened.name, root)
    player = Player(opened, topics, run=f"r-{secrets.token_hex(4)}", speed=speed, max_gap=max_gap)
    told = stream_text(opened, speed=speed, max_gap=playing.gap_of(max_gap))
    run_async(_play(player, topics, broker, screen, start, told=told, ha_discovery=ha_discovery, hold=hold))


async def _play(
    player: Player,
    topics: Topics,
    address: BrokerAddress,
    screen: Screen,
    start: playing.Start,
    *,
    told: str,
    ha_discovery: bool,
    hold: bool,
) -> bool:
    interruption = Interruption()
    interruption.listen()
    async with playing.player_session(address, topics, player, Control(player, topics)) as session:
        name = player.stream.name
        screen.tell("ready", [(name, told)], stream=name, mqtt=str(address), told=told)
        if ha_discovery:
            await announce_player(session, topics)
        if not await playing.wait_for(start, player, session, screen, interruption):
            return False
        report = await playing.play(player, session, screen, interruption, alerts=None)
        playing.tell_delivery(screen, report, [], {})
        playing.check_delivery(report, name)
        await interruption.or_done(asyncio.Event().wait() if hold else asyncio.sleep(LINGER_S))
        return report.complete
