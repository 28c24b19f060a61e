"""The single values of a rule file, as pydantic types that read text and complain in our words."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from replay.language.document import Plain
from replay.language.names import KEY_FORM
from replay.language.times import parse_at, parse_duration, parse_instant
from replay.zones import zone_named

_ID = re.compile(r"[a-z0-9-]{1,100}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


def _read_with(parse: Callable[[str], object]) -> BeforeValidator:
    """Return a validator that reads text by *parse* and passes its message on."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "text")
        try:
            return parse(value)
        except ValueError as error:
            raise PydanticCustomError("ours", "{what}", {"what": str(error)}) from None

    return BeforeValidator(read)


def _parse_id(source: str) -> str:
    if not _ID.fullmatch(source):
        slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")
        raise ValueError(f"'{source}' is no id; use a-z, 0-9 and '-'" + (f", such as {slug}" if slug else ""))
    return str(source)


def _parse_whole(source: str) -> int:
    if not _WHOLE.fullmatch(source):
        raise ValueError(f"'{source}' is no whole number")
    return int(source)


def _parse_text(source: str) -> str:
    if not source.strip():
        raise ValueError("empty text")
    return str(source)


def _parse_version(source: str) -> int:
    if source != "1":
        raise ValueError(f"{source} is not known; write version: 1")
    return 1


def _parse_key_name(source: str) -> str:
    if not KEY_FORM.fullmatch(source):
        raise ValueError(f"'{source}' is no field name")
    return str(source)


def _typed(value: object) -> Any:  # noqa: ANN401, PLR0911 -- JSON, one return a kind
    """Return *value* with unquoted numbers and booleans as such, as a stream's extra fields hold them."""
    match value:
        case dict():
            return {key: _typed(each) for key, each in value.items()}
        case list():
            return [_typed(each) for each in value]
        case Plain() if value in ("true", "false"):
            return value == "true"
        case Plain() if _INT.fullmatch(value):
            return int(value)
        case Plain() if _FLOAT.fullmatch(value):
            return float(value)
        case str():
            return str(value)
    return value


Id = Annotated[str, _read_with(_parse_id)]
Text = Annotated[str, _read_with(_parse_text)]
AnyText = Annotated[str, _read_with(str)]
Whole = Annotated[int, _read_with(_parse_whole)]
Duration = Annotated[timedelta, _read_with(parse_duration)]
Instant = Annotated[datetime, _read_with(parse_instant)]
At = Annotated[timedelta | datetime | time, _read_with(parse_at)]
Zone = Annotated[str, _read_with(lambda name: zone_named(name).key)]
KeyName = Annotated[str, _read_with(_parse_key_name)]
Version = Annotated[int, _read_with(_parse_version)]
Data = Annotated[dict[str, Any], BeforeValidator(_typed)]
