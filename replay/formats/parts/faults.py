"""What is wrong with JSON, in words of ours: the decoder speaks of its types."""

import re

import msgspec

_BYTE = re.compile(r" \(byte (\d+)\)$")
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "datetime": "an RFC 3339 time",
}
_WRONG = (
    (re.compile(r"Expected `datetime` with a timezone component"), "must have an offset, such as Z"),
    (re.compile(r"Invalid RFC3339 encoded datetime"), "must be an RFC 3339 time"),
    (re.compile(r"Invalid (?:enum )?value (.+)"), "cannot be {0}"),
    (re.compile(r"Object missing required field `(.+)`"), "has no '{0}'"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), "must be {0}, not {1}"),
    (re.compile(r"Expected `(.+)`"), "must be {0}"),
)
"""What the decoder says of a value, and what we do."""

_HALF = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
"""The first half of a character that takes two escapes, where the other one is missing."""


def fault(error: Exception, text: str) -> tuple[int, str]:
    """Return where the decoder stopped in *text*, as its line, from 1, and what it says, with the column, from 1."""
    found = _BYTE.search(str(error))
    before = text.encode()[: int(found[1])].decode(errors="ignore") if found else text.rstrip()
    what = _BYTE.sub("", words_of(error))
    if ("truncated" in what or "surrogate" in what) and (half := _HALF.search(text)):
        before, what = text[: half.start()], f"{half[0]} is half a character"
    column = len(before) - before.rfind("\n")
    return before.count("\n") + 1, f"{what} at column {column}"


def words_of(error: Exception) -> str:
    """Return what the decoder says, to stand behind a colon."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    message = str(error).removeprefix("JSON is malformed: ")
    if isinstance(error, msgspec.ValidationError):
        message, place = _PLACE.sub("", message), _PLACE.search(message)
        for said, ours in _WRONG:
            if found := said.fullmatch(message):
                return f"{place[1] if place else 'it'} {ours.format(*map(_kind, found.groups()))}"
    return message[:1].lower() + message[1:]


def _kind(name: str) -> str:
    return " or ".join(_KINDS.get(each, each) for each in name.split(" | "))
