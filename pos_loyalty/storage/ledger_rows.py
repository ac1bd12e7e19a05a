"""The whole history in rows, for those who take it elsewhere."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.store import Reading

_ROWS: Final = """
    SELECT entry.epoch, entry.seq, line, device, entry.member_id, sale_id, kind, debit_account,
        credit_account, points, entry.effective_us, occurred_us, business_day, program_version,
        partner
    FROM entry ORDER BY device, entry.epoch, entry.seq, line
"""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry of the ledger with its place in the log; ids only."""

    epoch: int
    seq: int
    line: int
    device: str
    member_id: str
    sale_id: str | None
    kind: str
    debit_account: str
    credit_account: str
    points: int
    effective_at: datetime
    occurred_at: datetime
    business_day: str
    program_version: int
    partner: str = ""


_NAMES: Final = tuple(field.name for field in fields(LedgerRow))
_INSTANTS: Final = ("effective_at", "occurred_at")


def ledger_rows(reading: Reading) -> Iterator[LedgerRow]:
    """All entries till by till in the order in which they were written, one by one."""
    for row in reading.connection.execute(_ROWS):
        values = dict(zip(_NAMES, row, strict=True))
        instants = {name: from_us(values[name]) for name in _INSTANTS}
        yield LedgerRow(**{**values, **instants})
