"""The words of a text, by example: what a word is, what a paragraph is, and where either stands in the original."""

# ruff: noqa: RUF001 -- the spellings are the subject

import unicodedata

import pytest

from replay.text import normalise
from replay.words import Words, words_of

DASHES = "-\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2e3a\u301c\u3030\ufe58\ufe63\uff0d\u2212"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u2060\u2066\ufe0f\ufeff\U000e0041"


def cut_out(original: str) -> list[str]:
    """Return what each word's span cuts out of *original*."""
    words = Words(normalise(original))
    spans, place = [], 1
    for piece in words.value[1:-1].split(" "):
        if piece.strip():
            start, end = words.span(place, place + len(piece))
            spans.append(original[start:end])
        place += len(piece) + 1
    return spans


@pytest.mark.parametrize(
    ("original", "words"),
    [
        ("", ()),
        (" \n\n ", ()),
        ("Syria’s", ("syria", "s")),
        ("Syria's", ("syria", "s")),
        ("L’ÉLYSÉE", ("l", "élysée")),
        ("L´Élysée", ("l", "élysée")),
        ("#tag", ("tag",)),
        ("@RT_com", ("rt", "com")),
        ("_under_score_", ("under", "score")),
        ("U.S.", ("u", "s")),
        ("U.S.A", ("u", "s", "a")),
        ("a.b,c", ("a", "b", "c")),
        ("1,234.5", ("1,234.5",)),
        ("1,234.5.", ("1,234.5",)),
        (".5, 6,", ("5", "6")),
        ("1..5", ("1", "5")),
        ("v1.5b", ("v1.5b",)),
        ("10.a", ("10", "a")),
        ("17:23", ("17", "23")),
        ("F-16", ("f", "16")),
        ("M4", ("m4",)),
        ("“cease fire”", ("cease", "fire")),
        ("«Перемирие»", ("перемирие",)),
        ("ﬁre ﬆop", ("fire", "stop")),
        ("１２３", ("123",)),
        ("１，２３４．５", ("1,234.5",)),
        ("Ｓｙｒｉａ", ("syria",)),
        ("STRASSE Straße STRAẞE", ("strasse", "strasse", "strasse")),
        ("ΣΊΣΥΦΟΣ Σίσυφος", ("σίσυφοσ", "σίσυφοσ")),
        ("E\u0301lyse\u0301e", ("élysée",)),
        ("résumé resume", ("résumé", "resume")),
        ("½", ("1", "2")),
        ("2½ km", ("2", "1", "2", "km")),
        ("2\u00ad½", ("2", "1", "2")),
        ("10²", ("10", "2")),
        ("10⁻³", ("10", "3")),
        ("1ˢᵗ", ("1", "st")),
        ("km²", ("km2",)),
        ("한국어", ("한국어",)),
        ("\u1112\u1161\u11ab국", ("한국",)),
        ("停火", ("停", "火")),
        ("EU停火2020", ("eu", "停", "火", "2020")),
        ("カタカナ ひらがな", ("カ", "タ", "カ", "ナ", "ひ", "ら", "が", "な")),
        ("ﾊﾞﾝ", ("バ", "ン")),
        ("หยุดยิง", tuple("หยุดยิง")),
        ("क्षि", ("क्षि",)),
        ("g\u0303uarani", ("g\u0303uarani",)),
        ("H\u0331a s\u0331", ("\u1e96a", "s\u0331")),
        ("مَرْحَبًا", ("مَرْحَبًا",)),
        ("👨‍👩‍👧 ok", ("ok",)),
        ("\ud800a\udc00", ("a",)),
    ],
)  # fmt: skip -- one case a line
def test_words_of_a_spelling_are_its_runs_of_letters_marks_and_digits(original: str, words: tuple[str, ...]) -> None:
    """A word is a maximal run of letters, marks and digits of the case-folded text form; all else separates."""
    assert words_of(original) == words


