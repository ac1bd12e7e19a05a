"""The programs that come with us, and program documents by name or by path."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos_loyalty.config import paths
from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.services.document_file import STANDARD_INPUT, read_table_file

# One line each, in the order in which people should meet them: the all-round program first.
_SUMMARIES: Final[Mapping[str, str]] = {
    "sonnenblume": mark(
        "The all-rounder: 1 point per euro, three tiers, discount and rewards, good for 36 months"
    ),
    "stempelkarte": mark("Punch card: the 10th coffee is free, nothing else"),
    "kaffeehaus": mark("Coffee house: 3 stars per full euro, double on Mondays, a birthday drink"),
    "cashback": mark("Cashback: 2 % of each purchase back as store credit, to the cent"),
    "cashback-club": mark("Cashback with a club: 1 % back free for all, 3 % in the paid club"),
    "jahresclub": mark(
        "Yearly club: a fee, 10 % off each purchase, and early access to what is new"
    ),
    "parfuemerie": mark(
        "Beauty: three tiers from 0, 350 and 1,000 € a year with 1×, 1.25× and 1.5× points"
    ),
    "apotheke": mark("Pharmacy with neighbors: collect and redeem at partners, with settlement"),
    "startbonus": mark("Good start: 500 points for joining, in three parts with a condition each"),
    "spielwiese": mark("Playground: a welcome game, a wheel, missions with badges and a draw"),
    "lernwelt": mark("Learning: points for courses and practice, badges, tiers for life"),
    "spendenherz": mark("For a good cause: what is collected is donated, and the shop pays"),
    "hotel": mark("Hotel: five tiers by stays with 10 to 75 % bonus on the base points"),
    "fluglinie": mark("Airline: 4, 5, 6 or 8 miles per euro by tier, status by calendar year"),
    "fahrdienst": mark(
        "Rides: four tiers from 0, 500, 2,500 and 7,500 points, better classes earn more"
    ),
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
