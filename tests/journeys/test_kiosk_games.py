"""A member alone at the screen: points given away, tickets taken, the wheel spun."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.kiosk_floor import KioskFloor
from tests.support.shop import rules
from tests.support.shopfront import MANAGER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork, button_in
from tests.support.xvfb import IS_HERE, RunningTill, display

ANNA: Final = "Anna Berger"
TREE: Final = {"id": "tree", "name": "Baum", "cost": 50, "kind": "donation", "value": "5.00"}
DRAW: Final = {"id": "fest", "name": "Hoffest", "prizes": ["Korb"], "ticket": {"points": 10}}
WHEEL: Final = {
    "id": "rad",
    "name": "Glücksrad",
    "limit": "1 per day",
    "segments": [{"weight": 1, "points": 7}],
}
CORNER: Final = (30, 30)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def shop(tmp_path: Path) -> Shopfront:
    """A shop with a good cause, a draw with tickets for ten points, and a wheel."""
    made = shopfront(tmp_path)
    program = rules(reward=[TREE], draw=[DRAW], wheel=[WHEEL], stamp_card=[], tier=[])
    made.inside(
        lambda inside: inside.programs.publish(
            Request("games", OPERATOR, inside.clock.now()), program
        )
    )
    return made


@pytest.fixture
def till(shop: Shopfront, qtbot: QtBot, qapp: QApplication) -> Iterator[TillAtWork]:
    """Its screen for members, with Anna before it."""
    made = TillAtWork(qtbot, qapp, shop.folder, load_floor=lambda: KioskFloor)
    made.until(lambda: made.says("Mitgliedskarte") or made.says("Karte"), "the screen is ready")
    made.scan(shop.people[ANNA].card)
    made.until(lambda: made.says("Hallo, Anna!"), "the overview")
    yield made
    made.window.release()
    made.close()


def _touch(till: TillAtWork, name: str) -> None:
    """Press the button that says so, once it is there."""

    def said() -> str | None:
        return next((text for text in till.words() if _plain(text) == name), None)

    till.press(till.until(said, name))


def _reads(till: TillAtWork, text: str) -> None:
    till.until(lambda: text in _plain(" | ".join(till.words())), text)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_points_are_given_to_a_good_cause(shop: Shopfront, till: TillAtWork) -> None:
    """By three touches, and the thanks name the money; who says no keeps everything."""
    _touch(till, "Punkte spenden")
    _touch(till, "100 Punkte = 10,00 € für Baum")
    _reads(till, "100 Punkte an Baum spenden?")
    _touch(till, "Nein")
    _reads(till, "Hallo, Anna!")
    _touch(till, "Punkte spenden")
    _touch(till, "50 Punkte = 5,00 € für Baum")
    _touch(till, "Ja, gern")
    _reads(till, "Danke für 5,00 €!")
    _reads(till, "Neuer Stand: 450 Punkte")
    _touch(till, "In Ordnung")
    _reads(till, "Hallo, Anna!")
    _touch(till, "Fertig")
    till.until(lambda: not till.says("Anna"), "nobody is here")
    till.settle()
    till.window.release()
    till.close()
    assert shop.balance(ANNA) == 450
    assert shop.count("redemption") == 1


def test_tickets_are_taken_for_points(shop: Shopfront, till: TillAtWork) -> None:
    """Two at once; what is left stands there, and the screen knows them when asked again."""
    _touch(till, "Verlosung")
    _reads(till, "Hoffest: Korb. Sie haben 0 Lose.")
    _touch(till, "2 Lose für 20 Punkte")
    _reads(till, "Ihnen bleiben 480 Punkte.")
    _touch(till, "Ja, gern")
    _reads(till, "Sie haben jetzt 2 Lose.")
    _touch(till, "In Ordnung")
    _touch(till, "Verlosung")
    _reads(till, "Hoffest: Korb. Sie haben 2 Lose.")
    till.settle()
    till.window.release()
    till.close()
    assert shop.balance(ANNA) == 480


def test_the_wheel_is_spun_once_a_day(shop: Shopfront, till: TillAtWork) -> None:
    """The odds stand beside it; the second time it says that it was the member's turn."""
    _touch(till, "Glücksrad")
    _reads(till, "Glücksrad: 7 Punkte 100 %")
    _touch(till, "Glücksrad drehen")
    _reads(till, "Gewonnen: 7 Punkte")
    _touch(till, "In Ordnung")
    # The page of the wheel says so, too.
    _reads(till, "Ihr Stand")
    _touch(till, "Glücksrad")
    _reads(till, "Sie waren schon dran")
    assert button_in(till.window, "Glücksrad drehen") is None
    till.settle()
    till.window.release()
    till.close()
    assert shop.balance(ANNA) == 507


@pytest.mark.skipif(not IS_HERE, reason="needs Xvfb, xdotool and openbox")
def test_the_program_has_a_screen_to_itself(shop: Shopfront) -> None:
    """In a process of its own: scanner and keys, then a finger on the corner and the PIN."""
    with (
        display() as screen,
        RunningTill(screen, shop.folder, "--kiosk", title="pos loyalty") as till,
    ):

        def turned_to(page: str) -> int:
            return sum(line["status"] == page for line in till.told("the members' screen turns"))

        def wheel_left() -> bool:
            till.press("Return")
            return turned_to("home") > 1

        till.heard("serial scanner: off")
        till.scan(shop.people[ANNA].card)
        till.until(lambda: turned_to("home"), "the overview")
        # Past the statement, the donation and the tickets.
        till.press("Tab", "Tab", "Tab", "Return")
        till.until(wheel_left, "the wheel was spun, and the overview is there again")
        till.press("Escape")
        till.until(lambda: turned_to("away"), "nobody is here")
        till.hold(*CORNER)
        till.heard("the way out is asked for")
        till.let_go()
        till.type(MANAGER_PIN)
        till.press("Return")
        assert till.ended() == 0
        assert "Traceback" not in till.said()
    assert shop.balance(ANNA) == 507
