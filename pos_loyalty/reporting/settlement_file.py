"""A settlement as a table in a file, for bookkeepers and their spreadsheets."""

import csv
from pathlib import Path
from typing import Final

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.money import decimal_text, format_major
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.reporting.settlement import Settled, Settlement


class SettlementFileError(OutageError):
    """The table cannot be written. Facts: ``path``."""

    code = "settlement-file"


_COLUMNS: Final = (
    "from",
    "to",
    "partner",
    "name",
    "issued",
    "taken_back",
    "redeemed",
    "restored",
    "issued_net",
    "redeemed_net",
    "corrections",
    "settlement_value",
    "amount",
    "currency",
)


def write_settlement(path: Path, settlement: Settlement) -> None:
    """Write one row for each partner and one, without a partner, for the shop itself.

    The file is there whole or not at all. Raises SettlementFileError.
    """
    try:
        _write_whole(path, settlement)
    except OSError as error:
        raise SettlementFileError(path=str(path)) from error


def _write_whole(path: Path, settlement: Settlement) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for settled in settlement.partners:
                writer.writerow(_row(settlement, settled.movement, settled))
            writer.writerow(_row(settlement, settlement.shop, None))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _row(settlement: Settlement, movement: Movement, settled: Settled | None) -> list[object]:
    return [
        settlement.period.first_day.isoformat(),
        settlement.period.last_day.isoformat(),
        settled.partner_id if settled else "",
        settled.name if settled else "",
        movement.issued,
        movement.taken_back,
        movement.redeemed,
        movement.restored,
        movement.issued_net,
        movement.redeemed_net,
        movement.corrections,
        decimal_text(settled.value) if settled else "",
        format_major(settled.amount_minor, settlement.currency) if settled else "",
        settlement.currency.code,
    ]
