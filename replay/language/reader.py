"""Read a YAML file, and refuse what a rule file may not be.

Source: the rule language, section "Errors" (docs/rules.md). One pass over the parser's events refuses and builds, so
that nothing is ever expanded: an alias costs one message.
"""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.reader import ReaderError

from replay.errors import InputError, Problem, RuleFileError
from replay.language.document import Document, NodePath, Place, Plain
from replay.text import printable

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_KEYS = 1_000
"""In one mapping."""

MAX_SLOW = 100_000
"""Characters of a file that the pure parser is tried on; it is slow."""

MAX_PROBLEMS = 20
"""After so many, reading a file stops."""

_NULLS = ("", "~", "null", "Null", "NULL")
_FLOW_COLON = "found unexpected ':'"
"""The C parser refuses `{at: 10:21}`, which YAML 1.2 allows; the pure one reads it."""

_HINTS = {
    "mapping values are not allowed in this context": "a value with ': ' in it must be quoted",
    "did not find expected key": "put single quotes around the whole value",
    "did not find expected alphabetic or numeric character": "a value that begins with '*' or '&' must be quoted",
    "found character that cannot start any token": "indent with spaces, "
    "and quote a value that begins with '@', '%' or '`'",
    "found unexpected end of stream": "a quotation mark is never closed",
    _FLOW_COLON: "put quotes around a value with ':' in it, or write it without braces",
    "found unknown escape character": "inside double quotes '\\' begins an escape; use single quotes",
    "did not find expected ',' or '}'": "put a comma, or close the brace",
    "did not find expected ',' or ']'": "put a comma, or close the bracket",
    "did not find expected node content": "write the value that is missing, or close what is open",
}
_ANY_HINT = "mend this line, or the one before it"


