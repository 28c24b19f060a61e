"""Load rules from what was kept of an earlier load of the same files, since reading and checking them takes longer."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from replay.cache import Cache
from replay.language.load import load_rules, read_files
from replay.language.ruleset import RuleSet
from replay.language.ruleset.writing import read_rule_set, write_rule_set


def load_kept(paths: Sequence[Path], kept: Cache) -> RuleSet:
    """Return the rules of *paths*, without their tests.

    Args:
        paths: As for `load_rules`; errors are its own, too.
        kept: Rules that were loaded without a problem are kept here, by the content of the files.
    """
    gc.disable()  # what is loaded stays: looking through it again and again doubles the time
    try:
        return _load(paths, kept)
    finally:
        gc.freeze()
        gc.enable()


def _load(paths: Sequence[Path], kept: Cache) -> RuleSet:
    if not all(path.is_file() or path.is_dir() for path in paths):  # a pipe can be read only once
        return replace(load_rules(paths), tests=())
    key = _key_of(paths)
    found = kept.get(key)
    rules = read_rule_set(found) if found else None
    if rules is None:
        rules = replace(load_rules(paths), tests=())
        if _key_of(paths) == key:  # else the files changed meanwhile
            kept.put(key, write_rule_set(rules))
    return rules


def _key_of(paths: Sequence[Path]) -> str:
    digest = sha256(_code_digest())
    for path, content in read_files(paths):
        digest.update(f"{path}\0{len(content)}\0".encode(errors="surrogateescape"))
        digest.update(content)
    return f"rules {digest.hexdigest()}"


@cache
def _code_digest() -> bytes:
    """Return a digest of the code that gives a rule file its meaning."""
    language = Path(__file__).parent
    files = (*sorted(language.rglob("*.py")), language.parent / "text.py", language.parent / "words.py")
    return sha256(b"".join(file.read_bytes() for file in files)).digest()
