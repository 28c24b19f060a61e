"""YAML: what a rule file may hold, where everything stands in it, and what is refused at once."""

import time
from pathlib import Path

import pytest

from replay.errors import InputError, RuleFileError
from replay.language.document import Document, Plain
from replay.language.reader import MAX_BYTES, MAX_KEYS, MAX_SLOW, load_document, parse_document


def told(text: str) -> list[str]:
    """Return the problems of *text* as YAML."""
    return [str(problem) for problem in parse_document(text, "f").problems]


def test_scalars_stay_text() -> None:
    """YAML 1.2 and no types: yes and no, clock times, dates and numbers stay what they look like; only null is None."""
    value = parse_document("[no, on, 12:30, 2020-03-05, 1e3, 0x1F, ~, null, '', '~']", "f").value
    assert value == ["no", "on", "12:30", "2020-03-05", "1e3", "0x1F", None, None, "", "~"]
    assert isinstance(value[0], Plain)
    assert not isinstance(value[-1], Plain)


@pytest.mark.parametrize("text", ["[10:21, a]", "{at: 2020-03-05T12:00:00Z}", "{id: a, match: list:b}", "{a: 12:}"])
def test_colon_inside_a_word_is_text_in_flow_style_too(text: str) -> None:
    """YAML 1.2 parts key and value only by a colon with a space behind; that is so within brackets as well."""
    assert not told(text)
    assert told(text.replace(", ", ",\n").replace("{", "{k: &x 1, ").replace("[", "[&x 1, "))


def test_colon_inside_a_word_of_a_large_file_is_told() -> None:
    """The parser that would read it is too slow for that; what to do instead is said."""
    what = "not valid YAML: found unexpected ':'; put quotes around a value with ':' in it, or write it without braces"
    assert told(f"#{'x' * MAX_SLOW}\nat: {{a: 10:21}}") == [f"f:2:11  {what}"]
    assert not told(f"#{'x' * MAX_SLOW}\nat:\n  a: 10:21")


def place(document: Document, *path: str | int, offset: int = 0, at_key: bool = False) -> tuple[int, int]:
    """Return line and column of a problem at *path*."""
    problem = document.problem(path, "", offset=offset, at_key=at_key)
    return problem.line, problem.column


def test_every_key_and_value_has_its_place() -> None:
    """Places are 1-based and count code points, whatever stands before."""
    document = parse_document("é: 'añb'\nrules:\n  - {id: x, match: \"a b\"}\n", "f")
    assert place(document, "é") == (1, 5)
    assert place(document, "é", at_key=True) == (1, 1)
    assert place(document, "rules", 0, "match", offset=2) == (3, 23)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("k: ab cd", 7),
        ("k: 'ab cd'", 8),
        ('k: "ab cd"', 8),
        ("k: 'it''s'", 4),
        ('k: "a\\tb"', 4),
        ("k: >\n  ab\n  cd", 4),
    ],
)
def test_offset_counts_only_where_the_text_stands_as_it_is(text: str, column: int) -> None:
    """Behind an escape, or in a folded text, a problem points at the beginning of the text."""
    assert place(parse_document(text, "f"), "k", offset=3)[1] == column


def test_missing_place_is_that_of_what_is_around() -> None:
    """A problem with a key that is not there points at the mapping that lacks it."""
    document = parse_document("rules:\n  - id: x\n", "f")
    assert place(document, "rules", 0, "match", offset=3) == (2, 5)
    assert place(document, "nothing", 1) == (1, 1)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: &x 1", ["f:1:4  anchors are not allowed; remove '&x'"]),
        ("a: *x", ["f:1:4  aliases are not allowed: write out what '*x' stands for"]),
        ("a: !!str x", ["f:1:4  tags are not allowed; remove '!!str'"]),
        ("a: !x [b]", ["f:1:4  tags are not allowed; remove '!x'"]),
        ("<<: {a: b}", ["f:1:1  merge keys are not allowed; write the keys out"]),
        ("%YAML 1.1\n---\na: b", ["f:1:1  %YAML and %TAG directives are not allowed; remove the line"]),
        ("a: b\n---\nc: d", ["f:2:1  a file holds one document; remove the '---' or make another file"]),
        ("a: 1\nb: 2\na: 3", ["f:3:1  key 'a' stands here a second time; the first is in line 1"]),
        ("x: {{ time }}", ["f:1:5  a key must be text; a template is quoted: '{{ path }}'"]),
        ("a: 'x", ["f:1:4  not valid YAML: found unexpected end of stream; a quotation mark is never closed"]),
        ("a: {b: c", ["f:2:1  not valid YAML: did not find expected ',' or '}'; put a comma, or close the brace"]),
        ("a: b\x07", ["f:1:5  not valid YAML: a control character; remove it"]),
    ],
)
def test_what_a_rule_file_may_not_hold_is_refused_with_its_place(text: str, problems: list[str]) -> None:
    """Everything that makes YAML surprising is refused, each with a message that says what to do."""
    assert told(text) == problems


def test_several_problems_are_told_together() -> None:
    """A refused construct does not hide the next one."""
    assert len(told("a: &x 1\nb: *x\nb: !t c\n")) == 4


def test_single_document_may_begin_with_dashes() -> None:
    """One `---` at the top is no second document."""
    assert parse_document("---\na: b\n", "f").value == {"a": "b"}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "{a: " * 5_000,
        "- " * 5_000,
        "a: &a [x]\n" + "".join(f"b{number}: &b{number} [*a, *a, *a, *a, *a, *a, *a, *a]\n" for number in range(9_999)),
        "\n".join(f"k{number}: v" for number in range(MAX_KEYS * 50)),
    ],
)
def test_bomb_is_refused_in_no_time(text: str) -> None:
    """Depth, aliases and masses of keys are refused in less than 0.1 s of this process's time."""
    begin = time.process_time()
    problems = told(text)
    assert time.process_time() - begin < 0.1
    assert 1 <= len(problems) <= 20


def test_unreadable_files_are_told_in_a_line(tmp_path: Path) -> None:
    """No file, a folder, no UTF-8, and too much of it: one line each."""
    with pytest.raises(InputError, match=r"nothing\.yaml: no such file or directory; name a file that can be read$"):
        load_document(tmp_path / "nothing.yaml")
    with pytest.raises(InputError, match=r"is a directory; name a file that can be read$"):
        load_document(tmp_path)
    path = tmp_path / "bad.yaml"
    path.write_bytes(b"a: b\nc: \xff\n")
    with pytest.raises(RuleFileError, match=r"bad\.yaml:2:1  not UTF-8 text; save the file as UTF-8$"):
        load_document(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(RuleFileError, match=r"bad\.yaml:1:1  the file is larger than 1 MiB; make several of it$"):
        load_document(path)


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """A file that an editor began with a mark reads like one without."""
    path = tmp_path / "bom.yaml"
    path.write_bytes("\ufeffa: b".encode())
    document = load_document(path)
    assert document.value == {"a": "b"}
    assert place(document, "a", offset=1) == (1, 5)
