"""What is put on a taught receipt: a member's points for it, or an invitation to collect them."""

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final
from uuid import uuid4

from pos_loyalty.bootstrap.application import Application, open_beside
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder, resources
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.receipt_template import ReceiptTemplate, receipts_in
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.domain.till_receipt import OfferState, ReceiptKind, TillReceipt
from pos_loyalty.gateway.relay_gate import Wanted
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.receipt_block import BlockPress
from pos_loyalty.printing.till_jobs import TillJob
from pos_loyalty.services.counter_note import CounterNote
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale

_LOG: Final = logging.getLogger(__name__)


class BlockDesk:
    """Answers in time or not at all: the asking thread waits for a cut, this one for the disk."""

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        templates: Callable[[], tuple[ReceiptTemplate, ...]],
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._templates = templates
        self._note = CounterNote(folder.counter_note)
        self._press = BlockPress(resources() / "fonts")
        self._is_busy = Lock()
        # The first one draws slowly, and that is not to be somebody's receipt.
        self._press.block(("0",), "LC0", columns=48, feeds_to_knife=False)

    def is_wanted(self, job: TillJob) -> bool:
        """Whether this is the receipt of one sale, and no copy of it."""
        return self._receipt(job) is not None

    def block(self, wanted: Wanted, within_s: float) -> bytes:
        """What is put before the cut; nothing where nothing could be found out in time."""
        receipt = self._receipt(wanted.job)
        if receipt is None or not self._is_busy.acquire(blocking=False):
            return b""
        answer: SimpleQueue[bytes] = SimpleQueue()

        def work() -> None:
            try:
                answer.put(self._made(receipt, wanted))
            except LoyaltyError as error:
                _LOG.info("no block on this receipt", extra={"code": error.code})
                answer.put(b"")
            finally:
                self._is_busy.release()

        Thread(target=work, name="relay-block", daemon=True).start()
        try:
            return answer.get(timeout=within_s)
        except Empty:
            return b""

    def _receipt(self, job: TillJob) -> TillReceipt | None:
        for template in self._templates():
            found = receipts_in(template, job.lines)
            if found:
                only = found[0]
                is_sale = only.kind is ReceiptKind.SALE and not only.is_copy
                return only if len(found) == 1 and is_sale else None
        return None

    def _made(self, receipt: TillReceipt, wanted: Wanted) -> bytes:
        with open_beside(self._folder, self._clock) as shop:
            now = self._clock.now()
            # On record first: what is printed belongs to an offer, and a reprint gets nothing.
            with shop.store.read() as reading:
                is_known = reading.till_receipts.receipt(receipt.key) is not None
            if is_known or shop.till_receipts.take(receipt, now) is not OfferState.OFFERED:
                return b""
            member_id = self._note.member_id(now)
            lines, qr_text = (
                self._points(shop, receipt, member_id)
                if member_id
                else self._invitation(shop, receipt)
            )
        if not lines:
            return b""
        columns = max(len(line.rstrip()) for line in wanted.job.lines)
        return self._press.block(
            lines, qr_text, columns=columns, feeds_to_knife=not wanted.is_feeding
        )

    def _points(
        self, shop: Application, receipt: TillReceipt, member_id: str
    ) -> tuple[tuple[str, ...], str]:
        """What the member at the counter will have; it is booked when the cashier says so."""
        now = self._clock.now()
        quoted = shop.sales.quote(Sale(member_id=member_id, basket=receipt.basket()), now=now)
        words = self._words(shop)
        if not quoted.quote.earned:
            return (), ""
        return (
            words.text(
                "This purchase earns {points}",
                points=words.points_with_unit(quoted.quote.earned),
            ),
            words.text("New balance {points}", points=words.points_with_unit(quoted.after.balance)),
        ), ""

    def _invitation(self, shop: Application, receipt: TillReceipt) -> tuple[tuple[str, ...], str]:
        request = Request(f"relay-{uuid4()}", OPERATOR, self._clock.now())
        claim = shop.claims.on_receipt(request, receipt.key)
        if claim is None:
            return (), ""
        words = self._words(shop)
        return (
            words.text("Points for this purchase"),
            words.text(
                "Show this receipt with your card until {date}.",
                date=words.formats.date(claim.valid_until),
            ),
        ), claim.text

    def _words(self, shop: Application) -> Words:
        program = shop.programs.current(self._clock.now()).program
        return shop.voice.words(program, shop.settings.settings().display_language)
