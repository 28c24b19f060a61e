"""Links between documents lead somewhere, and every document can be come to from the front page."""

from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, anchors_of, codes, documents, links_of, prose_of


def target_of(path: Path, link: str) -> Path:
    """Return the file or folder that a link of a document leads to."""
    return (path.parent / link.partition("#")[0]).resolve() if link.partition("#")[0] else path


def local_links(path: Path) -> list[str]:
    """Return the links that stay in the repository."""
    return [link for link in links_of(path) if "://" not in link]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_a_document_resolve(path: Path) -> None:
    """Files are there, and so are the headings that anchors name."""
    for link in local_links(path):
        target, anchor = target_of(path, link), link.partition("#")[2]
        assert target.exists(), f"{path.relative_to(ROOT)}: {link}"
        assert not anchor or anchor in anchors_of(target), f"{path.relative_to(ROOT)}: {link}"


def test_modules_that_documents_name_are_there() -> None:
    """A path is that of the repository or of the package, whatever was moved; a bare name is that of some module."""
    known = [path.relative_to(ROOT).as_posix() for folder in ("replay", "tests", "benchmarks")
             for path in (ROOT / folder).rglob("*.py")]  # fmt: skip
    named = {code for path in documents() for code in codes(prose_of(path)) if code.endswith(".py")}
    assert named
    assert {each for each in named if not any(f"/{path}".endswith(f"/{each.split()[-1]}") for path in known)} == set()


@pytest.mark.parametrize("folder", ["docs", "examples"])
def test_every_file_of_a_folder_is_reached_from_the_front_page(folder: str) -> None:
    """Nothing lies there that nobody is led to; a link to a folder leads to what is in it."""
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path in reached:
            continue
        reached.add(path)
        if path.is_dir():
            ahead += path.iterdir()
        elif path.suffix == ".md":
            ahead += [target for link in local_links(path) if (target := target_of(path, link)).exists()]
    files = {path for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert {path.relative_to(ROOT).as_posix() for path in files - reached} == set()
