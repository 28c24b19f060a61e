"""Annotation templates: text with `{{ path | filter }}` in it, and nothing more.

Source: the rule language, section "Templates" (docs/rules.md).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from replay.language.names import suggest

_PATH = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*")
_FILTER = re.compile(r"""\|\s*(\w+)\s*(?:\(\s*("[^"]*"|'[^']*'|[0-9]{1,4})\s*\)\s*)?""")
_ARGUMENTS = {"clock": "", "upper": "", "lower": "", "join": "a text", "default": "a text", "truncate": "a number"}
_EXAMPLES = {"default": 'default("unknown")', "truncate": "truncate(80)", "join": 'join(", ")'}
_NEEDS_ARGUMENT = ("default", "truncate")
_TIMES = ("time", "update.time")
_ANY_BELOW = ("update.data.",)

MAX_LENGTH = 10_000
FILTERS = tuple(_ARGUMENTS)


class TemplateError(ValueError):
    """Raise for text that is no template.

    Args:
        offset: Where in the text.
        what: What is wrong and what to do.
    """

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(what)
        self.offset = offset
        self.what = what


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter with its argument, None where it takes or was given none."""

    name: str
    argument: str | int | None = None

    def apply(self, value: object, timezone: str) -> object:
        """Return *value* filtered; None stays None but for `default`."""
        if self.name == "default":
            return self.argument if value is None or text_of(value) == "" else value
        if value is None:
            return None
        match self.name, self.argument:
            case "clock", _:
                assert isinstance(value, datetime)
                return value.astimezone(ZoneInfo(timezone)).strftime("%H:%M")
            case "join", separator:
                return text_of(value, ", " if separator is None else str(separator))
            case "truncate", int(length):
                text = text_of(value)
                return text if len(text) <= length else text[: length - 1].rstrip() + "…"
        return text_of(value).upper() if self.name == "upper" else text_of(value).lower()


@dataclass(frozen=True, slots=True)
class Slot:
    """A value to fill in: a dotted path and its filters."""

    path: str
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template.

    Attributes:
        parts: Literal text and slots, in order.
        timezone: IANA name of the zone of the `clock` filter.
    """

    parts: tuple[str | Slot, ...]
    timezone: str = "UTC"

    def paths(self) -> tuple[str, ...]:
        """Return the paths of its slots."""
        return tuple(part.path for part in self.parts if isinstance(part, Slot))

    def render(self, context: Mapping[str, object]) -> str:
        """Return the text with every slot filled in.

        Args:
            context: Value of each name; below it a path goes by mapping keys (`key`, `data`) and attributes (`update`).
                A name or a step that is missing is None, and None renders empty.
        """
        return "".join(part if isinstance(part, str) else self._fill(part, context) for part in self.parts)

    def _fill(self, slot: Slot, context: Mapping[str, object]) -> str:
        value = _look_up(slot.path, context)
        for filter_ in slot.filters:
            value = filter_.apply(value, self.timezone)
        return text_of(value)


def parse_template(source: str, *, names: Sequence[str], timezone: str = "UTC") -> Template:
    """Return *source* parsed and checked.

    Args:
        source: The text, as written.
        names: The paths that may be used.
        timezone: For the `clock` filter.

    Raises:
        TemplateError: At the first mistake.
    """
    if len(source) > MAX_LENGTH:
        raise TemplateError(0, f"a text of {len(source)} characters; the limit is {MAX_LENGTH}")
    parts: list[str | Slot] = []
    end = 0
    while (start := source.find("{{", end)) >= 0:
        close = source.find("}}", start)
        if close < 0:
            raise TemplateError(start, '"{{" is never closed')
        parts += [source[end:start], _parse_slot(source[start + 2 : close], start + 2, names)]
        end = close + 2
    return Template(tuple(part for part in [*parts, source[end:]] if part), timezone)


def _parse_slot(inside: str, offset: int, names: Sequence[str]) -> Slot:
    found = _PATH.match(inside)
    if not found:
        raise TemplateError(offset, "a template is {{ path | filter }}, such as {{ update.headline | upper }}")
    path = found.group(1)
    if path not in names and not any(path.startswith(below) and path != below for below in _ANY_BELOW):
        raise TemplateError(offset + found.start(1), f"unknown name '{path}'{suggest(path, names, 'known names')}")
    filters = tuple(_parse_filters(inside, found.end(), offset))
    if any(filter_.name == "clock" for filter_ in filters) and (path not in _TIMES or filters[0].name != "clock"):
        raise TemplateError(offset + found.end(), "the filter clock stands first and behind time or update.time")
    return Slot(path, filters)


def _parse_filters(inside: str, start: int, offset: int) -> Iterator[Filter]:
    while start < len(inside):
        found = _FILTER.match(inside, start)
        if not found:
            raise TemplateError(offset + start, f"expected '| filter' or '}}}}', not '{inside[start:].strip()[:20]}'")
        name, argument = found.groups()
        if name not in FILTERS:
            raise TemplateError(
                offset + found.start(1), f"unknown filter '{name}'{suggest(name, FILTERS, 'known filters')}"
            )
        yield Filter(name, _argument(name, argument, offset + found.start(1)))
        start = found.end()


def _argument(name: str, argument: str | None, offset: int) -> str | int | None:
    wanted = _ARGUMENTS[name]
    if argument is None:
        if name in _NEEDS_ARGUMENT:
            raise TemplateError(offset, f"the filter {name} needs {wanted}: {_EXAMPLES[name]}")
        return None
    if not wanted:
        raise TemplateError(offset, f"the filter {name} takes no argument")
    value = int(argument) if argument.isdigit() else argument[1:-1]
    if isinstance(value, int) != (name == "truncate") or value == 0:
        raise TemplateError(offset, f"the filter {name} needs {wanted}: {_EXAMPLES[name]}")
    return value


def _look_up(path: str, context: Mapping[str, object]) -> object:
    value: Any = context
    rest = path
    while rest and value is not None:
        if isinstance(value, Mapping):
            if rest in value:
                return value[rest]
            step, _, rest = rest.partition(".")
            value = value.get(step)
        else:
            step, _, rest = rest.partition(".")
            value = getattr(value, step, None)
    return value


def text_of(value: object, separator: str = ", ") -> str:  # noqa: PLR0911 -- one return a kind
    """Return *value* as a person writes it: None empty, instants in RFC 3339, ranges as `at least 12`."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Mapping() if _is_range(value):
            return _text_of_range(value["min"], value["max"])
        case Mapping():
            return separator.join(_entry(name, each) for name, each in value.items())
        case tuple() | list():
            return separator.join(map(text_of, value))
    if hasattr(value, "min") and hasattr(value, "max"):
        return _text_of_range(value.min, value.max)
    return str(value)


def _entry(name: str, value: object) -> str:
    return f"{name} {text_of(value)}".rstrip() if _is_range(value) else f"{name}={text_of(value)}"


def _is_range(value: object) -> bool:
    """Say whether *value* is a count of casualties as JSON has it."""
    return isinstance(value, Mapping) and value.keys() == {"min", "max"}


def _text_of_range(least: int | None, most: int | None) -> str:
    match least, most:
        case None, None:
            return ""
        case None, _:
            return f"up to {most}"
        case _, None:
            return f"at least {least}"
    return f"{least}" if least == most else f"{least}-{most}"
