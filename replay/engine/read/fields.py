"""The text of an update in the forms that rules look at, each made once, when it is first asked for."""

from collections.abc import Iterable, Sequence

from replay.engine.fact import EVIDENCE_MAX
from replay.engine.read import casualties
from replay.language.query import FIELDS
from replay.model import Evidence, Update
from replay.text import Text, Words, folded, normalise

_PLACE: dict[str, int] = {field: place for place, field in enumerate(FIELDS)}


class Fields:
    """The text fields of one update.

    Args:
        update: The update.
    """

    def __init__(self, update: Update) -> None:
        self.update = update
        self._texts: dict[str, Text] = {}
        self._words: dict[str, Words] = {}
        self._values: dict[str, tuple[str, ...]] = {}
        self._mentions: dict[str, tuple[casualties.Mention, ...]] = {}

    def original(self, field: str) -> str:
        """Return a field as it came."""
        return self.update.headline if field == "headline" else self.update.body

    def text(self, field: str) -> Text:
        """Return the text form of a field."""
        if field not in self._texts:
            self._texts[field] = normalise(self.original(field))
        return self._texts[field]

    def words(self, field: str) -> Words:
        """Return the words form of a field."""
        words = self._words.get(field)
        if words is None:
            words = self._words[field] = Words(self.text(field))
        return words

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

    def texts(self, spans: Iterable[tuple[str, int, int]]) -> tuple[str, ...]:
        """Return what stands at (field, start, end) spans, case-folded, with its field, each once."""
        told = [f"{field} {self.original(field)[start:end].casefold()}" for field, start, end in spans]
        return tuple(dict.fromkeys(told)) if len(told) > 1 else tuple(told)

    def evidence(self, spans: Sequence[tuple[str, int, int]]) -> tuple[Evidence, ...]:
        """Return (field, start, end) spans in reading order, each once, quoted; the first `EVIDENCE_MAX` of them."""
        ordered = spans if len(spans) <= 1 else sorted(set(spans), key=_reading_order)[:EVIDENCE_MAX]
        return tuple([self._quoted(*span) for span in ordered])

    def _quoted(self, field: str, start: int, end: int) -> Evidence:
        text = self.original(field)[start:end]
        return Evidence(update=self.update.id, field=field, start=start, end=end, text=text)


def _reading_order(span: tuple[str, int, int]) -> tuple[int, int, int]:
    return _PLACE[span[0]], span[1], span[2]
