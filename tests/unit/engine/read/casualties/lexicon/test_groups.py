"""The groups that keys call victims by."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.engine.read.casualties import group_of

TABLES = tomllib.loads(
    files("replay.engine.read.casualties.lexicon").joinpath("groups.toml").read_text(encoding="utf-8"),
)


@pytest.mark.parametrize(
    "who",
    [
        *(
            "Turkish soldiers",
            "Turkish servicemen",
            "33 Turkish soldiers",
            "soldiers from Turkey",
            "Turkey\u2019s troops",
        ),
        *(
            "TURKISH TROOPS",
            "Turkish military personnel",
            "Turkish army men",
            "a Turkish soldier",
            "other Turkish soldiers",
        ),
        *("soldiers of the Turkish army", "members of Turkey's security forces", "soldiers from Turkey in Syria"),
    ],
)
def test_soldiers_of_one_country_are_one_group(who: str) -> None:
    """However a text calls them, where they served does not matter."""
    assert group_of(who) == "turkish soldier"


@pytest.mark.parametrize(
    ("who", "group"),
    [
        ("policemen", "police"),
        ("police officers", "police"),
        ("rebels", "militant"),
        ("gunmen", "militant"),
        ("people", "civilian"),
        ("men, women and children", "civilian"),
        ("residents of Idlib", "civilian"),
        ("boys", "child"),
        ("reporter", "journalist"),
        ("relief workers", "aid worker"),
        ("U.S. troops", "american soldier"),
        ("South Korean marines", "south korean soldier"),
        ("Turks", "turkish"),
        ("Iraqis", "iraqi"),
        ("Turkish wives", "turkish wife"),
        ("two witnesses", "witness"),
    ],
)
def test_victims_have_a_class_and_an_origin(who: str, group: str) -> None:
    """A class has its synonyms, a nationality its country and its people."""
    assert group_of(who) == group


@pytest.mark.parametrize(
    ("who", "group"),
    [
        ("Hezbollah fighters", "hezbollah militant"),
        ("members of the Taliban", "taliban militant"),
        ("Taliban", "taliban militant"),
        ("Houthis", "houthi militant"),
        ("Lebanese Hezbollah members", "hezbollah militant"),
        ("Islamic State militants", "isis militant"),
        ("Somali al-Shabaab fighters", "al-shabab militant"),
        ("Hamas policemen", "hamas police"),
    ],
)
def test_party_goes_before_a_nationality(who: str, group: str) -> None:
    """Who fights for a party is told by it, and a militant unless the text says otherwise."""
    assert group_of(who) == group


def test_backers_and_places_are_no_origin() -> None:
    """Rebels whom Turkey backs are no Turks, nor is who is killed there."""
    assert group_of("Turkish-backed Syrian rebels") == "syrian militant"
    assert group_of("people in Turkey") == "civilian"


def test_class_that_is_not_listed_is_its_last_word() -> None:
    """Jockeys are a group of their own, in the singular, and only the last word says what somebody is."""
    assert group_of("two young jockeys") == "jockey"
    assert group_of("police dog handlers") == "handler"


@pytest.mark.parametrize("who", ["", "others", "victims", "...", "12"])
def test_words_for_anybody_are_no_group(who: str) -> None:
    """Who is not named has no group."""
    assert group_of(who) is None


def test_several_origins_stand_in_one_order() -> None:
    """The order in a text makes no other key."""
    assert (
        group_of("Turkish and Syrian soldiers") == group_of("Syrian and Turkish soldiers") == "syrian turkish soldier"
    )


@pytest.mark.parametrize("table", ["classes", "parties", "nations"])
def test_phrase_of_the_lexicon_means_one_name(table: str) -> None:
    """Each name is its own group, and so is what means it; no phrase stands twice."""
    kind = " militant" if table == "parties" else ""
    for name, phrases in TABLES[table].items():
        assert {phrase: group_of(phrase) for phrase in (name, *phrases)} == dict.fromkeys(
            (name, *phrases), f"{name}{kind}"
        )


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*TABLES["nations"], "of", "from", "soldiers", "x", "men"])).map(" ".join)
    )
)
def test_group_of_a_group_is_itself(who: str) -> None:
    """Any text has a group or none, and the group is its own."""
    group = group_of(who)
    assert group is None or group_of(group) == group


def test_phrase_is_at_most_five_words_long() -> None:
    """No phrase is longer than what is looked for."""
    names = [
        phrase
        for table in ("classes", "parties", "nations")
        for each in TABLES[table].items()
        for phrase in (each[0], *each[1])
    ]
    assert max(len(phrase.split()) for phrase in names) <= 5
