"""Open recorded streams: files in, a `Stream` of updates out, in release order.

`file` is what a file is and what is known of it, `readers` has one module a format, `parts` what several of them read
alike, `release` puts what they read in order. To add a format, write a reader with the interface `recording.Format` and
name it in `recognising.FORMATS`.
"""

from replay.formats.file.finding import find_stream, shipped_streams
from replay.formats.folders import open_streams
from replay.formats.opening import open_source, open_stream
from replay.formats.parsing import parse_stream, parse_streams

__all__ = [
    "find_stream",
    "open_source",
    "open_stream",
    "open_streams",
    "parse_stream",
    "parse_streams",
    "shipped_streams",
]
