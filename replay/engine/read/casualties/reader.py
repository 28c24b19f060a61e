"""Read one field: prefilter, sentences, automaton, mentions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from replay.engine.read.casualties.findings import Finding
from replay.engine.read.casualties.grammar import Automaton
from replay.engine.read.casualties.increments import is_increment
from replay.engine.read.casualties.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.mention import Mention, Status
from replay.engine.read.casualties.phrases import iter_items
from replay.engine.read.casualties.status import Cues, cues_of, is_natural
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
    told = list(_iter_told(text, words))
    is_obituary = any(cues.obituary and any(map(is_natural, findings)) for _, findings, cues in told)
    has_base = False
    for tokens, findings, cues in told:
        sentence = _Sentence(original, text, tokens)
        for finding, tally in zip(findings, tallies.of(findings, goes_on=cues.goes_on), strict=True):
            status = cues.status(finding, is_obituary=is_obituary)
            mention = sentence.mention(finding, status=status, speaker=cues.speaker(finding.place), tally=tally)
            yield replace(mention, increment=is_increment(finding, tokens, has_base=has_base))
            has_base = True


def _iter_told(text: Text, words: Lexicon) -> Iterator[tuple[Sequence[Token], Sequence[Finding], Cues]]:
    """Yield each sentence that tells of casualties: tokens, findings, cues."""
    for tokens in iter_sentences(text.value, words):
        cased = [token.word for token in tokens]
        if not any(word in words.triggers for word in cased):
            continue
        items = tuple(iter_items(tokens, cased, words))
        vetoed = not words.words["veto"].isdisjoint(cased)
        findings = Automaton(frozenset(token.tag for token in tokens), vetoed=vetoed).read(items)
        if findings:
            yield tokens, findings, cues_of(cased, items, words)


@dataclass(frozen=True, slots=True)
class _Sentence:
    original: str
    text: Text
    tokens: Sequence[Token]

    def mention(self, finding: Finding, *, status: Status, speaker: tuple[int, int] | None, tally: int) -> Mention:
        start, end = self._span(finding.start, finding.end)
        low, high, approx = _number(finding)
        noun = finding.noun
        has_name = noun is not None and noun.body < noun.end and noun.article != "pronoun"
        return Mention(
            kind=finding.trigger.kind,
            min=low,
            max=high,
            approx=approx,
            who=self._quote(noun.body, noun.end) if noun is not None and has_name else None,
            status=status,
            total=finding.trigger.form == "toll",
            previous=finding.previous,
            said_by=self._quote(*speaker) if speaker else None,
            start=start,
            end=end,
            tally=tally,
        )

    def _quote(self, first: int, end: int) -> str:
        start, stop = self._span(first, end)
        return self.original[start:stop]

    def _span(self, first: int, end: int) -> tuple[int, int]:
        return self.text.span(self.tokens[first].start, self.tokens[end - 1].end)


def _number(finding: Finding) -> tuple[int | None, int | None, bool]:
    noun = finding.noun
    if noun is None:
        return (0, 0, False) if finding.negated else (None, None, False)
    if noun.count is not None:
        return noun.count.min, noun.count.max, noun.count.approx
    return (1, 1, False) if is_single(noun) else (None, None, False)
