"""The kinds of values that options and arguments take."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

import click

from replay.clock import Speed
from replay.errors import UsageError
from replay.zones import zone_named

Value = TypeVar("Value")


class _TextType(click.ParamType[Value], Generic[Value]):
    """A value that is read from its text; one of another kind was read before.

    Args:
        name: What help calls it.
        parse: Returns the value of a text, or raises a ValueError or a UsageError that says why it is none.
    """

    def __init__(self, name: str, parse: Callable[[str], Value]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Value:  # noqa: ANN401 -- click's signature
        """Return the value, or end with a usage error."""
        if not isinstance(value, str):
            parsed: Value = value
            return parsed
        try:
            return self._parse(value)
        except (ValueError, UsageError) as error:
            self.fail(str(error), param, ctx)


def whole_to(most: int) -> click.ParamType[int]:
    """Return the type of a whole number from 1 to another."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise ValueError(f"'{text}' is not a whole number from 1 to {most}; give one")
        return int(text)

    return _TextType("number", parse)


def _duration(text: str) -> timedelta:
    from replay.language.times import parse_duration  # noqa: PLC0415 -- keeps --help fast

    return parse_duration(text)


def _start(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        hint = "give one such as 2026-11-23T09:00 or 2026-11-23T09:00+01:00"
        raise ValueError(f"'{text}' is not a time; {hint}") from None
    if at <= datetime.now(at.tzinfo):
        raise ValueError(f"{at:%Y-%m-%d %H:%M:%S} at UTC{at:%z} is past; give a time to come")
    return at


def _moment(text: str) -> date:
    from replay.formats.file.window import parse_moment  # noqa: PLC0415 -- keeps --help fast

    return parse_moment(text)


def _origin(text: str) -> str:
    if not re.fullmatch(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", text):
        hint = "give one such as http://localhost:5173, or '*' for any page, also one from disk"
        raise ValueError(f"'{text}' is not a web origin; {hint}")
    return text


def _setting(text: str) -> tuple[str, str]:
    key, parted, setting = text.partition("=")
    if not parted:
        raise ValueError(f"'{text}' is no KEY=VALUE; write such as time_field=published")
    return key.strip(), setting.strip()


SPEED = _TextType("speed", Speed.parse)
"""`60`, `0.5`, `1/3` or `max`."""

DURATION = _TextType("duration", _duration)
"""`250ms`, `5s`, `2m`, `1h` or `1d`."""

START = _TextType("time", _start)
"""A wall-clock time to come, such as `2026-11-23T09:00`, aware; without an offset in this machine's zone."""

MOMENT = _TextType("moment", _moment)
"""A day, by the stream's clock, or an RFC 3339 time."""

ZONE = _TextType("zone", lambda name: zone_named(name).key)
"""An IANA name of a time zone."""

ORIGIN = _TextType("origin", _origin)
"""A web origin: `http://host:port` or `https://host`, or `*` for every page."""

SETTING = _TextType("setting", _setting)
"""`KEY=VALUE`, as in a sidecar."""


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
