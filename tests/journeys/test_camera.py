"""A card is held before a camera instead of a scanner."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Scanner, Settings
from pos_loyalty.terminal.devices import camera_source
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.screens.settings.hub_view import PairCard
from pos_loyalty.terminal.screens.settings.view import NavButton
from pos_loyalty.terminal.screens.sign_in.state import Occasion
from tests.support.shopfront import (
    CASHIER,
    CASHIER_PIN,
    MANAGER,
    MANAGER_PIN,
    Shopfront,
    shopfront,
)
from tests.support.till import TillAtWork
from tests.support.video import WEBCAM, SimulatedCamera, as_qt, held

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> SimulatedCamera:
    """The only camera of this computer."""
    made = SimulatedCamera(WEBCAM)
    monkeypatch.setattr(camera_source, "CameraSource", lambda: made)
    return made


def _shop(folder: Path, scanner: Scanner) -> Shopfront:
    def change(settings: Settings) -> Settings:
        return replace(settings, scanner=scanner)

    made = shopfront(folder)
    made.inside(lambda application: application.settings.change(change))
    return made


@pytest.mark.usefixtures("qapp")
def test_a_member_is_served_by_camera(
    tmp_path: Path, open_till: OpenTill, source: SimulatedCamera
) -> None:
    """Button, picture, card, member; and the camera is dark again."""
    shop = _shop(tmp_path, Scanner(camera=ANY_CAMERA))
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    assert source.opened == ""
    till.press("Kamera (Strg+K)")
    till.until(lambda: till.says("Die Kamera startet"), "the panel is open")
    source.show(as_qt(held(shop.people[ANNA].card)))
    till.until(lambda: till.state.stage is Stage.SALE, "the member is there")
    assert till.says(ANNA)
    assert source.opened == ""
    till.type("12,50")
    till.until(lambda: till.state.sale.earned, "the preview is there")
    till.enter()
    till.until(lambda: till.state.stage is Stage.READY, "it is booked")


@pytest.mark.usefixtures("qapp")
def test_a_scanner_works_beside_the_camera(
    tmp_path: Path, open_till: OpenTill, source: SimulatedCamera
) -> None:
    """Whichever reads the card first; the panel is closed by either, and F6 puts it out."""
    shop = _shop(tmp_path, Scanner(camera=WEBCAM, camera_use="always"))
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.until(lambda: source.opened == WEBCAM, "it looks")
    till.press("Kamera (Strg+K)")
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the member is there")
    assert till.floor.camera.panel.view.isHidden()
    till.floor.lock(Occasion.LOCKED)
    assert source.opened == ""


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_hubs_code_is_held_before_the_camera(
    tmp_path: Path, open_till: OpenTill, source: SimulatedCamera
) -> None:
    """In the settings, over the page; nobody is filmed once it was read, or behind the lock."""
    till = open_till(_shop(tmp_path, Scanner()).folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    till.choose("Einstellungen")
    page = till.until(
        lambda: next(
            (e for e in till.window.findChildren(NavButton) if e.text() == "Verbund"), None
        ),
        "the page about other tills",
    )
    till.click(page)
    till.until(lambda: till.says("Mit der Kamera lesen"), "its lines")
    till.press("Mit der Kamera lesen")
    till.until(lambda: till.says("Die Kamera startet"), "the panel is open")
    source.show(as_qt(held("pos-loyalty-pair:https://hub.example.org#H0ME02RH0R")))
    (card,) = till.window.findChildren(PairCard)
    lines = card.findChildren(QLineEdit)
    till.until(lambda: lines[1].text() == "H0ME02RH0R", "the code stands in its line")
    assert lines[0].text() == "https://hub.example.org"
    assert source.opened == ""
    till.press("Mit der Kamera lesen")
    assert source.opened == WEBCAM
    till.floor.lock(Occasion.LOCKED)
    assert source.opened == ""
