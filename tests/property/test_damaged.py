"""Damaged files of every format: read, or refused in one line, never a crash."""

import gzip
from pathlib import Path

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from replay.cli.info import render
from replay.errors import StreamError, UsageError
from replay.formats import parse_stream
from replay.formats.file.sidecar import Sidecar
from replay.formats.file.source import Source
from replay.formats.recognising import FORMATS

DATA = Path(__file__).parents[1] / "data" / "formats"
FILES = sorted(path for path in DATA.rglob("*") if path.is_file() and path.suffix != ".yaml")
HARMFUL = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]")
MOST_BYTES = 20_000
JUNK = st.sampled_from(
    [b"", b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"{", b"}", b"[", b",", b"\n", b"\r", b"9" * 400, b"null"]
)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "format": st.sampled_from(list(FORMATS)),
        "items": st.sampled_from(["response", "response.results", ".", "a.b"]),
        "time_field": st.sampled_from(["time", "{time}", "id", "{", "a.b"]),
        "text_field": st.sampled_from(["text", "{headline}: {id}", "data", "{}"]),
        "time_zero": st.sampled_from(["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]),
        "time_unit": st.sampled_from(["s", "ms"]),
        "order": st.sampled_from(["oldest-first", "newest-first"]),
        "window": st.sampled_from(["2020-03-05", "0001-01-01", "9999-12-30"]),
        "timezone": st.sampled_from(["Asia/Tokyo", "America/New_York"]),
        "mojibake": st.just("mend"),
        "lead_lines": st.sampled_from(["0", "3"]),
    },
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Path, bytes]:
    """Draw a file with some of its bytes cut out or replaced, perhaps packed, and damaged again."""
    path = draw(st.sampled_from(FILES))
    data = path.read_bytes()[:MOST_BYTES]
    is_packed = draw(st.booleans())
    for round_ in range(1 + is_packed):
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(data)))
            data = data[:at] + draw(JUNK | st.binary(max_size=4)) + data[at + draw(st.integers(0, 40)) :]
        data = gzip.compress(data, 1, mtime=0) if is_packed and round_ == 0 else data
    return path, data


LAST_HOUR = {"items": "response.results", "time_field": "id", "time_zero": "9999-12-31T23:59:59Z", "time_unit": "ms"}


@given(damaged(), SETTINGS)
@example((DATA / "csv/ragged.csv", b"\x1f"), {})
@example((DATA / "csv/tabs.tsv", b'"id\ttime\n1\t2\t"a\tb"\t\n'), {})
@example((DATA / "feed/atom.xml", b'<?xml version="1.0" encoding="\0utf-8"?><feed/>'), {})
@example((DATA / "json/items.json", (DATA / "json/items.json").read_bytes()), LAST_HOUR)
@example((DATA / "csv/tabs.tsv", b"a\t\x1b\ttime\n"), {"time_field": "\x1bt"})
def test_damaged_file_is_read_or_refused_in_one_line(file: tuple[Path, bytes], settings: dict[str, str]) -> None:
    """Whatever the bytes and the settings are; what is read can be told by `replay info`."""
    path, data = file
    try:
        stream = parse_stream(Source.of_bytes(path.name, data, None, Sidecar().overridden(settings)))
    except (StreamError, UsageError) as error:
        told = str(error)
    else:
        assert [update.seq for update in stream.updates] == list(range(1, len(stream.updates) + 1))
        told = "".join(render(stream, path))
    assert told
    assert not HARMFUL.search(told)
