"""The casualties of the shipped day, 5 March 2020: these mentions and no others."""

from pathlib import Path

import pytest

from replay.engine.read.casualties import Range, read, summarise

SEED = Path(__file__).parents[5] / "seeds" / "2020-03-05-idlib.txt"
BLOCKS = SEED.read_text(encoding="utf-8").split("\n-\n")
LEAD = BLOCKS[0]
UPDATES = {block.split("\n", 1)[0]: block.split("\n")[1:] for block in BLOCKS[1:]}

Brief = tuple[str, int | None, int | None, bool, str | None, str, str | None]

GOLDEN: dict[str, list[Brief]] = {
    "17:23": [("unspecified", None, None, False, None, "reported", None)],
    "11:13": [("killed", 2, None, True, "Turkish servicemen", "reported", None)],
    "11:10": [
        ("killed", None, None, False, "Turkish soldiers", "reported", None),
        ("killed", None, None, False, "servicemen", "reported", None),
        ("unspecified", None, None, False, None, "reported", "Russian leader"),
    ],
    "11:09": [("killed", 31, None, False, "Turkish troops", "recap", None)],
    "10:21": [("killed", None, 33, False, "Turkish servicemen", "recap", None)],
}


def briefs(lines: list[str]) -> list[Brief]:
    """Return what the golden table lists of each mention, headline and paragraphs read as one text."""
    mentions = read("\n\n".join(lines))
    return [(m.kind, m.min, m.max, m.approx, m.who, m.status, m.said_by) for m in mentions]


@pytest.mark.parametrize("clock", UPDATES)
def test_update_has_its_golden_mentions(clock: str) -> None:
    """Five updates of the day speak of casualties, the others are silent."""
    assert briefs(UPDATES[clock]) == GOLDEN.get(clock, [])


def test_lead_has_an_old_toll_and_a_claim() -> None:
    """The lead tells last week's deaths again, and Turkey's claim of up to 300 neutralised."""
    assert briefs(LEAD.split("\n")) == [
        ("killed", 2, None, True, "Turkish troops", "recap", None),
        ("unspecified", None, 300, False, "Syrian soldiers", "reported", "Turkey"),
    ]


def test_summary_of_old_toll_is_empty_unless_recaps_count() -> None:
    """A rule on reported deaths is silent at 10:21, one on recaps sees up to 33."""
    fields = [read(line) for line in UPDATES["10:21"]]
    assert summarise(fields, statuses=["reported"]) == {}
    assert summarise(fields, statuses=["reported", "recap"]) == {"killed": Range(None, 33)}
