"""Opening: which file a name means, what its sidecar adds, and what is assumed without one."""

from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError, UsageError
from replay.formats import find_stream, open_stream, parse_stream, shipped_streams
from replay.formats.file.content import MAX_FILE_BYTES, STDIN
from replay.formats.file.finding import slug
from replay.formats.file.sidecar import Sidecar
from replay.formats.file.source import Source
from replay.shipped import SEEDS
from tests.unit.formats.conftest import open_text

WINDOW = {"window": "2020-03-06"}
DAY = " date 2020-03-05 Day\n-\n10:00\nA\n"


def write(folder: Path, sidecar: str = "", name: str = "Day One.txt") -> Path:
    """Write a day into *folder*, with a sidecar if there is one, and return its path."""
    path = folder / name
    path.write_text(DAY)
    if sidecar:
        path.with_suffix(".yaml").write_text(sidecar)
    return path


def test_file_without_sidecar_is_named_after_its_stem_and_in_utc(tmp_path: Path) -> None:
    """The name is the slugged stem, and the zone that nobody named is listed as assumed."""
    stream = open_stream(write(tmp_path))
    assert (stream.name, stream.title, stream.timezone, stream.origin) == ("day-one", "Day", "UTC", "")
    assert stream.updates[0].stream == "day-one"
    assert stream.inferred == ("Its clock times are in UTC: neither a sidecar nor --timezone names a time zone.",)


def test_sidecar_names_title_stream_zone_and_origin(tmp_path: Path) -> None:
    """The sidecar's title wins over the first line's, and nothing is left to assume."""
    stream = open_stream(write(tmp_path, "title: T\nstream: s\ntimezone: Europe/Moscow\norigin: O\n"))
    assert (stream.name, stream.title, stream.timezone, stream.origin) == ("s", "T", "Europe/Moscow", "O")
    assert f"{stream.start:%H:%M %Z}" == "07:00 UTC"
    assert stream.inferred == ()


def test_timezone_argument_wins_over_the_sidecar(tmp_path: Path) -> None:
    """What the user says now counts more than what the file's owner wrote."""
    stream = open_stream(write(tmp_path, "timezone: Europe/Moscow"), timezone="Asia/Tokyo")
    assert (stream.timezone, f"{stream.start:%H:%M}") == ("Asia/Tokyo", "01:00")


@pytest.mark.parametrize(
    "name", ["MSK", "BST", "EST", "CET", "EST5EDT", "+03:00", "Moscow", "", "posix/Europe/Moscow", "../UTC"]
)
def test_timezone_that_is_no_iana_name_is_refused(tmp_path: Path, name: str) -> None:
    """No abbreviation, offset, city or path is taken for a zone, not even where the system knows one of that name."""
    with pytest.raises(UsageError, match=r"^timezone '.*' is .*; (use an IANA name|did you mean)"):
        open_stream(write(tmp_path), timezone=name)


@pytest.mark.parametrize("name", ["UTC", "GMT", "Etc/UTC", "Europe/Kyiv", "America/Argentina/Buenos_Aires"])
def test_timezone_with_an_iana_name_is_taken(tmp_path: Path, name: str) -> None:
    """Every name of the tz database with a place in it is good, and so are UTC and GMT."""
    assert open_stream(write(tmp_path), timezone=name).timezone == name


def test_changed_file_is_refused(tmp_path: Path) -> None:
    """A file whose sum is not the sidecar's is not what was recorded."""
    path = write(tmp_path, f"sha256: {'0' * 64}")
    with pytest.raises(StreamError) as caught:
        open_stream(path)
    found = sha256(DAY.encode()).hexdigest()
    told = f"its sha256 is {found}, but the sidecar says {'0' * 64}"
    assert str(caught.value) == f"{path}: {told}; restore the file, or put the new sum into the sidecar"


def test_unknown_stream_is_told_with_the_shipped_names() -> None:
    """A mistyped name gets the one that was probably meant, and all there are."""
    with pytest.raises(StreamError) as caught:
        open_stream("idlip")
    assert (
        str(caught.value)
        == "idlip: no such file or shipped stream; did you mean 'idlib'? shipped: apollo-13, idlib, us-election"
    )


