"""A counter's presenter on a fake counter, and the states that it showed."""

import itertools

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.presenter import CashierPresenter
from pos_loyalty.terminal.screens.cashier.state import CashierState, Overlay, Stage
from pos_loyalty.terminal.tasks import ImmediateTasks, TaskRunner
from tests.support.audience import FakeAudience
from tests.support.counter import SLIPS, FakeCounter, FakePrintouts
from tests.support.play import FakePlay
from tests.support.till_prints import FakePrints


class Desk:
    """Everything that stands at a counter, without a window."""

    def __init__(
        self,
        counter: FakeCounter | None = None,
        *,
        play: FakePlay | None = None,
        prints: FakePrints | None = None,
        tasks: TaskRunner | None = None,
        asides: TaskRunner | None = None,
        language: str = "de",
    ) -> None:
        keys = itertools.count(1)
        self.counter = counter or FakeCounter()
        self.printouts = FakePrintouts(*SLIPS)
        self.play = play or FakePlay()
        self.prints = prints or FakePrints()
        self.audience = FakeAudience()
        self.shown: list[CashierState] = []
        self.presenter = CashierPresenter(
            counter=self.counter,
            printouts=self.printouts,
            play=self.play,
            prints=self.prints,
            tasks=tasks or ImmediateTasks(),
            asides=asides,
            audience=self.audience,
            words=words_for(language),
            show=self.shown.append,
            new_key=lambda: f"key-{next(keys)}",
        )
        self.presenter.start()

    @property
    def state(self) -> CashierState:
        """What is shown now."""
        return self.shown[-1]

    def stage(self) -> Stage:
        """What fills the middle now."""
        return self.state.stage

    def overlay(self) -> Overlay:
        """What lies over it now."""
        return self.state.overlay

    def asks_pin(self) -> bool:
        """Whether a manager's PIN is asked for now."""
        return self.state.after.asks_pin

    @property
    def notice(self) -> str:
        """The title of the notice shown, or nothing."""
        return self.state.notice.title if self.state.notice else ""

    def sell(self, card: str, amount: str) -> None:
        """Scan and type, up to Enter."""
        self.presenter.card_scanned(card)
        self.presenter.sale.amount_edited(amount)
