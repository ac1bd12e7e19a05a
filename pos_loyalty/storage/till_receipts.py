"""Receipts of the shop's own till, each on record once."""

from datetime import date, datetime
from typing import Final

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.till_receipt import Offer, OfferState
from pos_loyalty.storage.codec import decode_as, encode_json
from pos_loyalty.storage.connection import Connection, Row
from pos_loyalty.storage.instants import from_us, optional_instant, optional_us, to_us

# The words of the index on open ones, so that settled ones are never looked at.
_OPEN: Final = "state IN ('offered', 'recalled')"
_COLUMNS: Final = (
    "key, source, receipt, printed_on, total_minor, basket, state, about, claim, sale_id,"
    " seen_us, settled_us"
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM till_receipt"
_ADD: Final = f"INSERT INTO till_receipt ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class TillReceiptReader:
    """Looks them up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receipt(self, key: str) -> Offer | None:
        """The receipt of that key."""
        return self._first("key = ?", key)

    def of_claim(self, claim: str) -> Offer | None:
        """The receipt that this claim was printed on."""
        return self._first("claim = ?", claim)

    def open_ones(self, *, seen_after: datetime, limit: int = 50) -> tuple[Offer, ...]:
        """Offers seen since an instant and all that were recalled, newest first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE {_OPEN} AND (state = 'recalled' OR seen_us > ?)"
            " ORDER BY seen_us DESC, key LIMIT ?",
            (to_us(seen_after), limit),
        )
        return tuple(_offer(row) for row in rows)

    def of_number(self, source: str, receipt: str) -> tuple[Offer, ...]:
        """The receipts with this number that take nothing back, newest first."""
        return self._all("source = ? AND receipt = ? AND about IS NULL", source, receipt)

    def taking_back(self, source: str, receipt: str) -> tuple[Offer, ...]:
        """The receipts that say that they take back the one of this number."""
        return self._all("source = ? AND about = ?", source, receipt)

    def of_total(self, source: str, total_minor: int, *, seen_after: datetime) -> tuple[Offer, ...]:
        """Receipts over this amount, seen since an instant, that take nothing back."""
        return self._all(
            "source = ? AND total_minor = ? AND seen_us > ? AND about IS NULL",
            source,
            total_minor,
            to_us(seen_after),
        )

    def of_sale(self, receipt: str, total_minor: int, *, seen_after: datetime) -> tuple[Offer, ...]:
        """Receipts with this number over this amount, of any till, newest first."""
        return self._all(
            "receipt = ? AND total_minor = ? AND seen_us > ? AND about IS NULL",
            receipt,
            total_minor,
            to_us(seen_after),
        )

    def _first(self, condition: str, *values: object) -> Offer | None:
        row = self._connection.execute(f"{_SELECT} WHERE {condition}", values).first()
        return _offer(row) if row else None

    def _all(self, condition: str, *values: object) -> tuple[Offer, ...]:
        rows = self._connection.execute(
            f"{_SELECT} WHERE {condition} ORDER BY seen_us DESC, key", values
        )
        return tuple(_offer(row) for row in rows)


class TillReceiptWriter(TillReceiptReader):
    """Adds receipts, and notes what became of them."""

    def add(self, offer: Offer, *, takes_back: bool = False) -> None:
        """Put a receipt on record; one that ``takes_back`` another is never offered."""
        self._connection.execute(
            _ADD,
            (
                offer.key,
                offer.source,
                offer.receipt,
                offer.printed_on.isoformat() if offer.printed_on else None,
                offer.total_minor,
                encode_json(offer.basket),
                offer.state.value,
                offer.about if takes_back else None,
                offer.claim or None,
                offer.sale_id or None,
                to_us(offer.seen_at),
                optional_us(offer.settled_at),
            ),
        )

    def settle(
        self, key: str, state: OfferState, now: datetime, *, sale_id: str | None = None
    ) -> None:
        """Note what became of a receipt, and the sale that it became."""
        self._connection.execute(
            "UPDATE till_receipt SET state = ?, settled_us = ?, sale_id = coalesce(?, sale_id)"
            " WHERE key = ?",
            (state.value, to_us(now), sale_id, key),
        )

    def answer_recall(self, sale_id: str, now: datetime) -> None:
        """The sale was taken back here too: nobody need be asked any more."""
        self._connection.execute(
            "UPDATE till_receipt SET state = 'voided', settled_us = ?"
            " WHERE sale_id = ? AND state = 'recalled'",
            (to_us(now), sale_id),
        )

    def offer_again(self, sale_id: str) -> None:
        """The sale should never have been: its receipt can be credited to somebody else."""
        self._connection.execute(
            "UPDATE till_receipt SET state = 'offered', settled_us = NULL, sale_id = NULL"
            " WHERE sale_id = ? AND state = 'credited'",
            (sale_id,),
        )

    def put_claim(self, key: str, claim: str) -> None:
        """Note the claim that was printed on a receipt."""
        self._connection.execute("UPDATE till_receipt SET claim = ? WHERE key = ?", (claim, key))


def _offer(row: Row) -> Offer:
    return Offer(
        key=row[0],
        source=row[1],
        receipt=row[2],
        printed_on=date.fromisoformat(row[3]) if row[3] else None,
        total_minor=row[4],
        basket=decode_as(Basket, row[5]),
        state=OfferState(row[6]),
        about=row[7] or "",
        claim=row[8] or "",
        sale_id=row[9] or "",
        seen_at=from_us(row[10]),
        settled_at=optional_instant(row[11]),
    )
