from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QAbstractAnimation, QVariantAnimation
from PySide6.QtGui import QCloseEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.customer_display.panels import Brush
from pos_loyalty.terminal.screens.customer_display.state import (
    Celebration,
    DisplayState,
    Figure,
    Moment,
)
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from pos_loyalty.terminal.theme_stage import LIGHT_STAGE
from pos_loyalty.terminal.theme_tokens import Weight
from tests.screenshots.customer_display import scenes
from tests.screenshots.look import SceneLook
from tests.support.looks import dress, light

_IDLE = DisplayState(shop_name="Sonnenblume", heading="Sonnenblume", clock="14:32")
_RESULT = DisplayState(
    Moment.RESULT,
    shop_name="Sonnenblume",
    heading="Danke, Anna!",
    figure=Figure("Ihr Einkauf bringt", 65, "+65", "Punkte", is_gain=True),
)


@pytest.fixture
def view(qtbot: QtBot) -> CustomerDisplayView:
    """The screen at 1024 × 600, not shown yet; things move on it."""
    dress(replace(light(), reduced_motion=False))
    made = CustomerDisplayView(words_for("de"))
    qtbot.addWidget(made)
    made.resize(1024, 600)
    return made


def _picture(view: CustomerDisplayView) -> QImage:
    return view.grab().toImage()


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1920, 1080), (600, 1024)])
def test_every_screen_is_filled(view: CustomerDisplayView, size: tuple[int, int]) -> None:
    """Whatever screen stands on the counter, no corner of it stays unpainted."""
    view.resize(*size)
    view.draw(_RESULT)
    picture = _picture(view)
    for x in (0, size[0] - 1):
        for y in (0, size[1] - 1):
            assert picture.pixelColor(x, y).green() > 15


def test_a_member_is_seen(view: CustomerDisplayView) -> None:
    """Greeting, result and idle are three different pictures."""
    pictures = []
    for state in (_IDLE, _RESULT, replace(_RESULT, heading="Danke!")):
        view.draw(state)
        pictures.append(_picture(view))
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_the_same_state_is_the_same_picture(view: CustomerDisplayView) -> None:
    """After everything has come to rest, a state has one picture."""
    view.draw(_RESULT)
    first = _picture(view)
    view.draw(_IDLE)
    view.draw(_RESULT)
    assert _picture(view) == first


def test_points_count_up_to_the_end(view: CustomerDisplayView, qtbot: QtBot) -> None:
    """The number runs, and ends at what was credited."""
    view.draw(_IDLE)
    view.show()
    first = Figure("Ihr Einkauf bringt", 9, "+9", "Punkte", is_gain=True)
    view.draw(replace(_RESULT, figure=first))
    view.draw(_RESULT)
    assert view.number != "+65"
    qtbot.waitUntil(lambda: view.number == "+65")
    view.hide()


def test_a_greeting_does_not_count(view: CustomerDisplayView) -> None:
    """A balance is not won: it stands there at once, also when the last one was another's."""
    view.show()
    view.draw(_RESULT)
    balance = Figure("Ihr Stand", 1284, "1.284", "Punkte")
    view.draw(DisplayState(Moment.GREETING, figure=balance))
    assert view.number == "1.284"
    view.draw(_IDLE)
    assert view.number == ""
    view.hide()


def test_a_tier_is_celebrated_once(view: CustomerDisplayView, qtbot: QtBot) -> None:
    """Confetti falls when the tier is reached, and not again when the clock is redrawn."""
    raised = replace(_RESULT, celebration=Celebration("Sie haben Gold erreicht!", ""))
    view.show()
    view.draw(raised)
    qtbot.waitUntil(lambda: view.is_celebrating)
    qtbot.waitUntil(lambda: not view.is_celebrating)
    view.draw(replace(raised, clock="14:33"))
    running = QAbstractAnimation.State.Running
    assert [each for each in view.findChildren(QVariantAnimation) if each.state() is running] == []
    view.hide()


@pytest.mark.usefixtures("qapp")
def test_the_name_of_a_goal_is_written_smaller_before_it_is_cut() -> None:
    """The largest size that has room, and never less than can be read from where members stand."""
    dress(light())
    picture = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    brush = Brush(painter, LIGHT_STAGE, 1.0)
    sizes = [
        brush.fitting("Geschafft: 3 Besuche", width, Weight.STRONG, largest=26, smallest=18)
        for width in (900, 230, 40)
    ]
    painter.end()
    assert sizes[0] == 26
    assert 18 < sizes[1] < 26
    assert sizes[2] == 18


def test_ticks_only_while_it_is_seen(view: CustomerDisplayView, qtbot: QtBot) -> None:
    """The clock runs with the window, and the mark breathes in front of nobody only."""
    view.draw(_IDLE)
    view.show()
    with qtbot.waitSignal(view.ticked, timeout=3000):
        pass
    view.hide()
    with qtbot.assertNotEmitted(view.ticked, wait=1200):
        pass


def test_nobody_closes_it_by_accident(view: CustomerDisplayView) -> None:
    """The program closes its own window; this one does not take the focus either."""
    view.show()
    assert QApplication.focusWidget() is not view
    closing = QCloseEvent()
    view.closeEvent(closing)
    assert closing.isAccepted()
    view.hide()


@pytest.mark.parametrize("size", [(1024, 600), (1920, 1080)])
def test_every_moment_has_its_picture(qtbot: QtBot, size: tuple[int, int]) -> None:
    """Long names, seven digits, a new tier and a return are all drawn, each in its own way."""
    dress(light())
    pictures = []
    for _name, scene in scenes(SceneLook("de", "light", *size)):
        qtbot.addWidget(scene)
        scene.resize(*size)
        pictures.append(scene.grab().toImage())
    assert all(one != other for one, other in pairwise(pictures))
