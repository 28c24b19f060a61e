"""The casualties reader on short sentences of our own."""

import pytest

from replay.engine.read.casualties import Mention, read

Brief = tuple[str, int | None, int | None, str]


def briefs(text: str) -> list[Brief]:
    """Return (kind, min, max, status) of each mention of *text*."""
    return [(found.kind, found.min, found.max, found.status) for found in read(text)]


def only(text: str) -> Mention:
    """Return the one mention of *text*."""
    (mention,) = read(text)
    return mention


@pytest.mark.parametrize(
    ("text", "low", "high", "approx"),
    [
        ("The shelling killed 33 soldiers.", 33, 33, False),
        ("The shelling killed over 30 soldiers.", 31, None, False),
        ("More than 30 sailors drowned off the cape.", 31, None, False),
        ("At least 12 villagers were killed.", 12, None, False),
        ("No fewer than nine clerks died.", 9, None, False),
        ("The shelling killed up to 33 soldiers.", None, 33, False),
        ("As many as 70 passengers were killed.", None, 70, False),
        ("Fewer than 5 people died.", 1, 4, False),
        ("About 40 miners were killed.", 40, 40, True),
        ("Nearly forty miners were killed.", 40, 40, True),
        ("The landslide killed 30-35 hikers.", 30, 35, False),
        ("The landslide killed between 30 and 35 hikers.", 30, 35, False),
        ("Several pilgrims were killed.", 2, None, True),
        ("A dozen pilgrims were killed.", 12, 12, False),
        ("Two dozen pilgrims were killed.", 24, 24, False),
        ("Dozens of pilgrims were killed.", 24, None, True),
        ("Scores of pilgrims were killed.", 40, None, True),
        ("Hundreds of pilgrims were killed.", 200, None, True),
        ("Thousands of pilgrims were killed.", 2000, None, True),
        ("Twenty-five recruits were killed.", 25, 25, False),
        ("The quake killed 1,200 people.", 1200, 1200, False),
        ("A potter was shot dead.", 1, 1, False),
        ("Gunmen killed an elderly bookseller.", 1, 1, False),
        ("Six dead in ferry fire", 6, 6, False),
        ("Flood leaves 14 people dead", 14, 14, False),
        ("The cholera outbreak has claimed 85 lives.", 85, 85, False),
        ("The raid led to the deaths of seven gunmen.", 7, 7, False),
    ],
)
def test_count_of_killed_is_read(text: str, low: int | None, high: int | None, approx: bool) -> None:  # noqa: FBT001
    """Each way to give a number of dead has the bounds that the rules state."""
    found = only(text)
    assert (found.kind, found.min, found.max, found.approx) == ("killed", low, high, approx)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two guards were wounded.", ("wounded", 2, 2, "reported")),
        ("Three porters sustained injuries.", ("wounded", 3, 3, "reported")),
        ("Ten fishermen are missing.", ("missing", 10, 10, "reported")),
        ("Rebels captured two pilots.", ("captured", 2, 2, "reported")),
        ("Four nurses were kidnapped.", ("captured", 4, 4, "reported")),
        ("The floods displaced 900 people.", ("displaced", 900, 900, "reported")),
        ("The army neutralised 12 militants.", ("unspecified", 12, 12, "reported")),
        ("The bombardment caused casualties.", ("unspecified", None, None, "reported")),
        ("The brigade suffered heavy losses.", ("unspecified", None, None, "reported")),
    ],
)
def test_kind_is_told_apart(text: str, expected: Brief) -> None:
    """Each kind of casualty has words of its own."""
    assert briefs(text) == [expected]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("There were no casualties.", "denied"),
        ("No one was killed.", "denied"),
        ("The ministry denied that its jets had killed 9 villagers.", "denied"),
        ("The driver was not killed.", "denied"),
        ("The dam break could kill 400 people.", "possible"),
        ("Twenty sailors are feared dead.", "possible"),
        ("If the roof falls, two workers will be killed.", "possible"),
        ("Forty years ago a fire killed 11 dancers.", "historic"),
        ("On the anniversary of the blaze that killed 11 dancers the bells rang.", "historic"),
        ("The composer died of cancer.", "historic"),
        ("The tenor died at 78.", "historic"),
        ("Last week a bomb killed 8 traders.", "recap"),
        ("Since 2011 the war has killed 5000 people.", "recap"),
        ("A landslide earlier this month killed 8 traders.", "recap"),
        ("Marchers protested against the killing of two students.", "recap"),
        ("A bomb killed 8 traders on Monday.", "reported"),
    ],
)
def test_status_follows_the_sentence(text: str, status: str) -> None:
    """Denials, possibilities, history and old tolls are told from news."""
    assert {found.status for found in read(text)} == {status}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Putin and Erdogan talked for three hours.",
        "The senate killed the bill.",
        "Rain killed off hopes of a result.",
        "The scandal killed his career.",
        "The merger is dead.",
        "Four cows were killed.",
        "The storm killed 300 sheep.",
        "The crash killed the deal, two lawyers said.",
        "Missiles destroyed 12 tanks.",
        "The clash lasted 40 minutes.",
        "He was killing time at the bar.",
        "The striker took a shot from 30 yards.",
        "Flight 370 landed safely.",
        "He turned 33 on 5 March.",
        "The firm posted losses of $40 million.",
        "Oil recouped its losses.",
        "He is missing two teeth.",
        "The town captured the title.",
        "She leads by three shots.",
        "The battery dies after 5 hours.",
        "The death penalty was abolished.",
        "The Dead Sea is 430 metres below the sea.",
        "The union called a strike of 500 drivers.",
        "Federer is out with a knee injury.",
        "Delegations joined them 30 minutes ago.",
        "Drone strikes and violent confrontations went on.",
        "Thousands of troops were sent to the border.",
    ],
)
def test_what_is_no_casualty_stays_silent(text: str) -> None:
    """Animals, things, idioms, money, sport and mere violence are no casualties."""
    assert read(text) == ()


