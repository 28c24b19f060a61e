"""Describe the properties of a struct's JSON Schema by what its docstring says of its attributes."""

import inspect
import re
from typing import Any

_ATTRIBUTES = "\n\nAttributes:\n"
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n      .*)*)", re.MULTILINE)


def documented(schema: dict[str, Any]) -> dict[str, Any]:
    """Return *schema*, made by msgspec of a struct, with what the docstring says of each attribute at its property.

    A property that is a schema of its own has its own description.
    """
    told, _, attributes = inspect.cleandoc(schema.get("description", "")).partition(_ATTRIBUTES)
    properties = {name: dict(value) for name, value in schema["properties"].items()}
    for name, words in _ATTRIBUTE.findall(attributes):
        if "$ref" not in properties[name]:
            properties[name].setdefault("description", " ".join(words.split()))
    return {**schema, "description": told, "properties": properties}
