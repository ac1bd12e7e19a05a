"""Receipts of the shop's own till: proposed to the member at the counter, chosen, put aside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.till_receipt import Offer, OpenOffers
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.board import Board
from pos_loyalty.terminal.screens.cashier.ports import TillPrints
from pos_loyalty.terminal.screens.cashier.sale_desk import SaleDesk
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from pos_loyalty.terminal.tasks import TaskRunner

CHOOSE: Final = "choose"
PUT_ASIDE: Final = "put-aside"


class OfferDesk:
    """Looks what the till printed. An amount is proposed only where nothing is typed yet."""

    def __init__(
        self,
        board: Board,
        prints: TillPrints,
        tasks: TaskRunner,
        sale: SaleDesk,
        *,
        take_back: Callable[[str], None],
    ) -> None:
        """``take_back`` opens a past sale, for a receipt that the till voided."""
        self._board = board
        self._prints = prints
        self._tasks = tasks
        self._sale = sale
        self._take_back = take_back
        self._is_asking = False
        self._told: set[str] = set()

    def look(self) -> None:
        """Ask what there is. One question at a time, so a busy worker is not asked twice."""
        if self._is_asking:
            return
        self._is_asking = True
        self._tasks.run(self._prints.open_ones, self._found, self._not_found)

    def began(self) -> None:
        """A member came to the counter: what was printed just now is probably theirs."""
        self._propose()
        self.look()

    def list_wanted(self) -> None:
        """F5 beside a sale, where there are any."""
        facts = self._board.facts
        if facts.overlay is Overlay.OFFERS:
            self._board.become(overlay=Overlay.NONE)
        elif facts.stage is Stage.SALE and facts.offers.offers and not facts.sale.is_recording:
            self._board.become(overlay=Overlay.OFFERS)
            self.look()

    def answered(self, what: str, key: str) -> None:
        """A receipt in the list was pressed, or its button."""
        offer = self._offer(key)
        if offer is None:
            return
        if what == CHOOSE:
            self._board.become(overlay=Overlay.NONE)
            self._sale.choose(offer)
        elif what == PUT_ASIDE:
            self._dismiss(key)

    def recall_kept(self, key: str) -> None:
        """What the till voided stays credited."""
        self._board.notify(None)
        self._dismiss(key)

    def recall_followed(self, sale_id: str) -> None:
        """What the till voided is to be taken back here too."""
        self._board.notify(None)
        self._take_back(sale_id)

    def _dismiss(self, key: str) -> None:
        self._tasks.run(
            lambda: self._prints.dismiss(key), lambda _done: self.look(), self._board.refused
        )

    def _found(self, found: OpenOffers) -> None:
        self._is_asking = False
        if found != self._board.facts.offers:
            self._board.become(offers=found)
        self._withdraw()
        self._propose()
        self._ask_about_recalls()

    def _not_found(self, _error: object) -> None:
        # The next look may find something; nobody waits for it.
        self._is_asking = False

    def _propose(self) -> None:
        facts = self._board.facts
        newest = next(iter(facts.offers.offers), None)
        if newest is None or facts.stage is not Stage.SALE or facts.sale.is_recording:
            return
        if not facts.sale.is_untouched or facts.sale.is_offer_chosen:
            return
        if facts.sale.refused_offer == newest.key:
            return
        if self._is_young(newest) and facts.sale.offer != newest:
            self._sale.propose(newest)

    def _withdraw(self) -> None:
        """Nothing stays proposed that another cashier credited or that the till voided."""
        offer = self._board.facts.sale.offer
        if offer is not None and self._offer(offer.key) is None:
            self._sale.withdraw()

    def _ask_about_recalls(self) -> None:
        facts = self._board.facts
        if facts.stage is not Stage.READY or facts.notice is not None:
            return
        for recalled in facts.offers.recalled:
            if recalled.key not in self._told:
                self._told.add(recalled.key)
                self._board.notify(notices.recalled(recalled))
                return

    def _offer(self, key: str) -> Offer | None:
        return next((each for each in self._board.facts.offers.offers if each.key == key), None)

    def _is_young(self, offer: Offer) -> bool:
        oldest: datetime = self._prints.now() - timedelta(minutes=self._prints.propose_minutes())
        return offer.seen_at >= oldest
