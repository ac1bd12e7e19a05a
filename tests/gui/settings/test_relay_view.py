from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.config.settings import Relay
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.relay_page import relay_page
from pos_loyalty.terminal.screens.settings.relay_presenter import RelayLook
from pos_loyalty.terminal.screens.settings.relay_state import Target
from pos_loyalty.terminal.screens.settings.relay_view import RelayPage
from pos_loyalty.terminal.screens.settings.screen import GuestTools
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.clock import FixedClock
from tests.support.relay_room import NOW, RUNNING, STATUS, FakeRelayRoom, kept


def test_a_till_is_taught_by_pressing(qtbot: QtBot, qapp: QApplication) -> None:
    """Choose a receipt, press its figures, learn; then it says what is recognized."""
    room = FakeRelayRoom(RUNNING, RelayLook(NOW, STATUS, (kept("kiosk"), kept())))
    tools = GuestTools(ImmediateTasks(), FixedClock(), words_for("de"), dict)
    joined = relay_page(room)(tools)
    assert joined.section is Section.RELAY
    page = joined.page
    assert isinstance(page, RelayPage)
    qtbot.addWidget(page)
    page.resize(900, 900)
    page.show()
    joined.presenter.open()
    sheet = page.teach.sheet
    assert sheet.isHidden()
    page.teach.kept.shown[0].click()
    assert sheet.isVisible()
    assert not sheet.learn.isEnabled()
    for text in ("36,50", "4711"):
        html = sheet.paper.toHtml()
        place = html[: html.index(f">{text}<")].rpartition('href="')[2].partition('"')[0]
        sheet.paper.anchorClicked.emit(QUrl(place))
    sheet.targets[Target.DATE].click()
    sheet.learn.click()
    assert [template.name for template in room.found.templates] == ["kasse"]
    page.teach.tills.shown[0].forget.click()
    assert room.found.templates == ()
    page.wire.switched.emit()
    assert room.wanted == Relay(printer=RUNNING.printer, teaching=True)
    line = page.wire.minutes.line
    line.selectAll()
    line.insert("15")
    line.textEdited.emit("15")
    line.editingFinished.emit()
    assert room.wanted.propose_minutes == 15
    qapp.processEvents()
