"""Read one field: prefilter, sentences, automaton, mentions."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.evidence import Evidence
from replay.engine.read.casualties.field.antecedents import Antecedents
from replay.engine.read.casualties.field.increments import is_increment
from replay.engine.read.casualties.field.retold import Retold
from replay.engine.read.casualties.field.scenes import is_elsewhere
from replay.engine.read.casualties.field.tallies import Tallies
from replay.engine.read.casualties.grammar.automaton import find
from replay.engine.read.casualties.grammar.idle_sentences import is_idle
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.mention import Mention
from replay.engine.read.casualties.phrases.items import Items
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.status.attribution import speakers_of
from replay.engine.read.casualties.status.natural import is_assault, is_natural, is_of_life, is_of_old_age, is_violent
from replay.engine.read.casualties.status.status import Cues, cues_of
from replay.engine.read.casualties.text.lines import with_breaks
from replay.engine.read.casualties.text.prefilter import CONTROL, Keys, keys_of, letters_of
from replay.engine.read.casualties.text.sentences import Sentence, iter_telling
from replay.text import Text, normalise

# What normalising leaves as it is, letters, dashes and quotes; any other character may hide a word, and takes time.
_ODD = re.compile(r"[^ -~\xc0-\u0131\u2010-\u2023]| (?= )")
Told = tuple[Sentence, Sequence[Finding], Cues]
"""A sentence that tells of casualties, with its findings and cues."""

_AT_ONCE = 128
"""Fields that are read together: more fill the cache with what is between two stages."""

_PLACE = attrgetter("start", "end")
_MOST_PEOPLE = 10**9
_MOST_ODD = 1000
_WHOLE_AND_TWO = 3


def read(original: str) -> tuple[Mention, ...]:
    """Return the mentions of casualties in one field, a headline or a body.

    Args:
        original: Any text. What is read of it has a bound: up to the 1,000th character that is not plain Latin text,
            and the first 800 tokens that stand in sentences with a trigger.

    Returns:
        Mentions ordered by start; spans are offsets in *original*, in code points.
    """
    return read_all([original])[0]


def read_all(originals: Iterable[str]) -> list[tuple[Mention, ...]]:
    """Return for each field what `read` does; many together take a fifth less time."""
    fields, told = map(_field_of, originals), list[tuple[Mention, ...]]()
    while part := list(islice(fields, _AT_ONCE)):
        mentions = iter(_read_fields([field for field in part if field is not None]))
        told += [() if field is None else next(mentions) for field in part]
    return told


class _Field(msgspec.Struct, eq=False, gc=False):
    """A field that may tell of casualties, its text form and keys, and what is told in it."""

    original: str
    text: Text
    keys: Keys
    told: list[Told] = msgspec.field(default_factory=list)


def _field_of(original: str) -> _Field | None:
    """Return a field, or None if it tells of no casualties."""
    letters = letters_of(original)
    is_form = original.isascii() and CONTROL not in letters and "  " not in original
    odd = None if is_form else _ODD.search(original)
    keys = None if odd else keys_of(original, letters)
    if not (odd or keys):
        return None
    text = Text(original) if is_form else normalise(with_breaks(_readable(original)) if odd else original)
    if keys is None or text.value is not original:
        keys = keys_of(text.value)
    return None if keys is None else _Field(original, text, keys)


def _read_fields(fields: Sequence[_Field]) -> list[tuple[Mention, ...]]:
    """Return the mentions of fields. All go through a stage before the next, whose code the processor's cache keeps."""
    words = lexicon()
    sentences = [
        (field, sentence)
        for field in fields
        for sentence in iter_telling(field.text.value, field.keys, words)
        if sentence.has_trigger and not is_idle(sentence, words)
    ]
    items = [Items(sentence, words) for _, sentence in sentences]
    findings = [find(sentence, each, words) for (_, sentence), each in zip(sentences, items, strict=True)]
    for (field, sentence), its_items, found in zip(sentences, items, findings, strict=True):
        if found:
            cues = cues_of(sentence, speakers_of(its_items.all()) if sentence.attributes else ())
            if "fiction" not in cues.places:
                field.told.append((sentence, found, cues))
    return [_mentions(field, words) for field in fields]


def _readable(original: str) -> str:
    """Return what of a text is read at most; normalising what is odd is slow."""
    if len(original) <= _MOST_ODD:
        return original
    beyond = next(islice(_ODD.finditer(original), _MOST_ODD, None), None)
    return original[: beyond.start()] if beyond else original


def _mentions(field: _Field, words: Lexicon) -> tuple[Mention, ...]:
    original, text, told = field.original, field.text, field.told
    if not told:
        return ()
    is_obituary = _is_obituary(told, text, words)
    antecedents, retold = Antecedents(), Retold(text.value, words)
    mentions: list[Mention] = []
    tallies = iter(_tallies_of(told, words))
    for sentence, findings, cues in told:
        evidence = Evidence(original, text, sentence, cues)
        for finding in findings:
            tally = next(tallies)
            status = cues.status(finding, is_obituary=is_obituary)
            count = antecedents.count_of(finding)
            if finding.is_theirs if count is None else (count.min or 0) > _MOST_PEOPLE:
                continue
            if is_obituary and status == "reported" and is_of_life(finding, findings, sentence):
                status = "historic"
            status = retold.status_of(sentence, finding, count, status)
            increment = is_increment(finding, sentence.words, has_base=bool(mentions))
            mention = evidence.mention(finding, count, status=status, increment=increment, tally=tally)
            is_nameless = finding.is_retold and mention.who is None
            mentions.append(_named(mention, mentions) if is_nameless else mention)
    if len(mentions) > 1:
        mentions.sort(key=_PLACE)
    return tuple(mentions)


def _tallies_of(told: Sequence[Told], words: Lexicon) -> list[int]:
    """Return the tally of each finding, in order."""
    if len(told) == 1 and len(told[0][1]) == 1 and not told[0][1][0].is_retold:
        return [0]  # most fields
    tallies, numbers = Tallies(words), list[int]()
    before: list[Sentence] = []
    for sentence, findings, cues in told:
        is_more = is_elsewhere(before, sentence)
        is_more = is_more or ("also" in cues.places and cues.adds(findings[0], findings[-1]))
        numbers += tallies.of(findings, goes_on=is_more)
        before.append(sentence)
    if len(numbers) < _WHOLE_AND_TWO:
        return numbers
    return tallies.parted([finding for _, findings, _ in told for finding in findings], numbers)


def _named(mention: Mention, before: Sequence[Mention]) -> Mention:
    """Return a mention with the victims of those before it, if all of its kind have the same."""
    victims = {each.who for each in before if each.kind == mention.kind}
    return replace(mention, who=victims.pop() if len(victims) == 1 else None)


def _is_obituary(told: Sequence[Told], text: Text, words: Lexicon) -> bool:
    """Return whether a field tells of one death and allows it to be natural: it says so, or tells of no violence."""
    may_be_natural = False
    for _, findings, cues in told:
        for each in findings:
            if is_natural(each) and _dies_alone(each, findings):
                if "obituary" in cues.places:
                    return True
                may_be_natural = True
    if not may_be_natural or is_of_old_age(text.value, words):
        return may_be_natural
    return not _is_violent(told, words) and not is_assault(text.value, words)


def _dies_alone(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Return whether nobody else died of whom the same word tells: not in `two boys and their aunt died`."""
    return not any(each.place == finding.place and each.noun and each.noun.count for each in findings)


def _is_violent(told: Sequence[Told], words: Lexicon) -> bool:
    return any(is_violent(sentence, findings, words) for sentence, findings, _ in told)
