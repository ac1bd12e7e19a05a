"""The counter's own view of what the shop's till printed."""

from collections.abc import Callable
from datetime import datetime

from pos_loyalty.domain.till_receipt import OpenOffers
from pos_loyalty.services.till_receipts import TillReceipts


class TillPrintDesk:
    """Fills what the counter asks for; ``minutes`` is what the settings say now."""

    def __init__(
        self,
        receipts: TillReceipts,
        *,
        now: Callable[[], datetime],
        minutes: Callable[[], int],
    ) -> None:
        self._receipts = receipts
        self._now = now
        self._minutes = minutes

    def open_ones(self) -> OpenOffers:
        """Receipts that nobody was credited for, and credits that the till took back."""
        return self._receipts.open_ones(self._now())

    def dismiss(self, key: str) -> None:
        """Nobody is to be credited for it; or what was credited is to stay."""
        self._receipts.dismiss(key, self._now())

    def propose_minutes(self) -> int:
        """How long a receipt is proposed by itself."""
        return self._minutes()

    def now(self) -> datetime:
        """What time it is."""
        return self._now()
