"""Tables: five files with their traps, and how a broken one is told."""

import pytest

from replay.errors import StreamError
from tests.unit.formats.conftest import OpenDay, complaint, open_text, told

LONG_CELL = "x\n" * (1 << 19) + "x"
HEAD = "time,headline\n"
AT = "2020-03-05T10:00:00Z"


def test_quoted_cells_hold_delimiters_quotes_and_lines(open_day: OpenDay) -> None:
    """Behind a byte order mark, with CRLF, blank rows, empty cells, and a head line with spaces."""
    stream = open_day("csv/quoted.csv")
    assert told(stream) == [
        '03-05 10:00:00 1000-1/1 Talks, again | First "quoted" line\n\nSecond; line',
        "03-05 10:01:00 1001-1/1 Short",
    ]
    assert [update.author for update in stream.updates] == [None, "Desk"]
    assert stream.inferred == ("Fields told by their names: time is 'Time', body is 'Body'.",)


def test_tabs_part_cells_with_other_delimiters(open_day: OpenDay) -> None:
    """What the head line is parted by parts the rows; tags are a list in a cell."""
    stream = open_day("csv/tabs.tsv")
    assert told(stream) == ["03-05 10:00:00 1/1 A, b; c | d", "03-05 10:01:00 2/1 a b"]
    assert stream.updates[0].tags == ("x", "y")


def test_semicolons_part_cells_with_decimal_commas(open_day: OpenDay) -> None:
    """A delimiter within quotes of the head line does not count; local times are in the sidecar's zone."""
    stream = open_day("csv/semicolons.csv")
    assert told(stream) == ["03-05 07:00:00 1000-1/1 Prices, up", "03-05 07:01:00 1001-1/1 x;y"]
    assert [update.data for update in stream.updates] == [{"a,b,c,d,e": "1,5"}, {"a,b,c,d,e": "2,5"}]


def test_edits_newest_first_are_counted_from_the_oldest(open_day: OpenDay) -> None:
    """Revisions go by time, whatever the order of the rows."""
    assert told(open_day("csv/edits.csv")) == [
        "03-05 10:00:00 a/1 A",
        "03-05 10:00:00 b/1 B",
        "03-05 10:02:00 b/2* B, corrected",
    ]


def test_ragged_row_is_told_with_its_line(open_day: OpenDay) -> None:
    """The line is counted with those within quotes."""
    with pytest.raises(StreamError, match=r"ragged.csv:4: the row has 3 cells, the head line 2; quote cells that"):
        open_day("csv/ragged.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time,headline,time\n", "x.csv:1: the column 'time' stands twice; rename one"),
        ("\n\ntime, time\n", "x.csv:3: the column 'time' stands twice; rename one"),
        (HEAD, "x.csv: holds no update"),
        (
            f"{HEAD}{AT}\n",
            "x.csv:2: the row has 1 cell, the head line 2; give it a cell for each column, be it an empty one",
        ),
        (
            f'{HEAD}{AT},a\n{AT},"b\nc\nd\n',
            "x.csv:3: the row that begins here is broken: unexpected end of data; close its quotes",
        ),
        (
            f'{HEAD}{AT},"a"b\n',
            "x.csv:2: the row that begins here is broken: ',' expected after '\"'; close its quotes",
        ),
        (
            f'{HEAD}{AT},"{LONG_CELL}"\n',
            "x.csv:2: a cell of the row that begins here is over 1 MiB; close its quotes, or break it up",
        ),
        ("time,text,,\n", "x.csv:1: columns 3 and 4 have no name; name them, or leave them out"),
        (",,time,,,text,,", "x.csv:1: columns 1, 2, 4, 5, 7 and 1 more have no name; name them, or leave them out"),
        (f"{HEAD}{AT},a\r{AT},b\n", "x.csv:2: has line ends of old Macs; convert them to those of Unix or Windows"),
        ("time,text\r1,2\r", "x.csv:1: has line ends of old Macs; convert them to those of Unix or Windows"),
        (f"{HEAD},a\n", "x.csv: holds no update; set aside: has no time (1)"),
        (f"{HEAD}{AT},a\0\n", "x.csv:2: holds a NUL, so it is not a text; save the file as UTF-8 text"),
    ],
)
def test_broken_table_is_told_with_its_line(text: str, message: str) -> None:
    """A row that spans lines is told where it begins: a quote that is open swallows what follows."""
    assert complaint("x.csv", text) == message


@pytest.mark.parametrize("blank", ["\n", "   \n", ",\n", " , \n", "\r\n", '"",""\n'])
def test_blank_rows_are_left_out(blank: str) -> None:
    """Before the head line, between rows and at the end: spreadsheets leave rows of empty cells."""
    assert told(open_text("x.csv", f"{blank}{HEAD}{blank}{AT},a\n{blank}")) == ["03-05 10:00:00 1000-1/1 a"]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;  ", "\nsep=;"])
def test_first_line_of_excel_says_the_delimiter(first: str) -> None:
    """It wins over what the head line has more of, and is no row."""
    assert told(open_text("x.csv", f"{first}\ntime;headline;a,b,c\n{AT};A;1\n")) == ["03-05 10:00:00 1000-1/1 A"]


def test_long_cell_is_read() -> None:
    """It may be as long as a line; only as a text it is bounded more tightly."""
    stream = open_text("x.csv", f"time,text,more\n{AT},A,{'x' * 200_000}\n")
    assert len(stream.updates[0].data["more"]) == 200_000