@pytest.mark.parametrize("name", ["missing/day.txt", "x" * 5000, "a\0b", "\udcff"])
def test_path_that_cannot_be_is_told_in_one_line(name: str) -> None:
    """Whatever stands there for a path, it is an error of ours, on one line."""
    with pytest.raises(
        StreamError, match=r"no such file or shipped stream; shipped: apollo-13, idlib, us-election$"
    ) as caught:
        open_stream(name)
    assert str(caught.value).isprintable()


def test_directory_is_told(tmp_path: Path) -> None:
    """A folder is no stream."""
    with pytest.raises(StreamError) as caught:
        open_stream(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is a directory; name a file in it"


def test_file_over_64_mib_is_told(tmp_path: Path) -> None:
    """A file is read up to the limit and one byte, not to its end."""
    path = tmp_path / "day.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(StreamError) as caught:
        open_stream(path)
    hint = "split it into days, or make JSON lines or CSV of it: these are read line by line"
    assert str(caught.value) == f"{path}: is over 64 MiB; {hint}"


def test_file_that_fails_while_it_is_read_is_told() -> None:
    """The system's reason is passed on in one line."""
    with pytest.raises(StreamError, match=r"^/proc/self/mem: cannot be read: Input/output error; name one that can$"):
        open_stream("/proc/self/mem")


def test_shipped_name_wins_over_a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`idlib` means the same in every folder; `./idlib` is the file."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, name="idlib")
    assert find_stream("idlib") == SEEDS / "2020-03-05-idlib.txt"
    assert find_stream("./idlib") == Path("idlib")
    assert open_stream("./idlib").title == "Day"


def test_setting_that_the_format_does_not_read_is_refused(tmp_path: Path) -> None:
    """Said beside the file or on the command line: what would change nothing is no mere decoration."""
    with pytest.raises(
        StreamError, match=r"live blog, which has no setting 'time_field'; leave it out.*: jsonl, json, csv$"
    ):
        open_stream(write(tmp_path, "time_field: when"))
    table = tmp_path / "day.csv"
    table.write_text("time,title\n2020-03-05T10:00Z,A\n")
    with pytest.raises(StreamError, match="CSV, which has no setting 'lead_lines'"):
        open_stream(table, settings={"lead_lines": "2"})


def test_shipped_streams_are_found_by_their_sidecars() -> None:
    """The name comes from the sidecar, not from the file's name."""
    assert shipped_streams()["idlib"] == SEEDS / "2020-03-05-idlib.txt"


def test_two_copies_of_a_text_are_one_stream() -> None:
    """A live blog as text has no ids, and its copies are folded all the same."""
    path = SEEDS / "2020-03-05-idlib.txt"
    copies = [Source.of_bytes(name, path.read_bytes()) for name in ("a.txt", "b.txt")]
    stream = parse_stream(*copies)
    assert len(stream.updates) == len(parse_stream(copies[0]).updates)
    assert f"b.txt: Folded, since they repeat what was said: {len(stream.updates)}, first on line 2." in stream.inferred


def test_what_is_set_aside_is_told_of_its_file() -> None:
    """Of several files each entry names its own, and the list has a thousand of all of them."""
    rows = '{"time":"2020-03-05T10:00:00Z","text":"A"}\n' + '{"time":"","text":"A"}\n' * 700
    stream = parse_stream(*(Source.of_bytes(name, rows.encode()) for name in ("a.jsonl", "b.jsonl")))
    assert (len(stream.set_aside), stream.set_aside_count) == (1000, 1400)
    first, last = stream.set_aside[0], stream.set_aside[-1]
    assert (first.file, first.unit, first.place) == ("a.jsonl", "line", 2)
    assert (last.file, last.unit, last.place) == ("b.jsonl", "line", 301)


def test_stream_without_updates_names_the_reasons() -> None:
    """Each with how many, of all files; items are told apart from lines by their list."""
    texts = ('[{"time":"2020-03-05T10:00:00Z","text":"A"},{"time":"","text":"B"}]', '[{"time":"","text":"A"}]')
    sources = [Source.of_bytes("x.json", text.encode(), None, Sidecar().overridden(WINDOW)) for text in texts]
    with pytest.raises(StreamError) as caught:
        parse_stream(*sources)
    assert str(caught.value) == "x.json: holds no update; set aside: outside of the window (1), has no time (2)"


def test_dash_is_stdin_which_gives_the_stream_a_name() -> None:
    """No file is called `-`, and nothing is asked of the disk."""
    assert find_stream("-") == STDIN


def test_title_that_is_a_whole_text_is_cut() -> None:
    """A page with its story for a headline still has a sidecar that can be read."""
    assert open_text("x.txt", f" date 2020-03-05 {'x' * 300}\n-\n10:00\nA\n").title == "x" * 300
    assert open_text("x.txt", f" date 2020-03-05 {'x' * 301}\n-\n10:00\nA\n").title == "x" * 299 + "…"


@pytest.mark.parametrize("letters", [249, 250, 251])
def test_file_whose_sidecar_would_have_too_long_a_name_has_none(tmp_path: Path, letters: int) -> None:
    """255 letters are a name, 256 none."""
    path = tmp_path / f"{'a' * letters}.csv"
    path.write_text("time,text\n2020-03-05T10:00:00Z,A\n")
    assert len(open_stream(path).updates) == 1


def test_files_of_two_zones_have_the_clock_of_the_first() -> None:
    """Their times are read each in its own, but ids and the days of a window are the stream's; that is told."""
    row = "time,text\n2020-03-05 {},A\n"
    sources = [
        Source.of_bytes(
            name, row.format(clock).encode(), ZoneInfo(zone), Sidecar().overridden({"window": "2020-03-05"})
        )
        for name, clock, zone in (
            ("a.csv", "10:00", "Europe/Moscow"),
            ("b.csv", "10:00", "UTC"),
            ("c.csv", "22:00", "UTC"),
        )
    ]
    stream = parse_stream(*sources)
    assert [(f"{each.time:%H:%M}", each.id) for each in stream.updates] == [("07:00", "1000-1"), ("10:00", "1300-1")]
    assert [each.file for each in stream.set_aside] == ["c.csv"]
    told = "The files are in 2 time zones, and the stream is in that of the first, Europe/Moscow."
    assert stream.inferred[-1] == told


def test_name_of_a_file_that_is_no_text_is_escaped() -> None:
    """Such a title can be written as JSON, published and printed."""
    source = Source.of_bytes("a\udcff\x1b.txt", DAY.replace(" Day", "").encode())
    assert parse_stream(source).title == r"a\udcff\x1b"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("2020-03-05 Idlib", "2020-03-05-idlib"),
        ("Café_São", "cafe-sao"),
        ("--a..b--", "a-b"),
        ("Идлиб", "stream"),
        ("", "stream"),
    ],
)
def test_slug_is_a_topic_level(stem: str, name: str) -> None:
    """A stream's name has only a-z, digits and single hyphens."""
    assert slug(stem) == name


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("x.jsonl", '{"time":"2020-03-05T10:00:00Z","bodyHtml":"x","text":"A"}\n', "JSON lines"),
        ("x.jsonl", '{"type":"stream","time":"2020-03-05T10:00:00Z","text":"A"}\n', "JSON lines"),
        ("x.ndjson.gz", '{"time":"2020-03-05T10:00:00Z","liveBlogUpdate": 1,"text":"A"}\n', "JSON lines"),
        ("x.csv", "date 2020,time,text\n1,2020-03-05T10:00:00Z,A\n", "CSV"),
        ("x.csv", 'time,text\n2020-03-05T10:00:00Z,"A\n-\n10:21\nB"\n', "CSV"),
        ("x.tsv", "<rss>\ttime\ttext\n1\t2020-03-05T10:00:00Z\tA\n", "CSV"),
    ],
)
def test_ending_of_lines_or_a_table_wins_over_what_a_row_says(name: str, text: str, format_: str) -> None:
    """A field or a cell may look like anything."""
    assert open_text(name, text).format == format_
