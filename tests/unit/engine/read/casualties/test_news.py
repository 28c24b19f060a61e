"""The casualties reader on news as it is written, in `news.toml`."""

import tomllib
from pathlib import Path

import pytest

from replay.engine.read.casualties import read, summarise

NEWS = tomllib.loads((Path(__file__).parent / "news.toml").read_text(encoding="utf-8"))
KILLED = [(text, int(number)) for number, texts in NEWS["killed"].items() for text in texts]


@pytest.mark.parametrize(("text", "number"), KILLED)
def test_news_of_killed_gives_their_number(text: str, number: int) -> None:
    """What is reported adds up to the number that a person reads, or to its lower bound."""
    found = summarise([read(text)], statuses=["reported"])["killed"]
    assert (found.min if found.min is not None else found.max) == number


@pytest.mark.parametrize("text", NEWS["none"]["texts"])
def test_what_is_no_news_of_casualties_reports_none(text: str) -> None:
    """Old tolls, verdicts, natural deaths, hopes, idioms, sport, animals and things are no reports of casualties."""
    assert summarise([read(text)], statuses=["reported"]) == {}
