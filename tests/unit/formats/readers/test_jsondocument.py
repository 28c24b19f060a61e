"""JSON documents: five files with their traps, where the list of updates is, and how a broken one is told."""

import pytest

from tests.unit.formats.conftest import OpenDay, complaint, open_text, told

UNIX = "if it counts from 1970, add --set time_zero=1970-01-01T00:00:00Z, and time_unit=ms for milliseconds"
ROW = '{"time":"2020-03-05T10:00:00Z","text":"A"}'
NO_LIST = "x.json: it is not known which list holds the updates; name it with --set items=PATH"


@pytest.mark.parametrize("name", ["json/items.json", "json/one_list.json"])
def test_list_inside_is_found_by_its_path_or_as_the_only_one(open_day: OpenDay, name: str) -> None:
    """Behind a byte order mark, with CRLF, among other lists that hold no rows; huge numbers and nesting stay."""
    stream = open_day(name)
    assert told(stream) == ["03-05 10:00:00 1/1 One | A", "03-05 10:00:00 2/1 Two | B"]
    assert [update.data for update in stream.updates] == [{"n": 10**40}, {"deep": {"a": [1, {"b": None}]}}]


def test_bare_list_is_the_updates(open_day: OpenDay) -> None:
    """The offset of a time counts, an empty headline is one, and characters beyond 16 bits arrive."""
    assert told(open_day("json/bare.json")) == ["03-05 06:59:00 0659-1/1 ", "03-05 07:00:00 0700-1/1 café 𝄞"]


def test_rows_outside_the_window_are_set_aside_as_items(open_day: OpenDay) -> None:
    """From a day to an instant, the instant not included; places count the items of the list."""
    stream = open_day("json/window.json")
    assert told(stream) == ["03-03 12:00:00 1200-1/1 Day 3", "03-04 12:00:00 1200-2/1 Day 4"]
    assert [aside.place for aside in stream.set_aside] == [1, 2, 5, 6, 7]
    assert stream.set_aside_count == 5


@pytest.mark.parametrize(
    ("text", "settings", "message"),
    [
        (f'{{"posts":[{ROW}],"comments":[{ROW}]}}', {}, f"{NO_LIST}: posts, comments"),
        (f'{{"a":{{"b":[{ROW}]}}}}', {}, f"{NO_LIST}, such as items=response.results"),
        (ROW, {}, f"{NO_LIST}, such as items=response.results"),
        ("3", {}, f"{NO_LIST}, such as items=response.results"),
        ("[]", {}, "x.json: holds no update"),
        ("{}", {"items": "a.b"}, "x.json: items: there is no list at 'a.b'; name the path to the list"),
        (f"[{ROW},3]", {}, "x.json: item 2: is no object"),
        (f'[{ROW},{{"time":[]}}]', {}, f"x.json: item 2: the time in the field 'time' is no text; {UNIX}"),
        ("[1,\n é]", {}, "x.json:2: is no JSON: invalid character at column 2"),
        ("[1,\n2\n", {}, "x.json:2: is no JSON: input data was truncated at column 2"),
        ('["é",]', {}, "x.json:1: is no JSON: trailing comma in array at column 6"),
        ("nothing", {}, "x.json:1: is no JSON: invalid character at column 5"),
        ("[1e999]", {}, "x.json: cannot be used: number out of range"),
        ("[" * 5000, {}, "x.json:1: is no JSON: it is nested too deeply at column 5001"),
    ],
)
def test_unusable_document_is_told(text: str, settings: dict[str, str], message: str) -> None:
    """Broken JSON with line and column, a row that is none with its item, and a list that is not known."""
    assert complaint("x.json", text, **settings) == message


@pytest.mark.parametrize("document", ['{"a.b":%s}', '{"a":{"b":%s}}'])
def test_list_is_found_under_a_key_with_a_dot(document: str) -> None:
    """As a field is."""
    assert len(open_text("x.json", document % f"[{ROW}]", items="a.b").updates) == 1


def test_one_of_several_lists_is_chosen_by_its_name() -> None:
    """`--set items=` says which one holds the updates."""
    text = f'{{"posts":[{ROW}],"comments":[{ROW},{ROW}]}}'
    assert len(open_text("x.json", text, items="comments").updates) == 2
