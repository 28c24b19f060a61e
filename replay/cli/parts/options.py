"""Options that several verbs have."""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any, get_args

import click

from replay.cli.parts.values import DURATION, MOMENT, ORIGIN, SETTING, SPEED, START, ZONE, FileType, whole_to
from replay.errors import UsageError
from replay.model import Severity
from replay.shipped import RULES

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_PORT = whole_to(65535)
READ = FileType(path_type=Path, readable=False, allow_dash=True)
"""A file or a folder that is read."""

WRITTEN = FileType(path_type=Path, dir_okay=False, readable=False)
"""A file that is written."""

STREAM = FileType(readable=False, allow_dash=True)
"""A recording, or the name of a shipped one."""


def _once_each(_context: click.Context, _option: click.Parameter, given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the settings by their keys, or end with a usage error."""
    settings = dict(given)
    for key in settings:
        if [each for each, _ in given].count(key) > 1:
            raise click.BadParameter(f"'{key}' is given twice; say it once")
    return settings


stream = click.argument("stream", default="idlib", type=STREAM)
streams = click.argument("streams", nargs=-1, type=STREAM)
jobs = click.option(
    "--jobs",
    type=whole_to(64),
    default=1,
    show_default=True,
    metavar="N",
    help="Read in N processes; one more decides. The alerts stay the same.",
)
timezone = click.option("--timezone", type=ZONE, help="Zone of the stream's clock times, such as Europe/Moscow.")
settings = click.option(
    "--set",
    "settings",
    multiple=True,
    type=SETTING,
    callback=_once_each,
    metavar="KEY=VALUE",
    help="How to read STREAM, as its sidecar would say: time_field=published; may be repeated.",
)
json = click.option("--json", "as_json", is_flag=True, help="JSON, also on a terminal.")
root = click.option("--root", default="replay", show_default=True, help="First level of every topic.")
rules = click.option(
    "--rules",
    "rule_paths",
    multiple=True,
    type=READ,
    default=(RULES,),
    help="Rule file or folder instead of the shipped packs; may be repeated.",
)
_alerts = partial(click.option, "--alerts", "alerts_path", type=WRITTEN)
alerts = _alerts(help="Append the alert log to this file, but for what it holds already.")
alerts_anew = _alerts(help="Write the alert log to this file, in place of what is there.")
first = click.option(
    "--from", "first", type=MOMENT, metavar="TIME", help="Leave out what is earlier: a day, or an RFC 3339 time."
)
last = click.option(
    "--to", "last", type=MOMENT, metavar="TIME", help="Leave out what is later: a day, or an RFC 3339 time."
)
fail_on = click.option(
    "--fail-on",
    type=click.Choice(get_args(Severity)),
    help="End with 1 if an alert fires that is at least that severe.",
)
compare = click.option(
    "--compare",
    "compare_paths",
    multiple=True,
    type=READ,
    metavar="OTHER_RULES",
    help="Say which alerts would differ with this rule file or folder in place of --rules; may be repeated.",
)
labels = click.option(
    "--labels",
    "labels_path",
    type=READ,
    metavar="FILE",
    help="Say how well the alerts find what this file says should alert.",
)
report = click.option(
    "--report",
    "report_path",
    type=WRITTEN,
    help="Write a page of HTML that shows what the rules raised, and when.",
)
speed = click.option(
    "--speed", type=SPEED, default="1", show_default=True, help="Story time per real time: 60, 0.5, or max."
)
max_gap = click.option("--max-gap", type=DURATION, help="Cut idle stretches of real time short, such as 5s.")
at = click.option("--at", type=START, help="Start at this wall-clock time, such as 2026-11-23T09:00.")
_hold = partial(click.option, "--hold", is_flag=True)
hold = _hold(help="Keep the broker and its retained topics after the end, until Ctrl-C.")
hold_player = _hold(help="Stay after the end, until Ctrl-C, and give again what subscribers missed.")
wait = click.option("--wait", is_flag=True, help="Start when Enter is pressed, so that subscribers can get ready.")
open_example = click.option(
    "--open-example",
    is_flag=True,
    help="Show the example dashboard in the browser: start when it is open, and keep it after the end, until Ctrl-C.",
)
reload = click.option("--reload", is_flag=True, help="Load the rules again when their files change.")
live = click.option("--live", is_flag=True, help="STREAM is live: stamp its time here, from the clock of this machine.")
journal = click.option(
    "--journal",
    "journal_path",
    type=WRITTEN,
    help="With --live: write what came, and when, to this file, or go on with it; `replay run FILE` plays it.",
)
ha_discovery = click.option(
    "--ha-discovery", is_flag=True, help="Have Home Assistant show the stream as a device: MQTT discovery."
)
no_publish = click.option("--no-publish", is_flag=True, help="Raise alerts here only: a second pair of eyes.")
port = click.option("--port", type=_PORT, help="MQTT port; 1883 if it is free, else any.")
websocket_port = click.option("--websocket-port", type=_PORT, help="WebSocket port; 9001 if it is free, else any.")
origins = click.option(
    "--origin",
    "origins",
    multiple=True,
    type=ORIGIN,
    help="Web page that may connect: http://host:port; '*' lets any page, also one from disk.",
)


def _broker(default: str | None, told: str) -> Decorator:
    """Return the options on a broker, which give a verb one argument: its address, or None where none was named."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def verb(*, broker_url: str | None, ca: Path | None, cert: Path | None, key: Path | None, **rest: Any) -> Any:  # noqa: ANN401 -- the verb's own
            from replay.mqtt.address import BrokerAddress  # noqa: PLC0415 -- keeps --help fast
            from replay.mqtt.tls import TlsFiles  # noqa: PLC0415 -- likewise

            if broker_url is None and (ca or cert or key):
                raise UsageError("--ca, --cert and --key go with --broker mqtts://host:port or wss://host:port/path")
            files = TlsFiles(ca, cert, key)
            address = None if broker_url is None else BrokerAddress.parse(broker_url, files=files)
            return function(**rest, broker=address)

        return all_of(
            click.option("--broker", "broker_url", metavar="URL", default=default, show_default=True, help=told),
            click.option(
                "--ca", type=READ, help="With TLS: whose certificates are trusted, instead of this machine's list."
            ),
            click.option("--cert", type=READ, help="With TLS: certificate to show to the broker."),
            click.option("--key", type=READ, help="Key of --cert, if it stands in another file."),
        )(verb)

    return decorate


def all_of(*decorators: Callable[[Any], Any]) -> Decorator:
    """Return one decorator that adds *decorators* in the order in which help shows them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


broker = _broker(None, "A broker of your own: mqtt://host:port, mqtts://, ws://host:port/path or wss://.")
local_broker = _broker("mqtt://127.0.0.1:1883", "mqtt://host:port, mqtts://, ws://host:port/path or wss://.")
