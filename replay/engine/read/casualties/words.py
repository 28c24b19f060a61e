"""What the lexicon knows of a word as it is spelled, looked up once for each spelling."""

from dataclasses import dataclass
from typing import ClassVar

from replay.engine.read.casualties.lexicon import Head, Lexicon, Trigger, lexicon

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
_NAMES = ("US", "IT")
_NUMBERING = frozenset("$€£¥₹₽₺#/%")
_MOST_DIGITS = 12
_AGED = ("year-old", "month-old", "week-old", "day-old")
OPENERS = frozenset({"a", "the", "own", "no", "number", "name", "word", "pronoun"})
"""Tags of what may begin a noun phrase."""

SAYING = frozenset({"said", "denied", "claim"})
"""Tags of verbs by which somebody says so."""

PUTS = frozenset({"put", "puts", "placed", "places"})
"""Words by which somebody gives a toll."""

_LONGEST_AGE = 3
_SHORTEST_PARTICIPLE = 6
_SIBILANTS = ("sses", "shes", "ches", "xes")
_IRREGULAR = {
    "children": "child",
    "wives": "wife",
    "thieves": "thief",
    "mice": "mouse",
    "wolves": "wolf",
    "geese": "goose",
    "calves": "calf",
}


@dataclass(slots=True, eq=False)
class Word:
    """A word, number or mark; there is one for each spelling, wherever it stands, and so it has no place.

    There is another one for what follows without a space.

    Attributes:
        mark: As it is spelled.
        gap: Length of the space before it, 0 or 1.
        step: Length of both.
        text: Case-folded, without a possessive's ending.
        tag: Its class in the lexicon, `number`, `name` (capitalised), `word`, or the class of a mark.
        clipped: Length of the possessive's ending.
        heads: The triggers, idioms and other phrases that begin with it, if any.
        bounds: The bounds of a count that do, if any.
        cues: The cues of status that do, if any.
        signs: The sets of words for status that it is in.
        attributes: Whether a name beside it may be the one that says so.
        is_telling: Whether it has heads, cues or signs, or attributes.
        counts: Whether a count may begin with it.
        digits: The bounds that it writes in digits, if it does.
        scales: Whether it is a number behind an article: `a dozen`, `a pair`, `a half dozen`.
        units: The number below a hundred that it spells, if it does.
        numbers: Whether what it stands before is numbered or money: `flight 370`, `$ 5`.
        is_month: Whether it dates a day of the month beside it: `March 5`.
        fills: Whether it may stand inside a noun phrase.
        is_member: Whether it does, wherever it stands.
        is_border: Whether it ends every noun phrase.
        is_plain: Whether it begins a noun phrase without a number, and nothing else.
        is_bare: Whether it begins nothing and stands for itself, a function word or a mark.
        is_participle: Whether it is the -ing form of a verb, not `king` or `wing`.
        is_person: Whether it names a person or persons.
        qualifies: Whether it is a person only if no noun follows: `a Nigerian`, `a Nigerian bus`.
        is_maker: Whether it ends as words for makers and doers do.
        is_acronym: Whether it is all capitals.
        is_plural: Whether it looks plural.
        is_never: Whether it names what is no victim.
    """

    mark: str
    gap: int
    step: int
    text: str
    tag: str
    clipped: int
    heads: Head[Trigger | str | None] | None
    bounds: Head[str] | None
    cues: Head[str] | None
    signs: tuple[str, ...]
    attributes: bool
    is_telling: bool
    counts: bool
    digits: tuple[int, int] | None
    scales: bool
    units: int | None
    numbers: bool
    is_month: bool
    fills: bool
    is_member: bool
    is_border: bool
    is_plain: bool
    is_bare: bool
    is_participle: bool
    is_person: bool
    qualifies: bool
    is_maker: bool
    is_acronym: bool
    is_plural: bool
    is_never: bool

    noun: ClassVar[None] = None
    trigger: ClassVar[None] = None


