"""The sidecar of a recorded stream: `NAME.yaml` beside the file, with what the recording itself does not say.

It is a flat list of ``key: value``. It is read from the events of the YAML parser: every value is a text with a line,
nothing is guessed (a title may be `No`, a checksum all digits), and there is nothing to nest, alias or tag.
"""

import os.path
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeGuard

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from replay.errors import StreamError, UsageError
from replay.formats.file.content import plain_stem, unreadable
from replay.formats.file.window import Window
from replay.formats.parts.instants import read_instant
from replay.spelling import did_you_mean
from replay.text import printable
from replay.zones import zone_named

_MAX_BYTES = 64 * 1024
_ONCE_EACH = {
    StreamStartEvent, DocumentStartEvent, MappingStartEvent, MappingEndEvent, DocumentEndEvent, StreamEndEvent,
}  # fmt: skip


def _zone_name(name: str) -> str:
    return zone_named(name).key


def _instant(text: str) -> datetime:
    return read_instant(text, None).instant


Order = Literal["oldest-first", "newest-first"]
FieldName = Annotated[str, Field(min_length=1)] | None
"""A field of the input, or a text with fields in braces; see `fields`."""


class Sidecar(BaseModel):
    """What is known about a recorded stream, and how to read it.

    Attributes:
        title: What a person calls it.
        stream: Its name, the topic level.
        timezone: IANA name of the zone that its clock times are in.
        origin: Where the recording comes from.
        imported_from: What `replay import` made the file of.
        sha256: Of the file's bytes, hexadecimal.
        format: Name of its format, where that is not to be told from the file.
        lead_lines: How many lines below the first belong to a live blog's lead.
        items: Where in a JSON document the rows are, a path of keys with dots.
        time_field: Which field of a row is the time; the others likewise.
        text_field: The text: its first line is the headline, the rest the body.
        time_zero: The instant that times count from, where they are elapsed times.
        time_unit: What a time that is a number counts.
        order: Whether the file is oldest or newest first; else its times tell.
        window: What belongs to the stream; rows outside are set aside.
        mojibake: Whether wrongly decoded text is mended.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    title: Annotated[str, Field(min_length=1)] | None = None
    stream: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] | None = None
    timezone: Annotated[str, BeforeValidator(_zone_name)] | None = None
    origin: str = ""
    imported_from: str = ""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")] | None = None
    format: str | None = None
    lead_lines: Annotated[int, Field(ge=0)] | None = None
    items: FieldName = None
    time_field: FieldName = None
    text_field: FieldName = None
    headline_field: FieldName = None
    body_field: FieldName = None
    id_field: FieldName = None
    source_field: FieldName = None
    author_field: FieldName = None
    url_field: FieldName = None
    tags_field: FieldName = None
    time_zero: Annotated[datetime, BeforeValidator(_instant)] | None = None
    time_unit: Literal["s", "ms"] = "s"
    order: Order | None = None
    window: Annotated[Window, BeforeValidator(Window.parse)] | None = None
    mojibake: Literal["keep", "mend"] = "keep"

    def mismatch(self, found: str) -> str:
        """Return what is wrong where *found* is not `sha256`, else an empty text."""
        if self.sha256 is None or self.sha256.lower() == found:
            return ""
        return f"its sha256 is {found}, but the sidecar says {self.sha256.lower()}"

    def overridden(self, settings: Mapping[str, str]) -> "Sidecar":
        """Return this with *settings* of the command line, which win.

        Raises:
            UsageError: One of them is unknown or wrong.
        """
        try:
            given = Sidecar.model_validate(dict(settings))
        except ValidationError as error:
            raise UsageError(f"--set {_first_problem(error)}") from None
        return self.model_copy(update={name: getattr(given, name) for name in given.model_fields_set})


_WANTED = {
    "title": "must not be empty",
    "stream": "must be a name of the letters a-z, digits and '-'",
    "sha256": "must be 64 hexadecimal digits",
    "lead_lines": "must be a whole number, 0 or more",
    "time_unit": "must be s or ms",
    "order": "must be oldest-first or newest-first",
    "mojibake": "must be keep or mend",
    **{name: "must not be empty" for name in Sidecar.model_fields if name == "items" or name.endswith("_field")},
}


def with_sidecar(path: Path) -> tuple[Path, Path]:
    """Return a recording, and where its sidecar is, or would be."""
    return path, path.with_name(f"{plain_stem(path)}.yaml")


def sidecar_path(path: Path) -> Path | None:
    """Return where the sidecar of *path* is, or None where it has none."""
    _, beside = with_sidecar(path)
    return beside if beside != path and os.path.isfile(beside) else None  # noqa: PTH113 -- Path's raises if it is too long


def load_sidecar(path: Path) -> Sidecar:
    """Read a sidecar.

    Raises:
        StreamError: With the line of the first thing wrong.
    """
    shown = printable(path)
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError:
        raise StreamError(shown, "is not UTF-8", hint="save the file as UTF-8 text") from None
    if len(data) > _MAX_BYTES:
        raise StreamError(shown, f"is over {_MAX_BYTES // 1024} KiB, too large for a sidecar")
    return parse_sidecar(text, shown)


def parse_sidecar(text: str, path: str) -> Sidecar:
    """Return the sidecar that *text* is.

    Args:
        text: YAML.
        path: Where it stands, for messages.

    Raises:
        StreamError: With the line of the first thing wrong.
    """
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for key, value in _pairs(text, path):
        if key.value in values:
            raise StreamError(path, f"'{printable(key.value[:40])}' stands twice", line=key.start_mark.line + 1)
        values[key.value], lines[key.value] = value.value, key.start_mark.line + 1
    try:
        return Sidecar.model_validate(values)
    except ValidationError as error:
        found = [(str(problem["loc"][0]), problem["msg"]) for problem in error.errors()]
        line, what = min((lines[key], _message(key, problem)) for key, problem in found)
        raise StreamError(path, what, line=line) from None


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    return _message(str(problem["loc"][0]), problem["msg"])


def _pairs(text: str, path: str) -> list[tuple[ScalarEvent, ScalarEvent]]:
    """Return keys and values; anything but a flat mapping of plain texts is refused where it begins."""
    scalars: list[ScalarEvent] = []
    seen: set[type[Event]] = set()
    try:
        for event in YAML(typ="safe").parse(text):
            if _is_plain(event) and MappingStartEvent in seen:
                scalars.append(event)
            elif type(event) in seen or type(event) not in _ONCE_EACH:
                what = "a sidecar is a flat list of 'key: value'"
                hint = "it is read because it has the stream's name; rename it if it is something else"
                raise StreamError(path, what, line=event.start_mark.line + 1, hint=hint)
            seen.add(type(event))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it holds a control character"
        line = min(mark.line, text.count("\n")) + 1 if mark else None  # the end of the text may be told as a line more
        raise StreamError(path, f"not YAML: {printable(what)}", line=line) from None
    return list(zip(scalars[::2], scalars[1::2], strict=True))


def _is_plain(event: Event) -> TypeGuard[ScalarEvent]:
    return isinstance(event, ScalarEvent) and event.tag is None and event.anchor is None


def _message(key: str, problem: str) -> str:
    if key not in Sidecar.model_fields:
        hint = did_you_mean(key, Sidecar.model_fields) or f"the keys are {', '.join(Sidecar.model_fields)}"
        return f"unknown key '{printable(key[:40])}'; {hint}"
    return f"'{key}' {_WANTED[key]}" if key in _WANTED else f"'{key}': {problem.removeprefix('Value error, ')}"
