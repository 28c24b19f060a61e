"""Which names are one source."""

import pytest

from replay.engine.read.casualties import source_of


@pytest.mark.parametrize(
    ("said_by", "source"),
    [
        ("Turkey\u2019s  Defence Ministry", "turkey defence ministry"),
        ("Turkey's Ministry of Defense", "turkey defence ministry"),
        ("the Ministry of Defence of Turkey", "turkey defence ministry"),
        ("the ministry of defence", "defence ministry"),
        ("The governor of Hatay", "hatay governor"),
        ("Army of the Republic", "republic army"),
        ("Syrian Observatory for Human Rights", "syrian observatory for human rights"),
        ("a doctor", "doctor"),
        ("Ministry of", "ministry of"),
    ],
)
def test_source_is_told_by_office_and_owner(said_by: str, source: str) -> None:
    """An office before or behind what it is of is one source, as are two spellings of a name."""
    assert source_of(said_by) == source


@pytest.mark.parametrize("said_by", ["Turkey's Ministry of Defense", "the governor of Hatay", "Reuters"])
def test_source_of_a_source_is_itself(said_by: str) -> None:
    """What stands for a source is not read as another."""
    assert source_of(source_of(said_by)) == source_of(said_by)
