"""The settings screen, joined to an open shop when somebody first opens it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.i18n.words import Words
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE
from pos_loyalty.security.pins import is_trivial
from pos_loyalty.terminal.beside_room import BesideRoom
from pos_loyalty.terminal.code_camera import CodeCamera
from pos_loyalty.terminal.companions import Companions
from pos_loyalty.terminal.devices.serial_thread import SerialThread
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter
from pos_loyalty.terminal.draws_room import ShopDrawsRoom
from pos_loyalty.terminal.hub_room import HubRoom
from pos_loyalty.terminal.import_room import ImportFileRoom
from pos_loyalty.terminal.mail_room import ShopMailRoom
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.printers_room import TillPrintersRoom
from pos_loyalty.terminal.relay_room import RelayRoom
from pos_loyalty.terminal.screens.settings.beside_page import beside_page
from pos_loyalty.terminal.screens.settings.camera_page import GetCamera
from pos_loyalty.terminal.screens.settings.draws_page import draws_page
from pos_loyalty.terminal.screens.settings.hub_page import hub_page
from pos_loyalty.terminal.screens.settings.import_page import import_page
from pos_loyalty.terminal.screens.settings.mail_page import mail_page
from pos_loyalty.terminal.screens.settings.partners_page import partners_page
from pos_loyalty.terminal.screens.settings.relay_page import relay_page
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.screens.settings.simulate_page import simulate_page
from pos_loyalty.terminal.serial_room import SerialRoom
from pos_loyalty.terminal.settings_rooms import (
    DeskRoom,
    DeviceRoom,
    PartnerRoom,
    ProgramRoom,
    ShelfRoom,
    StaffRooms,
    Who,
)
from pos_loyalty.terminal.simulation_room import ShopSimulationRoom
from pos_loyalty.terminal.sync_thread import SyncThread
from pos_loyalty.terminal.tasks import TaskRunner


def furnished_settings(
    application: Application,
    folder: DataFolder,
    *,
    who: Who,
    tasks: TaskRunner,
    words: Words,
    till: QWidget,
    member_side: MemberSide,
    wedge: WedgeFilter,
    serial: SerialThread,
    camera: GetCamera,
    companions: Companions,
    sync: SyncThread,
    settings_changed: Callable[[], None],
    program_changed: Callable[[], None],
    slip_queued: Callable[[], None],
    printers: Callable[[], tuple[PrinterStatus, ...]],
    left: Callable[[], None],
) -> SettingsScreen:
    """The settings screen, joined to the services; the changes are told in the worker."""
    desk = DeskRoom(application, till, member_side, wedge, till)
    beside = BesideRoom(application, folder, companions, who=who, changed=settings_changed)
    ports = SettingsPorts(
        shelf=ShelfRoom(application, who, settings_changed),
        programs=ProgramRoom(application, who, program_changed),
        staff=StaffRooms(application, who),
        devices=DeviceRoom(application, folder),
        printers=TillPrintersRoom(printers),
        desk=desk,
        serial=SerialRoom(serial),
        camera=camera,
        guests=(
            simulate_page(ShopSimulationRoom(application, folder, who)),
            import_page(ImportFileRoom(application, who)),
            partners_page(PartnerRoom(application, who)),
            draws_page(ShopDrawsRoom(application, who, slip_queued)),
            mail_page(ShopMailRoom(application, folder, who, settings_changed)),
            beside_page(beside),
            relay_page(RelayRoom(application, folder, who, settings_changed)),
            hub_page(
                HubRoom(application, folder, who, sync, settings_changed),
                look=CodeCamera(lambda: screen.view, camera, till).look,
                scans=lambda heard: _hear(heard, wedge, serial),
            ),
        ),
    )
    screen = SettingsScreen(
        ports,
        tasks=tasks,
        clock=application.clock,
        words=words,
        is_guessable=is_trivial,
        left=left,
    )
    desk.learned.connect(screen.scanner_learned)
    serial.changed.connect(lambda _link: screen.serial.link_changed())
    for heard in (serial.scanned, serial.member_scanned):
        heard.connect(lambda text: screen.serial.heard(text, LESSON_CODE))
    return screen


def _hear(heard: Callable[[str], object], wedge: WedgeFilter, serial: SerialThread) -> None:
    for scanned in (wedge.scanned, serial.scanned):
        scanned.connect(heard)
