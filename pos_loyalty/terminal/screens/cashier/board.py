"""Holds the facts, puts them into words and shows them: what the counter's desks share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.composition import worded
from pos_loyalty.terminal.screens.cashier.facts import (
    AfterFacts,
    ClaimFacts,
    CounterFacts,
    EnrollFacts,
    PlayFacts,
    SaleFacts,
    Worded,
)
from pos_loyalty.terminal.screens.cashier.notices import about
from pos_loyalty.terminal.screens.cashier.state import CashierState

Facts = TypeVar("Facts", SaleFacts, AfterFacts, ClaimFacts, EnrollFacts, PlayFacts)


class Board:
    """The one place where facts change, and each change is shown."""

    def __init__(
        self,
        words: Words,
        show: Callable[[CashierState], None],
        *,
        new_key: Callable[[], str],
        high_amount_minor: int,
    ) -> None:
        self.facts = CounterFacts()
        self.words = words
        self.new_key = new_key
        self._show = show
        self._high_amount_minor = high_amount_minor

    def become(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of CounterFacts, which replace() checks
        """Change some facts and show the whole."""
        self.facts = replace(self.facts, **changes)
        self.show()

    def show(self) -> None:
        """Word the facts and show them."""
        self._show(worded(self.facts, self.words, high_amount_minor=self._high_amount_minor))

    def speak(self, words: Words) -> None:
        """Say the same in another language."""
        self.words = words
        self.show()

    def notify(self, notice: Worded | None) -> None:
        """Say something, or nothing any more."""
        self.become(notice=notice)

    def refused(self, error: LoyaltyError) -> None:
        """Say what was refused, and be ready again."""
        self.become(is_busy=False, notice=about(error))


def changed(facts: Facts, changes: Mapping[str, Any]) -> Facts:
    """One desk's facts with other values in some fields."""
    return replace(facts, **changes)
