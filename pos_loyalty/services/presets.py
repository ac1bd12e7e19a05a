"""The programs that come with us, and program documents by name or by path."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pos_loyalty.config import paths
from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.services.document_file import STANDARD_INPUT, read_table_file


@dataclass(frozen=True, slots=True)
class Preset:
    """A program that ships: the name to ask for it by, and where it lies."""

    id: str
    path: Path

    def document(self) -> Mapping[str, object]:
        """The program document, parsed but not yet checked."""
        return read_table_file(str(self.path))


def presets() -> tuple[Preset, ...]:
    """All programs that ship, by name."""
    files = sorted((paths.resources() / "programs").glob("*.toml"))
    return tuple(Preset(file.stem, file) for file in files)


def find_document(name: str, beside: Path | None = None) -> Mapping[str, object]:
    """The program document of a shipped preset's id or of a path.

    A relative path is looked for in the folder ``beside`` first, so that a document may
    name its neighbor from wherever it is read. Raises WrongDocumentError.
    """
    preset = next((each for each in presets() if each.id == name), None)
    if preset is not None:
        return preset.document()
    near = beside / name if beside is not None else None
    if near is not None and _is_file(near):
        return read_table_file(str(near))
    if name != STANDARD_INPUT and not _is_file(Path(name)):
        known = ", ".join(each.id for each in presets())
        raise WrongDocumentError(
            (Problem("", "unknown-program", (("value", name), ("choices", known))),)
        )
    return read_table_file(name)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have leads to none."""
    try:
        return path.is_file()
    except OSError:
        return False
