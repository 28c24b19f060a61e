"""Find the seeds, rule packs and example page that travel with the package."""

from pathlib import Path

_PACKAGED = Path(__file__).with_name("_shipped")
_CHECKOUT = Path(__file__).parent.parent
_ROOT = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
"""In a wheel they lie inside the package; in a checkout, and so in an editable install, beside it."""

SEEDS = _ROOT / "seeds"
RULES = _ROOT / "rules"
DASHBOARD = _ROOT / "examples" / "dashboard"
