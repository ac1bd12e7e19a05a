"""One machine-readable catalog per language, made from its .po files."""

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pos_loyalty.i18n.sources import DOMAIN, compiled_path, digest, po_files

# Part of every compiled file's heading; fixed, so that the same sources give the same bytes.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


class ConflictError(ValueError):
    """Two areas translate one text in two ways."""


def compile_catalogs(source_dir: Path, out_dir: Path) -> tuple[Path, ...]:
    """The .mo files written: ``out_dir/<language>/LC_MESSAGES/pos_loyalty.mo``.

    Raises ``ConflictError`` when two areas translate one text in two ways.

    ``source_dir`` holds one folder per language with one .po file per area. The packaging
    calls this while it builds; a checkout needs no such step, because ``catalog`` compiles
    what is missing or out of date when it is first asked.
    """
    written = []
    for language in sorted(path.name for path in source_dir.iterdir() if path.is_dir()):
        sources = po_files(source_dir, language)
        if sources:
            if found := conflicts(language, sources):
                raise ConflictError(found)
            target = compiled_path(out_dir, language)
            write_atomically(target, compiled(language, sources))
            written.append(target)
    return tuple(written)


def compiled(language: str, sources: Sequence[Path]) -> bytes:
    """The compiled catalog of a language, with the digest of its sources in the heading."""
    merged = merge(language, sources)
    merged.project = DOMAIN
    merged.version = digest(sources)
    target = BytesIO()
    write_mo(target, merged)
    return target.getvalue()


def merge(language: str, sources: Sequence[Path]) -> Catalog:
    """All areas of a language in one catalog; of two translations of a text, the first stays.

    A till must open although two areas disagree; packaging refuses that before.
    """
    merged = Catalog(locale=language, creation_date=_MADE, revision_date=_MADE)
    for source in sources:
        for message in read_area(source, language):
            if message.id and merged.get(message.id) is None:
                merged[message.id] = message
    return merged


def conflicts(language: str, sources: Sequence[Path]) -> tuple[str, ...]:
    """Texts that two areas translate in two ways."""
    merged = merge(language, sources)
    return tuple(
        f"{source.name}: {message.id!r}"
        for source in sources
        for message in read_area(source, language)
        if message.id and _translation(merged, message) != message.string
    )


def _translation(merged: Catalog, message: Message) -> object:
    known = merged.get(message.id)
    return known.string if known is not None else None


def read_area(source: Path, language: str) -> Catalog:
    """One .po file."""
    with source.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def write_atomically(target: Path, content: bytes) -> None:
    """A file that is there whole or not at all, also when two programs write it at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    except OSError:
        Path(scratch).unlink(missing_ok=True)
        raise