def describe(mark: str, known: Lexicon, *, gap: int = 1) -> Word:
    """Return what the lexicon knows of a word, number or mark."""
    text, clipped = mark.casefold(), 0
    if text.endswith("'s"):
        text, clipped = text[:-2], 2
    tag = ("name" if mark in _NAMES else known.tags.get(text)) or _MARKS.get(text) or _open_class(mark, text, known)
    cues, signs = known.cues.get(text), known.signs.get(text, ())
    attributes = tag in SAYING or text in PUTS or text in ("according", ":", "-", "--")
    heads, person = known.phrases.get(text), is_person(text, known)
    counts = tag == "number" or text in known.bounds or text in known.vague or text in ("a", "an", "half", "both")
    fills = tag in ("name", "word") or (tag == "number" and "-" in text and text[-1].isalpha())
    is_participle = len(text) >= _SHORTEST_PARTICIPLE and text.endswith("ing") and text not in known.words["wars"]
    return Word(
        mark=mark,
        gap=gap,
        step=gap + len(mark),
        text=text,
        tag=tag,
        clipped=clipped,
        heads=heads,
        bounds=known.bounds.get(text),
        cues=cues,
        signs=signs,
        attributes=attributes,
        is_telling=heads is not None or cues is not None or bool(signs) or attributes,
        counts=counts,
        digits=digits_of(text) if text[:1].isdecimal() else None,
        scales=text in known.scales or text in ("couple", "pair", "half"),
        units=below_hundred(text, known),
        numbers=text in _NUMBERING or text in known.words["numbered"],
        is_month=text in known.words["months"],
        fills=fills,
        is_member=fills and heads is None and not is_participle and text not in known.bounds,
        is_border=heads is None and not fills and tag != "adv",
        is_plain=tag in ("name", "word") and heads is None and not counts and text != "another",
        is_bare=tag not in OPENERS and heads is None and not counts,
        is_participle=is_participle,
        is_person=person,
        qualifies=text in known.qualifiers or text.endswith(_AGED) or (tag == "name" and text.endswith(("ian", "ese"))),
        is_maker=text.endswith(known.maker_suffixes),
        is_acronym=mark.isupper(),
        is_plural=text in known.person_plurals or text.endswith("men") or _ends_as_plural(text),
        is_never=not person and (text in known.never or singular(text) in known.never),
    )


def digits_of(text: str, scale: int = 1) -> tuple[int, int] | None:
    """Return the bounds that a word in digits gives: `1,200`, `30-35`, `2.5` (million); None if it is no number."""
    low, _, high = text.replace(",", "").removesuffix("-odd").removesuffix("-plus").partition("-")
    if len(low) > _MOST_DIGITS or len(high) > _MOST_DIGITS:
        return None
    try:
        least = int(low) if scale == 1 else round(float(low) * scale)
        most = int(high) * scale if high else least
    except ValueError:
        return None
    return (least, most) if least <= most else None


def below_hundred(text: str, known: Lexicon) -> int | None:
    """Return the number that a word spells, if it is below a hundred: `five`, `twenty-five`."""
    if text in known.units:
        return known.units[text]
    ten, _, one = text.removesuffix("-odd").removesuffix("-plus").partition("-")
    if ten not in known.units or (one and one not in known.units):
        return None
    return known.units[ten] + (known.units[one] if one else 0)


def _open_class(mark: str, text: str, known: Lexicon) -> str:
    if mark[0].isdecimal():
        return "number"
    if not mark[0].isalpha():
        return "mark"
    if text.endswith("ly") and text not in known.words["not_adverbs"]:
        return "adv"
    if text in known.units or text in known.scales or text in known.vague or text.partition("-")[0] in known.units:
        return "number"
    return "name" if mark[0].isupper() else "word"


def is_person(text: str, known: Lexicon) -> bool:
    """Return whether a case-folded word names a person or persons."""
    one = singular(text)
    if one.endswith(_AGED):
        return not one[0].isdecimal() or len(one.partition("-")[0]) <= _LONGEST_AGE
    if "-" in one:
        last = one.rpartition("-")[2]
        if last in known.persons or last.endswith(known.person_suffixes):
            return True
    return (
        text in known.person_plurals
        or one in known.persons
        or one in known.qualifiers
        or text in known.persons
        or (text.endswith(known.person_suffixes) and one not in known.never)
    )


def singular(text: str) -> str:
    """Return the singular that a case-folded word may be the plural of."""
    if text in _IRREGULAR or text.endswith("men"):
        return _IRREGULAR.get(text) or f"{text[:-2]}an"
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    if text.endswith(_SIBILANTS):
        return text[:-2]
    return text[:-1] if _ends_as_plural(text) else text


def _ends_as_plural(text: str) -> bool:
    return text.endswith("s") and not text.endswith("ss")


MARCH = describe("March", lexicon())
"""A month, which `May` may be."""