@pytest.mark.parametrize("dash", DASHES)
def test_dash_of_any_kind_is_a_hyphen(dash: str) -> None:
    """Every dash (Pd) and the minus sign become `-`, which parts two words."""
    assert normalise(f"cease{dash}fire").value == "cease-fire"
    assert words_of(f"cease{dash}fire") == ("cease", "fire")


@pytest.mark.parametrize("invisible", INVISIBLE)
def test_invisible_character_inside_a_word_is_no_part_of_it(invisible: str) -> None:
    """A default-ignorable is removed, and the word's span in the original takes it in."""
    original = f"a cease{invisible}fire b"
    assert normalise(original).value == "a ceasefire b"
    assert cut_out(original) == ["a", f"cease{invisible}fire", "b"]


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\u2029", "\n \n"])
def test_words_form_holds_a_lone_newline_for_a_paragraph_break(between: str) -> None:
    """A phrase is a substring of the words form, so the break stands in it as a word that no phrase holds."""
    assert Words(normalise(f"Troops cease.{between}Fire broke out")).value == " troops cease \n fire broke out "


@pytest.mark.parametrize("between", [" ", "\n", "\r\n", "\r", "\u2028", "\t", "\u00a0"])
def test_words_form_holds_a_space_for_a_single_newline(between: str) -> None:
    """A wrapped line does not end a paragraph."""
    assert Words(normalise(f"cease{between}fire")).value == " cease fire "


@pytest.mark.parametrize(
    ("original", "pieces"),
    [
        ("In Syria’s Idlib", ["In", "Syria", "s", "Idlib"]),
        ("\n\n  Syria  –  war", ["Syria", "war"]),
        ("a\r\n\r\n\r\nb c", ["a", "b", "c"]),
        ("ﬁre!", ["ﬁre"]),
        ("2½ km", ["2", "½", "½", "km"]),
        ("Straße, İdlib", ["Straße", "İdlib"]),
        ("1,234.5 men", ["1,234.5", "men"]),
        ("E\u0301lyse\u0301e", ["E\u0301lyse\u0301e"]),
        ("停火", ["停", "火"]),
        ("😀 truce", ["truce"]),
        ("10²\ufe0f km", ["10", "²\ufe0f", "km"]),
        ("½\u00ad\u00ad", ["½\u00ad\u00ad", "½\u00ad\u00ad"]),
    ],
)  # fmt: skip -- one case a line
def test_span_of_a_word_cuts_it_out_of_the_original(original: str, pieces: list[str]) -> None:
    """Offsets are code points of the original, whatever the form did to its characters."""
    assert cut_out(original) == pieces


def test_span_of_a_phrase_runs_from_its_first_word_to_its_last() -> None:
    """What stands between the words of a phrase belongs to its span."""
    original = "“No cease\u2011\u00adfire yet”"
    words = Words(normalise(original))
    start = words.value.index("cease fire")
    assert original[slice(*words.span(start, start + len("cease fire")))] == "cease\u2011\u00adfire"


@pytest.mark.parametrize(
    ("original", "term"), [("エネルギーEU", "eu"), ("リーダーG7会合", "g7"), ("ミサイルか\u309aX", "x")]
)
def test_words_behind_a_script_without_spaces_stand_alone(original: str, term: str) -> None:
    """A sound mark of Japanese is a character of its own: it does not glue the Latin word behind it."""
    assert term in words_of(original)


def test_words_of_doubled_sound_mark_match_as_substring() -> None:
    """Scripts without spaces match as substrings, also where the sound mark is written twice."""
    assert Words(normalise("あー")).value.rstrip() in Words(normalise("わあーー!")).value


@pytest.mark.parametrize(
    ("lower", "upper"), [("ma\u0390s", "MA\u03aa\u0301S"), ("\u03b0", "\u03ab\u0301"), ("\u1fd7", "\u03aa\u0342")]
)
def test_words_in_any_case_of_greek_are_the_same(lower: str, upper: str) -> None:
    """A letter with two accents has no composed capital; either case gives the same word nonetheless."""
    assert unicodedata.normalize("NFC", lower.upper()) == upper
    assert words_of(upper) == words_of(lower)
