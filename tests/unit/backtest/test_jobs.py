"""A backtest whose updates are read by several processes raises what one raises alone."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from replay.backtest import Backtest, Block, cut_streams
from replay.backtest.merging import BLOCK, SHARE, Held, Shared
from replay.errors import RuleFailed, StreamError
from replay.formats import open_streams
from replay.formats.file.window import Window
from replay.formats.writing import iter_lines
from replay.language.load import load_rules
from replay.model import Stream, Update
from tests.unit.backtest.streams import START, at, rules_of, stream_of

EVERY_RULE = load_rules([Path(__file__).parents[1] / "language/data/every-rule.yaml"])
WORDS = (
    "Ceasefire agreed",
    "Airstrike on the town",
    "33 soldiers were killed, the army said",
    "They retract it",
    "Calm",
)
COUNT = 2 * BLOCK + 10


def write(path: Path, *, seed: int = 1, count: int = COUNT) -> Path:
    """Write a stream of our own, with updates in its file's name."""
    chance = Random(seed)  # noqa: S311 -- no secret
    updates = [
        Update(
            id=f"u{seq}",
            stream=path.stem,
            seq=seq,
            time=START + timedelta(seconds=seq * 7),
            headline=chance.choice((*WORDS, "Nothing new")),
            body="Details follow. " * chance.randrange(4),
        )
        for seq in range(1, count + 1)
    ]
    path.write_bytes(b"".join(iter_lines(Stream(path.stem, path.stem, "UTC", updates))))
    return path


def blocks_of(streams: Sequence[Stream], jobs: int) -> list[Block]:
    """Return the blocks of a backtest with every rule type."""
    return list(Backtest(EVERY_RULE, streams, jobs=jobs).blocks())


def assert_same(streams: Sequence[Stream], *, fewest: int = 1) -> None:
    """See that one, two and three processes raise the same, however the updates are cut."""
    one, *others = (
        (
            [told for block in blocks for told in block.triggered()],
            [each.identity for block in blocks for each in block.updates],
        )
        for blocks in (blocks_of(streams, jobs) for jobs in (1, 2, 3))
    )
    assert len(one[0]) >= fewest
    assert others == [one, one]


def test_large_stream_of_ours_is_read_by_all(tmp_path: Path) -> None:
    """Each process reads stretches of the file by itself."""
    streams = open_streams([write(tmp_path / "day.jsonl")])
    parts = list(Backtest(EVERY_RULE, streams, jobs=2).fed())
    assert {type(part) for part in parts} == {Shared}
    assert len(parts) >= 2 * SHARE
    assert_same(streams, fewest=200)


def test_large_number_is_handed_on(tmp_path: Path) -> None:
    """JSON has numbers of any size, and so has an update, also where it is merged with others first."""
    path = write(tmp_path / "day.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"data":{}', b'"data":{"n":1%s}' % (b"0" * 30)))
    streams = open_streams([path])
    assert streams[0].updates[0].data == {"n": 10**30}
    assert_same(streams)
    assert_same([*streams, stream_of("other", (1, WORDS[0]))])


def test_streams_one_behind_the_other_and_at_once_raise_the_same(tmp_path: Path) -> None:
    """Those that overlap are merged first, here."""
    for seed, name in enumerate(("a", "b")):
        write(tmp_path / f"{name}.jsonl", seed=seed, count=3000)
    streams = [*open_streams([tmp_path]), stream_of("later", *((minute, WORDS[0]) for minute in range(9000, 9010)))]
    assert {type(part) for part in Backtest(EVERY_RULE, streams, jobs=2).fed()} == {Held}
    assert_same(streams, fewest=200)


def test_stretch_of_a_stream_is_read_by_all(tmp_path: Path) -> None:
    """What --from and --to leave is read as a whole stream is."""
    streams = cut_streams(open_streams([write(tmp_path / "day.jsonl")]), Window(at(60), at(900)))
    assert {type(part) for part in Backtest(EVERY_RULE, streams, jobs=2).fed()} == {Shared}
    assert_same(streams, fewest=100)


def test_file_that_changes_is_told_as_with_one(tmp_path: Path) -> None:
    """The process that finds out ends; what it was at is done again here."""
    path = write(tmp_path / "day.jsonl")
    streams = open_streams([path])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-3000], b"{}\n" * 3000]))
    for jobs in (1, 2):
        with pytest.raises(StreamError, match="changed while it was read"):
            blocks_of(streams, jobs)


def test_rule_that_fails_elsewhere_ends_the_backtest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with one process, whatever other rules found."""
    monkeypatch.setattr("replay.engine.read.mentions.summarise", lambda *_, **__: 1 // 0)
    rules = rules_of(tmp_path, "{id: dead, type: casualties}", "{id: truce, match: ceasefire}")
    streams = open_streams([write(tmp_path / "day.jsonl", count=20)])
    for jobs in (1, 2):
        with pytest.raises(RuleFailed, match="rule 'dead' failed: ZeroDivisionError"):
            list(Backtest(rules, streams, jobs=jobs).blocks())


def test_mentions_passed_over_are_counted(tmp_path: Path) -> None:
    """Those of all processes."""
    rules = rules_of(tmp_path, "{id: dead, type: casualties}")
    headlines = [(minute, "It denied that 12 were killed") for minute in range(10)]
    counted = []
    for jobs in (1, 2):
        backtest = Backtest(rules, [stream_of("s", *headlines)], jobs=jobs)
        assert list(backtest.blocks())
        counted.append(dict(backtest.not_counted))
    assert counted == [{("dead", "denied"): 10}] * 2
