"""What comes in from elsewhere: fields that a file may bring, what is wrong, what became of it.

Values only. ``services.imports`` reads files into them, ``i18n`` words them, screens show them.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.values import dataclass


class ImportKind(StrEnum):
    """What the lines of a file are about."""

    SALES = "sales"
    MEMBERS = "members"


class ImportField(StrEnum):
    """What a column may mean."""

    MEMBER = "member"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    PRICE = "price"
    QUANTITY = "quantity"
    CATEGORY = "category"
    PRODUCT = "product"
    RECEIPT = "receipt"
    NAME = "name"
    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    PHONE = "phone"
    EMAIL = "email"
    BIRTHDAY = "birthday"
    LANGUAGE = "language"
    POINTS = "points"
    TIER = "tier"
    SEGMENTS = "segments"
    ENROLLED = "enrolled"


FIELDS_OF: Final[Mapping[ImportKind, tuple[ImportField, ...]]] = {
    ImportKind.SALES: (
        ImportField.MEMBER,
        ImportField.DATE,
        ImportField.TIME,
        ImportField.AMOUNT,
        ImportField.PRICE,
        ImportField.QUANTITY,
        ImportField.CATEGORY,
        ImportField.PRODUCT,
        ImportField.RECEIPT,
    ),
    ImportKind.MEMBERS: (
        ImportField.MEMBER,
        ImportField.NAME,
        ImportField.GIVEN_NAME,
        ImportField.FAMILY_NAME,
        ImportField.PHONE,
        ImportField.EMAIL,
        ImportField.BIRTHDAY,
        ImportField.LANGUAGE,
        ImportField.POINTS,
        ImportField.TIER,
        ImportField.SEGMENTS,
        ImportField.ENROLLED,
    ),
}
"""The columns that a file of each kind may have, in the order in which people map them."""


class DayOrder(StrEnum):
    """Whether 03/04 is the third of April or the fourth of March. A year in front needs neither."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class SaleMode(StrEnum):
    """What an imported sale does: earn under the rules of its own time, or be remembered only."""

    POINTS = "points"
    HISTORY = "history"


class RowUnit(StrEnum):
    """Whether a line is a whole purchase, or one line of the purchase that its receipt names."""

    PURCHASE = "purchase"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """How a person wants a file read; what is None is found out from the file.

    ``columns`` names columns by their heading or their number from 1; fields that are not in
    it are recognized by their headings, and those that are empty are left out.
    """

    kind: ImportKind
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    day_order: DayOrder | None = None
    has_header: bool | None = None
    columns: Mapping[ImportField, str | int] = field(default_factory=dict)
    unit: RowUnit | None = None
    mode: SaleMode | None = None
    new_members: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportShape:
    """How a program may write its exports; the name stands for the shape, not for the program."""

    name: str
    delimiter: str
    decimal: str | None = None
    day_order: DayOrder | None = None
    encoding: str | None = None

    def of(self, wish: ImportWish) -> ImportWish:
        """``wish`` for a file of this shape; what its columns mean stays."""
        return replace(
            wish,
            delimiter=self.delimiter,
            decimal=self.decimal,
            day_order=self.day_order,
            encoding=self.encoding,
        )


SHAPES: Final = (
    ImportShape("semicolon", ";", ",", DayOrder.DAY_FIRST),
    ImportShape("comma", ",", ".", encoding="utf-8"),
    ImportShape("tab", "\t"),
)
"""A German cash register's, an international one's, a spreadsheet's."""


@dataclass(frozen=True, slots=True)
class ImportLayout:
    """How a file is read: found out, wished for, or both. Columns count from 0."""

    kind: ImportKind
    encoding: str
    delimiter: str
    decimal: str
    day_order: DayOrder
    has_header: bool
    columns: Mapping[ImportField, int]
    unit: RowUnit


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a line cannot be imported. ``column`` is its heading, empty for the whole line.

    ``code`` is a stable name that ``i18n`` turns into a sentence; ``facts`` fill it.
    """

    line: int
    column: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtLine:
    """One line of a purchase, as a file says it. ``amount_minor`` is what all of it cost."""

    line: int
    amount_minor: int
    quantity: Fraction = Fraction(1)
    category: str = ""
    product: str = ""


SALE_PREFIX: Final = "import-"
"""What the ids of all imported sales begin with."""


@dataclass(frozen=True, slots=True)
class BroughtSale:
    """A purchase as a file says it. ``id`` follows from its own content, not from the file.

    ``member`` is the member's number there or here. Without ``has_time`` only the day is known,
    and ``at`` is its beginning.
    """

    id: str
    member: str
    at: datetime
    has_time: bool
    lines: tuple[BroughtLine, ...]
    receipt: str = ""

    @property
    def amount_minor(self) -> int:
        """What the purchase cost."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def line(self) -> int:
        """Where in the file it begins."""
        return self.lines[0].line


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtMember:
    """A member as a file says it; all but something to know the member by may be empty."""

    line: int
    member: str = ""
    given_name: str = field(default="", repr=False)
    family_name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    birthday: str = field(default="", repr=False)
    language: str | None = None
    points: int = 0
    tier: str = ""
    segments: tuple[str, ...] = ()
    enrolled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file, or would become of it. The first three count lines of the file."""

    imported: int = 0
    repeated: int = 0
    refused: int = 0
    problems: tuple[RowProblem, ...] = ()
    members: int = 0
    sales: int = 0
    points: int = 0
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come, in lines of the file."""

    done: int
    total: int
    report: ImportReport

    @property
    def is_finished(self) -> bool:
        """Whether every line has had its turn."""
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The beginning of a file as it would be read; ``rows`` counts all of its lines.

    ``headings`` are those of the file, or empty texts where it has none; ``sample`` is the
    first line as it stands there. ``missing`` are fields without a column.
    """

    layout: ImportLayout
    headings: tuple[str, ...]
    rows: int
    sample: tuple[str, ...] = field(default=(), repr=False)
    sales: tuple[BroughtSale, ...] = ()
    members: tuple[BroughtMember, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    missing: tuple[ImportField, ...] = ()
    is_day_order_unclear: bool = False
