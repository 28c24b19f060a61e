"""Tell which format a file is in."""

from collections.abc import Mapping

from replay.formats.file.source import Source
from replay.formats.readers import delimited, feed, guardian, jsondocument, jsonl, jsonld, liveblog, native
from replay.formats.recording import Format
from replay.spelling import did_you_mean
from replay.text import printable

FORMATS: Mapping[str, Format] = {
    "replay": native,
    "feed": feed,
    "jsonld": jsonld,
    "guardian": guardian,
    "jsonl": jsonl,
    "json": jsondocument,
    "liveblog": liveblog,
    "csv": delimited,
}
"""Every format by its key in a sidecar, in the order in which they are asked whether they recognise a file."""


def is_stream(source: Source) -> bool:
    """Say whether a file is a stream: its sidecar names a format, or one recognises it."""
    return source.sidecar.format is not None or _recognised(source) is not None


def _recognised(source: Source) -> Format | None:
    """Return the format that recognises a file; the ending of lines or a table wins over whatever a row says.

    An alert log is no stream: it may lie beside the recordings whose alerts it has.
    """
    if jsonl.is_alert_log(source):
        return None
    ended = next((known for known in (jsonl, delimited) if source.name.endswith(known.ENDS)), None)
    if ended and not native.recognises(source):
        return ended
    return next((known for known in FORMATS.values() if known.recognises(source)), None)


def unknown_format(name: str) -> str:
    """Return what is wrong with the name of a format, with what to do; an empty text if it is one."""
    hint = did_you_mean(name, FORMATS) or f"there are {', '.join(FORMATS)}"
    return "" if name in FORMATS else f"there is no format '{printable(name)}'; {hint}"


def format_of(source: Source) -> Format:
    """Return the format that the sidecar names, or that recognises the file.

    Raises:
        StreamError: There is none, or the file is empty.
    """
    if not source.head.strip(" \t\n\v\f\ufeff"):
        raise source.error("is empty")
    if source.sidecar.format is not None:
        if wrong := unknown_format(source.sidecar.format):
            raise source.error(wrong)
        return FORMATS[source.sidecar.format]
    if known := _recognised(source):
        return known
    if jsonl.is_alert_log(source):
        raise source.error("is an alert log, no recording", hint="name what raised the alerts, or set format to jsonl")
    _ = source.text  # a file that is no text at all is told so
    names = ", ".join(known.NAME for known in FORMATS.values())
    hint = f"it knows: {names}; a table without its ending takes --set format=csv"
    raise source.error("is in no format that replay knows", hint=hint)


def check_settings(source: Source, known: Format) -> None:
    """Refuse what was said in vain.

    Raises:
        StreamError: The sidecar or the command line has a setting that says nothing to the format.
    """
    theirs = frozenset[str]().union(*(each.SETTINGS for each in FORMATS.values()))
    vain = sorted((source.sidecar.model_fields_set & theirs) - known.SETTINGS)
    if vain:
        readers = ", ".join(key for key, each in FORMATS.items() if vain[0] in each.SETTINGS)
        hint = f"leave it out, or set format to one that reads it: {readers}"
        raise source.error(f"is read as {known.NAME}, which has no setting '{vain[0]}'", hint=hint)
