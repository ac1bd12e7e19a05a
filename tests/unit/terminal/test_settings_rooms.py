from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.errors import InThePastError, NotAllowedError, WrongDocumentError
from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE, Finding, Lesson
from pos_loyalty.scanning.wedge_settings import wedge_settings_of
from pos_loyalty.services.program_file import ProgramFileError
from pos_loyalty.terminal import settings_rooms
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.screens.settings.ports import LearnedScanner, Purchase
from pos_loyalty.terminal.settings_rooms import (
    DeskRoom,
    DeviceRoom,
    ProgramRoom,
    ShelfRoom,
    StaffRooms,
)
from tests.support.shop import CASHIER, MANAGER, Shop, data_folder_in, scratch_shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop in memory."""
    made = scratch_shop()
    yield made
    made.close()


@pytest.fixture
def heard() -> list[str]:
    """What the rooms said of changes."""
    return []


@pytest.fixture
def programs(shop: Shop, heard: list[str]) -> ProgramRoom:
    """The shop's program, for its manager."""
    return ProgramRoom(shop.application, lambda: MANAGER, lambda: heard.append("program"))


def test_settings_are_put_in_force_by_a_manager(shop: Shop, heard: list[str]) -> None:
    """And whoever shows them is told; a cashier changes nothing."""
    room = ShelfRoom(shop.application, lambda: MANAGER, lambda: heard.append("settings"))
    before = room.load()
    room.save(replace(before, shop=replace(before.shop, phone="0761 1")))
    assert room.load().shop.phone == "0761 1"
    assert heard == ["settings"]
    locked = ShelfRoom(shop.application, lambda: CASHIER, lambda: heard.append("never"))
    with pytest.raises(NotAllowedError):
        locked.save(Settings())
    assert heard == ["settings"]


def test_a_program_is_published_for_a_day(
    shop: Shop, programs: ProgramRoom, heard: list[str]
) -> None:
    """Today means now; a later day waits for its midnight; the past is refused."""
    document = dict(programs.load())
    programs.publish({**document, "name": "Neu"}, date(2026, 3, 5))
    assert shop.application.programs.current(shop.now).program.name == "Neu"
    programs.publish({**document, "name": "Später"}, date(2026, 4, 1))
    assert programs.load()["name"] == "Später"
    assert shop.application.programs.current(shop.now).program.name == "Neu"
    with pytest.raises(InThePastError):
        programs.publish(document, date(2026, 3, 1))
    assert heard == ["program", "program"]


def test_drafts_are_advised_on_and_tried(programs: ProgramRoom) -> None:
    """Without anything being written; a wrong one names its problems."""
    document = dict(programs.load())
    short = {**document, "expiry": {"kind": "months", "length": 6}}
    assert any(each.path.startswith("expiry") for each in programs.advice(short, document))
    explained = programs.example(short, Purchase(1_000))
    assert {tier: sum(line.points for line in lines) for tier, lines in explained.items()} == {
        "basis": 10,
        "silver": 12,
        "gold": 15,
    }
    with pytest.raises(WrongDocumentError):
        programs.advice({**document, "colour": "red"}, document)


def test_templates_and_files(programs: ProgramRoom, tmp_path: Path) -> None:
    """Every template can be loaded; a file that was written can be read."""
    for card in programs.presets():
        assert programs.preset(card.id)["name"] == card.name
        assert card.summary
    file = tmp_path / "mine.toml"
    programs.write_file(str(file), programs.load())
    assert programs.read_file(str(file)) == programs.load()
    with pytest.raises(ProgramFileError):
        programs.write_file(str(tmp_path / "no" / "folder.toml"), programs.load())
    with pytest.raises(WrongDocumentError):
        programs.read_file(str(tmp_path / "nothing.toml"))


def test_staff_come_and_change(shop: Shop) -> None:
    """Everybody is listed, also who has left."""
    room = StaffRooms(shop.application, lambda: MANAGER)
    room.add("Mona Chefin", Role.MANAGER, "975310")
    room.add("Tomasz Nowak", Role.CASHIER, "4711")
    person = next(each for each in room.people() if each.name == "Tomasz Nowak")
    room.change(person.id, name="Tomasz N.", is_active=False)
    changed = next(each for each in room.people() if each.id == person.id)
    assert (changed.name, changed.is_active) == ("Tomasz N.", False)


def test_devices_are_tried_before_they_are_used(shop: Shop, tmp_path: Path) -> None:
    """Models to choose from, a slip to look at, a page to print, a code to scan."""
    room = DeviceRoom(shop.application, data_folder_in(tmp_path))
    settings = shop.application.settings.settings()
    assert "default" in room.profiles()
    assert room.preview(settings).startswith(b"\x89PNG")
    assert room.lesson_picture().startswith(b"\x89PNG")
    room.test_printer(settings, "receipt")
    room.test_printer(settings, "fallback")


class _Desk:
    """The window's own part, and what it learned."""

    def __init__(self, shop: Shop, app: QApplication, qtbot: QtBot) -> None:
        self.till = QWidget()
        self.side = MemberSide(shop.application, words_for("de"))
        settings = shop.application.settings.settings()
        self.wedge = WedgeFilter(app, wedge_settings_of(settings.scanner))
        self.room = DeskRoom(shop.application, self.till, self.side, self.wedge)
        self.learned: list[LearnedScanner] = []
        self.room.learned.connect(self.learned.append)
        qtbot.addWidget(self.till)
        qtbot.addWidget(self.side.window)


@pytest.fixture
def desk(shop: Shop, qapp: QApplication, qtbot: QtBot) -> _Desk:
    """The window's own part."""
    return _Desk(shop, qapp, qtbot)


def test_screens_are_named_with_their_size(
    desk: _Desk, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The till's own is not among them."""
    assert desk.room.screens() == []
    (screen,) = qapp.screens()
    monkeypatch.setattr(desk.till, "screen", lambda: None)
    width, height = screen.size().width(), screen.size().height()
    (choice,) = desk.room.screens()
    assert choice.label == f"{screen.name()} ({width} × {height})"


def test_a_screen_shows_itself_for_a_moment(
    desk: _Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown one does nothing; one that is showing already goes on; then it is gone."""
    monkeypatch.setattr(settings_rooms, "_TEST_PICTURE_MS", 1)
    desk.room.show_test_picture("nowhere")
    assert not desk.side.window.isVisible()
    (screen,) = QGuiApplication.screens()
    desk.room.show_test_picture(screen.name())
    assert desk.side.window.isVisible()
    desk.room.show_test_picture(screen.name())
    qtbot.waitUntil(lambda: not desk.side.window.isVisible())


def test_a_lesson_becomes_settings(shop: Shop, desk: _Desk) -> None:
    """What was found goes to the screen; without a result there is nothing to set."""
    desk.room.listen_to_scanner()
    desk.room.stop_listening()
    known = wedge_settings_of(shop.application.settings.settings().scanner)
    desk.wedge.learned.emit(Lesson("LT", 9, 12, (Finding.SLOW,), replace(known, max_average_ms=22)))
    desk.wedge.learned.emit(Lesson("", 0, 0, (Finding.NOTHING_ARRIVED,), None))
    good, bad = desk.learned
    assert good.values["scanner.max_average_ms"] == "22"
    assert good.values["scanner.card_gap_ms"] == "150"
    assert (good.expected, good.received) == (LESSON_CODE, "LT")
    assert good.findings == ("slow",)
    assert (bad.values, bad.findings) == ({}, ("nothing-arrived",))
