"""The text of an update in the forms that rules look at, each made once, when it is first asked for."""

from collections.abc import Sequence

from replay.engine.fact import EVIDENCE_MAX
from replay.engine.read import casualties
from replay.engine.read.worded import Span
from replay.language.query import FIELDS
from replay.model import Evidence, Update
from replay.text import Text, Words, folded, normalise, plain

_PLACE: dict[str, int] = {field: place for place, field in enumerate(FIELDS)}

Found = tuple[tuple[Evidence, ...], tuple[str, ...]]
"""What a query rests on, quoted, and the words by which an edit is news."""


class Fields:
    """The text fields of one update.

    Args:
        update: The update.

    Attributes:
        update: The update.
        found: What was found for queries that several rules ask for, by whoever finds it; None where one does not hold.
    """

    def __init__(self, update: Update) -> None:
        self.update = update
        self.found: dict[object, Found | None] = {}
        self._plain: dict[str, str | None] = {}
        self._words: dict[str, Words] = {}
        self._values: dict[str, tuple[str, ...]] = {}
        self._mentions: dict[str, tuple[casualties.Mention, ...]] = {}

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
            words = self._words[field] = Words(normalise(self.original(field)))
        return words

    def plain(self, field: str) -> str | None:
        """Return what `replay.text.plain` gives of a field."""
        if field not in self._plain:
            self._plain[field] = plain(self.original(field))
        return self._plain[field]

    def values(self, name: str) -> tuple[str, ...]:
        """Return the update's source, stream, author or tags, folded; nothing where it has none."""
        if name not in self._values:
            update = self.update
            single = {"source": update.source, "stream": update.stream, "author": update.author}
            given = update.tags if name == "tag" else (single[name],)
            self._values[name] = tuple(folded(each) for each in given if each is not None)
        return self._values[name]

    def mentions(self, field: str) -> tuple[casualties.Mention, ...]:
        """Return the casualties that a field tells of."""
        if field not in self._mentions:
            self._mentions[field] = casualties.read(self.original(field))
        return self._mentions[field]

    def evidence(self, spans: Sequence[Span]) -> tuple[Evidence, ...]:
        """Return spans in reading order, each once, quoted; the first `EVIDENCE_MAX` of them."""
        return self.quoted(spans)[:EVIDENCE_MAX]

    def quoted(self, spans: Sequence[Span]) -> tuple[Evidence, ...]:
        """Return all spans in reading order, each once, quoted."""
        ordered = spans if len(spans) <= 1 else sorted(set(spans), key=_reading_order)
        update, quoted = self.update, []
        for field, start, end in ordered:
            text = (update.headline if field == "headline" else update.body)[start:end]
            quoted.append(Evidence(update=update.id, field=field, start=start, end=end, text=text))
        return tuple(quoted)


def texts_of(quoted: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the words quoted, case-folded, with their field, each once."""
    texts = [f"{each.field} {each.text.casefold()}" for each in quoted]
    return tuple(texts if len(texts) <= 1 else dict.fromkeys(texts))


def _reading_order(span: Span) -> tuple[int, int, int]:
    return _PLACE[span[0]], span[1], span[2]
