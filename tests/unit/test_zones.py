"""Zones by their names, and which zones an abbreviation may mean."""

import pytest

from replay.zones import common_zone, zone_named, zones_using


@pytest.mark.parametrize(
    ("abbreviation", "users"),
    [
        ("EST", ["America/New_York", "America/Jamaica"]),
        ("edt", ["America/New_York"]),
        ("CST", ["America/Chicago", "Asia/Shanghai", "America/Havana"]),
        ("IST", ["Asia/Jerusalem", "Asia/Kolkata", "Europe/Dublin"]),
        ("CET", ["Europe/Paris", "Africa/Algiers"]),
        ("EEST", ["Europe/Athens"]),
        ("BST", ["Europe/London"]),
        ("MSK", ["Europe/Moscow"]),
        ("ChST", ["Pacific/Guam"]),
        ("XYZ", []),
        ("+03", ["Europe/Istanbul"]),
        ("", []),
    ],
)
def test_zones_using_an_abbreviation_are_one_for_each_set_of_clocks(abbreviation: str, users: list[str]) -> None:
    """Zones whose clocks differ within the year, by how many names the tz database has for them."""
    assert zones_using(abbreviation, 2020) == users


def test_zones_using_an_abbreviation_in_another_year_are_those_of_that_year() -> None:
    """Moscow had no MSD after 2010, and nobody had an abbreviation in the year 1."""
    assert (zones_using("MSD", 2005), zones_using("MSD", 2020), zones_using("EST", 1)) == (["Europe/Moscow"], [], [])


@pytest.mark.parametrize("abbreviation", ["LMT", "EET", "CST"])
def test_zones_using_an_abbreviation_are_at_most_five(abbreviation: str) -> None:
    """A list that nobody reads helps nobody."""
    assert all(len(zones_using(abbreviation, year)) <= 5 for year in (1, 1890, 1990, 9999))


def test_zone_named_by_an_abbreviation_is_refused_with_the_zones_that_use_it() -> None:
    """The message holds what could have been meant, ready to be written."""
    with pytest.raises(ValueError, match=r"^'MSK' is an abbreviation .*; use an IANA name such as Europe/Moscow$"):
        zone_named("MSK")


def test_zone_has_a_text_for_a_name_whoever_asked_for_it_first() -> None:
    """What YAML read is a kind of text that cannot be written down, and zones are shared."""

    class Scalar(str):
        __slots__ = ()

    assert type(zone_named(Scalar("Pacific/Apia")).key) is str


def test_zone_of_several_is_theirs_or_utc() -> None:
    """A time of two clocks is told by neither."""
    assert common_zone(["Asia/Tokyo", "Asia/Tokyo"]).key == "Asia/Tokyo"
    assert common_zone(["Asia/Tokyo", "Europe/Moscow"]).key == "UTC"
