"""The sidecar: a flat list of texts, each key checked, the first thing wrong told with its line."""

from hashlib import sha256
from pathlib import Path

import pytest

from replay.errors import StreamError
from replay.formats.file.sidecar import Sidecar, load_sidecar, parse_sidecar, sidecar_path, with_sidecar


def test_every_key_is_read() -> None:
    """All six keys arrive, the number as a number, the checksum in either case."""
    text = "title: A day\nstream: a-day\ntimezone: Europe/Moscow\n"
    text += f"origin: >-\n  two\n  lines\nsha256: {'A' * 64}\nlead_lines: 3\n"
    assert parse_sidecar(text, "day.yaml") == Sidecar(
        title="A day", stream="a-day", timezone="Europe/Moscow", origin="two lines", sha256="A" * 64, lead_lines=3
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_sidecar_without_keys_is_empty_or_told(text: str) -> None:
    """No key is needed; a document that holds nothing at all is not a list of keys."""
    if text.startswith("---"):
        with pytest.raises(StreamError, match="flat list"):
            parse_sidecar(text, "day.yaml")
    else:
        assert parse_sidecar(text, "day.yaml") == Sidecar()


@pytest.mark.parametrize("title", ["No", "2020-03-05", "1e3", "null", "0x10"])
def test_values_are_texts_whatever_they_look_like(title: str) -> None:
    """YAML's guesses about types do not touch a title."""
    assert parse_sidecar(f"title: {title}", "day.yaml").title == title


NOT_FLAT = (
    "a sidecar is a flat list of 'key: value'; it is read because it has the stream's name;"
    " rename it if it is something else"
)
NO_ZONE = "'MSK' is an abbreviation or an offset, not a time zone; use an IANA name such as Europe/Moscow"
WRONG_CASE = "'europe/moscow' is not a time zone; did you mean 'Europe/Moscow'?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A\ntimezon: UTC", "day.yaml:2: unknown key 'timezon'; did you mean 'timezone'?"),
        ("x: 1", f"day.yaml:1: unknown key 'x'; the keys are {', '.join(Sidecar.model_fields)}"),
        ("timezone: MSK", f"day.yaml:1: 'timezone': {NO_ZONE}"),
        ("timezone: europe/moscow", f"day.yaml:1: 'timezone': {WRONG_CASE}"),
        ("stream: My Day", "day.yaml:1: 'stream' must be a name of the letters a-z, digits and '-'"),
        ("stream: a\nsha256: abc", "day.yaml:2: 'sha256' must be 64 hexadecimal digits"),
        ("lead_lines: -1", "day.yaml:1: 'lead_lines' must be a whole number, 0 or more"),
        ("lead_lines: many", "day.yaml:1: 'lead_lines' must be a whole number, 0 or more"),
        ("title:", "day.yaml:1: 'title' must not be empty"),
        ("title: A\ntitle: B", "day.yaml:2: 'title' stands twice"),
        ("- title", f"day.yaml:1: {NOT_FLAT}"),
        ("title", f"day.yaml:1: {NOT_FLAT}"),
        ("title: A\norigin: [a, b]", f"day.yaml:2: {NOT_FLAT}"),
        ("title: &a A\norigin: *a", f"day.yaml:1: {NOT_FLAT}"),
        ("title: !!binary QQ==", f"day.yaml:1: {NOT_FLAT}"),
        ("title: A\n---\ntitle: B", f"day.yaml:2: {NOT_FLAT}"),
        ("title: " + "[" * 60000, f"day.yaml:1: {NOT_FLAT}"),
        ("title: A\n{", "day.yaml:2: not YAML: could not find expected ':'"),
        ("title: 'A", "day.yaml:1: not YAML: found unexpected end of stream"),
        ("title: \x07", "day.yaml: not YAML: it holds a control character"),
    ],
)  # fmt: skip
def test_wrong_sidecar_is_told_with_its_line(text: str, message: str) -> None:
    """Each way of being wrong has its own one-line message."""
    with pytest.raises(StreamError) as caught:
        parse_sidecar(text, "day.yaml")
    assert str(caught.value) == message


def test_first_of_several_faults_is_told() -> None:
    """Faults are told from the top of the file."""
    with pytest.raises(StreamError, match=r"^day\.yaml:1: unknown key 'zzz'"):
        parse_sidecar("zzz: 1\nstream: A B\naaa: 2\n", "day.yaml")


def test_checksum_compares_the_bytes_in_either_case() -> None:
    """A sum of other bytes is told with both sums; the right one, or none, is no complaint."""
    good = sha256(b"day").hexdigest()
    assert Sidecar(sha256=good.upper()).mismatch(good) == ""
    assert Sidecar().mismatch(good) == ""
    wrong = Sidecar(sha256="0" * 64).mismatch(good)
    assert wrong == f"its sha256 is {good}, but the sidecar says {'0' * 64}"


def test_sidecar_lies_beside_the_file(tmp_path: Path) -> None:
    """`day.yaml` is the sidecar of `day.txt`, and nothing is the sidecar of itself."""
    assert sidecar_path(tmp_path / "day.txt") is None
    (tmp_path / "day.yaml").write_text("title: A")
    assert sidecar_path(tmp_path / "day.txt") == tmp_path / "day.yaml"
    assert sidecar_path(tmp_path / "day.yaml") is None
    assert with_sidecar(tmp_path / "night.csv.gz") == (tmp_path / "night.csv.gz", tmp_path / "night.yaml")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"title: \xff", "is not UTF-8; save the file as UTF-8 text"),
        (b"#" * 65537, "is over 64 KiB, too large for a sidecar"),
    ],
)
def test_unreadable_sidecar_is_told(tmp_path: Path, data: bytes, what: str) -> None:
    """A sidecar is a small UTF-8 text."""
    path = tmp_path / "day.yaml"
    path.write_bytes(data)
    with pytest.raises(StreamError) as caught:
        load_sidecar(path)
    assert str(caught.value) == f"{path}: {what}"
