"""Where catalogs lie, and what tells whether a compiled one still fits its sources."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

DOMAIN = "pos_loyalty"


def shipped_folder() -> Path:
    """The catalogs that come with this package.

    The same folder as ``config.paths`` names, which this room cannot ask as its neighbor;
    a test holds the two together.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "_data" / "resources" / "locale"
    return inside if inside.is_dir() else package.parent / "resources" / "locale"


def po_files(folder: Path, language: str) -> tuple[Path, ...]:
    """The areas of a language, in the order in which they are merged."""
    return tuple(sorted((folder / language).glob("*.po")))


def compiled_path(folder: Path, language: str) -> Path:
    """Where the compiled catalog of a language lies."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def digest(sources: Sequence[Path]) -> str:
    """What identifies the content of the sources; a compiled catalog carries it.

    Content and not age, since unpacking a wheel gives its files any age.
    """
    summary = hashlib.sha256()
    for source in sources:
        summary.update(source.name.encode())
        summary.update(source.read_bytes())
    return summary.hexdigest()[:20]
