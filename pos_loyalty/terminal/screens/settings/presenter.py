"""The settings: edited as a draft, undone step by step, saved together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from pos_loyalty.config.keys import as_text, is_read_only, value_of, with_text
from pos_loyalty.config.settings import Settings, UnknownSettingError, WrongSettingError
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.print_job import FALLBACK_PRINTER, RECEIPT_PRINTER
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog import (
    Keeps,
    Section,
    all_lines,
    kept_on,
)
from pos_loyalty.terminal.screens.settings.catalog_lines import Line
from pos_loyalty.terminal.screens.settings.ports import (
    Desk,
    Devices,
    Guest,
    LearnedScanner,
    SettingsShelf,
    for_members,
)
from pos_loyalty.terminal.screens.settings.program_presenter import ProgramPresenter
from pos_loyalty.terminal.screens.settings.staff_presenter import StaffPresenter
from pos_loyalty.terminal.screens.settings.state import (
    Cell,
    Change,
    Learning,
    Message,
    ProgramState,
    SettingsState,
    StaffState,
    Stage,
    Tone,
)
from pos_loyalty.terminal.screens.settings.wording import (
    find_settings,
    finding_text,
    setting_problem,
    shown_value,
)
from pos_loyalty.terminal.tasks import TaskRunner

_PREVIEWED: Final = (
    "shop.",
    "receipt.",
    "printer.columns",
    "printer.profile",
    "printer.code_page",
    "printer.as_picture",
)
_PARTNER: Final = "shop.partner"
_MOST_UNDO: Final = 200


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that keep a presenter of their own."""

    program: ProgramPresenter
    staff: StaffPresenter
    guests: Mapping[Section, Guest] = field(default_factory=dict)