def test_parts_of_a_sum_are_two_mentions() -> None:
    """Two groups that share a verb are two mentions of one tally."""
    found = read("8 policemen and one militant were killed.")
    assert [(part.min, part.who, part.tally) for part in found] == [(8, "policemen", 0), (1, "militant", 0)]


def test_others_are_a_part_of_their_own() -> None:
    """`X and three others` is one and three."""
    assert briefs("A baker and three others were killed.") == [
        ("killed", 1, 1, "reported"),
        ("killed", 3, 3, "reported"),
    ]


def test_subset_is_not_counted_again() -> None:
    """What stands behind `including` belongs to the number before it."""
    assert briefs("The blast killed 9 people, including two children.") == [("killed", 9, 9, "reported")]


def test_age_in_commas_is_no_count() -> None:
    """A number between commas behind a name is an age."""
    assert briefs("Ivan Petrov, 25, was killed.") == [("killed", 1, 1, "reported")]


def test_elliptic_second_verb_has_its_own_victims() -> None:
    """`two killed and five wounded` gives each verb its number."""
    assert briefs("Two guards were killed and five wounded.") == [
        ("killed", 2, 2, "reported"),
        ("wounded", 5, 5, "reported"),
    ]


def test_object_before_a_verb_becomes_its_subject() -> None:
    """`killed two men and a guard was injured` injures the guard and kills two."""
    assert briefs("The blast killed two men and a guard was injured.") == [
        ("killed", 2, 2, "reported"),
        ("wounded", 1, 1, "reported"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Death toll rises to 41 from 38", "The death toll from the blaze rose from 38 to 41."],
)
def test_death_toll_is_a_total(text: str) -> None:
    """A running toll is marked so and knows what it was before."""
    found = only(text)
    assert (found.kind, found.min, found.max, found.total, found.previous) == ("killed", 41, 41, True, 38)


@pytest.mark.parametrize(
    ("text", "said_by"),
    [
        ("Three pilots were killed, the ministry said.", "ministry"),
        ("According to Moscow, three pilots were killed.", "Moscow"),
        ("Turkey later claimed it had killed three pilots.", "Turkey"),
        ("Three pilots were killed, the ministry of defence of Turkey said.", "ministry of defence of Turkey"),
        ("Three pilots were killed.", None),
    ],
)
def test_attribution_is_read(text: str, said_by: str | None) -> None:
    """The name nearest to a verb of saying is the one that says so."""
    assert only(text).said_by == said_by


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("33 Turkish soldiers were killed, but Moscow says 30.", "Turkish soldiers"),
        ("33 soldiers and 4 civilians were killed, but Moscow says 30.", None),
    ],
)
def test_number_of_another_source_is_of_the_same_victims(text: str, who: str | None) -> None:
    """`Moscow says 30` leaves out whom the sentence names before; of two groups it may mean either."""
    assert read(text)[-1].who == who


def test_span_quotes_the_original() -> None:
    """Offsets count code points of the original, not of the text form."""
    text = "\u201cCalm\u201d \u00adagain.  Attacks killed\u00a0up to\u2009five Turkish service\u00admen."
    found = only(text)
    assert text[found.start : found.end] == "killed\u00a0up to\u2009five Turkish service\u00admen"
    assert found.who == "Turkish service\u00admen"


def test_text_that_begins_with_another_event_is_read_by_itself() -> None:
    """`In another raid` adds to nothing, not in its own text, where tallies begin at 0, nor to one read before."""
    text = "In another raid, gunmen killed two guards and a cook."
    first = read(text)
    assert [mention.tally for mention in first] == [0, 0]
    assert read("Also, six guards and a boy died.")
    assert read(text) == first
