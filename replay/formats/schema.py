"""The JSON Schema of a line of our own JSON lines, made from the structs that read and write them."""

import json
from typing import Any

import msgspec

from replay.docstrings import documented
from replay.formats.readers.native import Line

_TOLD = (
    "A line of a replay stream (JSON lines): a header first, then updates in release order, and perhaps what"
    " waits for its release, clocks and changes of rules."
)


def line_schema() -> dict[str, Any]:
    """Return the schema of a line, JSON Schema 2020-12."""
    schema = msgspec.json.schema(Line)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a replay stream",
        "description": _TOLD,
        **schema,
        "$defs": {name: documented(each) for name, each in schema["$defs"].items()},
    }


def render_line_schema() -> str:
    """Return the schema as it is committed and printed."""
    return json.dumps(line_schema(), indent=2, ensure_ascii=False) + "\n"
