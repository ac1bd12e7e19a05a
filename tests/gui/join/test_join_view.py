from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.join.state import JoinState
from pos_loyalty.terminal.screens.join.view import JoinView
from pos_loyalty.terminal.widgets.buttons import Button, IconButton
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.text import Text

WHOLE = JoinState(url="https://hub.example.org", code="ABCDE12345", till="Kasse 2")


@pytest.fixture
def view(qtbot: QtBot) -> JoinView:
    """The page, shown."""
    view = JoinView(words_for("de"))
    qtbot.addWidget(view)
    view.resize(1024, 768)
    view.show()
    return view


def line(view: JoinView, name: str) -> QLineEdit:
    """The line of that name."""
    return next(each for each in view.findChildren(QLineEdit) if each.accessibleName() == name)


def button(view: JoinView, name: str) -> Button:
    """The button of that name."""
    return next(each for each in view.findChildren(Button) if each.text() == name)


def test_typing_is_told(view: JoinView, qtbot: QtBot) -> None:
    """Each line tells what is typed into it."""
    for name, signal in (
        ("Adresse der Zentrale", view.url_typed),
        ("Kopplungscode", view.code_typed),
        ("Name dieser Kasse", view.till_typed),
    ):
        with qtbot.waitSignal(signal) as heard:
            line(view, name).textEdited.emit("x")
        assert heard.args == ["x"]


def test_enter_joins_but_not_behind_a_scan(view: JoinView, qtbot: QtBot) -> None:
    """A scanner ends with Enter in the first line: nobody has looked at it yet."""
    view.draw(WHOLE)
    with qtbot.assertNotEmitted(view.confirmed):
        line(view, "Adresse der Zentrale").returnPressed.emit()
    with qtbot.waitSignal(view.confirmed):
        line(view, "Name dieser Kasse").returnPressed.emit()
    with qtbot.waitSignal(view.confirmed):
        button(view, "Koppeln").click()


def test_nothing_is_joined_before_all_is_there(view: JoinView) -> None:
    """The button waits for the lines, and for what is wrong to be put right."""
    assert not button(view, "Koppeln").isEnabled()
    view.draw(WHOLE)
    assert button(view, "Koppeln").isEnabled()
    view.draw(JoinState(url="x", code="y", till="z", till_error="Zu lang."))
    assert not button(view, "Koppeln").isEnabled()


def test_a_camera_can_be_asked_for(view: JoinView, qtbot: QtBot) -> None:
    """While lines can still be filled."""
    with qtbot.waitSignal(view.camera_wanted):
        button(view, "Mit der Kamera lesen").click()
    view.draw(JoinState(url="x", code="y", till="z", is_busy=True))
    assert not button(view, "Mit der Kamera lesen").isEnabled()


def test_a_certificate_is_chosen_and_let_go(
    view: JoinView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file's name stands there; whoever changes his mind chooses none."""
    asked: list[str] = []

    def ask(_parent: object, title: str, _folder: str, _kinds: str) -> tuple[str, str]:
        asked.append(title)
        return ("" if len(asked) == 1 else "/media/usb/zentrale.pem", "")

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    with qtbot.assertNotEmitted(view.certificate_chosen):
        button(view, "Datei wählen …").click()
    with qtbot.waitSignal(view.certificate_chosen) as heard:
        button(view, "Datei wählen …").click()
    assert heard.args == ["/media/usb/zentrale.pem"]
    assert asked == ["Zertifikat der Zentrale"] * 2
    view.draw(replace(WHOLE, certificate="/media/usb/zentrale.pem"))
    assert "zentrale.pem" in [each.text() for each in view.findChildren(Text)]
    let_go = next(
        each
        for each in view.findChildren(IconButton)
        if each.accessibleName() == "Ohne dieses Zertifikat"
    )
    with qtbot.waitSignal(view.certificate_chosen) as heard:
        let_go.click()
    assert heard.args == [""]
    view.draw(WHOLE)
    assert let_go.isHidden()


def test_while_it_goes_on(view: JoinView, qtbot: QtBot) -> None:
    """Lines rest, a bar shows how far it is, and it can be stopped."""
    view.focus_first()
    view.draw(JoinState(url="x", code="y", till="z", is_busy=True, share=0.5, reading="5 von 10"))
    assert line(view, "Kopplungscode").isReadOnly()
    (bar,) = view.findChildren(ProgressBar)
    assert (bar.isVisible(), bar.share) == (True, 0.5)
    with qtbot.waitSignal(view.left):
        button(view, "Anhalten").click()
    view.draw(WHOLE)
    assert not bar.isVisible()
    assert button(view, "Zurück").isVisible()


def test_a_failure_is_told(view: JoinView) -> None:
    """Above the lines, until something is typed."""
    view.draw(JoinState(failure="Der Code ist falsch."))
    shown = [each.text() for each in view.findChildren(Text) if each.isVisible()]
    assert "Der Code ist falsch." in shown
