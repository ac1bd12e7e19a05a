"""Follows the counter, and forgets the member some seconds after the sale."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview
from pos_loyalty.domain.play import Played
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Moment
from pos_loyalty.terminal.screens.customer_display.wording import display_state

# A member whom the counter keeps open without doing anything has gone.
_ABANDONED: Final = timedelta(minutes=3)
# What a wheel gave is seen before the purchase goes on.
_GLIMPSE: Final = timedelta(seconds=5)


class CustomerDisplayPresenter:
    """Told by the counter what happens there; shows the member's side of it."""

    def __init__(
        self,
        *,
        clock: Clock,
        words: Words,
        shop_name: str,
        show: Callable[[DisplayState], None],
        forget_after_s: int,
    ) -> None:
        self._clock = clock
        self._words = words
        self._shop_name = shop_name
        self._show = show
        self._forget_after = timedelta(seconds=forget_after_s)
        self._member: MemberGlance | None = None
        self._preview: SalePreview | None = None
        self._receipt: Receipt | None = None
        self._played: Played | None = None
        self._changed_at = clock.now()
        self._state: DisplayState | None = None

    def open(self) -> None:
        """Show the shop."""
        self._forget()

    def speak(self, words: Words, *, shop_name: str) -> None:
        """Go on in another language, or under another name."""
        self._words = words
        self._shop_name = shop_name
        self._redraw()

    def member_came(self, member: MemberGlance) -> None:
        """Greet a member."""
        self._hear(member)

    def sale_changed(self, preview: SalePreview | None) -> None:
        """Let the points run along with what the cashier types."""
        if self._member is None or self._receipt is not None:
            return
        if self._played is not None and self._is_fresh():
            # It is shown once the glimpse is over.
            self._preview = preview
        else:
            self._hear(self._member, preview=preview)

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None:
        """Show what was credited; ``member`` is the member as of now."""
        self._hear(member, receipt=receipt)

    def played(self, played: Played, member: MemberGlance) -> None:
        """Show what came of taking part; ``member`` is the member as of now."""
        self._hear(member, preview=self._preview, played=played)

    def member_left(self) -> None:
        """The counter is free. A result stays a few seconds, for the member to read."""
        if self._receipt is None:
            self._forget()

    def ticked(self) -> None:
        """A second has gone by."""
        if self._played is not None and not self._is_fresh():
            self._played = None
        quiet = self._clock.now() - self._changed_at
        patience = self._forget_after if self._receipt is not None else _ABANDONED
        # A clock put back makes the time negative: then, too, nobody's name stays for hours.
        if self._member is not None and not timedelta(0) <= quiet < patience:
            self._forget()
        else:
            self._redraw()

    def _hear(
        self,
        member: MemberGlance,
        *,
        preview: SalePreview | None = None,
        receipt: Receipt | None = None,
        played: Played | None = None,
    ) -> None:
        self._member, self._preview, self._receipt = member, preview, receipt
        self._played = played
        self._changed_at = self._clock.now()
        self._redraw()

    def _forget(self) -> None:
        self._member = self._preview = self._receipt = self._played = None
        self._redraw()

    def _is_fresh(self) -> bool:
        return timedelta(0) <= self._clock.now() - self._changed_at < _GLIMPSE

    def _redraw(self) -> None:
        now: datetime = self._clock.now()
        state = display_state(
            words=self._words,
            shop_name=self._shop_name,
            now=now,
            member=self._member,
            preview=self._preview,
            receipt=self._receipt,
            played=self._played,
        )
        if state != self._state:
            self._state = state
            self._show(state)

    @property
    def moment(self) -> Moment:
        """What is going on, as this screen sees it."""
        return self._state.moment if self._state is not None else Moment.IDLE
