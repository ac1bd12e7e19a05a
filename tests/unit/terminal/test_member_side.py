from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.counter import SaleRequest
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Moment
from pos_loyalty.terminal.sounds import Sound
from pos_loyalty.terminal.tasks import ImmediateTasks
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


def _serving(side: MemberSide, shop: Shop, *, prefix: str = "F13") -> ScanRouter:
    change = shop.application.settings.change
    change(
        lambda settings: replace(settings, scanner=replace(settings.scanner, member_prefix=prefix))
    )
    scans = ScanRouter(shop.clock.now, side)
    side.serve_members(ImmediateTasks(), scans, lambda: None)
    return scans


def test_the_invitation_is_there_while_nobody_is(shop: Shop, side: MemberSide) -> None:
    """Not while the counter serves somebody, not in a visit, and not without a reader."""
    scans = _serving(side, shop)
    anna = shop.enroll(given_name="Anna")
    card = shop.application.members.card(anna).payload
    assert side.kiosk is not None
    foot = side.kiosk.foot
    side.window.show()
    assert foot.isVisible()
    scans.from_member_keyboard(card)
    assert side.kiosk.view.isVisible()
    assert not foot.isVisible()
    side.member_came(shop.counter().member(anna))
    assert side.view.isVisible()
    assert not foot.isVisible()
    side.member_left()
    assert foot.isVisible()
    side.close()


def test_without_its_screen_the_reader_serves_the_counter(shop: Shop, side: MemberSide) -> None:
    """A reader is never deaf; a screen without a reader of its own invites nobody."""
    scans = _serving(side, shop, prefix="")
    served: list[str] = []
    scans.hand_to(lambda scan: served.append(scan.text))
    scans.from_member_keyboard("a card")
    side.window.show()
    assert side.kiosk is not None
    assert not side.kiosk.foot.isVisible()
    side.window.hide()
    shop.clock.advance(timedelta(seconds=5))
    scans.from_member_keyboard("a card")
    assert served == ["a card", "a card"]
    side.close()


def test_another_language_is_for_a_while(shop: Shop, side: MemberSide) -> None:
    """The whole screen speaks it, and the shop's comes back when nobody is there any more."""
    _serving(side, shop)
    assert side.kiosk is not None
    side.window.show()
    side.kiosk.presenter.language_chosen("en")
    assert _shown(side).lead.startswith("Your card")
    shop.clock.advance(timedelta(minutes=1))
    side.view.ticked.emit()
    assert _shown(side).lead.startswith("Karte")
    side.close()


def test_the_shops_pictures_are_shown(
    shop: Shop, side: MemberSide, tmp_path: Path, qtbot: QtBot
) -> None:
    """As soon as the window is up, and no longer than that."""
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    assert image.save(str(tmp_path / "spring.png"))
    change = shop.application.settings.change
    change(
        lambda settings: replace(settings, display=replace(settings.display, slides=str(tmp_path)))
    )
    side.window.resize(800, 480)
    with qtbot.waitSignal(side.slides.pictured):
        side.window.show()
    middle = side.view.rect().center()
    qtbot.waitUntil(lambda: side.view.grab().toImage().pixelColor(middle).red() > 250)
    side.close()
