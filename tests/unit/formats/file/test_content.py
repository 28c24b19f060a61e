"""A file's content: plain or packed, told by its bytes, bounded, and what is wrong with it in one line."""

import gzip
import os
import sys
import threading
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from replay.errors import StreamError
from replay.formats.file.content import MAX_FILE_BYTES, MAX_RATIO, Content, plain_name, plain_stem
from tests.unit.formats.conftest import complaint, open_text, told

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TABLE = b"time,headline\n2020-03-05T10:00:00Z,A\n"
GZIP, ZSTD = gzip.compress(TABLE, mtime=0), zstd.compress(TABLE)
AGAIN = "get the file again"
ROW = b'{"time":"2020-03-05T10:00:00Z","text":"A"}\n'
BLANK = (b" " * 999_999 + b"\n") * (MAX_FILE_BYTES // 1_000_000 + 2)


@pytest.mark.parametrize("name", ["day.csv", "day.csv.gz", "day.csv.zst", "DAY.CSV.GZ"])
@pytest.mark.parametrize("data", [TABLE, GZIP, ZSTD, gzip.compress(TABLE[:20]) + gzip.compress(TABLE[20:])])
def test_packed_file_is_told_by_its_bytes(name: str, data: bytes) -> None:
    """Whatever it is called, also where it was packed in pieces; the stream has the plain name."""
    stream = open_text(name, data)
    assert told(stream) == ["03-05 10:00:00 1000-1/1 A"]
    assert (stream.name, stream.title.lower()) == ("day", "day")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (GZIP[:-6], f"is packed, and damaged or cut off; {AGAIN}"),
        (GZIP[:12], f"is packed, and damaged or cut off; {AGAIN}"),
        (b"\x1f\x8b", f"is packed, and damaged or cut off; {AGAIN}"),
        (GZIP[:-8] + b"12345678", "is packed badly (CRC check failed"),
        (GZIP[:14] + b"\xff\xff\xff" + GZIP[17:], "is packed"),
        (GZIP + b"junk", "is packed badly (Not a gzipped file"),
        (ZSTD[:-4], f"is packed, and damaged or cut off; {AGAIN}"),
        (ZSTD[:4], f"is packed, and damaged or cut off; {AGAIN}"),
        (ZSTD + b"junk", "is packed badly ("),
        (ZSTD[:8] + b"\xff\xff" + ZSTD[10:], "is packed badly ("),
        (gzip.compress(b""), "is empty"),
        (gzip.compress(GZIP), "1: holds a NUL, so it is not a text"),
    ],
)  # fmt: skip
def test_damaged_file_is_told(data: bytes, what: str) -> None:
    """Cut off anywhere, changed, or with something behind it: one line, never what was read so far."""
    message = complaint("day.csv.gz", data)
    assert message.removeprefix("day.csv.gz:").lstrip().startswith(what)
    assert message.isprintable()


@pytest.mark.parametrize("data", [gzip.compress(ROW + BLANK), zstd.compress(ROW + BLANK)], ids=["gzip", "zstd"])
@pytest.mark.parametrize("name", ["bomb.jsonl", "bomb.txt"])
def test_bomb_is_refused_on_the_way(name: str, data: bytes) -> None:
    """What unpacks to many times its size is not read to its end, neither line by line nor whole."""
    assert len(ROW + BLANK) > MAX_RATIO * len(data)
    message = complaint(name, data, format="jsonl" if name == "bomb.jsonl" else "liveblog")
    assert message == f"{name}: unpacks to over 200 times its size; unpack it yourself if you trust it"


def test_large_ratio_below_the_limit_is_taken() -> None:
    """A small file may unpack to anything that is read whole anyway."""
    assert len(open_text("x.jsonl", gzip.compress(ROW + BLANK[: 1 << 23])).updates) == 1


def test_sum_is_that_of_the_file_as_it_lies_on_the_disk(tmp_path: Path) -> None:
    """So that `sha256sum` gives the same."""
    path = tmp_path / "day.csv.gz"
    path.write_bytes(GZIP)
    content = Content(path)
    assert content.sha256() == sha256(GZIP).hexdigest()
    with content.open() as first, content.open() as second:
        assert (first.read(), second.read()) == (TABLE, TABLE)


def test_pipe_is_read_once_and_kept(tmp_path: Path) -> None:
    """What cannot be read again is held in memory, so that formats may look at it first."""
    path = tmp_path / "day.csv"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TABLE,))
    writer.start()
    content = Content(path)
    writer.join()
    assert [content.open().read() for _ in range(2)] == [TABLE, TABLE]


def test_pipe_that_is_too_large_to_be_kept_is_refused(tmp_path: Path) -> None:
    """It is not cut where memory for it ends."""
    path = tmp_path / "day.csv"
    os.mkfifo(path)

    def write() -> None:
        with suppress(BrokenPipeError):
            path.write_bytes(bytes(MAX_FILE_BYTES + 1))

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(
        StreamError, match=r"day\.csv: is over 64 MiB, and can be read only once; save it to a file first"
    ):
        Content(path)
    writer.join()


def test_missing_file_is_told(tmp_path: Path) -> None:
    """The system's reason, in one line."""
    with pytest.raises(StreamError, match=r"day\.csv: cannot be read: No such file or directory; name one that can$"):
        Content(tmp_path / "day.csv")


@pytest.mark.parametrize(
    ("name", "plain", "stem"),
    [("d.csv.gz", "d.csv", "d"), ("d.csv", "d.csv", "d"), ("d.ZST", "d", "d"), ("d.tar.zst", "d.tar", "d")],
)
def test_names_lose_the_ending_of_packing(name: str, plain: str, stem: str) -> None:
    """Formats and sidecars go by what the file is called unpacked."""
    assert (plain_name(Path(name)), plain_stem(Path(name))) == (plain, stem)
