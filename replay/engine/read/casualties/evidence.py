"""A finding made a mention: how many it counts, its place in the original, and what it quotes from there."""

import msgspec

from replay.engine.read.casualties.field.increments import is_total
from replay.engine.read.casualties.mention import Mention, Status
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.numerals import Count
from replay.engine.read.casualties.phrases.victims import is_single
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.status.status import Cues
from replay.engine.read.casualties.text.sentences import Sentence
from replay.text import Text

_BIRTHS = {"couple": 2, "twins": 2, "triplets": 3}


class Evidence(msgspec.Struct, eq=False, gc=False):
    """A sentence that tells of casualties, and where it stands.

    Attributes:
        original: The field.
        text: Its text form.
        sentence: The sentence, of that form.
        cues: Its cues of status.
    """

    original: str
    text: Text
    sentence: Sentence
    cues: Cues

    def mention(self, finding: Finding, count: Count | None, *, status: Status, increment: bool, tally: int) -> Mention:
        """Return what a finding of the sentence tells."""
        start, end = self._span(finding.start, finding.end)
        speaker = self.cues.speaker(finding.place)
        low, high, approx = _number(finding, count)
        noun = finding.whom or finding.noun
        has_name = noun is not None and noun.body < noun.end and noun.article != "pronoun" and not noun.is_among_them
        return Mention(
            kind=finding.trigger.kind,
            min=low,
            max=high,
            approx=approx,
            who=self._quote(noun.body, noun.behind_origin) if noun is not None and has_name else None,
            status=status,
            total=is_total(finding, self.sentence),
            previous=finding.previous,
            increment=increment,
            said_by=self._quote(*speaker) if speaker else None,
            start=start,
            end=end,
            tally=tally,
        )

    def _quote(self, first: int, end: int) -> str:
        start, stop = self._span(first, end)
        return self.original[start:stop]

    def _span(self, first: int, end: int) -> tuple[int, int]:
        span = self.sentence.span(first, end)
        return span if self.text.origins is None else self.text.span(*span)


def _number(finding: Finding, count: Count | None) -> tuple[int | None, int | None, bool]:
    noun = finding.noun
    if count is not None:
        return count.min, count.max, count.approx
    if noun is None:
        return (0, 0, False) if finding.negated else (None, None, False)
    many = _many_of(noun) or (1 if is_single(noun) else None)
    return many, many, False


def _many_of(noun: NounPhrase) -> int | None:
    """Return how many a word without a number means: `the parents`, `twin brothers`."""
    if noun.head == "parents" and noun.article in ("own", "the"):
        return 2
    is_twin = noun.is_plural and noun.tokens[noun.body].text == "twin"
    return 2 if is_twin else _BIRTHS.get(noun.head)
