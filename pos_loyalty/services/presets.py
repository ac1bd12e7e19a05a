"""The programs that come with us, and program documents by name or by path."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.config import paths
from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.services.document_file import STANDARD_INPUT, read_table_file

# One line each, in the order in which people should meet them: the all-round program first.
_SUMMARIES: Final[Mapping[str, str]] = {
    "sonnenblume": mark("For any shop: points, tiers, discount, rewards"),
    "stempelkarte": mark("The 10th coffee is free, nothing else"),
    "kaffeehaus": mark("Café: 3 stars per euro, double on Mondays"),
    "cashback": mark("2% of each purchase back as store credit"),
    "cashback-club": mark("1% back for all, 3% in the paid club"),
    "jahresclub": mark("A yearly fee for 10% off and early access"),
    "parfuemerie": mark("Beauty: 1×, 1.25×, 1.5× by yearly spend"),
    "apotheke": mark("Pharmacy with partners and settlement"),
    "startbonus": mark("Sign-up bonus in three parts, 500 points"),
    "spielwiese": mark("Games: wheel, missions, badges, a draw"),
    "lernwelt": mark("Learning: points for courses, badges"),
    "spendenherz": mark("Points are donated, and the shop pays"),
    "hotel": mark("Hotel: five tiers with 10 to 75% bonus"),
    "fluglinie": mark("Airline: 4, 5, 6 or 8 miles per euro"),
    "fahrdienst": mark("Rides: four tiers by points"),
}


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """A program that ships: the name to ask for it by, and what it is about.

    ``summary`` is one English line to be translated when it is shown; empty for a file that
    somebody put beside ours.
    """

    id: str
    path: Path
    summary: str = ""

    @property
    def name(self) -> str:
        """What the program calls itself; its id where the file does not say."""
        return str(self.document().get("name", self.id))

    def document(self) -> Mapping[str, object]:
        """The program document, parsed but not yet checked."""
        return read_table_file(str(self.path))


def presets() -> tuple[PresetInfo, ...]:
    """All programs that ship: ours in the order of their use, then others by name."""
    files = {file.stem: file for file in sorted((paths.resources() / "programs").glob("*.toml"))}
    ours = [name for name in _SUMMARIES if name in files]
    others = [name for name in files if name not in _SUMMARIES]
    return tuple(PresetInfo(name, files[name], _SUMMARIES.get(name, "")) for name in ours + others)


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
