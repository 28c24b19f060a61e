"""What a format is given: text whole or line by line, and what is wrong with it, with its place."""

import pytest

from replay.errors import StreamError
from replay.formats.file.source import MAX_LINE_BYTES, Source

SAVE = "save the file as UTF-8 text"


def source_of(data: bytes) -> Source:
    """Return a file with this content."""
    return Source.of_bytes("x.txt", data)


def test_lines_have_their_numbers_and_ends() -> None:
    """A byte order mark is not part of the first one; blank lines count, and are given only if asked for."""
    source = source_of(b"\xef\xbb\xbfa\r\n \t\nb\n\nc")
    assert list(source.lines()) == [(1, "a\r\n"), (3, "b\n"), (5, "c")]
    assert [number for number, _ in source.lines(blank=True)] == [1, 2, 3, 4, 5]


def test_text_is_whole_with_one_kind_of_line_end() -> None:
    """Windows and old Macs alike; a byte order mark inside is a character."""
    assert source_of("\ufeffa\r\nb\rc\n\ufeff".encode()).text == "a\nb\nc\n\ufeff"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\nb\0", "x.txt:2: holds a NUL, so it is not a text"),
        (b"a\ncaf\xe9", "x.txt:2: byte 4 of the line is 0xe9, which is not UTF-8"),
        (b"\xef\xbb\xbf\xff", "x.txt:1: byte 1 of the line is 0xff, which is not UTF-8"),
        (b"\xed\xa0\x80", "x.txt:1: byte 1 of the line is 0xed, which is not UTF-8"),
        ("a".encode("utf-16"), "x.txt:1: holds a NUL, so it is not a text"),
    ],
)
def test_line_that_is_no_text_is_told_with_its_byte(data: bytes, message: str) -> None:
    """UTF-16, Latin-1, surrogates and binaries are refused where they begin."""
    with pytest.raises(StreamError) as caught:
        list(source_of(data).lines())
    assert str(caught.value) == f"{message}; {SAVE}"


def test_line_of_a_mebibyte_is_the_longest() -> None:
    """Its line end counts; one byte more is refused with the line."""
    longest = b"x" * (MAX_LINE_BYTES - 1) + b"\n"
    assert len(list(source_of(longest * 2).lines())) == 2
    with pytest.raises(StreamError) as caught:
        list(source_of(longest + b"x" + longest).lines())
    assert str(caught.value) == "x.txt:2: a line is over 1 MiB; break it up"


def test_head_is_text_whatever_it_is() -> None:
    """Recognising never fails: what is no UTF-8, or cut within a character, is replaced."""
    assert source_of(b"\xff\r\na").head == "\ufffd\na"
    assert len(source_of("ä".encode() * 40_000 + b"x").head) == 32_768
    assert source_of(b"x" + "ä".encode() * 40_000).head.endswith("ä\ufffd")
