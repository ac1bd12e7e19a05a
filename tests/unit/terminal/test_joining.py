from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.devices import camera_source
from pos_loyalty.terminal.joining import JoinStart
from pos_loyalty.terminal.screens.first_start.view import FirstStartView
from pos_loyalty.terminal.screens.join.view import JoinView
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.text import Text
from tests.support.joined_shop import joined_shop
from tests.support.shop import data_folder_in
from tests.support.till import PATIENCE_MS, TillAtWork
from tests.support.tiny_hub import CODE, TinyHub, tiny_hub
from tests.support.video import WEBCAM, SimulatedCamera, as_qt, held


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TinyHub]:
    """A hub with a shop."""
    with tiny_hub() as hub:
        with joined_shop(tmp_path / "first", hub):
            pass
        yield hub


@pytest.fixture
def till(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[TillAtWork]:
    """A window on an empty folder."""
    (tmp_path / "second").mkdir()
    till = TillAtWork(qtbot, qapp, data_folder_in(tmp_path / "second"))
    yield till
    till.close()


def joining(till: TillAtWork, qtbot: QtBot) -> JoinView:
    """Choose that there are other tills already."""
    qtbot.waitUntil(lambda: bool(till.window.findChildren(FirstStartView)), timeout=PATIENCE_MS)
    (first,) = till.window.findChildren(FirstStartView)
    first.join_wanted.emit()
    (view,) = till.window.findChildren(JoinView)
    return view


def filled(view: JoinView, hub: TinyHub) -> None:
    """Scan the hub's code, and name the till."""
    view.url_typed.emit(f"pos-loyalty-pair:{hub.url}#{CODE}")
    view.till_typed.emit("Kasse 2")


def asks_manager(till: TillAtWork) -> bool:
    """Whether the window asks who runs the shop that is there."""
    buttons = till.window.findChildren(Button)
    return any(each.text() == "Anlegen" and each.isVisible() for each in buttons)


def waited(view: JoinView, text: str) -> Callable[[], bool]:
    """Whether the page says so."""
    return lambda: any(text in each.text() for each in view.findChildren(Text))


def test_a_new_machine_becomes_a_till(
    till: TillAtWork, hub: TinyHub, tmp_path: Path, qtbot: QtBot
) -> None:
    """The shop is there afterwards; where nobody of the staff came along, its manager is asked."""
    view = joining(till, qtbot)
    filled(view, hub)
    view.confirmed.emit()
    folder = data_folder_in(tmp_path / "second")
    qtbot.waitUntil(lambda: folder.has_shop, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: asks_manager(till), timeout=PATIENCE_MS)
    assert len(hub.names) == 2
    assert sorted(hub.names.values()) == ["Kasse 1", "Kasse 2"]


def test_the_hubs_code_is_held_before_a_camera(
    till: TillAtWork, hub: TinyHub, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a new machine has no scanner yet; the page is as it would be after one."""
    source = SimulatedCamera(WEBCAM)
    monkeypatch.setattr(camera_source, "CameraSource", lambda: source)
    view = joining(till, qtbot)
    view.camera_wanted.emit()
    source.show(as_qt(held(f"pos-loyalty-pair:{hub.url}#{CODE}")))
    lines = view.findChildren(QLineEdit)
    qtbot.waitUntil(lambda: [each.text() for each in lines[:2]] == [hub.url, CODE], timeout=10_000)
    assert source.opened == ""
    view.camera_wanted.emit()
    assert source.opened == WEBCAM
    till.close()
    assert source.opened == ""


def test_a_refusal_leaves_no_shop(
    till: TillAtWork, hub: TinyHub, tmp_path: Path, qtbot: QtBot
) -> None:
    """The page says why, and leads back."""
    hub.code = "OTHER00000"
    view = joining(till, qtbot)
    filled(view, hub)
    view.confirmed.emit()
    qtbot.waitUntil(waited(view, "Kopplungscode ist falsch"), timeout=PATIENCE_MS)
    assert not data_folder_in(tmp_path / "second").has_shop
    view.left.emit()
    (first,) = till.window.findChildren(FirstStartView)
    assert first.isVisible()
    assert till.till.findChildren(JoinStart)
