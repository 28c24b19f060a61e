"""A word as it is spelled, and what is asked of it: there is one for each spelling."""

import msgspec

from replay.engine.read.casualties.lexicon.lexicon import Trigger
from replay.engine.read.casualties.lexicon.phrasebook import Phrases

OPENERS = frozenset({"a", "the", "own", "no", "number", "name", "word", "pronoun"})
"""Tags of what may begin a noun phrase."""

DETERMINERS = frozenset({"the", "a", "own"})
"""Tags of an article, and of a possessive."""

SAYING = frozenset({"said", "denied", "claim"})
"""Tags of verbs by which somebody says so."""

PUTS = frozenset({"put", "puts", "placed", "places"})
"""Words by which somebody gives a toll."""

FIGURES = frozenset({"number", "figure", "total", "count"})
"""What else they put at a number."""

ATTRIBUTING_TAGS = SAYING | {"dash"}
ATTRIBUTING = PUTS | {"according", ":"}
"""Tags and words of which a sentence has one if it says who says so."""


class Word(msgspec.Struct, eq=False, gc=False):
    """A word, number or mark; there is one for each spelling, wherever it stands, and so it has no place.

    There is another one for what follows without a space.

    Attributes:
        text: Case-folded, without a possessive's ending.
        is_telling: Whether it tells something, be it by what stands behind it.
        is_bare: Whether it begins nothing, and stands for itself, a function word or a mark.
        is_member: Whether it may stand inside a noun phrase, wherever that is.
        tag: Its class in the lexicon, `number`, `name` (capitalised), `word`, or the class of a mark.
        is_end: Whether it ends every noun phrase, if no phrase of the lexicon begins with it.
        is_person: Whether it names a person or persons.
        is_plain: Whether it begins a noun phrase without a number, unless it begins one of `phrases`.
        is_lone: Whether it is one by itself, before a word that ends one.
        opens: Whether it may begin a noun phrase at all, if no number does.
        phrases: The triggers, idioms and other phrases that begin with it, if any.
        counts_alone: Whether a count may begin with it, whatever stands behind it.
        counts_with: The words behind it with which else a count may begin with it.
        code: What it may do to victims told of before: `&` joins some, `+` anything, `v` is an adverb, `s` says, `b` is
            another verb, `n` is put at a number, `#` may begin a count, `.` does nothing of that.
        step: Its length with the space before it.
        is_open: Whether it tells something, whatever stands behind it.
        seconds: The words behind it with which a longer one of its phrases or cues begins.
        is_wild: Whether a longer one of these may begin with any digits behind it.
        fills: Whether it may stand inside a noun phrase.
        clipped: Length of the possessive's ending.
        cues: The cues of status that begin with it, if any.
        signs: The sets of words for status that it is in.
        attributes: Whether a name beside it may be the one that says so.
        counts: Whether a count may begin with it, with some words behind it at least.
        qualifies: Whether it is a person only if no noun follows: `a Nigerian`, `a Nigerian bus`.
        is_plural: Whether it looks plural.
        is_never: Whether it names what is no victim.
        is_animal: Whether it names an animal.
        ends_in_ed: Whether it ends as past forms of verbs do: `rescued`.
        ends_in_ing: Whether it is the -ing form of a verb, not `king` or `wing`.
        is_past: Whether it looks like the past form of a verb: `marched`.
        bounds: The bounds of a count that begin with it, if any.
        is_count: Whether a count may begin with it without a bound.
        mark: As it is spelled.
        gap: Length of the space before it, 0 or 1.
        digits: The bounds that it writes in digits, if it does.
        scales: Whether it is a number behind an article: `a dozen`, `a pair`, `a half dozen`.
        units: The number below a hundred that it spells, if it does.
        numbers: Whether what it stands before is numbered or money: `flight 370`, `$ 5`.
        is_month: Whether it dates a day of the month beside it: `March 5`.
        is_maker: Whether it ends as words for makers and doers do.
        is_acronym: Whether it is all capitals.
    """

    # First what is asked of most words, since what lies together is read together.
    text: str
    is_telling: bool
    is_bare: bool
    is_member: bool
    tag: str
    is_end: bool
    is_person: bool
    is_plain: bool
    is_lone: bool
    opens: bool
    phrases: Phrases[Trigger | str | None] | None
    counts_alone: bool
    counts_with: frozenset[str]
    code: str
    step: int
    is_open: bool
    seconds: frozenset[str]
    is_wild: bool
    fills: bool
    clipped: int
    cues: Phrases[str] | None
    signs: tuple[str, ...]
    attributes: bool
    counts: bool
    qualifies: bool
    is_plural: bool
    is_never: bool
    is_animal: bool
    ends_in_ed: bool
    ends_in_ing: bool
    is_past: bool
    bounds: Phrases[str] | None
    is_count: bool
    mark: str
    gap: int
    digits: tuple[int, int] | None
    scales: bool
    units: int | None
    numbers: bool
    is_month: bool
    is_maker: bool
    is_acronym: bool

    noun: None = None
    trigger: None = None
