"""Read the documentation: code blocks, headings and links of its Markdown."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"[Ss]ave this as `([\w./-]+)`[^\n]*:\s*\Z")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A block of code.

    Attributes:
        path: The document.
        line: 1-based, of its fence.
        language: Behind the fence, or empty.
        text: Without the fences.
        saved_as: The file that the sentence before it has the reader save it as, or None.
    """

    path: Path
    line: int
    language: str
    text: str
    saved_as: str | None

    @property
    def place(self) -> str:
        """Return where it stands."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def blocks_of(name: str) -> list[Block]:
    """Return the blocks of a document, by its path below the root."""
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        before = text[: match.start()]
        saved = _SAVED.search(before)
        found.append(Block(path, before.count("\n") + 1, match[1], match[2], saved[1] if saved else None))
    return found


def documents() -> list[Path]:
    """Return every document that a reader may come to: those at the root, and those of docs and of the folders' own."""
    folders = ("docs", "seeds", "rules", "examples")
    return [*sorted(ROOT.glob("*.md")), *(path for folder in folders for path in sorted((ROOT / folder).rglob("*.md")))]


def prose_of(path: Path) -> str:
    """Return a document without its blocks of code."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def links_of(path: Path) -> list[str]:
    """Return where a document's links lead, as written."""
    return _LINK.findall(prose_of(path))


def anchors_of(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def section(page: str, heading: str) -> str:
    """Return what stands below a heading of the second level."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all rows of tables."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def codes(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", text)
