"""Read one field: prefilter, sentences, automaton, mentions."""

from collections.abc import Iterator, Sequence

from replay.engine.read.casualties.grammar import Automaton, Finding
from replay.engine.read.casualties.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.mention import Mention
from replay.engine.read.casualties.phrases import iter_items
from replay.engine.read.casualties.status import Cues, cues_of
from replay.engine.read.casualties.tallies import Tallies
from replay.engine.read.casualties.tokens import Token, iter_sentences
from replay.engine.read.casualties.victims import is_single
from replay.text import Text, normalise


def read(original: str) -> tuple[Mention, ...]:
    """Return the mentions of casualties in one field, a headline or a body.

    Args:
        original: Any text.

    Returns:
        Mentions ordered by start; spans are offsets in *original*, in code points.
    """
    words = lexicon()
    text = normalise(original)
    if not may_report(text.value, words):
        return ()
    return tuple(sorted(_iter_mentions(original, text, words), key=lambda mention: (mention.start, mention.end)))


def may_report(form: str, words: Lexicon) -> bool:
    """Return whether a text form holds one of the literals without which there is no mention."""
    folded = form.casefold()
    return any(literal in folded for literal in words.prefilter)


def _iter_mentions(original: str, text: Text, words: Lexicon) -> Iterator[Mention]:
    tallies = Tallies(words)
    for tokens in iter_sentences(text.value, words):
        cased = [token.word for token in tokens]
        if not any(word in words.triggers for word in cased):
            continue
        items = tuple(iter_items(tokens, cased, words))
        vetoed = not words.words["veto"].isdisjoint(cased)
        findings = Automaton(frozenset(token.tag for token in tokens), vetoed=vetoed).read(items)
        if not findings:
            continue
        cues = cues_of(cased, items, words)
        for finding, tally in zip(findings, tallies.of(findings, goes_on=cues.goes_on), strict=True):
            yield _mention(original, text, tokens, finding, cues, tally)


def _mention(
    original: str, text: Text, tokens: Sequence[Token], finding: Finding, cues: Cues, tally: int
) -> Mention:
    start, end = _span(text, tokens, finding.start, finding.end)
    low, high, approx = _number(finding)
    speaker = cues.speaker(finding.place)
    return Mention(
        kind=finding.trigger.kind,
        min=low,
        max=high,
        approx=approx,
        who=_victims(original, text, tokens, finding),
        status=cues.status(finding),
        total=finding.trigger.form == "toll",
        previous=finding.previous,
        said_by=original[slice(*_span(text, tokens, *speaker))] if speaker else None,
        start=start,
        end=end,
        tally=tally,
    )


def _number(finding: Finding) -> tuple[int | None, int | None, bool]:
    noun = finding.noun
    if noun is None:
        return (0, 0, False) if finding.negated else (None, None, False)
    if noun.count is not None:
        return noun.count.min, noun.count.max, noun.count.approx
    return (1, 1, False) if is_single(noun) else (None, None, False)


def _victims(original: str, text: Text, tokens: Sequence[Token], finding: Finding) -> str | None:
    noun = finding.noun
    if noun is None or noun.body >= noun.end or noun.article == "pronoun":
        return None
    return original[slice(*_span(text, tokens, noun.body, noun.end))]


def _span(text: Text, tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    return text.span(tokens[first].start, tokens[end - 1].end)
