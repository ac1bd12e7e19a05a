import subprocess
import sys

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.shell.first_frame import MARK_PX
from pos_loyalty.terminal.shell.state import ChipState, Level, MenuEntry, ShellState
from pos_loyalty.terminal.shell.top_bar import ShopMark
from pos_loyalty.terminal.shell.window import SMALLEST, MainWindow
from pos_loyalty.terminal.widgets.notice import NoticeTone
from tests.support.looks import dress, light

_STATE = ShellState(
    shop_name="Sonnenblume Naturkost",
    till_name="Kasse 2",
    printer=ChipState("Drucker bereit", Level.GOOD, "F8"),
    staff=ChipState("Mira K."),
    time="14:32",
    menu=(
        MenuEntry("settings", "Einstellungen", "settings"),
        MenuEntry(),
        MenuEntry("help", "Hilfe", "keyboard", "F1"),
    ),
    menu_name="Menü",
)
_HEAVY = ("sqlalchemy", "alembic", "babel", "escpos", "cryptography", "qrcode", "PIL", "fpdf")


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """A window with a top bar."""
    dress(light())
    made = MainWindow()
    qtbot.addWidget(made)
    made.draw(_STATE)
    return made


def test_the_first_frame_needs_nothing_heavy() -> None:
    """The window is painted before databases, formats and printers are imported."""
    script = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from pos_loyalty.config.paths import resources\n"
        "from pos_loyalty.terminal import theme\n"
        "from pos_loyalty.terminal.shell.window import MainWindow\n"
        "from pos_loyalty.terminal.theme_tokens import LIGHT\n"
        "app = QApplication([])\n"
        "theme.apply(app, theme.Look(LIGHT, resources()))\n"
        "window = MainWindow()\n"
        "window.show()\n"
        "app.processEvents()\n"
        "assert not window.grab().isNull()\n"
        f"heavy = [name for name in {_HEAVY!r} if name in sys.modules]\n"
        "heavy += [name for name in sys.modules if name.startswith('pos_loyalty.services')]\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("size", [SMALLEST, (1366, 820), (1920, 1080)])
def test_what_the_first_frame_shows_stays_where_it_is(qtbot: QtBot, size: tuple[int, int]) -> None:
    """The mark does not jump when the words come."""
    dress(light())
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    first = made.grab().toImage()
    made.starting("Einen Moment …")
    made.show()
    QApplication.processEvents()
    (mark,) = (each for each in made.findChildren(ShopMark) if each.width() == MARK_PX)
    area = QRect(mark.mapTo(made, QPoint()), mark.size())
    assert made.grab().toImage().copy(area) == first.copy(area)


def test_the_bar_tells_whose_till_it_is(window: MainWindow) -> None:
    """Chips without words are not shown; the others carry their explanation."""
    assert window.windowTitle() == "Sonnenblume Naturkost – Kasse 2"
    assert window.bar.printer.text() == "Drucker bereit"
    assert window.bar.printer.toolTip() == "F8"
    assert window.bar.link.isHidden()
    assert window.bar.menu.accessibleName() == "Menü"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_chips_and_menu_tell_what_was_pressed(qtbot: QtBot, window: MainWindow) -> None:
    """The window passes on what the bar was asked for."""
    for chip, signal in (
        (window.bar.printer, window.printer_pressed),
        (window.bar.link, window.link_pressed),
        (window.bar.staff, window.staff_pressed),
    ):
        with qtbot.waitSignal(signal):
            chip.click()
    chosen: list[str] = []
    window.menu_chosen.connect(chosen.append)
    window.show()
    window.bar.open_menu()
    (menu,) = window.bar.findChildren(QMenu)
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert [action.text() for action in actions] == ["Einstellungen", "Hilfe\tF1"]
    actions[0].trigger()
    menu.close()
    assert chosen == ["settings"]


def test_a_screen_keeps_its_place_in_the_stack(window: MainWindow) -> None:
    """Going to another screen and back finds the first as it was left."""
    first, second = QLabel("eins"), QLabel("zwei")
    for screen in (first, second, first):
        window.show_screen(screen)
    assert window.screen_shown() is first
    window.remove_screen(second)
    window.starting("Datenbank wird geprüft", "Einen Moment")
    assert window.screen_shown() is not first


def test_the_window_is_no_larger_than_its_screen(window: MainWindow) -> None:
    """The button at the bottom of the keypad is within reach at the first start."""
    screen = window.screen().availableSize()
    assert window.size() == QSize(1366, 820).boundedTo(screen).expandedTo(window.minimumSize())
    assert screen.height() < 820


def test_the_window_comes_back_where_it_was(qtbot: QtBot, window: MainWindow) -> None:
    """Size and place are told at the end and taken up at the next start."""
    window.resize(1024, 740)
    window.show()
    told: list[QByteArray] = []
    window.closing.connect(told.append)
    window.close()
    other = MainWindow()
    qtbot.addWidget(other)
    other.place(told[0])
    assert other.size().toTuple() == (1024, 740)
    other.place(QByteArray())
    other.place(QByteArray(b"not a place"))
    assert other.size().toTuple() == (1024, 740)


def test_news_are_said_over_any_screen_and_go(window: MainWindow) -> None:
    """What concerns everybody does not depend on the screen that is up."""
    window.say(NoticeTone.BAD, "Etwas ging schief", "Alles Gebuchte ist sicher.")
    assert window.news.title() == "Etwas ging schief"
    window.news.dismissed.emit()
    assert window.news.title() == ""


def test_the_smallest_screen_is_enough(window: MainWindow) -> None:
    """1024 by 768, less the bar of the desktop, holds the window."""
    assert SMALLEST <= (1024, 720)
    assert window.minimumSizeHint().width() <= 1024
