"""What the lexicon knows of a word as it is spelled, looked up once for each spelling."""

from sys import intern

import msgspec

from replay.engine.read.casualties.lexicon.forms import (
    AGED,
    below_hundred,
    digits_of,
    ends_as_plural,
    is_person,
    singular,
)
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, Trigger, lexicon
from replay.engine.read.casualties.lexicon.phrasebook import Phrases

_MARKS = {
    ",": "comma",
    ";": "break",
    ":": "break",
    "(": "open",
    ")": "close",
    '"': "quote",
    "'": "quote",
    "-": "dash",
    "--": "dash",
}
_NAMES = ("US", "IT", "States")
_NUMBERING = frozenset("$€£¥₹₽₺#/%")
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

_CODES = {
    **dict.fromkeys(("and", "comma"), "&"),
    **dict.fromkeys(("be", "have", "modal", "verb", "leave", "take"), "b"),
    **dict.fromkeys(SAYING, "s"),
    "adv": "v",
}
_ARTICLES = frozenset({"a", "an", "half"})
_SCALES = frozenset({"couple", "pair", "half"})
_YEAR_DIGITS = 4
_CENTURIES = ("17", "18", "19", "20")
_SHORTEST_PARTICIPLE = 6
_SHORTEST_PAST = 6


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


_BUT = frozenset({"but"})
"""Behind `all`, it begins a count: `all but two of the 14`."""


def describe(mark: str, known: Lexicon, *, gap: int = 1) -> Word:
    """Return what the lexicon knows of a word, number or mark."""
    clipped = 2 if mark.casefold().endswith("'s") else 0
    mark, text = intern(mark), intern(mark.casefold()[: -clipped or None])
    tag = ("name" if mark in _NAMES else known.tags.get(text)) or _MARKS.get(text) or _open_class(mark, text, known)
    cues, signs = known.cues.get(text), ("year",) if _is_past_year(text) else known.signs.get(text, ())
    attributes = tag in ATTRIBUTING_TAGS or text in ATTRIBUTING
    phrases, person = known.phrases.get(text), is_person(text, known)
    counts = tag == "number" or text in known.bounds or text in known.vague or text in _ARTICLES or text == "both"
    fills = tag in ("name", "word") or (tag == "number" and "-" in text and text[-1].isalpha())
    is_plain = tag in ("name", "word") and not counts and text != "another"
    is_bare = tag not in OPENERS and not counts
    bounds = known.bounds.get(text)
    is_count = tag == "number" or text in known.vague or text in _ARTICLES
    begun = [each for each in (phrases, cues) if each is not None]
    ends_in_ing = len(text) >= _SHORTEST_PARTICIPLE and text.endswith("ing")
    ends_in_ing = ends_in_ing and text not in known.words["wars"] and text not in known.words["not_participles"]
    is_member = fills and phrases is None and not ends_in_ing and text not in known.bounds
    is_past = tag == "word" and text.endswith("ed") and len(text) >= _SHORTEST_PAST and not person
    return Word(
        mark=mark,
        gap=gap,
        step=gap + len(mark),
        text=text,
        tag=tag,
        clipped=clipped,
        phrases=phrases,
        bounds=bounds,
        cues=cues,
        signs=signs,
        seconds=frozenset().union(*[each.seconds for each in begun]),
        is_wild=any(each.is_wild for each in begun),
        is_open=bool(signs) or attributes or any(each.is_alone for each in begun),
        attributes=attributes,
        is_telling=bool(begun or signs or attributes),
        counts=counts,
        counts_alone=text == "both"
        or (is_count and tag != "a")
        or bool(bounds and (bounds.is_alone or bounds.is_wild)),
        counts_with=_BUT
        if text == "all"
        else frozenset(bounds.seconds if bounds else ()).union((*known.scales, *_SCALES) if tag == "a" else ()),
        is_count=is_count,
        digits=digits_of(text) if text[:1].isdecimal() else None,
        scales=text in known.scales or text in _SCALES,
        units=below_hundred(text, known),
        numbers=text in _NUMBERING or text in known.words["numbered"],
        is_month=text in known.words["months"],
        fills=fills,
        is_member=is_member,
        is_end=not fills and tag not in ("adv", "hedge") and text != ".",
        is_plain=is_plain,
        is_lone=is_plain and is_member and not is_past,
        is_bare=is_bare and phrases is None,
        opens=tag in OPENERS,
        code="+"
        if text == "alongside"
        else "n"
        if text in FIGURES
        else "b"
        if is_past
        else _CODES.get(tag, "." if is_plain or is_bare else "#"),
        ends_in_ed=tag == "word" and text.endswith("ed"),
        ends_in_ing=ends_in_ing,
        is_past=is_past,
        is_person=person,
        qualifies=text in known.qualifiers or text.endswith(AGED) or (tag == "name" and text.endswith(("ian", "ese"))),
        is_maker=text.endswith(known.maker_suffixes) and tag != "adv",
        is_acronym=mark.isupper(),
        is_plural=text in known.person_plurals or text.endswith("men") or ends_as_plural(text),
        is_never=not person and (text in known.never or singular(text) in known.never),
        is_animal=text in known.animals or singular(text) in known.animals,
    )


def _is_past_year(text: str) -> bool:
    return len(text) == _YEAR_DIGITS and text.isdecimal() and text[:2] in _CENTURIES


def _open_class(mark: str, text: str, known: Lexicon) -> str:
    if mark[0].isdecimal():
        return "number"
    if not mark[0].isalpha():
        return "mark"
    if text.endswith("ly") and text not in known.words["not_adverbs"]:
        return "adv"
    if text in known.units or text in known.scales or text in known.vague or text.partition("-")[0] in known.units:
        return "number"
    is_surname = mark.startswith(("al-", "el-")) and mark[3:4].isupper()
    return "name" if is_surname or mark[0].isupper() else "word"


MARCH = describe("March", lexicon())
"""A month, which `May` may be."""

NAME = describe("Gul", lexicon())
"""A name, which `Jan` may be."""
