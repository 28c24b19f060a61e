"""JSON lines of other people: one object a line, each an update; `fields` says which field is what."""

from collections.abc import Iterator
from typing import Any

import msgspec

from replay.formats.file.source import Source
from replay.formats.parts import fields
from replay.formats.parts.faults import fault, words_of
from replay.formats.parts.fields import RowReader
from replay.formats.recording import Recording
from replay.model import Alert

NAME = "JSON lines"
SETTINGS = fields.SETTINGS
ENDS = (".jsonl", ".ndjson")
_decoder = msgspec.json.Decoder(dict[str, Any])
_alert = msgspec.json.Decoder(Alert)
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])


def recognises(source: Source) -> bool:
    """Say whether the file is called so, or each of its first two lines is an object."""
    if source.name.endswith(ENDS):
        return True
    first, _, rest = source.head.lstrip().partition("\n")
    return rest.lstrip().startswith("{") and _is_read_by(first, _object)


def is_alert_log(source: Source) -> bool:
    """Say whether the first line is an alert of ours, as `--alerts` writes it."""
    return _is_read_by(source.head.partition("\n")[0], _alert)


def _is_read_by(line: str, decoder: msgspec.json.Decoder[Any]) -> bool:
    """Say whether *decoder* reads a line."""
    try:
        decoder.decode(line)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return False
    return True


def parse(source: Source) -> Recording:
    """Return what the lines say, as they are read.

    Raises:
        StreamError: With the line.
    """
    recording = Recording(entries=())
    recording.entries = RowReader(source, recording.notes).entries(_rows(source))
    return recording


def _rows(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in source.lines():
        try:
            yield number, _decoder.decode(line)
        except msgspec.ValidationError as error:
            what = f"cannot be used: {words_of(error)}"
            raise source.error(what, line=number, hint="mend this line, or remove it") from None
        except (msgspec.DecodeError, RecursionError) as error:
            raise source.error(f"is no JSON: {fault(error, line)[1]}", line=number) from None
