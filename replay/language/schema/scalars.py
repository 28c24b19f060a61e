"""The single values of a rule file, as pydantic types that read text and complain in our words."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from replay.language.document import Plain
from replay.language.names import KEY_FORM
from replay.language.times import AT, CLOCK, DURATION, INSTANT, parse_at, parse_clock, parse_duration, parse_instant
from replay.zones import zone_named

MAX_VALUES = 1_000
"""Of one field in `where`."""

_ID = re.compile(r"[a-z0-9-]{1,100}")
_RATIO = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
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
        slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:100]
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


def _parse_positive(source: str) -> int:
    if not (number := _parse_whole(source)):
        raise ValueError("must be at least 1")
    return number


def _parse_span(source: str) -> timedelta:
    if not (span := parse_duration(source)):
        raise ValueError("must be longer than 0s")
    return span


def _parse_ratio(source: str) -> Fraction:
    if not _RATIO.fullmatch(source):
        raise ValueError(f"'{source}' is no ratio; write 3 or 2.5")
    if not (ratio := Fraction(source)):
        raise ValueError("must be more than 0")
    return ratio


def _as_list(value: object) -> object:
    """Return one value as a list of it."""
    if isinstance(value, dict):
        raise PydanticCustomError("ours", "must be a value, or a list of values")
    return [value] if isinstance(value, str) else value


def typed(value: object) -> Any:  # noqa: ANN401, PLR0911 -- JSON, one return a kind
    """Return *value* with unquoted numbers and booleans as such, as a stream's extra fields hold them."""
    match value:
        case dict():
            return {key: typed(each) for key, each in value.items()}
        case list():
            return [typed(each) for each in value]
        case Plain() if value in ("true", "false"):
            return value == "true"
        case Plain() if _INT.fullmatch(value):
            return int(value)
        case Plain() if _FLOAT.fullmatch(value):
            return float(value)
        case str():
            return str(value)
    return value


def _form(form: str, advice: str) -> WithJsonSchema:
    """Return the JSON Schema of text of a *form*, a regular expression, with what an editor says to other text."""
    return WithJsonSchema({"type": "string", "pattern": f"^({form})$", "patternErrorMessage": advice})


_SCALAR = {"type": ["string", "number", "boolean"]}
"""YAML without quotes may be a number or a boolean to an editor; here it is text."""

Id = Annotated[str, _read_with(_parse_id), _form(_ID.pattern, "use a-z, 0-9 and '-'")]
Text = Annotated[str, _read_with(_parse_text), WithJsonSchema(_SCALAR)]
AnyText = Annotated[str, _read_with(str), WithJsonSchema(_SCALAR)]
Whole = Annotated[int, _read_with(_parse_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
Positive = Annotated[int, _read_with(_parse_positive), WithJsonSchema({"type": "integer", "minimum": 1})]
Ratio = Annotated[Fraction, _read_with(_parse_ratio), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Duration = Annotated[timedelta, _read_with(parse_duration), _form(DURATION.pattern, "write 250ms, 10s, 5m, 2h or 1d")]
Span = Annotated[timedelta, _read_with(_parse_span), _form(DURATION.pattern, "write 250ms, 10s, 5m, 2h or 1d")]
"""A duration that is not zero."""

Instant = Annotated[
    datetime,
    _read_with(parse_instant),
    _form(INSTANT.pattern, "write a time with its offset, such as 2020-03-05T08:00:00Z"),
]
At = Annotated[
    timedelta | datetime | time,
    _read_with(parse_at),
    _form(AT, 'write 5m, 2020-03-05T08:00:00Z or, with a recorded stream, "10:21"'),
]
Clock = Annotated[time, _read_with(parse_clock), _form(CLOCK.pattern, 'write a time of day, such as "06:00"')]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Zone = Annotated[str, _read_with(lambda name: zone_named(name).key), WithJsonSchema({"type": "string"})]
KeyName = Annotated[
    str, _read_with(_parse_key_name), _form(KEY_FORM.pattern, "write a field name, such as stream or data.desk")
]
Values = Annotated[
    list[Text],
    BeforeValidator(_as_list),
    Field(min_length=1, max_length=MAX_VALUES),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1, "maxItems": MAX_VALUES}]}),
]
"""One value, or several of which one must agree."""

Version = Annotated[int, _read_with(_parse_version), WithJsonSchema({"const": 1})]
Data = Annotated[dict[str, Any], BeforeValidator(typed), WithJsonSchema({"type": "object"})]
