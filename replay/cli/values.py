"""The kinds of values that options and arguments take."""

import re
from abc import abstractmethod
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

import click

from replay.clock import Speed
from replay.errors import UsageError
from replay.zones import zone_named

Value = TypeVar("Value")


class _TextType(click.ParamType[Value], Generic[Value]):
    """A value that is read from its text; one of another kind was read before."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Value:  # noqa: ANN401 -- click's signature
        """Return the value, or end with a usage error."""
        if not isinstance(value, str):
            parsed: Value = value
            return parsed
        try:
            return self.parse(value)
        except (ValueError, UsageError) as error:
            self.fail(str(error), param, ctx)

    @abstractmethod
    def parse(self, text: str) -> Value:
        """Return the value of *text*.

        Raises:
            ValueError: It is none; the message says why.
            UsageError: Likewise.
        """


class SpeedType(_TextType[Speed]):
    """`60`, `0.5`, `1/3` or `max`."""

    name = "speed"

    def parse(self, text: str) -> Speed:
        """Return the speed."""
        return Speed.parse(text)


class WholeType(_TextType[int]):
    """A whole number from one to another.

    Args:
        least: The lowest.
        most: The highest.
    """

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def parse(self, text: str) -> int:
        """Return the number."""
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self._least <= int(text) <= self._most:
            raise ValueError(f"'{text}' is not a whole number from {self._least} to {self._most}; give one")
        return int(text)


class DurationType(_TextType[timedelta]):
    """`250ms`, `5s`, `2m`, `1h` or `1d`."""

    name = "duration"

    def parse(self, text: str) -> timedelta:
        """Return the duration."""
        from replay.language.times import parse_duration  # noqa: PLC0415 -- keeps --help fast

        return parse_duration(text)


class StartType(_TextType[datetime]):
    """A wall-clock time such as `2026-11-23T09:00`; without an offset in this machine's zone."""

    name = "time"

    def parse(self, text: str) -> datetime:
        """Return the aware time."""
        try:
            at = datetime.fromisoformat(text).astimezone()
        except (ValueError, OverflowError):
            hint = "give one such as 2026-11-23T09:00 or 2026-11-23T09:00+01:00"
            raise ValueError(f"'{text}' is not a time; {hint}") from None
        if at <= datetime.now(at.tzinfo):
            raise ValueError(f"{at:%Y-%m-%d %H:%M:%S} at UTC{at:%z} is past; give a time to come")
        return at


class MomentType(_TextType[date]):
    """A day, by the stream's clock, or an RFC 3339 time."""

    name = "moment"

    def parse(self, text: str) -> date:
        """Return the day or the instant."""
        from replay.formats.file.window import parse_moment  # noqa: PLC0415 -- keeps --help fast

        return parse_moment(text)


class ZoneType(_TextType[str]):
    """An IANA name of a time zone."""

    name = "zone"

    def parse(self, text: str) -> str:
        """Return the name."""
        return zone_named(text).key


class OriginType(_TextType[str]):
    """A web origin: `http://host:port` or `https://host`, or `*` for every page."""

    name = "origin"

    def parse(self, text: str) -> str:
        """Return the origin."""
        if not re.fullmatch(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", text):
            hint = "give one such as http://localhost:5173, or '*' for any page, also one from disk"
            raise ValueError(f"'{text}' is not a web origin; {hint}")
        return text


class SettingType(_TextType[tuple[str, str]]):
    """`KEY=VALUE`, as in a sidecar."""

    name = "setting"

    def parse(self, text: str) -> tuple[str, str]:
        """Return key and value."""
        key, parted, setting = text.partition("=")
        if not parted:
            raise ValueError(f"'{text}' is no KEY=VALUE; write such as time_field=published")
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
