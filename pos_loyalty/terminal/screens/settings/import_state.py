"""What the import page shows."""

from dataclasses import field
from enum import StrEnum

from pos_loyalty.domain.imports import ImportKind, SaleMode
from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message


class ImportStage(StrEnum):
    """How far a file has come."""

    CHOOSE = "choose"
    READING = "reading"
    MAPPING = "mapping"
    TRYING = "trying"
    TRIED = "tried"
    IMPORTING = "importing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Picked:
    """A list to choose from: values and words, and the value that holds."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first lines as they would be read; ``numbers`` are columns of figures."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Total:
    """A figure and what it counts."""

    value: str
    label: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that cannot be imported, and why."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class WrongLines:
    """The first wrong lines, and how many there are in all."""

    heading: str = ""
    lines: tuple[WrongLine, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class ImportState:
    """The import page."""

    stage: ImportStage = ImportStage.CHOOSE
    kind: ImportKind = ImportKind.SALES
    file_name: str = ""
    size: str = ""
    reading: tuple[Picked, ...] = ()
    columns: tuple[Picked, ...] = ()
    preview: Table = Table()
    hint: str = ""
    """What keeps the file from being checked."""
    mode: SaleMode = SaleMode.HISTORY
    takes_new_members: bool = True
    wrong: WrongLines = WrongLines()
    share: float = 0.0
    progress: str = ""
    totals: tuple[Total, ...] = ()
    import_label: str = ""
    """What the last button says; empty when there is nothing to import."""
    is_stopped: bool = False
    message: Message | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether something runs that can be stopped."""
        return self.stage in {ImportStage.TRYING, ImportStage.IMPORTING}