class SettingsPresenter:
    """Turns typing into a draft of the settings, and the draft into settings."""

    def __init__(
        self,
        shelf: SettingsShelf,
        devices: Devices,
        desk: Desk,
        pages: Pages,
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[SettingsState], None],
        left: Callable[[], None],
    ) -> None:
        self._shelf = shelf
        self._devices = devices
        self._desk = desk
        self._pages = pages
        self._tasks = tasks
        self._words = words
        self._show = show
        self._left = left
        self._saved = Settings()
        self._typed: dict[str, str] = {}
        self._undone: list[dict[str, str]] = []
        self._previews = 0
        self._cells: Mapping[str, Cell] = {}
        self._drawn_from: tuple[object, ...] = ()
        self._state = SettingsState()
        pages.program.follow(self._program_changed)
        pages.staff.follow(self._staff_changed)

    @property
    def state(self) -> SettingsState:
        """What is shown now."""
        return self._state

    @property
    def _keeps(self) -> Keeps:
        return kept_on(self._state.section)

    @property
    def has_changes(self) -> bool:
        """Whether anything would be lost by leaving."""
        return bool(self._state.changes or self._state.program.changes)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._pages.program.speak(words)
        self._pages.staff.speak(words)
        for guest in self._pages.guests.values():
            guest.speak(words)
        self._become(replace(self._state, message=None))

    def open(self, section: Section = Section.SHOP) -> None:
        """Read everything anew and show a page."""
        self._typed.clear()
        self._undone.clear()
        self._become(SettingsState(section=section, screens=tuple(self._desk.screens())))
        self._tasks.run(self._shelf.load, self._loaded, self._refused)
        self._tasks.run(self._devices.profiles, self._profiles_found, self._refused)
        self._pages.program.open()
        self._pages.staff.open()
        self._open_guest(section)

    def choose(self, section: Section) -> None:
        """Turn to a page."""
        self.stop_learning()
        self._become(
            replace(self._state, section=section, message=None, search="", hits=(), found_key="")
        )
        self._open_guest(section)

    def search(self, text: str) -> None:
        """Find settings by their words."""
        hits = find_settings(text, self._words)
        self._become(replace(self._state, search=text, hits=hits))

    def choose_hit(self, key: str) -> None:
        """Go to a setting that was found."""
        hit = next((each for each in self._state.hits if each.key == key), None)
        if hit is not None:
            self.choose(hit.section)
            on_program = kept_on(hit.section) is Keeps.PROGRAM
            found = self._pages.program.reveal(hit.key) if on_program else hit.key
            self._become(replace(self._state, found_key=found))

    # Editing

    def edit(self, key: str, text: str) -> None:
        """Take what was typed, chosen or switched."""
        if self._state.is_busy or self._text(key) == text:
            return
        self._undone.append(dict(self._typed))
        del self._undone[:-_MOST_UNDO]
        self._typed[key] = text
        self._edited(key)

    def undo(self) -> None:
        """Take the last change back, on the page that is shown."""
        if self._keeps is Keeps.PROGRAM:
            self._pages.program.undo()
        elif self._undone and not self._state.is_busy:
            self._typed = self._undone.pop()
            self._edited("shop.")

    def compare(self) -> None:
        """Show every change, before and after; or put the list away."""
        self._become(replace(self._state, is_comparing=not self._state.is_comparing))

    def discard(self) -> None:
        """Go back to what is saved; this, too, can be undone."""
        if self._keeps is Keeps.PROGRAM:
            self._pages.program.discard()
        elif self._typed:
            self._undone.append(dict(self._typed))
            self._typed = {}
            self._edited("shop.")
        self._become(replace(self._state, is_comparing=False))

    def save(self) -> None:
        """Save the settings, or ask from when on the program applies."""
        if self._keeps is Keeps.PROGRAM:
            self._become(replace(self._state, is_comparing=False))
            self._pages.program.ask_start()
            return
        if self._state.is_busy or not self._state.changes:
            return
        if self._state.has_errors:
            text = self._words.text("Some entries need correcting. Nothing was saved.")
            self._become(replace(self._state, message=Message(Tone.BAD, text)))
            return
        settings = self._draft()
        self._become(replace(self._state, is_busy=True, message=None, is_comparing=False))
        self._tasks.run(
            lambda: self._shelf.save(settings),
            lambda _answer: self._stored(settings),
            self._refused,
        )

    def leave(self) -> None:
        """Close the settings; asks first when something is not saved."""
        if self._state.learning.stage is not Stage.OFF:
            self.stop_learning()
        elif self._state.is_comparing:
            self._become(replace(self._state, is_comparing=False))
        elif (
            self._pages.staff.close_form()
            or self._pages.program.close_question()
            or self._close_guest()
        ):
            return
        elif self.has_changes:
            self._ask_about_leaving()
        else:
            self._left()

    def answer(self, action: str) -> None:
        """What was chosen in a message: ``leave`` or ``stay``."""
        self._become(replace(self._state, message=None))
        self._pages.program.answer(action)
        if action == "leave":
            self._typed.clear()
            self._left()

    # Devices

    def test_printer(self, device: str = "printer") -> None:
        """Print a test page with the draft's settings: on the printer, or on the ``fallback``."""
        settings = self._draft()
        name = FALLBACK_PRINTER if device == "fallback" else RECEIPT_PRINTER
        self._tell(device, Message(Tone.INFO, self._words.text("Test page on its way …")))
        self._tasks.run(
            lambda: self._devices.test_printer(settings, name),
            lambda _done: self._printed(device),
            lambda error: self._tell(device, Message(Tone.BAD, message_for(error, self._words))),
        )

    def test_display(self) -> None:
        """Show which screen is meant."""
        self._desk.show_test_picture(self._text("display.screen"))
        self._tell(
            "display", Message(Tone.INFO, self._words.text("The screen shows itself right now."))
        )

    def learn_scanner(self) -> None:
        """Show a code and listen to how the scanner sends it."""
        self._learn(Learning(Stage.LISTENING))

    def learn_member_scanner(self) -> None:
        """The same for the second one, which its first keys tell from the other."""
        self._learn(Learning(Stage.LISTENING, is_members=True))

    def scanner_learned(self, lesson: LearnedScanner) -> None:
        """What the scan of the lesson's code taught."""
        learning = self._state.learning
        if learning.stage not in {Stage.LISTENING, Stage.FAILED}:
            return
        found = for_members(lesson) if learning.is_members else lesson
        if not found.values:
            # Something has to be set at the scanner; then the code is scanned once more.
            self._desk.listen_to_scanner()
        learning = replace(
            learning,
            stage=Stage.LEARNED if found.values else Stage.FAILED,
            findings=tuple(finding_text(each, self._words) for each in found.findings),
            expected=found.expected,
            received=found.received,
        )
        self._become(replace(self._state, learning=learning))
        for key, text in found.values.items():
            self.edit(key, text)

    def stop_learning(self) -> None:
        """Give scans back to the counter."""
        if self._state.learning.stage is not Stage.OFF:
            self._desk.stop_listening()
            self._become(replace(self._state, learning=Learning()))

    # Guests

    def _open_guest(self, section: Section) -> None:
        guest = self._pages.guests.get(section)
        if guest is not None:
            guest.open()

    def _close_guest(self) -> bool:
        guest = self._pages.guests.get(self._state.section)
        return guest is not None and guest.close()

    # Answers

    def _loaded(self, settings: Settings) -> None:
        self._saved = settings
        self._edited("shop.")

    def _profiles_found(self, profiles: Sequence[str]) -> None:
        self._become(replace(self._state, profiles=tuple(profiles)))

    def _stored(self, settings: Settings) -> None:
        self._saved = settings
        self._typed.clear()
        self._undone.clear()
        message = Message(Tone.GOOD, self._words.text("Saved. It applies from now on."))
        self._become(replace(self._state, is_busy=False, message=message))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(replace(self._state, is_busy=False, message=message))

    def _printed(self, device: str) -> None:
        text = self._words.text("The test page is out. Is everything on it right?")
        self._tell(device, Message(Tone.GOOD, text))

    def _learn(self, learning: Learning) -> None:
        self._tasks.run(
            self._devices.lesson_picture,
            lambda picture: self._lesson_ready(replace(learning, picture=picture)),
            self._refused,
        )

    def _lesson_ready(self, learning: Learning) -> None:
        self._desk.listen_to_scanner()
        self._become(replace(self._state, learning=learning))

    def _previewed(self, number: int, picture: bytes) -> None:
        if number == self._previews:
            self._become(replace(self._state, preview=picture))

    def _program_changed(self, program: ProgramState) -> None:
        self._become(replace(self._state, program=program, found_key=program.focus))

    def _staff_changed(self, staff: StaffState) -> None:
        self._become(replace(self._state, staff=staff))

    # The draft

    def _edited(self, key: str) -> None:
        self._become(replace(self._state, message=None))
        if key.startswith(_PREVIEWED):
            self._preview()

    def _preview(self) -> None:
        self._previews += 1
        number, settings = self._previews, self._draft()
        self._tasks.run(
            lambda: self._devices.preview(settings),
            lambda picture: self._previewed(number, picture),
            self._refused,
        )

    def _draft(self) -> Settings:
        """The settings as typed; what is wrong keeps its saved value."""
        draft = self._saved
        for key, text in self._typed.items():
            try:
                draft = with_text(draft, key, text)
            except (WrongSettingError, UnknownSettingError):
                continue
        return draft

    def _text(self, key: str) -> str:
        return self._typed.get(key, as_text(value_of(self._saved, key)))

    def _cell(self, key: str) -> Cell:
        text = self._text(key)
        is_changed = text != as_text(value_of(self._saved, key))
        error = ""
        if is_changed:
            try:
                with_text(self._saved, key, text)
            except WrongSettingError as wrong:
                error = setting_problem(wrong, self._words)
        cell = Cell(text, error, is_changed=is_changed, is_read_only=is_read_only(key))
        return self._with_partners(cell) if key == _PARTNER else cell

    def _with_partners(self, cell: Cell) -> Cell:
        """The choice of the partner whose till this is; nothing to choose without partners."""
        partners = self._pages.program.partners()
        is_gone = bool(cell.text) and cell.text not in dict(partners)
        advice = self._words.text("This partner is not in the program.") if is_gone else ""
        is_hidden = not partners and not cell.text and not cell.is_changed
        return replace(cell, choices=partners, advice=advice, is_hidden=is_hidden)

    def _ask_about_leaving(self) -> None:
        text = self._words.text
        message = Message(
            Tone.WARN,
            text("Some changes are not saved."),
            text("Leave anyway?"),
            (("leave", text("Leave without saving")), ("stay", text("Stay"))),
        )
        self._become(replace(self._state, message=message))

    def _tell(self, device: str, message: Message) -> None:
        tests = {**self._state.tests, device: message}
        self._become(replace(self._state, tests=tests))

    def _shown(self, line: Line, text: str) -> str:
        choices = dict(self._cells[line.key].choices)
        return choices.get(text) or shown_value(line, text, self._words)

    def _become(self, state: SettingsState) -> None:
        partners = self._pages.program.partners()
        basis = (self._saved, tuple(self._typed.items()), self._words, partners)
        if basis != self._drawn_from:
            # The program's pages change with every key; what is on the others has not.
            self._drawn_from = basis
            self._cells = {line.key: self._cell(line.key) for _section, line in all_lines()}
        self._state = replace(
            state, cells=self._cells, changes=self._changes(), may_undo=bool(self._undone)
        )
        self._show(self._state)
        # The cursor goes there once, and then where the person puts it.
        self._state = replace(self._state, found_key="")

    def _changes(self) -> tuple[Change, ...]:
        return tuple(
            Change(
                self._words.text(line.label),
                self._shown(line, as_text(value_of(self._saved, line.key))),
                self._shown(line, self._cells[line.key].text),
            )
            for _section, line in all_lines()
            if self._cells[line.key].is_changed
        )
