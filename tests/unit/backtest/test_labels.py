"""Label files are read strictly, and whatever is wrong is told with its line and column."""

from datetime import timedelta
from pathlib import Path

import pytest

from replay.backtest.labels import Label, check_labels, load_labels
from replay.errors import InputError, RuleFileError
from replay.model import Stream, Update
from tests.unit.backtest.alerts import at

RULES = ["fire", "flood"]


def load(folder: Path, text: str) -> tuple[Label, ...]:
    """Return the labels of a file with that text."""
    path = folder / "labels.yaml"
    path.write_text(text, encoding="utf-8")
    return load_labels(path)


def stream_of(name: str, *, begins: float = 0) -> Stream:
    """Return a stream of ten minutes that begins so many minutes after the start."""
    times = [at(begins), at(begins + 10)]
    updates = [Update(id=f"u{seq}", stream=name, seq=seq, time=time) for seq, time in enumerate(times, 1)]
    return Stream(name, name, "UTC", updates)


def test_label_is_a_time_or_an_update(tmp_path: Path) -> None:
    """Rule, stream and tolerance may stand beside either; the file's tolerance holds where a label has none."""
    text = """version: 1
within: 10m
labels:
  - {rule: fire, time: 2020-03-05T10:00:00+03:00}
  - {update: 1123-1, stream: news, within: 0s}
"""
    fire, update = load(tmp_path, text)
    assert (fire.rule, fire.stream, fire.time, fire.update, fire.within) == (
        *("fire", None, at(0), None),
        timedelta(minutes=10),
    )
    assert (update.rule, update.stream, update.time, update.update, update.within) == (
        *(None, "news", None, "1123-1"),
        timedelta(0),
    )
    assert str(update.problem("wrong")) == f"{tmp_path}/labels.yaml:5:5  wrong"


def test_label_lasts_half_an_hour_where_nothing_is_said(tmp_path: Path) -> None:
    """The default stands in the page on labels."""
    (label,) = load(tmp_path, "version: 1\nlabels: [{update: u1}]\n")
    assert label.within == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1  the file is empty; a label file is keys and values"),
        ("[1]", "1:1  a label file is keys and values"),
        ("version: 1\nlabels: []", "2:9  'labels' is an empty list; give it an entry"),
        ("version: 1\nlabel: []\nlabels: [{update: u}]", "2:1  unknown key 'label' in the label file; did you mean"),
        ("version: 1\nlabels: [u1]", "2:10  a label is keys and values, such as {rule: ceasefire"),
        ("version: 1\nlabels: [{rule: fire}]", "2:10  label 1: needs either the time or the update"),
        (
            "version: 1\nlabels:\n- {update: u}\n- {update: u, time: 2020-03-05T10:00:00Z}",
            "4:3  label 2: needs either the time or the update",
        ),
        ("version: 1\nlabels: [{tme: x}]", "2:11  unknown key 'tme' in label 1; did you mean 'time'?"),
        ("version: 1\nlabels: [{time: 10:21}]", "2:17  'time': '10:21' is no time with its offset"),
        (
            "version: 1\nlabels: [{time: 2020-03-05T10:21:00}]",
            "2:17  'time': '2020-03-05T10:21:00' is no time with its",
        ),
        (
            "version: 1\nlabels: [{time: '0001-01-01T00:00:00+14:00'}]",
            "2:18  'time': '0001-01-01T00:00:00+14:00' leaves",
        ),
        ("version: 1\nlabels: [{update: u, within: soon}]", "2:30  'within': 'soon' is no duration"),
        ("labels: [{update: u}]", "1:1  the label file has no key 'version'; begin it with version: 1"),
        ("version: 1\nlabels: &a [{update: u}]", "2:9  anchors are not allowed"),
    ],
)
def test_problem_of_a_label_file_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    """Line, column, what is wrong, and what was meant."""
    with pytest.raises(RuleFileError) as error:
        load(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path}/labels.yaml:{told}")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """One run shows all there is to correct."""
    with pytest.raises(RuleFileError) as error:
        load(tmp_path, "version: 1\nlabels: [{update: u, within: x}, {time: now}, 3]\n")
    assert len(error.value.problems) == 3


def test_rules_and_streams_that_are_not_there_are_told_at_once(tmp_path: Path) -> None:
    """With the places of their labels, for the streams are opened after the file was read; and so are times outside."""
    labels = load(
        tmp_path, "version: 1\nlabels:\n- {update: u, stream: sport}\n- {rule: fier, update: u, stream: xyz}\n"
    )
    check_labels(labels, ["fier"], [stream_of("sport"), stream_of("xyz")])
    with pytest.raises(RuleFileError) as error:
        check_labels(labels, RULES, [stream_of("news"), stream_of("sport")])
    assert str(error.value).splitlines() == [
        f"{tmp_path}/labels.yaml:4:3  unknown rule 'fier'; did you mean 'fire'?",
        f"{tmp_path}/labels.yaml:4:3  unknown stream 'xyz'; streams: news, sport",
    ]
    labels = load(tmp_path, "version: 1\nlabels: [{rule: fire, time: 2019-01-01T00:00:00Z, stream: xyz}]\n")
    with pytest.raises(RuleFileError) as error:
        check_labels(labels, RULES, [stream_of("news")])
    assert [each.what.partition(":")[0] for each in error.value.problems] == [
        "no label is within the streams",
        "unknown stream 'xyz'; streams",
    ]


@pytest.mark.parametrize(
    ("label", "is_outside"),
    [
        ("time: 2020-03-05T07:00:00Z", False),
        ("time: 2020-03-05T08:00:00Z", False),
        ("time: 2020-03-05T09:10:00Z", False),
        ("time: 2020-03-05T09:11:00Z", True),
        ("time: 2020-03-05T06:31:00Z", False),
        ("time: 2020-03-05T06:29:00Z", True),
        ("time: 2021-03-05T07:00:00Z", True),
        ("time: 2020-03-05T07:00:00Z, stream: sport", False),
        ("update: u, stream: sport", False),
    ],
)
def test_labels_that_are_all_outside_of_the_streams_are_told(tmp_path: Path, label: str, is_outside: bool) -> None:  # noqa: FBT001 -- of the table
    """A year mistyped, or another zone's day. A rule across streams finds a label also in another, or between them."""
    labels = load(tmp_path, f"version: 1\nlabels: [{{{label}}}, {{time: 2019-01-01T00:00:00Z}}]\n")
    streams = [stream_of("news"), stream_of("sport", begins=120)]
    if not is_outside:
        check_labels(labels, RULES, streams)
        return
    with pytest.raises(RuleFileError) as error:
        check_labels(labels, RULES, streams)
    told = "news goes from 2020-03-05T07:00:00Z to 2020-03-05T07:10:00Z, sport goes from 2020-03-05T09:00:00Z"
    assert str(error.value).startswith(f"{tmp_path}/labels.yaml:2:10  no label is within the streams: {told}")
    assert str(error.value).endswith("; correct the times")


def test_missing_label_file_is_told(tmp_path: Path) -> None:
    """It is an input that cannot be used."""
    with pytest.raises(InputError, match="no such file"):
        load_labels(tmp_path / "none.yaml")
