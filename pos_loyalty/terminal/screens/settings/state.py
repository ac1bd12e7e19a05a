"""What the settings screen shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pos_loyalty.domain.staff import Role
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.program_draft import ProgramDraft


class Tone(StrEnum):
    """The meaning of a message."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence about something that was done or could not be."""

    tone: Tone
    text: str
    detail: str = ""
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A line's text, what is wrong with it, whether it was changed, and from what."""

    text: str = ""
    error: str = ""
    is_changed: bool = False
    is_read_only: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change that is not saved yet, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A setting that a search found."""

    section: Section
    key: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class ScreenChoice:
    """A screen that the system knows."""

    name: str
    label: str


class Stage(StrEnum):
    """How far the learning of a scanner is."""

    OFF = "off"
    LISTENING = "listening"
    LEARNED = "learned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Learning:
    """The scanner being learned: the code to scan, and what was found."""

    stage: Stage = Stage.OFF
    picture: bytes = b""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """A sample purchase under the draft and under the program in force."""

    label: str
    after: str
    before: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Publishing:
    """The question from when on the draft applies."""

    start: date
    earliest: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProgramState:
    """The program page."""

    is_loaded: bool = False
    is_busy: bool = False
    draft: ProgramDraft = field(default_factory=ProgramDraft)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    other_problems: tuple[str, ...] = ()
    """What is wrong in parts of the document that this page does not show."""
    expiry_warning: str = ""
    meaning: tuple[str, ...] = ()
    examples: tuple[ExampleRow, ...] = ()
    publishing: Publishing | None = None
    may_undo: bool = False
    message: Message | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something must be mended before it can be published."""
        return bool(self.other_problems) or any(cell.error for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff."""

    id: str
    name: str
    role: Role
    is_active: bool = True


class Form(StrEnum):
    """Which staff form is open."""

    NONE = "none"
    ADD = "add"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class StaffState:
    """The staff page. PINs are never part of it."""

    is_loaded: bool = False
    is_busy: bool = False
    people: tuple[Person, ...] = ()
    form: Form = Form.NONE
    person: Person | None = None
    name: str = ""
    role: Role = Role.CASHIER
    errors: Mapping[str, str] = field(default_factory=dict)
    pin_hint: str = ""
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class SettingsState:
    """The whole screen."""

    section: Section = Section.SHOP
    cells: Mapping[str, Cell] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    is_comparing: bool = False
    is_busy: bool = False
    may_undo: bool = False
    search: str = ""
    hits: tuple[Hit, ...] = ()
    found_key: str = ""
    """The setting to put the cursor into, once."""
    message: Message | None = None
    preview: bytes = b""
    profiles: tuple[str, ...] = ()
    screens: tuple[ScreenChoice, ...] = ()
    tests: Mapping[str, Message] = field(default_factory=dict)
    learning: Learning = field(default_factory=Learning)
    program: ProgramState = field(default_factory=ProgramState)
    staff: StaffState = field(default_factory=StaffState)

    @property
    def has_errors(self) -> bool:
        """Whether something must be mended before it can be saved."""
        return any(cell.error for cell in self.cells.values())
