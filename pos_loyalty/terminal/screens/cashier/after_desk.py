"""Past sales: print again, return, void. Each asks only for what it needs."""

from collections.abc import Callable

from pos_loyalty.domain.counter import Receipt, RecentActivity
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.amounts import BadAmountError
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.board import Board, changed
from pos_loyalty.terminal.screens.cashier.facts import AfterFacts, AfterStep
from pos_loyalty.terminal.screens.cashier.ports import Counter
from pos_loyalty.terminal.screens.cashier.state import Overlay
from pos_loyalty.terminal.screens.cashier.wording_lists import GIVE_BACK, REPRINT, VOID
from pos_loyalty.terminal.tasks import TaskRunner


class AfterDesk:
    """Shows a past sale and takes it back, with a manager's PIN where the role needs one."""

    def __init__(self, board: Board, counter: Counter, tasks: TaskRunner) -> None:
        self._board = board
        self._counter = counter
        self._tasks = tasks

    def refresh(self) -> None:
        """Read the list anew."""
        self._tasks.run(self._counter.recent, self._listed, self._board.refused)

    def show(self, sale_id: str) -> None:
        """Open one past sale."""
        recent = self._board.facts.recent
        for sale in recent.sales if recent else ():
            if sale.id == sale_id:
                after = AfterFacts(sale=sale, key=self._board.new_key())
                self._board.become(overlay=Overlay.AFTERWARDS, after=after)

    def chosen(self, choice: str) -> None:
        """Print a copy at once; return and void ask first."""
        sale = self._board.facts.after.sale
        if sale is None:
            return
        if choice == REPRINT:
            # The one of this panel: a press that counts double makes one copy.
            key = self._board.facts.after.key
            self._tasks.run(
                lambda: self._counter.reprint(key=key, sale_id=sale.id),
                lambda _done: self._board.become(overlay=Overlay.NONE, notice=notices.slip_queued),
                self._refused,
            )
        elif choice in (GIVE_BACK, VOID):
            left = self._board.words.formats.amount(sale.left_minor)
            step = AfterStep(choice)
            self._change(
                step=step,
                key=self._board.new_key(),
                amount_text=left if step is AfterStep.GIVE_BACK else "",
                problem=None,
            )

    def amount_edited(self, text: str) -> None:
        """Another amount goes back."""
        self._change(amount_text=text, key=self._board.new_key(), problem=None)

    def confirm(self, pin: str) -> None:
        """Book the return or the void; ``pin`` is a manager's, where one is asked for."""
        after = self._board.facts.after
        sale = after.sale
        if sale is None or after.is_busy or after.step is AfterStep.CHOOSE:
            return
        work: Callable[[], Receipt]
        if after.step is AfterStep.VOID:

            def work() -> Receipt:
                return self._counter.void(key=after.key, sale_id=sale.id, approval_pin=pin)
        else:
            try:
                amount_minor = self._board.words.formats.parse_money(after.amount_text)
            except BadAmountError as error:
                self._change(problem=error)
                return
            # Everything that is left is a whole return: it takes the rounding's rest along.
            whole = amount_minor == sale.left_minor

            def work() -> Receipt:
                return self._counter.give_back(
                    key=after.key,
                    sale_id=sale.id,
                    amount_minor=None if whole else amount_minor,
                    approval_pin=pin,
                )

        self._change(is_busy=True, problem=None)
        self._tasks.run(work, self._booked, self._refused)

    def back(self) -> bool:
        """One step back inside the panel; false when there is none."""
        after = self._board.facts.after
        if after.step is AfterStep.CHOOSE:
            return False
        self._board.become(after=AfterFacts(sale=after.sale, key=self._board.new_key()))
        return True

    def _listed(self, recent: RecentActivity) -> None:
        self._board.become(recent=recent)

    def _booked(self, receipt: Receipt) -> None:
        self._board.become(
            overlay=Overlay.NONE,
            after=AfterFacts(),
            fresh_id=receipt.id,
            notice=notices.taken_back(receipt),
        )
        self.refresh()

    def _refused(self, error: LoyaltyError) -> None:
        if error.code == "not-allowed" and error.facts.get("reason") == "role":
            self._change(is_busy=False, asks_pin=True)
            return
        asks_pin = self._board.facts.after.asks_pin or error.code in notices.WRONG_PIN
        self._change(is_busy=False, asks_pin=asks_pin, problem=error)

    def _change(self, **changes: object) -> None:
        self._board.become(after=changed(self._board.facts.after, changes))
