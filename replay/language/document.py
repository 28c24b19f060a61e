"""What stands in a YAML file, as plain values with the place of each; `reader` reads one.

Places are 1-based lines and columns, in code points.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from replay.errors import Problem
from replay.text import printable

NodePath = tuple[str | int, ...]
"""Keys and indices from the top of a file."""


class Plain(str):
    """A scalar without quotes: text, unless a key asks for something else (YAML 1.2; `no` and `12:30` stay text)."""

    __slots__ = ()


class Place(NamedTuple):
    """Where something stands: 1-based, in code points."""

    line: int
    column: int


@dataclass(slots=True)
class Document:
    """A file's content.

    Attributes:
        path: The file, as the user named it.
        value: Dicts, lists, text (`Plain` where unquoted) and None.
        keys: Place of each mapping key by the path of its value.
        values: Place of each value by its path.
        exact: Paths of the texts whose characters stand in the file as they are, one behind the other.
        problems: What had to be refused.
    """

    path: str
    value: Any = None
    keys: dict[NodePath, Place] = field(default_factory=dict)
    values: dict[NodePath, Place] = field(default_factory=dict)
    exact: set[NodePath] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: NodePath, what: str, *, at_key: bool = False, offset: int = 0) -> Problem:
        """Return a problem with what stands at *path*, or with the nearest thing around it that has a place.

        Args:
            path: Keys and indices from the top.
            what: The message.
            at_key: Whether the key, and not the value, is wrong.
            offset: Code points into the text there.
        """
        while path and path not in self.values:
            path, offset = path[:-1], 0
        line, column = (self.keys if at_key and path in self.keys else self.values).get(path, Place(1, 1))
        return Problem(self.path, line, column + (offset if path in self.exact else 0), printable(what))
