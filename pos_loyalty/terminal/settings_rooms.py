"""What the settings screen asks for, answered by the services of an open shop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config import keys
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.advice import Advice
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.calendar import midnight
from pos_loyalty.domain.lint import advice_of
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.sample_sale import explained_by_tier
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.reporting.periods import Period
from pos_loyalty.reporting.settlement import Settlement
from pos_loyalty.reporting.settlement_file import write_settlement
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE, Lesson
from pos_loyalty.scanning.wedge_settings import taught
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.document_file import read_table_file
from pos_loyalty.services.presets import find_document, presets
from pos_loyalty.services.program_file import write_program_file
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.screens.settings.ports import Explained, LearnedScanner, Purchase
from pos_loyalty.terminal.screens.settings.state import Person, PresetCard, ScreenChoice
from pos_loyalty.terminal.shell.second_screen import show_on

_TEST_PICTURE_MS: Final = 4_000
_LEARNED: Final = (
    "prefix",
    "suffix",
    "layout",
    "max_average_ms",
    "max_gap_ms",
    "card_gap_ms",
)

Who = Callable[[], Actor]


class ShelfRoom:
    """The settings of this till; ``changed`` is called in the worker once they are in force."""

    def __init__(self, application: Application, who: Who, changed: Callable[[], None]) -> None:
        self._application = application
        self._who = who
        self._changed = changed

    def load(self) -> Settings:
        """The settings in force."""
        return self._application.settings.settings()

    def save(self, settings: Settings) -> None:
        """Put settings in force and write them. Raises NotAllowedError, SettingsFileError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        self._application.settings.change(
            # What a page of its own keeps is not this draft's to put back.
            lambda before: replace(settings, gateway=before.gateway, mail=before.mail)
        )
        self._changed()


class ProgramRoom:
    """The shop's program, as documents."""

    def __init__(self, application: Application, who: Who, changed: Callable[[], None]) -> None:
        self._application = application
        self._who = who
        self._changed = changed

    def load(self) -> Mapping[str, object]:
        """The document of the version that was published last."""
        programs = self._application.programs
        return programs.document(len(programs.timeline().versions))

    def advice(
        self, document: Mapping[str, object], before: Mapping[str, object]
    ) -> Sequence[Advice]:
        """What a careful adviser says. Raises WrongDocumentError with every problem."""
        now = self._application.clock.now()
        return advice_of(read_program(document), before=read_program(before), now=now)

    def example(self, document: Mapping[str, object], purchase: Purchase) -> Explained:
        """Why a purchase earns what in each tier. Raises WrongDocumentError."""
        line = BasketLine(purchase.amount_minor, category=purchase.category)
        now = self._application.clock.now()
        return explained_by_tier(read_program(document), Basket((line,)), now)

    def publish(self, document: Mapping[str, object], start: date) -> None:
        """Publish a new version. Raises what ``services.programs.publish`` raises."""
        now = self._application.clock.now()
        zone = read_program(document).zone
        self._application.programs.publish(
            Request(str(uuid7()), self._who(), now), document, valid_from=midnight(start, zone)
        )
        self._changed()

    def presets(self) -> Sequence[PresetCard]:
        """The programs that ship, as cards."""
        return [PresetCard(each.id, each.name, each.summary) for each in presets()]

    def preset(self, preset_id: str) -> Mapping[str, object]:
        """The document of a program that ships. Raises WrongDocumentError."""
        return find_document(preset_id)

    def read_file(self, path: str) -> Mapping[str, object]:
        """The document in a file. Raises WrongDocumentError."""
        return read_table_file(path)

    def write_file(self, path: str, document: Mapping[str, object]) -> None:
        """Write a document into a file. Raises ProgramFileError."""
        write_program_file(Path(path), document)


class PartnerRoom:
    """What was settled with the partners of a coalition."""

    def __init__(self, application: Application, who: Who) -> None:
        self._application = application
        self._who = who

    def settlement(self, period: Period) -> Settlement:
        """What each partner receives or pays. Raises NotAllowedError."""
        check(self._who(), Permission.VIEW_REPORTS)
        return self._application.settlements.settlement(period)

    def export(self, path: str, settlement: Settlement) -> None:
        """Write a settlement into a file. Raises NotAllowedError and SettlementFileError."""
        check(self._who(), Permission.EXPORT_DATA)
        write_settlement(Path(path), settlement)


