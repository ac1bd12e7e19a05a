"""Sales, reversals and redemptions: what the till's own lists and slips are made from."""

from typing import Final

from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.foreign import ForeignReader
from pos_loyalty.storage.records import RedemptionRecord, ReversalRecord, SaleRecord
from pos_loyalty.storage.shape import Shape

SALE: Final = Shape("sale", SaleRecord)
REVERSAL: Final = Shape("reversal", ReversalRecord)
REDEMPTION: Final = Shape("redemption", RedemptionRecord)


class SalesReader:
    """Finds them again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._elsewhere = ForeignReader(connection)

    def sale(self, sale_id: str) -> SaleRecord | None:
        """The sale of that id; one of another till has no number here."""
        return self._one_sale("id = ?", sale_id) or self._elsewhere.sale(sale_id)

    def sale_by_number(self, number: int) -> SaleRecord | None:
        """The sale with that running number of this till."""
        return self._one_sale("number = ?", number)

    def sales_by_receipt(self, receipt_number: str) -> tuple[SaleRecord, ...]:
        """Sales that were booked on that receipt of the other till, ours first, newest first."""
        rows = self._connection.execute(
            f"SELECT {SALE.columns} FROM sale "
            "WHERE receipt_number = ? AND receipt_number <> '' ORDER BY number DESC",
            (receipt_number,),
        )
        own = tuple(SALE.record(row) for row in rows)
        return own + self._elsewhere.sales_by_receipt(receipt_number)

    def reversals_of(self, sale_id: str) -> tuple[ReversalRecord, ...]:
        """What was taken back of a sale, here and elsewhere, oldest first."""
        rows = self._connection.execute(
            f"SELECT {REVERSAL.columns} FROM reversal WHERE sale_id = ? ORDER BY number",
            (sale_id,),
        )
        own = tuple(REVERSAL.record(row) for row in rows)
        elsewhere = self._elsewhere.reversals_of(sale_id)
        return (
            tuple(sorted(own + elsewhere, key=lambda back: back.effective_at)) if elsewhere else own
        )

    def redemption(self, redemption_id: str) -> RedemptionRecord | None:
        """The redemption of that id."""
        own = self._one_redemption("id = ?", redemption_id)
        return own or self._elsewhere.redemption(redemption_id)

    def undoing_of(self, redemption_id: str) -> RedemptionRecord | None:
        """What took that redemption back, if anything did."""
        own = self._one_redemption("undoes = ?", redemption_id)
        return own or self._elsewhere.undoing_of(redemption_id)

    def _one_sale(self, condition: str, value: str | int) -> SaleRecord | None:
        row = self._connection.execute(
            f"SELECT {SALE.columns} FROM sale WHERE {condition}",
            (value,),
        ).first()
        return SALE.record(row) if row else None

    def _one_redemption(self, condition: str, value: str) -> RedemptionRecord | None:
        row = self._connection.execute(
            f"SELECT {REDEMPTION.columns} FROM redemption WHERE {condition}",
            (value,),
        ).first()
        return REDEMPTION.record(row) if row else None


class SalesWriter(SalesReader):
    """Adds them; nothing of it is ever changed."""

    def add_sale(self, sale: SaleRecord) -> None:
        self._connection.execute(SALE.insertion, SALE.values(sale))

    def add_reversal(self, reversal: ReversalRecord) -> None:
        self._connection.execute(REVERSAL.insertion, REVERSAL.values(reversal))

    def add_redemption(self, redemption: RedemptionRecord) -> None:
        self._connection.execute(REDEMPTION.insertion, REDEMPTION.values(redemption))
