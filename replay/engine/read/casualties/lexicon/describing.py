"""From a spelling to its word: what the lists and forms of the lexicon say of a word, number or mark."""

from sys import intern

from replay.engine.read.casualties.lexicon.forms import (
    AGED,
    below_hundred,
    digits_of,
    ends_as_plural,
    is_person,
    singular,
)
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.lexicon.words import ATTRIBUTING, ATTRIBUTING_TAGS, FIGURES, OPENERS, SAYING, Word

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
