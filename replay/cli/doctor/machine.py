"""Look at this machine: its clock and zones, what travels with the package, and the embedded broker."""

import asyncio
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from replay.cli.doctor.check import Check
from replay.errors import BrokerError
from replay.formats import open_stream, shipped_streams
from replay.language.load import load_files
from replay.mqtt.broker import embedded_broker
from replay.mqtt.ports import ANY_PORT, MQTT_PORT, WEBSOCKET_PORT, why_taken
from replay.shipped import RULES, SEEDS
from replay.zones import zone_named

_START_S = 3.0
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
_MOSCOW = datetime(2020, 3, 5, tzinfo=UTC), timedelta(hours=3)


def check_zones() -> Check:
    """Look whether a zone resolves, and to the right offset."""
    what = f"tzdata {import_module('tzdata').IANA_VERSION}"
    advice = "pip install --upgrade tzdata; unset PYTHONTZPATH if it is set"
    at, expected = _MOSCOW
    try:
        offset = at.astimezone(zone_named("Europe/Moscow")).utcoffset()
    except ValueError as error:
        return Check("time zones", "problem", f"{what}: {error}", advice)
    if offset != expected:
        return Check("time zones", "problem", f"{what}: Europe/Moscow was {offset} from UTC in 2020, not 3 h", advice)
    return Check("time zones", "ok", f"{what}, Europe/Moscow resolves")


def check_clock(now: datetime, environ: Mapping[str, str]) -> Check:
    """Look at the machine's time and zone.

    Args:
        now: What its clock says, in its own zone.
        environ: The environment: `TZ`.
    """
    found = f"{now:%Y-%m-%d %H:%M:%S %Z (UTC%z)}"
    if now < _WRITTEN:
        return Check("clock", "problem", f"{found} is past", "set the clock: --at, --live and TLS go by it")
    named = environ.get("TZ", "").removeprefix(":")
    if named and not _is_zone(named):
        advice = "export TZ with a name such as Europe/Moscow, or unset it; --at goes by it"
        return Check("clock", "warning", f"{found}: TZ={named} is no zone, so it counts as UTC", advice)
    return Check("clock", "ok", found)


def _is_zone(name: str) -> bool:
    if Path(name).is_absolute():
        return Path(name).is_file()
    if re.match(r"([A-Za-z]{3,}|<[A-Za-z0-9+-]+>)[+-]?\d", name):  # POSIX: MSK-3
        return True
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def check_rules(folder: Path = RULES) -> Check:
    """Load the shipped rule packs."""
    loaded = load_files([folder])
    return Check("rules", "ok", f"{len(loaded.rules.rules)} shipped rules in {len(loaded.files)} files load")


def check_streams() -> Check:
    """Open the shipped streams."""
    opened = [open_stream(path) for path in shipped_streams().values()]
    if not opened:
        return Check("streams", "problem", f"no shipped stream in {SEEDS}", "install replay again")
    told = ", ".join(f"{stream.name} ({len(stream.updates)} updates)" for stream in opened)
    return Check("streams", "ok", f"{told} opens" if len(opened) == 1 else f"{told} open")


def check_embedded_broker() -> Check:
    """Start the embedded broker on any ports, and end it."""
    began = time.perf_counter()
    try:
        asyncio.run(_start())
    except TimeoutError:
        raise BrokerError("embedded", f"did not answer within {_START_S:.0f} s", hint="is the machine busy?") from None
    took_ms = (time.perf_counter() - began) * 1000
    return Check("embedded broker", "ok", f"nats-server starts and ends, {took_ms:.0f} ms")


async def _start() -> None:
    async with asyncio.timeout(_START_S), embedded_broker(mqtt_port=ANY_PORT, websocket_port=ANY_PORT):
        return


def check_ports(ports: tuple[int, ...] = (MQTT_PORT, WEBSOCKET_PORT)) -> Check:
    """Look whether the ports that the embedded broker would take are free."""
    taken = [str(port) for port in ports if why_taken(port)]
    if not taken:
        return Check("ports", "ok", f"{' and '.join(map(str, ports))} are free")
    verb = "is" if len(taken) == 1 else "are"
    return Check(
        "ports", "ok", f"{' and '.join(taken)} {verb} taken: the embedded broker takes any other, and prints it"
    )
