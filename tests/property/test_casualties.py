"""Laws of the casualties reader on any text."""

import re
import unicodedata

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from replay.engine.read.casualties import Mention, read, read_all, summarise
from replay.engine.read.casualties.grammar.automaton import find
from replay.engine.read.casualties.grammar.idle_sentences import is_idle
from replay.engine.read.casualties.lexicon.lexicon import lexicon, load_tables, trigger_phrases
from replay.engine.read.casualties.phrases.items import Items
from replay.engine.read.casualties.text.prefilter import keys_of
from replay.engine.read.casualties.text.sentences import Sentence, iter_telling
from replay.engine.read.index import Index
from replay.engine.read.mentions import casualties_literals
from replay.text import normalise
from tests.unit.engine.test_engine import update_at

STATUSES = ["reported", "denied", "possible", "historic", "recap"]
TABLES = load_tables()
TRIGGERS = sorted(trigger_phrases(TABLES))
ASKING = ("lost", "eliminate", "body", "bodies", "injury", "losses", "captured", "wound", "in hospital", "lives") * 200
"""Triggers that tell of somebody beside some words only, as often as all words together."""
WORDS = [
    *TRIGGERS,
    *(word for words in TABLES["tags"].values() for word in words),
    *(word for words in TABLES["counts"].values() for word in words),
    *(word for words in TABLES["persons"]["nouns"].values() for word in words[::9]),
    *(cue.replace("YYYY", "1999").replace("N", "7") for cues in TABLES["cues"].values() for cue in cues),
    *(
        "33",
        "30-35",
        "1,200",
        "2,5",
        "999999999999999",
        ",",
        ".",
        ";",
        ":",
        "(",
        ")",
        '"',
        "'",
        "-",
        "%",
        "$",
        "+",
        "\n\n",
    ),
    *("\u00ad", "\u2014", "\u201c", "\ufb01", "\u00bd"),
]

TOLD = ("3 men were killed", "a blast killed two men", "killed", "casualties", "deaths", "killing", "they were wounded")
BEHIND = (
    "two men",
    "a boy",
    "3",
    "in Bonn",
    "in",
    "including",
    "as many",
    "and",
    ",",
    "alongside",
    "with",
    ":",
    "says",
    "were",
    "rose to",
    "later",
    "at",
)
"""Parts of a sentence that ends its triggers with one of `TOLD`."""

texts = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ["killed", "3", "men", "\u00ad", "\ufb01", "\u00bd", "\u2029", "\x1c", "\u0301", " ", "\n", "."]
        )
    ).map("".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40).map(" ".join),
)


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of a text that may hold a trigger."""
    form = normalise(text).value
    keys = keys_of(form)
    return list(iter_telling(form, keys, lexicon())) if keys else []


def hold(text: str, mentions: tuple[Mention, ...]) -> None:
    """Assert what every mention keeps to: its span is the evidence, and holds the victims as written."""
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == text[mention.start : mention.end].strip()
        assert mention.min is None or mention.min >= 0
        assert mention.min is None or mention.max is None or mention.min <= mention.max
        assert mention.who != ""
        assert mention.who is None or mention.who in text[mention.start : mention.end]
        assert mention.said_by is None or mention.said_by in text


@given(texts)
def test_read_of_any_text_gives_mentions_within_it(text: str) -> None:
    """Reading never raises, spans lie in the text and are not empty, bounds are in order, names are quoted."""
    mentions = read(text)
    hold(text, mentions)
    assert list(mentions) == sorted(mentions, key=lambda mention: mention.start)


@given(texts, st.integers(1, 3))
def test_read_behind_other_paragraphs_moves_the_spans_and_nothing_else(text: str, paragraphs: int) -> None:
    """A span is where something stands, however much stands before it."""
    assume(text and not unicodedata.category(text[0]).startswith(("M", "C")))
    before = "It rained.\n\n" * paragraphs
    moved = [replace(each, start=each.start + len(before), end=each.end + len(before)) for each in read(text)]
    assert list(read(before + text)) == moved


@given(texts)
def test_read_twice_gives_the_same(text: str) -> None:
    """Reading depends on the text alone."""
    assert read(text) == read(text)


@given(st.lists(texts, max_size=5))
def test_read_all_gives_for_each_text_what_read_does(fields: list[str]) -> None:
    """Texts that are read together know nothing of each other."""
    assert read_all(fields) == [read(field) for field in fields]


@given(st.lists(texts, max_size=3))
def test_summary_has_ordered_bounds(fields: list[str]) -> None:
    """A summary's lower bound is never above its upper one."""
    for found in summarise([read(field) for field in fields], statuses=STATUSES).values():
        assert found.min is None or found.max is None or found.min <= found.max


