"""The kinds of values that options and arguments take."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import click

from replay.clock import Speed
from replay.errors import UsageError
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