def load_document(path: Path) -> Document:
    """Read *path*.

    Raises:
        InputError: If there is no such file, or it cannot be read.
        RuleFileError: If its bytes are no text.
    """
    data = read_content(path)
    if len(data) > MAX_BYTES:
        raise RuleFileError([Problem(str(path), 1, 1, "the file is larger than 1 MiB; make several of it")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RuleFileError([Problem(str(path), line, 1, "not UTF-8 text; save the file as UTF-8")]) from None
    return parse_document(text, str(path))


def read_content(path: Path) -> bytes:
    """Return what is in a file, up to one byte more than a file may have.

    Raises:
        InputError: If there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        what = (error.strerror or "cannot be read").lower()
        raise InputError(f"{printable(path)}: {what}; name a file that can be read") from None
    except ValueError:
        raise InputError(f"{printable(path)}: no such file; name a file that can be read") from None


def parse_document(text: str, path: str) -> Document:
    """Return the content of *text*, with the problems that it has as YAML.

    Args:
        text: A file's text.
        path: The file, as the user named it.
    """
    builder = _Builder(text, Document(path))
    failure = builder.read(pure=False)
    if _FLOW_COLON in str(failure) and len(text) <= MAX_SLOW:
        builder = _Builder(text, Document(path))
        failure = builder.read(pure=True)
    if failure:
        builder.refuse(_place_of(failure, text), _what_of(failure))
    return builder.document


def _place_of(error: YAMLError, text: str) -> Place:
    if isinstance(error, ReaderError):
        before = text[: error.position]
        return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    if isinstance(error, MarkedYAMLError) and "end of stream" in str(error.problem) and error.context_mark:
        mark = error.context_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _what_of(error: YAMLError) -> str:
    if isinstance(error, ReaderError):
        return "not valid YAML: a control character; remove it"
    problem = str(getattr(error, "problem", None) or "unreadable").partition(", but ")[0]
    return f"not valid YAML: {problem}; {_HINTS.get(problem, _ANY_HINT)}"


class _Open:
    """A mapping or sequence whose end has not come."""

    def __init__(self, *, is_mapping: bool) -> None:
        self.path: NodePath = ()
        self.value: dict[str, Any] | list[Any] = {} if is_mapping else []
        self.key: str | None = None
        self.keeps_value = True


class _Builder:
    """Takes the parser's events one by one."""

    def __init__(self, text: str, document: Document) -> None:
        self.document = document
        self.is_done = False
        self._text = text
        self._open: list[_Open] = []
        self._documents = 0

    def read(self, *, pure: bool) -> YAMLError | None:
        """Take all events, of the C parser or of the pure one, which is 15 times slower; return what stopped it."""
        try:
            for event in YAML(typ="safe", pure=pure).parse(self._text):
                self.take(event)
                if len(self.document.problems) >= MAX_PROBLEMS or self.is_done:
                    break
        except YAMLError as error:
            return error
        return None

    def refuse(self, place: Place, what: str) -> None:
        """Note a problem."""
        self.document.problems.append(Problem(self.document.path, *place, printable(what)))

    def take(self, event: Event) -> None:
        """Refuse or build what *event* stands for."""
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if event.version or event.tags:
                    self.refuse(place, "%YAML and %TAG directives are not allowed; remove the line")
                if self._documents > 1:
                    self.refuse(place, "a file holds one document; remove the '---' or make another file")
                    self.is_done = True
            case AliasEvent():
                self.refuse(place, f"aliases are not allowed: write out what '*{event.anchor}' stands for")
                self._place_value(None, place)
            case ScalarEvent():
                self._refuse_marks(event, place)
                self._take_scalar(event, place)
            case CollectionStartEvent():
                self._refuse_marks(event, place)
                self._begin(event, place)
            case MappingEndEvent() | SequenceEndEvent():
                self._open.pop()

    def _refuse_marks(self, event: ScalarEvent | CollectionStartEvent, place: Place) -> None:
        if event.anchor:
            self.refuse(place, f"anchors are not allowed; remove '&{event.anchor}'")
        if event.tag:
            self.refuse(place, f"tags are not allowed; remove '{event.tag.replace('tag:yaml.org,2002:', '!!')}'")

    def _begin(self, event: CollectionStartEvent, place: Place) -> None:
        if len(self._open) >= MAX_DEPTH:
            self.refuse(place, f"more than {MAX_DEPTH} levels in one another; take some out")
            self.is_done = True
            return
        inner = _Open(is_mapping=isinstance(event, MappingStartEvent))
        inner.path = self._place_value(inner.value, place)
        self._open.append(inner)

    def _take_scalar(self, event: ScalarEvent, place: Place) -> None:
        top = self._open[-1] if self._open else None
        if top and isinstance(top.value, dict) and top.key is None:
            self._take_key(top, event, place)
            return
        is_plain = event.style in (None, "")
        if is_plain and event.value in _NULLS:
            self._place_value(None, place)
            return
        path = self._place_value(Plain(event.value) if is_plain else event.value, place)
        quote = 0 if is_plain else 1
        raw = self._text[event.start_mark.index + quote : event.end_mark.index - quote]
        if raw == event.value:
            self.document.exact.add(path)
            self.document.values[path] = Place(place.line, place.column + quote)

    def _take_key(self, top: _Open, event: ScalarEvent, place: Place) -> None:
        assert isinstance(top.value, dict)
        top.key = event.value
        top.keeps_value = event.value not in top.value
        if event.value == "<<" and event.style in (None, ""):
            self.refuse(place, "merge keys are not allowed; write the keys out")
        elif not top.keeps_value:
            first = self.document.keys[(*top.path, event.value)]
            self.refuse(place, f"key '{event.value}' stands here a second time; the first is in line {first.line}")
        else:
            self.document.keys[(*top.path, event.value)] = place
        if len(top.value) >= MAX_KEYS:
            self.refuse(place, f"more than {MAX_KEYS} keys in one mapping; make several of it")
            self.is_done = True

    def _place_value(self, value: object, place: Place) -> NodePath:
        """Put *value* where it belongs and return its path."""
        if not self._open:
            self.document.value = value
            path: NodePath = ()
        else:
            path = self._place_below(self._open[-1], value, place)
        self.document.values.setdefault(path, place)
        return path

    def _place_below(self, top: _Open, value: object, place: Place) -> NodePath:
        if isinstance(top.value, list):
            top.value.append(value)
            return (*top.path, len(top.value) - 1)
        if top.key is None:
            self.refuse(place, "a key must be text; a template is quoted: '{{ path }}'")
            top.key, top.keeps_value = "", False
            return (*top.path, "")
        key, top.key = top.key, None
        if top.keeps_value:
            top.value[key] = value
        return (*top.path, key)
