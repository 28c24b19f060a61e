"""`replay watch`: the monitor alone, on a broker that a player publishes on."""

import secrets
from pathlib import Path

import click

from replay.cli import options
from replay.cli.runtime import Interruption, background, run_async
from replay.cli.screen import Screen, open_alert_log, tell_alerts
from replay.language.load import load_rules
from replay.monitor import AlertLog, Monitor
from replay.mqtt.session import BrokerAddress, open_session
from replay.mqtt.topics import Topics, client_id
from replay.shipped import RULES


@click.command()
@options.all_of(
    options.stream,
    options.rules,
    options.alerts,
    options.no_publish,
    options.timezone,
    options.local_broker,
    options.root,
    options.json,
)
def command(  # noqa: PLR0917 -- one argument an option
    stream: str,
    rule_paths: tuple[Path, ...],
    alerts_path: Path | None,
    timezone: str | None,
    broker_url: str,
    root: str,
    *,
    no_publish: bool,
    as_json: bool,
) -> None:
    """Watch STREAM, a stream's name (idlib), on a broker, and raise alerts until it ends.

    May join late: what was played before is asked for.
    """
    screen = Screen(as_json=as_json)
    rules = load_rules(rule_paths or [RULES])
    topics = Topics(stream, root)
    with open_alert_log(screen, path=alerts_path, timezone=timezone or "UTC") as log:
        monitor = Monitor(rules, topics, log, publish=not no_publish)
        run_async(_watch(monitor, topics, BrokerAddress.parse(broker_url), screen, log))


async def _watch(monitor: Monitor, topics: Topics, address: BrokerAddress, screen: Screen, log: AlertLog) -> bool:
    interruption = Interruption()
    interruption.listen()
    name = client_id("monitor", secrets.token_hex(8))
    async with (
        open_session(address, client_id=name, topic_filter=topics.flat, handler=monitor.handle) as session,
        background(monitor.watch_gaps(session)),
    ):
        screen.tell("watching", [("watching", f"{topics.flat} on {address}")], topics=topics.flat, mqtt=str(address))
        done = await interruption.or_done(monitor.ended.wait())
        await session.drain()
    lines, facts = tell_alerts(log, monitor.not_counted)
    screen.tell("alert report", lines, **facts)
    return done
