"""What is told of a file that was read: sentences, then counts in the order of their first places."""

from replay.formats.file.source import Source
from replay.formats.notes import Notes


def test_counts_are_told_in_the_order_of_their_places() -> None:
    """Each kind once, with how many and where it was first."""
    notes = Notes()
    notes.count("Late", 7)
    notes.say("Said.")
    notes.count("Early", 2, times=3)
    notes.count("Late", 1)
    assert notes.sentences() == ("Said.", "Early: 3, first on line 2.", "Late: 2, first on line 7.")


def test_items_are_no_lines() -> None:
    """Places of a document are its items, in sentences and in errors."""
    notes = Notes("item")
    notes.count("Late", 7)
    source = Source.of_bytes("x.json", b"")
    assert notes.sentences() == ("Late: 1, first in item 7.",)
    assert str(notes.error(source, "is wrong", 3, hint="mend it")) == "x.json: item 3: is wrong; mend it"
    assert str(Notes().error(source, "is wrong", 3)) == "x.json:3: is wrong"
