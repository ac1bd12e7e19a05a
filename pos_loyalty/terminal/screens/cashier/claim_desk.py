"""The card was forgotten: a claim slip now, and its points when slip and card come together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pos_loyalty.domain.counter import MemberGlance, Receipt
from pos_loyalty.domain.errors import LoyaltyError, RefusalError
from pos_loyalty.i18n.amounts import BadAmountError
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.board import Board, changed
from pos_loyalty.terminal.screens.cashier.facts import ClaimFacts, Worded
from pos_loyalty.terminal.screens.cashier.ports import Counter
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from pos_loyalty.terminal.tasks import TaskRunner


class ClaimDesk:
    """Prints claim slips, and takes them. ``credited`` goes on as after any sale."""

    def __init__(
        self,
        board: Board,
        counter: Counter,
        tasks: TaskRunner,
        *,
        credited: Callable[[Receipt, MemberGlance], None],
        refused: Callable[[], None],
    ) -> None:
        self._board = board
        self._counter = counter
        self._tasks = tasks
        self._credited = credited
        self._tell_refused = refused

    def begin(self) -> None:
        """An empty amount, over the prompt."""
        claim = ClaimFacts(key=self._board.new_key())
        self._board.become(overlay=Overlay.CLAIM, claim=claim, notice=None)

    def amount_edited(self, text: str) -> None:
        """Another amount was typed, keyed or pasted."""
        minor: int | None = None
        problem: LoyaltyError | None = None
        if text.strip():
            try:
                minor = self._board.words.formats.parse_money(text)
            except BadAmountError as error:
                problem = error
        self._change(
            key=self._board.new_key(),
            amount_text=text,
            amount_minor=minor,
            problem=problem,
            is_missing=False,
        )

    def confirm(self) -> None:
        """Enter: print the slip."""
        claim = self._board.facts.claim
        if claim.is_busy:
            return
        if not claim.amount_minor:
            self._change(is_missing=claim.problem is None)
            return
        amount_minor = claim.amount_minor
        self._change(is_busy=True, problem=None)
        self._tasks.run(
            lambda: self._counter.issue_claim(key=claim.key, amount_minor=amount_minor),
            lambda until: self._issued(amount_minor, until),
            self._not_issued,
        )

    def scanned(self, text: str) -> None:
        """A claim slip was scanned: its points for the member at the counter, at once."""
        facts = self._board.facts
        member = facts.member
        if facts.stage is not Stage.SALE or member is None:
            self._say_no(notices.card_first)
        elif not facts.sale.is_untouched:
            self._say_no(notices.sale_first)
        else:
            sale = replace(facts.sale, is_recording=True)
            self._board.become(sale=sale, overlay=Overlay.NONE, notice=None)
            self._tasks.run(
                lambda: self._counter.redeem_claim(
                    key=sale.key, text=text, member_id=member.member_id
                ),
                lambda receipt: self._credited(receipt, member),
                self._not_credited,
            )

    def _issued(self, amount_minor: int, until: date) -> None:
        self._board.become(
            overlay=Overlay.NONE,
            claim=ClaimFacts(),
            notice=notices.claim_issued(amount_minor, until),
        )

    def _not_issued(self, error: LoyaltyError) -> None:
        self._change(is_busy=False, problem=error, key=self._key_after(error))

    def _not_credited(self, error: LoyaltyError) -> None:
        key = self._key_after(error, self._board.facts.sale.key)
        sale = replace(self._board.facts.sale, is_recording=False, key=key)
        self._board.become(sale=sale)
        self._say_no(notices.about(error))

    def _key_after(self, error: LoyaltyError, key: str = "") -> str:
        """After an outage the same key, for it may have been written; a new one when refused."""
        kept = key or self._board.facts.claim.key
        return self._board.new_key() if isinstance(error, RefusalError) else kept

    def _say_no(self, notice: Worded) -> None:
        self._board.notify(notice)
        self._tell_refused()

    def _change(self, **changes: object) -> None:
        self._board.become(claim=changed(self._board.facts.claim, changes))