@given(st.text(max_size=20), st.sampled_from(TRIGGERS), st.text(max_size=20))
def test_text_with_a_trigger_passes_the_prefilter(before: str, trigger: str, after: str) -> None:
    """Whatever stands around a trigger, the prefilter lets it pass."""
    assert keys_of(normalise(f"{before} {trigger} {after}").value)


@given(texts)
def test_text_that_fails_the_prefilter_has_no_trigger(text: str) -> None:
    """The prefilter is a superset: where it stops a text, no trigger stands in it."""
    form = normalise(text).value
    if not keys_of(form):
        assert not any(f" {trigger} " in f" {form.casefold()} " for trigger in TRIGGERS)


@given(texts, st.sampled_from(["", "7", "_", "'", "-"]))
def test_update_that_tells_of_casualties_is_a_candidate(text: str, before: str) -> None:
    """What rules on casualties are scanned for is a superset, too: an update in ASCII without any is never read."""
    body = f"{before}{text}".encode("ascii", "ignore").decode()
    around = update_at(body="a friend of the studies")
    candidates = Index([casualties_literals()]).candidates([around, update_at(body=body), around])
    assert [place for place, _ in candidates] == [1] or not read(body)


@given(texts, texts, texts)
def test_key_stands_where_it_is_a_word_of_a_stretch(before: str, stretch: str, behind: str) -> None:
    """A stretch between two stops holds a key only if it is among its words, and if another one that it needs is."""
    words = set(re.findall("[a-z]+", stretch.casefold()))
    found = [beside for key, beside in lexicon().keys.items() if key in words]
    text = f"{before}.{stretch}.{behind} killed"
    keys = keys_of(text)
    assert keys is not None
    start = len(before) + 1
    stands = keys.stand_in(text, start, start + len(stretch))
    assert not stands or found
    assert stands or not any(not beside or beside & words for beside in found)


@given(st.sampled_from(TRIGGERS), st.integers(0, 40), st.sampled_from("\u00ad\u200b\ufeff\u2060"))
def test_trigger_that_hides_in_odd_characters_is_read_like_a_plain_one(trigger: str, place: int, hidden: str) -> None:
    """What normalising reveals is read, though the prefilter looks at the original first."""
    plain = f"On Monday 3 men {trigger} of 3 men."
    place %= len(plain)
    odd = plain[:place] + hidden + plain[place:]
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalpha() else char for char in plain)
    assert [found.kind for found in read(plain)] == [found.kind for found in read(odd)]
    assert [found.kind for found in read(plain)] == [found.kind for found in read(wide)]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.sampled_from(["", " ", ", ", ". "]))
def test_work_on_a_long_text_is_bounded(pieces: list[str], between: str) -> None:
    """However long a text is and whatever it repeats, 800 of its tokens are read at most, in short sentences."""
    text = ((between.join(pieces) + between) * 9000)[: 1 << 14]
    sentences = sentences_of(text)
    assert sum(len(sentence.tokens) for sentence in sentences) <= 800
    assert all(0 < len(sentence.tokens) <= 200 for sentence in sentences)


@given(st.lists(st.sampled_from([*ASKING, *WORDS]), min_size=1, max_size=14))
def test_sentence_that_is_not_read_tells_of_nobody(words: list[str]) -> None:
    """Where nothing stands of what the triggers ask for, reading the sentence would find nothing."""
    for sentence in sentences_of(" ".join(words)):
        idle = sentence.has_trigger and is_idle(sentence, lexicon())
        assert not (idle and find(sentence, Items(sentence, lexicon()), lexicon()))


@given(st.sampled_from(TOLD), st.lists(st.sampled_from(BEHIND), min_size=1, max_size=6))
def test_sentence_read_to_its_end_has_no_more_findings(told: str, behind: list[str]) -> None:
    """Behind its last trigger a sentence is left as soon as nothing more can add to the victims, and not before."""
    for sentence in sentences_of(" ".join([told, *behind])):
        whole = replace(sentence, told=len(sentence.tokens) + 1)
        found, known = (find(each, Items(each, lexicon()), lexicon()) for each in (sentence, whole))
        assert [(each.place, each.start, each.end) for each in found] == [
            (each.place, each.start, each.end) for each in known
        ]
