"""Options that several verbs have, and the values that they take."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any, get_args

import click

from replay.clock import Speed
from replay.errors import UsageError
from replay.model import Severity
from replay.zones import zone_named


class SpeedType(click.ParamType[Speed]):
    """`60`, `0.5`, `1/3` or `max`."""

    name = "speed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Speed:  # noqa: ANN401 -- click's signature
        """Return the speed, or end with a usage error."""
        if isinstance(value, Speed):
            return value
        try:
            return Speed.parse(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


class DurationType(click.ParamType[timedelta]):
    """`250ms`, `5s`, `2m`, `1h` or `1d`."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ANN401 -- click's signature
        """Return the duration, or end with a usage error."""
        if isinstance(value, timedelta):
            return value
        from replay.language.times import parse_duration  # noqa: PLC0415 -- keeps --help fast

        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class StartType(click.ParamType[datetime]):
    """A wall-clock time such as `2026-11-23T09:00`; without an offset in this machine's zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 -- click's signature
        """Return the aware time, or end with a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(value).astimezone()
        except (ValueError, OverflowError):
            self.fail(
                f"'{value}' is not a time; give one such as 2026-11-23T09:00 or 2026-11-23T09:00+01:00", param, ctx
            )
        if at <= datetime.now(at.tzinfo):
            self.fail(f"{at:%Y-%m-%d %H:%M:%S %Z} is past", param, ctx)
        return at


class MomentType(click.ParamType[date]):
    """A day, by the stream's clock, or an RFC 3339 time."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 -- click's signature
        """Return the day or the instant, or end with a usage error."""
        if isinstance(value, date):
            return value
        from replay.formats.file.window import parse_moment  # noqa: PLC0415 -- keeps --help fast

        try:
            return parse_moment(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class ZoneType(click.ParamType[str]):
    """An IANA name of a time zone."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 -- click's signature
        """Return the name, or end with a usage error."""
        try:
            return zone_named(value).key
        except ValueError as error:
            self.fail(str(error), param, ctx)


class OriginType(click.ParamType[str]):
    """A web origin: `http://host:port` or `https://host`, or `*` for every page."""

    name = "origin"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 -- click's signature
        """Return the origin, or end with a usage error."""
        if not re.fullmatch(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", value):
            hint = "give one such as http://localhost:5173, or '*' for any page, also one from disk"
            self.fail(f"'{value}' is not a web origin; {hint}", param, ctx)
        return str(value)


class SettingType(click.ParamType[tuple[str, str]]):
    """`KEY=VALUE`, as in a sidecar."""

    name = "setting"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ANN401 -- click's signature
        """Return key and value, or end with a usage error."""
        if isinstance(value, tuple):
            return value
        key, parted, setting = value.partition("=")
        if not parted:
            self.fail(f"'{value}' is no KEY=VALUE; write such as time_field=published", param, ctx)
        return key.strip(), setting.strip()


def _once_each(_context: click.Context, _option: click.Parameter, given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the settings by their keys, or end with a usage error."""
    settings = dict(given)
    for key in settings:
        if [each for each, _ in given].count(key) > 1:
            raise click.BadParameter(f"'{key}' is given twice; say it once")
    return settings


class FileType(click.Path[Any]):
    """A file or a folder, and with `allow_dash` `-` too; whoever opens it tells what is wrong with it.

    But nobody means the current folder by an empty name, nor a file called `-` by what means standard output elsewhere.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 -- click's signature
        """Return the file, or end with a usage error."""
        if not str(value):
            self.fail("the name is empty; give one", param, ctx)
        if str(value) == "-" and not self.allow_dash:
            self.fail("'-' would be a file of that name; name another, or ./-", param, ctx)
        return super().convert(value, param, ctx)


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
READ = FileType(path_type=Path, readable=False, allow_dash=True)
"""A file or a folder that is read."""

WRITTEN = FileType(path_type=Path, dir_okay=False, readable=False)
"""A file that is written."""

STREAM = FileType(readable=False, allow_dash=True)
"""A recording, or the name of a shipped one."""


stream = click.argument("stream", default="idlib", type=STREAM)
streams = click.argument("streams", nargs=-1, type=STREAM)
jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Read in N processes; one more decides. The alerts stay the same.",
)
timezone = click.option("--timezone", type=ZoneType(), help="Zone of the stream's clock times, such as Europe/Moscow.")
settings = click.option(
    "--set",
    "settings",
    multiple=True,
    type=SettingType(),
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
    help="Rule file or folder instead of the shipped packs; may be repeated.",
)
_alerts = partial(click.option, "--alerts", "alerts_path", type=WRITTEN)
alerts = _alerts(help="Append the alert log to this file.")
alerts_anew = _alerts(help="Write the alert log to this file, in place of what is there.")
first = click.option(
    "--from", "first", type=MomentType(), metavar="TIME", help="Leave out what is earlier: a day, or an RFC 3339 time."
)
last = click.option(
    "--to", "last", type=MomentType(), metavar="TIME", help="Leave out what is later: a day, or an RFC 3339 time."
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
    "--speed", type=SpeedType(), default="1", show_default=True, help="Story time per real time: 60, 0.5, or max."
)
max_gap = click.option("--max-gap", type=DurationType(), help="Cut idle stretches of real time short, such as 5s.")
at = click.option("--at", type=StartType(), help="Start at this wall-clock time, such as 2026-11-23T09:00.")
hold = click.option("--hold", is_flag=True, help="Keep the broker and its retained topics after the end, until Ctrl-C.")
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
    help="With --live: write what came, and when, to this new file; `replay run FILE` plays it.",
)
ha_discovery = click.option(
    "--ha-discovery", is_flag=True, help="Have Home Assistant show the stream as a device: MQTT discovery."
)
no_publish = click.option("--no-publish", is_flag=True, help="Raise alerts here only: a second pair of eyes.")
port = click.option("--port", type=click.IntRange(1, 65535), help="MQTT port; 1883 if it is free, else any.")
websocket_port = click.option(
    "--websocket-port", type=click.IntRange(1, 65535), help="WebSocket port; 9001 if it is free, else any."
)
origins = click.option(
    "--origin",
    "origins",
    multiple=True,
    type=OriginType(),
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
