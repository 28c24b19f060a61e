"""Open recorded streams: one file a format, all of them give a `Stream` of updates.

To add a format, write a module with the interface `recording.Format` and name it in `opening.FORMATS`.
"""

from replay.formats.finding import find_stream, shipped_streams
from replay.formats.opening import open_source, open_stream, parse_stream

__all__ = ["find_stream", "open_source", "open_stream", "parse_stream", "shipped_streams"]
