"""The cells of one row by what they mean, with what is wrong in them."""

from collections.abc import Callable
from typing import Final, TypeVar

from pos_loyalty.domain.imports import ImportField, RowProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.imports.layout import Sheet
from pos_loyalty.services.imports.table import Row

Value = TypeVar("Value")

LONGEST_NUMBER: Final = 64


class WrongCellError(Exception):
    """A cell cannot be read. Met within this room only: ``problem`` is what people are told."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a sheet."""

    sheet: Sheet
    row: Row

    def require_width(self) -> None:
        """Raises WrongCellError for a row that has more cells than there are headings.

        One separator too many shifts all that follows, and then nothing is where it should be.
        """
        headings = self.sheet.headings
        if self.sheet.layout.has_header and any(self.row.cells[len(headings) :]):
            raise self.wrong(None, "too-many-cells", count=str(len(self.row.cells)))

    def number(self) -> str:
        """The member's number, here or elsewhere. Raises WrongCellError for what cannot be one."""
        text = self.text(ImportField.MEMBER)
        if len(text) > LONGEST_NUMBER:
            raise self.wrong(ImportField.MEMBER, "too-long", most=str(LONGEST_NUMBER))
        return text

    def text(self, field: ImportField) -> str:
        """What stands in the column; empty where there is no such column."""
        place = self.sheet.layout.columns.get(field)
        if place is None or place >= len(self.row.cells):
            return ""
        return self.row.cells[place]

    def parsed(
        self, field: ImportField, parse: Callable[[str], Value], code: str, *, is_shown: bool = True
    ) -> Value:
        """The value of a cell. Raises WrongCellError with ``code`` when it is none.

        What is personal is not shown in the sentence.
        """
        text = self.text(field)
        try:
            return parse(text)
        except (ValueError, OverflowError):
            facts = {"value": text} if is_shown else {}
            raise self.wrong(field, code, **facts) from None

    def wrong(self, field: ImportField | None, code: str, **facts: str) -> WrongCellError:
        """The refusal of this row."""
        column = self.heading(field) if field is not None else ""
        return WrongCellError(RowProblem(self.row.line, column, code, tuple(facts.items())))

    def heading(self, field: ImportField) -> str:
        """What people find above the column: its heading, or its number."""
        place = self.sheet.layout.columns.get(field)
        if place is None:
            return ""
        return self.sheet.headings[place] or str(place + 1)
