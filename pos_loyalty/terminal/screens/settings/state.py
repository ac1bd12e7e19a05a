"""What the settings screen shows."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from pos_loyalty.domain.staff import Role
from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.catalog import Section


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
    """A line's text, what is wrong with it, and whether it was changed."""

    text: str = ""
    error: str = ""
    is_changed: bool = False
    is_read_only: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    """What can be chosen, where only the draft knows it: values and their words."""
    advice: str = ""
    """A caution that blocks nothing."""
    is_hidden: bool = False
    """Whether there is nothing to decide."""


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
    expected: str = ""
    received: str = ""
    is_members: bool = False
    """Whether it is the second one, on the members' side."""


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """A sample purchase under the draft and under the program in force."""

    label: str
    after: str
    before: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A purchase to try the draft on: what is bought, and what it brings in each tier."""

    amount: str = ""
    category: str = ""
    is_wrong: bool = False
    rows: tuple[ExampleRow, ...] = ()
    reasons: tuple[tuple[str, str, str], ...] = ()
    """Why, for the highest tier: label, detail, points."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """The question from when on the draft applies."""

    start: date
    earliest: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in a list of the program, closed."""

    title: str
    detail: str = ""
    problems: int = 0
    is_new: bool = False
    is_changed: bool = False
    color: str = ""
    icon: str = ""
    """Color and sign of a tier."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the program; at most one thing in it is open."""

    rows: tuple[Row, ...] = ()
    opened: int = -1


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice on a field, or on the program as a whole. It blocks nothing."""

    path: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class PresetCard:
    """A program that ships, ready to be looked at before it is loaded."""

    id: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class ProgramState:
    """The pages of the program: one draft, shown in parts."""

    is_loaded: bool = False
    is_busy: bool = False
    cells: Mapping[str, Cell] = field(default_factory=dict)
    """The fields that matter now, by path; rows of lists only where they are open."""
    sections: Mapping[str, bool] = field(default_factory=dict)
    """Sections that can be turned off, by form."""
    tables: Mapping[str, Rows] = field(default_factory=dict)
    unfolded: frozenset[str] = frozenset()
    """Cards that show everything they have."""
    changes: tuple[Change, ...] = ()
    other_problems: tuple[str, ...] = ()
    """What is wrong in the document where no field is."""
    hints: tuple[Hint, ...] = ()
    meaning: tuple[str, ...] = ()
    example: Example = field(default_factory=Example)
    presets: tuple[PresetCard, ...] | None = None
    """What can be picked, while somebody picks."""
    publishing: Publishing | None = None
    has_errors: bool = False
    """Whether something must be mended before it can be published."""
    may_undo: bool = False
    focus: str = ""
    """The field to put the cursor into, once."""
    message: Message | None = None


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
