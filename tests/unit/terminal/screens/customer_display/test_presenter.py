from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.counter import SalePreview
from pos_loyalty.domain.play import Played, SpinWheel
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.customer_display.presenter import CustomerDisplayPresenter
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Moment
from tests.support.clock import FixedClock
from tests.support.members import ANNA, NOBODY, receipt

_PREVIEW = SalePreview(
    total_minor=3650, discount_minor=0, due_minor=3650, earned=65, spent=0, balance_after=1349
)


class _Screen:
    """A member's screen, and the pictures it was shown."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.shown: list[DisplayState] = []
        self.presenter = CustomerDisplayPresenter(
            clock=self.clock,
            words=words_for("de"),
            shop_name="Sonnenblume",
            show=self.shown.append,
            forget_after_s=12,
        )
        self.presenter.open()

    def wait(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self.presenter.ticked()

    def moment(self) -> Moment:
        return self.shown[-1].moment


@pytest.fixture
def screen() -> _Screen:
    """The screen of an open till."""
    return _Screen()


def test_a_sale_from_the_members_side(screen: _Screen) -> None:
    """Greeting, running points, result, and the shop again after some seconds."""
    screen.presenter.member_came(ANNA)
    screen.presenter.sale_changed(_PREVIEW)
    screen.presenter.sale_done(receipt(), replace(ANNA, balance=1349))
    screen.presenter.member_left()
    screen.wait(11)
    assert screen.moment() is Moment.RESULT
    screen.wait(1)
    moments = [state.moment for state in screen.shown]
    assert moments == [
        Moment.IDLE,
        Moment.GREETING,
        Moment.COUNTING,
        Moment.RESULT,
        Moment.IDLE,
    ]
    assert screen.presenter.moment is Moment.IDLE


def test_a_sale_given_up_is_forgotten_at_once(screen: _Screen) -> None:
    """When the counter lets a member go without a sale, the name goes too."""
    screen.presenter.member_came(ANNA)
    screen.presenter.member_left()
    assert screen.moment() is Moment.IDLE
    assert "Anna" not in screen.shown[-1].heading


def test_the_next_member_does_not_wait(screen: _Screen) -> None:
    """A new card takes the screen at once, whatever stands on it."""
    screen.presenter.member_came(ANNA)
    screen.presenter.sale_done(receipt(), ANNA)
    screen.presenter.member_came(NOBODY)
    assert screen.moment() is Moment.GREETING
    assert screen.shown[-1].heading == "Willkommen!"


def test_late_previews_change_nothing(screen: _Screen) -> None:
    """A preview that arrives without a member or after the result is not shown."""
    screen.presenter.sale_changed(_PREVIEW)
    assert screen.moment() is Moment.IDLE
    screen.presenter.member_came(ANNA)
    screen.presenter.sale_done(receipt(), ANNA)
    screen.presenter.sale_changed(None)
    assert screen.moment() is Moment.RESULT


def test_an_abandoned_counter_forgets_too(screen: _Screen) -> None:
    """A name does not stand on the screen for hours because nobody pressed Esc."""
    screen.presenter.member_came(ANNA)
    screen.wait(179)
    assert screen.moment() is Moment.GREETING
    screen.presenter.sale_changed(_PREVIEW)
    screen.wait(179)
    assert screen.moment() is Moment.COUNTING
    screen.wait(1)
    assert screen.moment() is Moment.IDLE


def test_a_clock_put_back_forgets(screen: _Screen) -> None:
    """When the clock runs backwards, nobody's figures stay."""
    screen.presenter.member_came(ANNA)
    screen.wait(-3600)
    assert screen.moment() is Moment.IDLE


def test_the_clock_goes_on(screen: _Screen) -> None:
    """The time on the screen moves by itself; a tick that changes nothing draws nothing."""
    screen.wait(1)
    assert len(screen.shown) == 1
    screen.wait(60)
    assert screen.shown[-1].clock == "14:33"


def test_another_language(screen: _Screen) -> None:
    """The screen changes its language while a member looks at it."""
    screen.presenter.member_came(ANNA)
    screen.presenter.speak(words_for("en"), shop_name="Sunflower")
    assert screen.shown[-1].heading == "Hello, Anna!"
    assert screen.shown[-1].shop_name == "Sunflower"


def test_what_was_won_is_seen_before_the_purchase_goes_on(screen: _Screen) -> None:
    """A preview in the next seconds waits; then it is shown, or the greeting."""
    won = Played(deed=SpinWheel("w"), name="Rad", member_id="m", earned=50)
    screen.presenter.member_came(ANNA)
    screen.presenter.played(won, ANNA)
    screen.presenter.sale_changed(_PREVIEW)
    assert screen.moment() is Moment.RESULT
    screen.wait(4)
    assert screen.moment() is Moment.RESULT
    screen.wait(1)
    assert screen.moment() is Moment.COUNTING
    screen.presenter.sale_changed(None)
    screen.presenter.played(won, ANNA)
    screen.wait(6)
    assert screen.moment() is Moment.GREETING
    screen.presenter.played(won, ANNA)
    screen.wait(5)
    screen.presenter.sale_changed(_PREVIEW)
    assert screen.moment() is Moment.COUNTING
    screen.presenter.member_left()
    assert screen.moment() is Moment.IDLE