class StaffRooms:
    """Who may sign in."""

    def __init__(self, application: Application, who: Who) -> None:
        self._application = application
        self._who = who

    def people(self) -> Sequence[Person]:
        """Everybody, also those who no longer sign in."""
        return [
            Person(one.id, one.name, one.role, one.active)
            for one in self._application.staff.everybody()
        ]

    def add(self, name: str, role: Role, pin: str) -> None:
        """Take somebody on; raises what ``StaffRoom.add`` raises."""
        now = self._application.clock.now()
        self._application.staff.add(self._who(), name=name, role=role, pin=pin, now=now)

    def change(
        self,
        staff_id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        pin: str | None = None,
        is_active: bool | None = None,
    ) -> None:
        """Change what is given; raises what ``StaffRoom.change`` raises."""
        self._application.staff.change(
            self._who(),
            staff_id,
            now=self._application.clock.now(),
            name=name,
            role=role,
            pin=pin,
            active=is_active,
        )


class _Trial(Protocol):
    """``bootstrap.PrinterTrial``, which is imported only when it is needed."""

    def profiles(self) -> tuple[str, ...]: ...

    def preview(self, settings: Settings) -> bytes: ...

    def print_test_page(self, settings: Settings, printer: str) -> object: ...

    def code_picture(self, text: str) -> bytes: ...


class DeviceRoom:
    """What stands on and under the counter; called in the worker."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self._folder = folder

    def profiles(self) -> Sequence[str]:
        """The printer models that can be chosen."""
        return self._trial.profiles()

    def preview(self, settings: Settings) -> bytes:
        """A sample slip as a PNG picture."""
        return self._trial.preview(settings)

    def test_printer(self, settings: Settings, printer: str) -> None:
        """Print a test page on the printer of that name; raises what it has."""
        self._trial.print_test_page(settings, printer)

    def lesson_picture(self) -> bytes:
        """The code to scan, a PNG picture."""
        return self._trial.code_picture(LESSON_CODE)

    @cached_property
    def _trial(self) -> _Trial:
        # Imported in the worker: it costs a third of a second that the start need not pay.
        from pos_loyalty.bootstrap.printer_trial import PrinterTrial  # noqa: PLC0415

        return PrinterTrial(self._application, self._folder)


class DeskRoom(QObject):
    """What the window itself does for the settings. ``learned`` carries a ``LearnedScanner``."""

    learned = Signal(object)

    def __init__(
        self,
        application: Application,
        till: QWidget,
        member_side: MemberSide,
        wedge: WedgeFilter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._till = till
        self._member_side = member_side
        self._wedge = wedge
        wedge.learned.connect(self._learned)

    def screens(self) -> Sequence[ScreenChoice]:
        """The screens there are besides the till's own."""
        own = self._till.screen()
        return [
            ScreenChoice(screen.name(), _label(screen.name(), screen.size().toTuple()))
            for screen in QGuiApplication.screens()
            if screen is not own
        ]

    def show_test_picture(self, screen: str) -> None:
        """Show the members' screen there for a few seconds."""
        found = [each for each in QGuiApplication.screens() if each.name() == screen]
        view = self._member_side.window
        if not found or view.isVisible():
            return
        show_on(view, found[0])
        QTimer.singleShot(_TEST_PICTURE_MS, view, view.hide)

    def listen_to_scanner(self) -> None:
        """Hand the next scan's keys to the lesson."""
        self._wedge.learn()

    def stop_listening(self) -> None:
        """Give scans back to the counter."""
        self._wedge.stop_learning()

    def _learned(self, lesson: Lesson) -> None:
        findings = tuple(finding.value for finding in lesson.findings)
        values: dict[str, str] = {}
        if lesson.settings is not None:
            scanner = taught(self._application.settings.settings().scanner, lesson.settings)
            values = {f"scanner.{name}": keys.as_text(getattr(scanner, name)) for name in _LEARNED}
        self.learned.emit(LearnedScanner(values, findings, lesson.expected, lesson.received))


def _label(name: str, size: tuple[int, int]) -> str:
    return f"{name} ({size[0]} × {size[1]})"
