"""What the lexicon knows of a word as it is spelled, looked up once for each spelling."""

from dataclasses import dataclass

from replay.engine.read.casualties.lexicon import Lexicon, lexicon

_MARKS = {",": "comma", ";": "break", ":": "break", "(": "open", ")": "close", "-": "dash", '"': "quote", "'": "quote"}
_MOST_SPELLINGS = 1 << 14
_NAMES = ("US", "IT")
_LONGEST_KEPT = 40
_AGED = ("year-old", "month-old", "week-old", "day-old")
OPENERS = frozenset({"a", "the", "own", "no", "number", "name", "word", "pronoun"})
"""Tags of what may begin a noun phrase."""

_SHORTEST_PARTICIPLE = 6
_IRREGULAR = {
    "children": "child",
    "wives": "wife",
    "thieves": "thief",
    "mice": "mouse",
    "wolves": "wolf",
    "calves": "calf",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark.

    Attributes:
        text: Case-folded, without a possessive's ending.
        tag: Its class in the lexicon, `number`, `name` (capitalised), `word`, or the class of a mark.
        clipped: Length of the possessive's ending.
        heads: Whether a trigger, an idiom or another phrase may begin with it.
        counts: Whether a count may.
        cues: Whether a cue of status may.
        fills: Whether it may stand inside a noun phrase.
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

    text: str
    tag: str
    clipped: int
    heads: bool
    counts: bool
    cues: bool
    fills: bool
    is_plain: bool
    is_bare: bool
    is_participle: bool
    is_person: bool
    qualifies: bool
    is_maker: bool
    is_acronym: bool
    is_plural: bool
    is_never: bool


class Vocabulary(dict[str, Word]):
    """The words by spelling; forgets them all when there are too many, since anything may be spelled."""

    def __init__(self, known: Lexicon) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, mark: str) -> Word:
        """Return the word of a spelling that was not met before."""
        word = describe(mark, self._known)
        if len(self) >= _MOST_SPELLINGS:
            self.clear()
        if len(mark) <= _LONGEST_KEPT:
            self[mark] = word
        return word


def describe(mark: str, known: Lexicon) -> Word:
    """Return what the lexicon knows of a word, number or mark."""
    text, clipped = mark.casefold(), 0
    if text.endswith("'s"):
        text, clipped = text[:-2], 2
    tag = ("name" if mark in _NAMES else known.tags.get(text)) or _MARKS.get(text) or _open_class(mark, text, known)
    person = is_person(text, known)
    heads = text in known.phrases
    counts = tag == "number" or text in known.bounds or text in known.vague or text in ("a", "an", "half", "both")
    return Word(
        text=text,
        tag=tag,
        clipped=clipped,
        heads=heads,
        counts=counts,
        cues=text in known.cues or text in known.signs,
        fills=tag in ("name", "word") or (tag == "number" and "-" in text and text[-1].isalpha()),
        is_plain=tag in ("name", "word") and not heads and not counts and text != "another",
        is_bare=tag not in OPENERS and not heads and not counts,
        is_participle=len(text) >= _SHORTEST_PARTICIPLE and text.endswith("ing"),
        is_person=person,
        qualifies=text in known.qualifiers or text.endswith(_AGED) or (tag == "name" and text.endswith(("ian", "ese"))),
        is_maker=text.endswith(known.maker_suffixes),
        is_acronym=mark.isupper(),
        is_plural=text in known.person_plurals or text.endswith("men") or _ends_as_plural(text),
        is_never=not person and (text in known.never or singular(text) in known.never),
    )


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
    return text[:-1] if _ends_as_plural(text) else text


def _ends_as_plural(text: str) -> bool:
    return text.endswith("s") and not text.endswith("ss")


VOCABULARY = Vocabulary(lexicon())
MONTH_MAY = describe("March", lexicon())
