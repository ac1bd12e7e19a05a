"""Joins the settings' view to their presenters."""

from collections.abc import Callable, Mapping
from dataclasses import field

from PySide6.QtWidgets import QWidget

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.camera_page import CameraCorner, GetCamera
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.ports import (
    Desk,
    Devices,
    Guest,
    LearnedScanner,
    Programs,
    SettingsShelf,
    StaffList,
)
from pos_loyalty.terminal.screens.settings.presenter import Pages, SettingsPresenter
from pos_loyalty.terminal.screens.settings.printers_page import join_printers
from pos_loyalty.terminal.screens.settings.printers_ports import PrintersRoom
from pos_loyalty.terminal.screens.settings.printers_presenter import PrintersPresenter
from pos_loyalty.terminal.screens.settings.program_presenter import ProgramPresenter
from pos_loyalty.terminal.screens.settings.serial_presenter import (
    NoSerialLines,
    SerialPresenter,
    SerialScanners,
)
from pos_loyalty.terminal.screens.settings.staff_presenter import StaffPresenter
from pos_loyalty.terminal.screens.settings.state import Cell, SettingsState
from pos_loyalty.terminal.screens.settings.view import SettingsView
from pos_loyalty.terminal.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class GuestTools:
    """What the maker of a page is given to join it with."""

    tasks: TaskRunner
    clock: Clock
    words: Words
    draft: Callable[[], Mapping[str, object]]
    """The document of the program's draft; the published one while nothing is changed."""


@dataclass(frozen=True, slots=True)
class GuestPage:
    """A page that was joined by whoever made it: where it stands, what is seen, who decides."""

    section: Section
    page: QWidget
    presenter: Guest


@dataclass(frozen=True, slots=True)
class SettingsPorts:
    """All that the settings need from below and beside."""

    shelf: SettingsShelf
    programs: Programs
    staff: StaffList
    devices: Devices
    desk: Desk
    guests: tuple[Callable[[GuestTools], GuestPage], ...] = ()
    camera: GetCamera | None = None
    printers: PrintersRoom | None = None
    serial: SerialScanners = field(default_factory=NoSerialLines)


class SettingsScreen:
    """The settings, ready to be put into a window. ``open`` them each time they are shown."""

    def __init__(
        self,
        ports: SettingsPorts,
        *,
        tasks: TaskRunner,
        clock: Clock,
        words: Words,
        is_guessable: Callable[[str], bool],
        left: Callable[[], None],
    ) -> None:
        """``left`` is called when nothing is unsaved and the person is done."""
        self.program = ProgramPresenter(ports.programs, tasks=tasks, clock=clock, words=words)
        tools = GuestTools(tasks, clock, words, self.program.document)
        guests = [join(tools) for join in ports.guests]
        self.view = SettingsView(words, {each.section: each.page for each in guests})
        self.staff = StaffPresenter(
            ports.staff, tasks=tasks, words=words, is_guessable=is_guessable
        )
        self.serial = SerialPresenter(
            ports.serial, tasks=tasks, words=words, show=self.view.devices.draw_serial
        )
        self.presenter = SettingsPresenter(
            ports.shelf,
            ports.devices,
            ports.desk,
            Pages(self.program, self.staff, {each.section: each.presenter for each in guests}),
            tasks=tasks,
            words=words,
            show=self._draw,
            left=left,
        )
        self._connect_screen()
        self._connect_pages()
        self.printers = self._joined_printers(ports.printers, words)
        self._camera = self._camera_corner(ports.camera, words)

    def open(self, section: Section = Section.SHOP) -> None:
        """Read everything anew and show a page."""
        self.presenter.open(section)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self.view.set_words(words)
        self.presenter.speak(words)
        self.serial.speak(words)
        if self._camera is not None:
            self._camera.speak(words)
        if self.printers is not None:
            self.printers.speak(words)

    def scanner_learned(self, lesson: LearnedScanner) -> None:
        """The answer to ``Desk.listen_to_scanner``."""
        self.presenter.scanner_learned(lesson)

    def _draw(self, state: SettingsState) -> None:
        self.view.draw(state)
        self.serial.chosen(state.cells.get("scanner.serial", Cell()))

    def _joined_printers(self, room: PrintersRoom | None, words: Words) -> PrintersPresenter | None:
        if room is None:
            return None
        presenter = join_printers(
            self.view.printers,
            room,
            words=words,
            text_of=lambda key: self.presenter.state.cells[key].text,
            edit=self.presenter.edit,
        )
        # Connected after the other presenter, so that the draft has what was typed.
        self.view.edited.connect(lambda _key, _text: presenter.tick())
        return presenter

    def _camera_corner(self, get_camera: GetCamera | None, words: Words) -> CameraCorner | None:
        if get_camera is None:
            return None
        corner = CameraCorner(
            self.view.devices,
            get_camera,
            words=words,
            chosen=lambda: self.presenter.state.cells["scanner.camera"].text,
        )
        # Connected after the presenter, so that the draft names the camera that was chosen.
        self.view.edited.connect(lambda key, _text: corner.edited(key))
        return corner

    def _connect_screen(self) -> None:
        view, presenter = self.view, self.presenter
        view.left.connect(presenter.leave)
        view.section_chosen.connect(presenter.choose)
        view.searched.connect(presenter.search)
        view.hit_chosen.connect(presenter.choose_hit)
        view.edited.connect(presenter.edit)
        view.undone.connect(presenter.undo)
        view.compared.connect(presenter.compare)
        view.discarded.connect(presenter.discard)
        view.saved.connect(presenter.save)
        view.answered.connect(presenter.answer)
        view.printers.tested.connect(presenter.test_printer)
        view.devices.display_tested.connect(presenter.test_display)
        view.devices.scanner_wanted.connect(presenter.learn_scanner)
        view.devices.member_scanner_wanted.connect(presenter.learn_member_scanner)
        view.devices.serial.appeared.connect(self.serial.open)
        view.devices.learning_stopped.connect(presenter.stop_learning)

    def _connect_pages(self) -> None:
        view, program, staff = self.view, self.program, self.staff
        for page in view.program.values():
            page.edited.connect(program.edit)
            page.switched.connect(lambda form, is_on: program.switch(form, is_on=is_on))
            page.added.connect(program.add)
            page.duplicated.connect(program.duplicate)
            page.removed.connect(program.remove)
            page.moved.connect(program.move)
            page.opened.connect(program.open_row)
            page.unfolded.connect(program.unfold)
            if page.start is not None:
                page.start.presets_wanted.connect(program.show_presets)
                page.start.file_chosen.connect(program.load_file)
                page.start.file_named.connect(program.save_file)
        view.meaning.example_edited.connect(
            lambda amount, category: program.edit_example(amount=amount, category=category)
        )
        view.presets.chosen.connect(program.load_preset)
        view.publish.day_chosen.connect(program.choose_start)
        view.publish.confirmed.connect(program.publish)
        view.staff.chosen.connect(staff.choose)
        view.staff.add_wanted.connect(staff.add)
        view.staff_form.name_edited.connect(staff.edit_name)
        view.staff_form.role_chosen.connect(staff.choose_role)
        view.staff_form.pin_edited.connect(staff.edit_pin)
        view.staff_form.pin_again_edited.connect(staff.edit_pin_again)
        view.staff_form.saved.connect(staff.save)
        view.staff_form.active_set.connect(lambda is_active: staff.set_active(is_active=is_active))
