"""Files as other programs write them, and their way into a shop of a test."""

from collections.abc import Mapping
from typing import Any

from pos_loyalty.domain.imports import (
    ImportField,
    ImportKind,
    ImportReport,
    ImportWish,
    SaleMode,
)
from pos_loyalty.services.imports.importer import Imports
from pos_loyalty.services.imports.running import Purpose
from pos_loyalty.services.request import Request
from tests.support.shop import Shop

SALES = ImportWish(kind=ImportKind.SALES)
HISTORY = ImportWish(kind=ImportKind.SALES, mode=SaleMode.HISTORY)
MEMBERS = ImportWish(kind=ImportKind.MEMBERS)


def table(*lines: str) -> bytes:
    """A file of these lines."""
    return ("\n".join(lines) + "\n").encode()


def sales_wish(**fields: Any) -> ImportWish:  # noqa: ANN401 - any field of a wish
    """A wish for a file of sales."""
    return ImportWish(kind=ImportKind.SALES, **fields)


def columns(**named: str | int) -> Mapping[ImportField, str | int]:
    """Columns by the names of their fields."""
    return {ImportField(field.replace("_", "-")): name for field, name in named.items()}


def brought(
    shop: Shop,
    data: bytes,
    wish: ImportWish = SALES,
    *,
    purpose: Purpose = Purpose.REAL,
    request: Request | None = None,
) -> ImportReport:
    """An import from its first step to its last."""
    imports: Imports = shop.application.imports
    run = imports.start(request or shop.request(), data, wish, purpose)
    while not run.progress.is_finished:
        run.advance()
    return run.progress.report


def codes(report: ImportReport) -> list[tuple[int, str]]:
    """Lines and what is wrong in them."""
    return [(problem.line, problem.code) for problem in report.problems]
