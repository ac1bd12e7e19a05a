import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import DARK, Size
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.progress import ProgressBar, StampDots
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, Page, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, FittedText, Kind, Text, Tone
from tests.support.fit import unfit
from tests.support.looks import dark, dress, light


def test_figures_have_one_width() -> None:
    """A column of numbers stays in line while somebody types."""
    dress(light())
    for size in Size:
        metrics = QFontMetricsF(theme.font(size))
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_the_theme_is_switched_at_run_time(qtbot: QtBot) -> None:
    """What is on screen takes the new colors without being made anew."""
    dress(light())
    page = Page()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    row.addWidget(Card())
    page.resize(300, 200)
    page.show()
    assert page.grab().toImage().pixelColor(2, 2) == QColor("#f5f3ee")
    dress(dark())
    QApplication.processEvents()
    assert page.grab().toImage().pixelColor(2, 2) == QColor(DARK.bg)


def test_a_page_without_a_card_has_no_shadow(qtbot: QtBot) -> None:
    """A shadow goes with its card."""
    dress(light())
    page = Page()
    qtbot.addWidget(page)
    card = Card(page)
    card.setGeometry(50, 50, 100, 100)
    page.resize(200, 200)
    page.show()
    assert page.grab().toImage().pixelColor(100, 153) != QColor("#f5f3ee")
    card.hide()
    assert page.grab().toImage().pixelColor(100, 153) == QColor("#f5f3ee")


def test_a_notice_says_and_offers_and_goes(qtbot: QtBot) -> None:
    """Title, detail and its buttons; a press tells which; nothing takes the focus."""
    dress(light())
    bar = NoticeBar()
    qtbot.addWidget(bar)
    chosen: list[str] = []
    bar.action_chosen.connect(chosen.append)
    bar.say(NoticeTone.WARN, "Karte gesperrt", "Nichts wurde gebucht.", (("find", "Suchen"),))
    assert bar.title() == "Karte gesperrt"
    assert bar.accessibleDescription() == "Nichts wurde gebucht."
    (button,) = bar.buttons()
    button.click()
    assert chosen == ["find"]
    bar.say(NoticeTone.GOOD, "Gebucht")
    assert bar.buttons() == []
    bar.clear()
    assert bar.title() == ""


@pytest.mark.parametrize("width", [300, 356, 500, 900])
@pytest.mark.parametrize("actions", [(), (("again", "Zurück"),)])
def test_a_notice_is_as_high_as_its_words(
    qtbot: QtBot, width: int, actions: tuple[tuple[str, str], ...]
) -> None:
    """However often title and detail break their lines, nothing is cut and nothing is too high."""
    dress(light())
    page, bar, rest = Page(), NoticeBar(), QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(rest, 1)
    column.addWidget(bar)
    page.resize(width, 600)
    page.show()
    for title in ("Gebucht", "Die Karte war eben woanders, " * 4):
        bar.say(NoticeTone.GOOD, title, "Als Bild und als Seite, " * 4, actions)
        QApplication.processEvents()
        QApplication.processEvents()
        assert list(unfit(page)) == []
        assert bar.height() == bar.heightForWidth(bar.width())


def test_names_shrink_before_they_are_cut(qtbot: QtBot) -> None:
    """A long name is drawn smaller, then cut, and is always whole in the tooltip."""
    dress(light())
    for width, is_cut in ((400, False), (260, False), (90, True)):
        name = FittedText(Kind.TITLE, smallest=14)
        qtbot.addWidget(name)
        name.setText("Wolfeschlegelsteinhausenberger")
        name.resize(width, 30)
        name.grab()
        assert bool(name.toolTip()) is is_cut


def test_a_cut_text_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    """Nothing is lost to an ellipsis."""
    text = ElidedText("Ein Text, der nicht passt")
    qtbot.addWidget(text)
    text.resize(60, 20)
    text.grab()
    assert text.toolTip() == "Ein Text, der nicht passt"
    text.resize(600, 20)
    text.grab()
    assert text.toolTip() == ""


def test_a_name_is_no_markup(qtbot: QtBot) -> None:
    """Somebody called <b> is shown as such."""
    text = Text("<b>x</b>", tone=Tone.BAD)
    qtbot.addWidget(text)
    assert text.textFormat() is Qt.TextFormat.PlainText


def test_progress_stays_within_its_bar(qtbot: QtBot) -> None:
    """Less than nothing and more than everything are drawn as such."""
    bar = ProgressBar()
    qtbot.addWidget(bar)
    for share, shown in ((-1.0, 0.0), (0.7, 0.7), (3.0, 1.0)):
        bar.show_share(share)
        assert bar.share == shown
        assert not bar.grab().isNull()


def test_stamps_take_a_row_for_ten(qtbot: QtBot) -> None:
    """A card of twelve has two rows; a card in debt shows no stamp."""
    dots = StampDots()
    qtbot.addWidget(dots)
    dots.show_stamps(7, size=10)
    one = dots.sizeHint()
    dots.show_stamps(-2, size=12)
    assert dots.sizeHint().height() > one.height()
    assert dots.sizeHint().width() == one.width()
    assert not dots.grab().isNull()


def test_rows_are_made_once(qtbot: QtBot) -> None:
    """Drawing a shorter list and a longer one again keeps the widgets, and so the focus."""
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    pool = RowPool(column, Text)
    first = pool.take(3)
    assert len(pool.take(1)) == 1
    assert len(pool.shown) == 1
    assert pool.take(3) == first


def test_drawing_takes_nothing_from_python(qtbot: QtBot) -> None:
    """Thousands of drawn frames leave the interpreter whole.

    A release of the toolkit lost a reference of None with each call, and the program with it.
    """
    dress(light())
    page = Page()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    for widget in (Skeleton(), EmptyState("gift", "Nichts", "Noch nichts"), Text("x")):
        column.addWidget(widget)
    page.grab()
    before = sys.getrefcount(None)
    for _ in range(50):
        page.grab()
        page.setObjectName("x")
    assert sys.getrefcount(None) > before - 50


def test_a_list_that_scrolls_keeps_its_width(qtbot: QtBot) -> None:
    """The bar lies over the rows' margin, moves with the list, and goes when all fits."""
    dress(light())
    scroll = ScrollColumn()
    qtbot.addWidget(scroll)
    pool = RowPool(scroll.column, ListRow)
    scroll.resize(300, 200)
    scroll.show()
    pool.take(2)
    QApplication.processEvents()
    bar = scroll.findChild(QScrollBar, "over")
    assert bar is not None
    assert bar.isHidden()
    (row,) = pool.take(1)
    width = row.width()
    pool.take(9)
    QApplication.processEvents()
    assert row.width() == width
    assert bar.isVisible()
    bar.setValue(bar.maximum())
    assert scroll.verticalScrollBar().value() == scroll.verticalScrollBar().maximum()
