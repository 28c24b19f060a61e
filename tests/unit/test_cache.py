"""What is kept between runs: whole or not there."""

from pathlib import Path

from replay.cache import MOST_FILES, FileCache


def test_cache_gives_back_what_was_put_last(tmp_path: Path) -> None:
    """A value is found by another run, the newest of its key; of a key that nobody used nothing is."""
    folder = tmp_path / "made" / "here"
    FileCache(folder).put("a", b"old")
    FileCache(folder).put("a", b"new")
    assert FileCache(folder).get("a") == b"new"
    assert FileCache(folder).get("b") is None


def test_cache_with_a_damaged_file_counts_it_as_none(tmp_path: Path) -> None:
    """A file that was cut short, or holds something else, is no value."""
    cache = FileCache(tmp_path)
    cache.put("a", b"value")
    (file,) = tmp_path.iterdir()
    for damaged in (file.read_bytes()[:-1], b"", b"x" + file.read_bytes()[1:]):
        file.write_bytes(damaged)
        assert cache.get("a") is None


def test_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """Where a file stands in place of the folder, nothing is kept and nothing is told."""
    (tmp_path / "taken").write_text("")
    cache = FileCache(tmp_path / "taken")
    cache.put("a", b"value")
    assert cache.get("a") is None


def test_cache_keeps_a_bounded_number_of_files(tmp_path: Path) -> None:
    """The oldest go."""
    cache = FileCache(tmp_path)
    for number in range(MOST_FILES + 3):
        cache.put(str(number), b"value")
    assert len(list(tmp_path.iterdir())) == MOST_FILES
    assert cache.get(str(MOST_FILES + 2)) == b"value"


def test_cache_of_a_user_is_where_the_platform_says(tmp_path: Path) -> None:
    """`XDG_CACHE_HOME` names the place."""
    FileCache.of_user({"XDG_CACHE_HOME": str(tmp_path)}).put("a", b"value")
    assert FileCache(tmp_path / "replay").get("a") == b"value"
