from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.counter import SaleRequest
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Moment
from pos_loyalty.terminal.sounds import Sound
from tests.support.shop import Shop, scratch_shop


class HeardSounds:
    """Keeps what would have been heard."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop in memory."""
    made = scratch_shop()
    yield made
    made.close()


@pytest.fixture
def side(shop: Shop, qtbot: QtBot) -> MemberSide:
    """The members' side of that shop, silent."""
    made = MemberSide(shop.application, words_for("de"))
    qtbot.addWidget(made.window)
    return made


def _shown(side: MemberSide) -> DisplayState:
    return side.view._state  # noqa: SLF001 - it paints its words itself


def test_it_follows_the_counter(shop: Shop, side: MemberSide) -> None:
    """Greeting, running points, result, and nobody any more."""
    anna = shop.enroll(given_name="Anna")
    counter = shop.counter()
    basket = Basket(lines=(BasketLine(3650),))
    side.member_came(counter.member(anna))
    assert _shown(side).moment is Moment.GREETING
    side.sale_changed(counter.preview(anna, basket))
    assert _shown(side).moment is Moment.COUNTING
    receipt = counter.record(SaleRequest(key="k", member_id=anna, basket=basket))
    side.sale_done(receipt, counter.member(anna))
    assert _shown(side).moment is Moment.RESULT
    assert side.last_receipt == receipt
    side.member_came(counter.member(anna))
    side.member_left()
    assert _shown(side).moment is Moment.IDLE


def test_a_card_that_is_taken_is_heard(shop: Shop, side: MemberSide) -> None:
    """Once for each, and not at all in a shop that wants silence."""
    sounds = HeardSounds()
    anna = shop.counter().member(shop.enroll(given_name="Anna"))
    side.member_came(anna)
    side.use(sounds)
    side.member_came(anna)
    assert sounds.heard == [Sound.ACCEPTED]


def test_without_a_second_screen_it_is_a_window(side: MemberSide, qtbot: QtBot) -> None:
    """Shown and put away by the same entry of the menu; not shown by itself."""
    till = QWidget()
    qtbot.addWidget(till)
    till.show()
    side.open_if_wanted(till)
    assert not side.window.isVisible()
    side.toggle(till)
    assert side.window.isVisible()
    assert not side.window.isFullScreen()
    side.toggle(till)
    assert not side.window.isVisible()
    side.close()


def test_a_refused_scan_is_heard(side: MemberSide) -> None:
    """Whoever looks at the goods hears that the card was not taken."""
    sounds = HeardSounds()
    side.use(sounds)
    side.scan_refused()
    assert sounds.heard == [Sound.REFUSED]
