"""Rules from a cache are the rules of the files."""

from dataclasses import replace
from pathlib import Path

import pytest

from replay.cache import FileCache
from replay.errors import InputError, RuleFileError
from replay.language.keeping import load_kept
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.shipped import RULES

EVERY_RULE = Path(__file__).with_name("data") / "every-rule.yaml"


class Remembering(FileCache):
    """A cache that counts what it was asked to keep."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.puts = 0

    def put(self, key: str, value: bytes) -> None:
        """Keep it, and count."""
        self.puts += 1
        super().put(key, value)


class Spoilt(FileCache):
    """A cache that has a value for every key, whole, and not what was put."""

    def __init__(self, folder: Path, value: bytes) -> None:
        super().__init__(folder)
        self._value = value

    def get(self, key: str) -> bytes:  # noqa: ARG002 -- whichever it is
        """Return the value."""
        return self._value


def without_tests(paths: list[Path]) -> RuleSet:
    """Return what is loaded from files, but for the tests."""
    return replace(load_rules(paths), tests=())


@pytest.mark.parametrize("path", [EVERY_RULE, RULES], ids=lambda path: path.name)
def test_kept_rules_are_those_of_the_files(path: Path, tmp_path: Path) -> None:
    """Every type of rule, with all that belongs to it, comes back from the cache as it went in."""
    cache = Remembering(tmp_path)
    assert load_kept([path], cache) == without_tests([path])
    assert load_kept([path], cache) == without_tests([path])
    assert cache.puts == 1


def test_kept_rules_of_a_changed_file_are_loaded_anew(tmp_path: Path) -> None:
    """What counts is the content of the files."""
    cache, path = Remembering(tmp_path / "cache"), tmp_path / "a.yaml"
    for word in ("truce", "talks", "truce"):
        path.write_text(f"version: 1\nrules: [{{id: a, match: {word}}}]\n")
        assert load_kept([path], cache) == without_tests([path])
    assert cache.puts == 2


def test_kept_rules_that_are_damaged_are_loaded_anew(tmp_path: Path) -> None:
    """A cache whose values are no rules changes nothing."""
    for value in (b"", b"[]", b'["Nothing"]', b'["RuleSet", 1]', b"\xff", b"3"):
        assert load_kept([EVERY_RULE], Spoilt(tmp_path, value)) == without_tests([EVERY_RULE])


def test_kept_rules_with_a_problem_are_refused_each_time(tmp_path: Path) -> None:
    """A problem is told whether or not it was told before, that of a missing file too."""
    path = tmp_path / "a.yaml"
    path.write_text("version: 1\nrules: [{id: a, match: (}]\n")
    for _ in range(2):
        with pytest.raises(RuleFileError):
            load_kept([path], FileCache(tmp_path / "cache"))
    with pytest.raises(InputError):
        load_kept([tmp_path / "none.yaml"], FileCache(tmp_path / "cache"))
