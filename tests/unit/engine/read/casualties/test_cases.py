"""The casualties reader against the written cases of `cases.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from replay.engine.read.casualties import Mention, Range, read, summarise

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
SILENT = [text for texts in CASES["silent"].values() for text in texts]
TOLD = {case["text"]: case for case in CASES["case"]}


def told(mention: Mention, keys: Iterable[str]) -> dict[str, object]:
    """Return what *mention* says under *keys*, in the words of the cases."""
    return {key: _count(mention) if key == "count" else _plain(getattr(mention, key)) for key in keys}


def _plain(value: object) -> object:
    return "" if value is None else value


def _count(found: Mention | Range) -> str:
    if (found.min, found.max) == (None, None):
        return ""
    vague = " approx" if isinstance(found, Mention) and found.approx else ""
    return f"{_plain(found.min)}..{_plain(found.max)}{vague}"


def summary_of(text: str, kinds: Mapping[str, str]) -> dict[str, str]:
    """Return what the reported mentions of *text* add up to, of *kinds*."""
    found = summarise([read(text)], statuses=["reported"])
    return {kind: _count(counted) for kind, counted in found.items() if kind in kinds}


@pytest.mark.parametrize("text", SILENT)
def test_text_without_casualties_has_no_mention(text: str) -> None:
    """What only sounds like casualties is not read as any."""
    assert [told(mention, ("kind", "count", "who")) for mention in read(text)] == []


@pytest.mark.parametrize("text", [text for text, case in TOLD.items() if "mentions" in case])
def test_text_with_casualties_has_its_mentions(text: str) -> None:
    """A text has these mentions in order and no others."""
    expected = TOLD[text]["mentions"]
    found = read(text)
    assert [told(mention, keys) for mention, keys in zip(found, expected, strict=False)] == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("text", [text for text, case in TOLD.items() if "summary" in case])
def test_text_adds_up_to_its_summary(text: str) -> None:
    """What a text tells of one event adds up."""
    assert summary_of(text, TOLD[text]["summary"]) == TOLD[text]["summary"]


def test_case_is_written_once() -> None:
    """No text stands twice."""
    assert len(CASES["case"]) == len(TOLD)
    assert len(SILENT) == len(set(SILENT) - set(TOLD))
