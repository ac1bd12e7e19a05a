"""The settlement with partners: a period is chosen, read, and saved as a table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.reporting.periods import (
    Period,
    Span,
    period_after,
    period_around,
    period_before,
)
from pos_loyalty.reporting.settlement import Settled, Settlement
from pos_loyalty.terminal.screens.settings.partners_state import Owed, PartnerRow, PartnersState
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.tasks import TaskRunner

_MONTHS_A_QUARTER: Final = 3

Show = Callable[[PartnersState, Words], None]


class PartnerBooks(Protocol):
    """What was settled with partners; reads and writes off the window's own thread."""

    def settlement(self, period: Period) -> Settlement:
        """What each partner receives or pays. Raises NotAllowedError."""
        ...

    def export(self, path: str, settlement: Settlement) -> None:
        """Write a settlement into a file. Raises SettlementFileError."""
        ...


class PartnersPresenter:
    """Begins with the month that ended last: that is what is settled."""

    def __init__(
        self, books: PartnerBooks, *, tasks: TaskRunner, clock: Clock, words: Words, show: Show
    ) -> None:
        self._books = books
        self._tasks = tasks
        self._clock = clock
        self._words = words
        self._show = show
        self._span = Span.MONTH
        self._period: Period | None = None
        self._found: Settlement | None = None
        self._state = PartnersState()

    @property
    def state(self) -> PartnersState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """Read the period that is shown, anew."""
        self._read(self._period or period_before(self._span, self._now()))

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, message=None))

    def close(self) -> bool:
        """Nothing lies over this page."""
        return False

    def choose_span(self, span: Span) -> None:
        """Show the month, quarter or year around the end of what is shown."""
        if span is not self._span and self._period is not None:
            self._span = span
            last_day = min(self._period.last_day, self._now().last_day)
            self._read(period_around(span, last_day))

    def go_back(self) -> None:
        """Show the period before."""
        if self._period is not None:
            self._read(period_before(self._span, self._period))

    def go_on(self) -> None:
        """Show the period after, if it has begun."""
        if self._period is not None and self._may_go_on(self._period):
            self._read(period_after(self._span, self._period))

    def export(self, path: str) -> None:
        """Save what is shown as a table."""
        found = self._found
        if found is None or self._state.is_busy:
            return
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(
            lambda: self._books.export(path, found), lambda _none: self._exported(), self._refused
        )

    def dismiss(self) -> None:
        """Put the message away."""
        self._become(replace(self._state, message=None))

    def _read(self, period: Period) -> None:
        self._period, self._found = period, None
        self._become(PartnersState(is_busy=True))
        self._tasks.run(
            lambda: self._books.settlement(period),
            lambda found: self._settled(period, found),
            self._refused,
        )

    def _settled(self, period: Period, found: Settlement) -> None:
        # Whoever went on in the meantime waits for another answer.
        if period == self._period:
            self._found = found
            self._become(replace(self._state, is_busy=False))

    def _exported(self) -> None:
        text = self._words.text("The table is saved.")
        message = Message(Tone.GOOD, text)
        self._become(replace(self._state, is_busy=False, message=message))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(replace(self._state, is_busy=False, message=message))

    def _become(self, state: PartnersState) -> None:
        period, found, words = self._period, self._found, self._words
        state = replace(state, span=self._span, is_loaded=found is not None)
        if period is not None:
            title = _title(self._span, period, words)
            state = replace(state, title=title, may_go_on=self._may_go_on(period))
        if found is not None:
            state = replace(
                state,
                partners=tuple(_row_of(each, found.currency, words) for each in found.partners),
                shop=_row(words.text("The shop itself"), found.shop, words),
                total=_total(found, words),
            )
        self._state = state
        self._show(state, words)

    def _may_go_on(self, period: Period) -> bool:
        return period.last_day < self._now().last_day

    def _now(self) -> Period:
        """The period that today is in."""
        today = self._words.formats.local(self._clock.now()).date()
        return period_around(self._span, today)


def _title(span: Span, period: Period, words: Words) -> str:
    first_day = period.first_day
    if span is Span.MONTH:
        return words.formats.month_year(first_day)
    if span is Span.YEAR:
        return str(first_day.year)
    number = (first_day.month - 1) // _MONTHS_A_QUARTER + 1
    return words.text("Quarter {number} of {year}", number=number, year=first_day.year)


def _row(name: str, movement: Movement, words: Words) -> PartnerRow:
    points, text = words.formats.points, words.text
    undone = (movement.taken_back, movement.restored)
    return PartnerRow(
        name=name,
        issued=points(movement.issued_net),
        redeemed=points(movement.redeemed_net),
        issued_detail=text("{points} taken back", points=points(undone[0])) if undone[0] else "",
        redeemed_detail=text("{points} returned", points=points(undone[1])) if undone[1] else "",
    )


def _value(settled: Settled, currency: Currency, words: Words) -> str:
    """What points are settled at: of so many that it is a whole amount."""
    minor, points = settled.value * currency.minor_per_major, 1
    while minor.denominator != 1:
        minor, points = minor * 10, points * 10
    amount, many = words.formats.money(int(minor)), words.points_with_unit(points)
    return words.text("{amount} for {points}", amount=amount, points=many)


def _row_of(settled: Settled, currency: Currency, words: Words) -> PartnerRow:
    row = _row(settled.name, settled.movement, words)
    amount_minor = settled.amount_minor
    money = words.formats.money(abs(amount_minor))
    value = _value(settled, currency, words)
    if not amount_minor:
        return replace(row, value=value, amount=words.text("settled"))
    if amount_minor > 0:
        amount = words.text("receives {amount}", amount=money)
        return replace(row, value=value, amount=amount, owed=Owed.RECEIVES)
    amount = words.text("pays {amount}", amount=money)
    return replace(row, value=value, amount=amount, owed=Owed.PAYS)


def _total(found: Settlement, words: Words) -> PartnerRow:
    row = _row(words.text("In total"), found.total, words)
    money = words.formats.money(abs(found.amount_minor))
    if found.amount_minor > 0:
        amount = words.text("the shop pays {amount}", amount=money)
        return replace(row, amount=amount, owed=Owed.PAYS)
    if found.amount_minor < 0:
        amount = words.text("the shop receives {amount}", amount=money)
        return replace(row, amount=amount, owed=Owed.RECEIVES)
    return row
