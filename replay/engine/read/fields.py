"""The text of an update in the forms that rules look at, each made once, when it is first asked for."""

from collections.abc import Mapping, Sequence

from replay.engine.fact import EVIDENCE_MAX
from replay.engine.read import casualties
from replay.engine.read.plain import plain
from replay.engine.read.worded import Span
from replay.language.query import FIELDS
from replay.model import Evidence, Update
from replay.text import Text, folded, normalise
from replay.words import Words

_PLACE: dict[str, int] = {field: place for place, field in enumerate(FIELDS)}

Found = tuple[tuple[Evidence, ...], tuple[str, ...]]
"""What a query rests on, quoted, and the words by which an edit is news."""


class _Plain(dict[str, str | None]):
    """What `plain` gives of the fields of an update."""

    def __init__(self, update: Update) -> None:
        self._update = update

    def __missing__(self, field: str) -> str | None:
        self[field] = plain(self._update.headline if field == "headline" else self._update.body)
        return self[field]


class Fields:
    """The text fields of one update.

    Args:
        update: The update.

    Attributes:
        update: The update.
        plain: What `replay.engine.read.plain.plain` gives of each field.
        found: What was found for queries that several rules ask for, by whoever finds it; None where one does not hold.
        told: The casualties that fields tell of, of those that were read.
    """

    # Of most updates none of these is asked for, so each is made with the first that is.
    _words: Mapping[str, Words] = {}
    _values: Mapping[str, tuple[str, ...]] = {}
    told: Mapping[str, tuple[casualties.Mention, ...]] = {}

    def __init__(self, update: Update) -> None:
        self.update = update
        headline, body = update.headline, update.body
        # Of ASCII it is made before it is asked for, since that takes less than to see whether it is there.
        self.plain: Mapping[str, str | None] = (
            {"headline": headline.casefold(), "body": body.casefold()}
            if headline.isascii() and body.isascii()
            else _Plain(update)
        )
        self.found: dict[object, Found | None] = {}

    def original(self, field: str) -> str:
        """Return a field as it came."""
        return self.update.headline if field == "headline" else self.update.body

    def text(self, field: str) -> Text:
        """Return the text form of a field."""
        return self.words(field).text

    def words(self, field: str) -> Words:
        """Return the words form of a field."""
        words = self._words.get(field)
        if words is None:
            words = Words(normalise(self.original(field)))
            self._words = {**self._words, field: words}
        return words

    def values(self, name: str) -> tuple[str, ...]:
        """Return the update's source, stream, author or tags, folded; nothing where it has none."""
        if name not in self._values:
            update = self.update
            single = {"source": update.source, "stream": update.stream, "author": update.author}
            given = update.tags if name == "tag" else (single[name],)
            self._values = {**self._values, name: tuple(folded(each) for each in given if each is not None)}
        return self._values[name]

    def mentions(self, field: str) -> tuple[casualties.Mention, ...]:
        """Return the casualties that a field tells of."""
        if field not in self.told:
            self.tell(field, casualties.read(self.original(field)))
        return self.told[field]

    def tell(self, field: str, mentions: tuple[casualties.Mention, ...]) -> None:
        """Take what a field tells of casualties, from whoever read it."""
        self.told = {**self.told, field: mentions}

    def evidence(self, spans: Sequence[Span]) -> tuple[Evidence, ...]:
        """Return spans in reading order, each once, quoted; the first `EVIDENCE_MAX` of them."""
        return self.quoted(spans)[0]

    def quoted(self, spans: Sequence[Span]) -> Found:
        """Return what `evidence` does, and the words of all spans, case-folded, with their field, each once."""
        if len(spans) == 1:  # as most have
            update, (field, start, end) = self.update, spans[0]
            text = (update.headline if field == "headline" else update.body)[start:end]
            quoted = Evidence(update=update.id, field=field, start=start, end=end, text=text)
            return (quoted,), (f"{field} {text.casefold()}",)
        evidence = [self._quoted(*span) for span in sorted(set(spans), key=_reading_order)]
        return tuple(evidence[:EVIDENCE_MAX]), tuple(dict.fromkeys(map(_folded, evidence)))

    def _quoted(self, field: str, start: int, end: int) -> Evidence:
        update = self.update
        text = (update.headline if field == "headline" else update.body)[start:end]
        return Evidence(update=update.id, field=field, start=start, end=end, text=text)


def _folded(quoted: Evidence) -> str:
    return f"{quoted.field} {quoted.text.casefold()}"


def _reading_order(span: Span) -> tuple[int, int, int]:
    return _PLACE[span[0]], span[1], span[2]
