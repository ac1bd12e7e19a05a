import tomllib

import pytest

from pos_loyalty.config import paths
from pos_loyalty.config.settings_file import SettingsFileError
from pos_loyalty.domain.print_job import PrinterOutageError, PrintProblem
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.ports import LearnedScanner
from pos_loyalty.terminal.screens.settings.presenter import Pages, SettingsPresenter
from pos_loyalty.terminal.screens.settings.program_presenter import ProgramPresenter
from pos_loyalty.terminal.screens.settings.staff_presenter import StaffPresenter
from pos_loyalty.terminal.screens.settings.state import Form, SettingsState, Stage, Tone
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner
from tests.support.clock import FixedClock
from tests.support.settings_fakes import (
    FakeDesk,
    FakeDevices,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)


class _Screen:
    """The settings with a whole shop behind them."""

    def __init__(self, tasks: TaskRunner | None = None, **sections: object) -> None:
        tasks = ImmediateTasks() if tasks is None else tasks
        file = paths.resources() / "programs" / "sonnenblume.toml"
        words = words_for("de")
        self.shelf, self.devices, self.desk = FakeShelf(), FakeDevices(), FakeDesk()
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        self.program = ProgramPresenter(
            FakePrograms({**document, **sections}), tasks=tasks, clock=FixedClock(), words=words
        )
        self.staff = StaffPresenter(
            FakeStaff(), tasks=tasks, words=words, is_guessable=lambda _pin: False
        )
        self.shown: list[SettingsState] = []
        self.left = 0
        self.presenter = SettingsPresenter(
            self.shelf,
            self.devices,
            self.desk,
            Pages(self.program, self.staff),
            tasks=tasks,
            words=words,
            show=self.shown.append,
            left=self._leave,
        )

    def _leave(self) -> None:
        self.left += 1

    def state(self) -> SettingsState:
        return self.shown[-1]


@pytest.fixture
def screen() -> _Screen:
    """The settings as they open."""
    made = _Screen()
    made.presenter.open()
    return made


def test_they_open_with_what_holds(screen: _Screen) -> None:
    """Every setting shows its value; nothing is changed; what stands beside is known too."""
    state = screen.state()
    assert state.cells["shop.name"].text == "Sonnenblume Naturkost"
    assert state.cells["shop.address"].text == "Marktplatz 3\n79098 Freiburg"
    assert state.cells["shop.currency"].is_read_only
    assert state.changes == ()
    assert state.program.is_loaded
    assert state.staff.is_loaded
    assert "default" in state.profiles
    assert [each.name for each in state.screens] == ["HDMI-2"]
    assert state.preview == b"slip"


def test_changes_are_counted_and_saved_together(screen: _Screen) -> None:
    """Two edits are two changes; saving puts both in force at once."""
    screen.presenter.edit("shop.name", "Sonnenblume")
    screen.presenter.edit("counter.sounds", "false")
    assert [(change.label, change.before, change.after) for change in screen.state().changes] == [
        ("Name des Geschäfts", "Sonnenblume Naturkost", "Sonnenblume"),
        ("Töne", "an", "aus"),
    ]
    assert screen.shelf.saved == []
    screen.presenter.save()
    (saved,) = screen.shelf.saved
    assert (saved.shop.name, saved.counter.sounds) == ("Sonnenblume", False)
    state = screen.state()
    assert state.changes == ()
    assert not state.may_undo
    assert state.message is not None
    assert state.message.tone is Tone.GOOD


def test_undo_until_saved(screen: _Screen) -> None:
    """Every edit can be taken back, one by one, and so can discarding them all."""
    screen.presenter.edit("shop.phone", "1")
    screen.presenter.edit("shop.phone", "12")
    screen.presenter.undo()
    assert screen.state().cells["shop.phone"].text == "1"
    screen.presenter.discard()
    assert screen.state().changes == ()
    screen.presenter.undo()
    assert screen.state().cells["shop.phone"].text == "1"
    screen.presenter.undo()
    screen.presenter.undo()
    assert screen.state().changes == ()


@pytest.mark.parametrize(
    ("key", "text", "error"),
    [
        ("counter.lock_after_minutes", "soon", "So schreiben: 123."),
        ("counter.lock_after_minutes", "999", "Erlaubt: 0–240."),
        ("shop.name", "x" * 61, "Zu lang. Höchstens: 60."),
        (
            "printer.receipt",
            "there",
            "Das ist keine Druckeradresse. So schreiben: network://192.168.1.50:9100.",
        ),
    ],
)
def test_wrong_entries_are_told_beside_their_line(
    screen: _Screen, key: str, text: str, error: str
) -> None:
    """The sentence says what would be right, without naming keys; nothing is saved."""
    before = screen.shelf.settings
    screen.presenter.edit(key, text)
    assert screen.state().cells[key].error == error
    screen.presenter.save()
    assert screen.shelf.settings == before
    message = screen.state().message
    assert message is not None
    assert message.tone is Tone.BAD


def test_a_failed_save_keeps_the_draft(screen: _Screen) -> None:
    """With a full disk nothing typed is lost, and saving can be tried again."""
    screen.presenter.edit("shop.name", "A")
    screen.shelf.failure = SettingsFileError(path="settings.toml", reason="unwritable", detail="")
    screen.presenter.save()
    assert screen.state().cells["shop.name"].text == "A"
    assert not screen.state().is_busy
    screen.shelf.failure = None
    screen.presenter.save()
    assert screen.shelf.settings.shop.name == "A"


def test_saving_twice_saves_once() -> None:
    """While it is being saved, edits and further presses wait for the person, not the disk."""
    tasks = HeldTasks()
    screen = _Screen(tasks)
    screen.presenter.open()
    tasks.do_all()
    screen.presenter.edit("shop.name", "A")
    tasks.do_all()
    screen.presenter.save()
    screen.presenter.save()
    screen.presenter.edit("shop.name", "B")
    screen.presenter.undo()
    tasks.do_all()
    assert [settings.shop.name for settings in screen.shelf.saved] == ["A"]


def test_search_finds_settings_by_their_words(screen: _Screen) -> None:
    """Every word counts, in any order; a hit leads to its page and line."""
    screen.presenter.search("  töne ")
    assert [hit.key for hit in screen.state().hits] == ["counter.sounds"]
    screen.presenter.search("gelten punkte")
    assert "expiry.kind" in [hit.key for hit in screen.state().hits]
    screen.presenter.search("geburtstag")
    assert screen.state().hits[0].key == "campaign[].members"
    screen.presenter.search("pin team")
    assert [hit.key for hit in screen.state().hits] == ["staff.pin"]
    screen.presenter.search("xyzzy")
    assert screen.state().hits == ()
    screen.presenter.search("töne")
    screen.presenter.choose_hit("unknown")
    screen.presenter.choose_hit("counter.sounds")
    state = screen.state()
    assert (state.section, state.found_key, state.search) == (Section.SHOP, "counter.sounds", "")


def test_the_slip_is_drawn_as_it_is_typed(screen: _Screen) -> None:
    """The preview follows the draft; settings that are not on the slip draw nothing."""
    drawn = len(screen.devices.previewed)
    screen.presenter.edit("receipt.footer", "Tschüs")
    assert screen.devices.previewed[-1].receipt.footer == ("Tschüs",)
    assert len(screen.devices.previewed) == drawn + 1
    screen.presenter.edit("counter.sounds", "false")
    assert len(screen.devices.previewed) == drawn + 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("printer.profile", "tm-t88"),
        ("printer.code_page", "16"),
        ("printer.columns", "40"),
        ("printer.as_picture", "true"),
    ],
)
def test_what_changes_the_slips_look_draws_it_anew(screen: _Screen, key: str, value: str) -> None:
    """Another printer breaks lines elsewhere, and a drawn slip has finer signs."""
    drawn = len(screen.devices.previewed)
    screen.presenter.edit(key, value)
    assert len(screen.devices.previewed) == drawn + 1


def test_only_the_latest_preview_is_shown() -> None:
    """A picture of an older draft that arrives late is dropped."""
    tasks = HeldTasks()
    screen = _Screen(tasks)
    screen.presenter.open()
    tasks.do_all()
    screen.devices.picture = b"old"
    screen.presenter.edit("receipt.footer", "a")
    screen.presenter.edit("receipt.footer", "b")
    tasks.do_next()
    assert screen.state().preview == b"slip"
    tasks.do_all()
    assert screen.state().preview == b"old"


def test_the_printer_is_tested_with_the_draft(screen: _Screen) -> None:
    """A test needs no saving, and what the printer has is said in plain words."""
    screen.presenter.edit("printer.receipt", "network://10.0.0.5:9100")
    screen.presenter.test_printer()
    assert screen.devices.printed[0].printer.receipt == "network://10.0.0.5:9100"
    assert screen.state().tests["printer"].tone is Tone.GOOD
    screen.devices.failure = PrinterOutageError(problem=PrintProblem.PAPER_OUT)
    screen.presenter.test_printer()
    verdict = screen.state().tests["printer"]
    assert verdict.tone is Tone.BAD
    assert "Papier" in verdict.text
    screen.devices.failure = None
    screen.presenter.test_printer("fallback")
    assert screen.devices.printed_on == ["receipt", "fallback"]
    assert screen.state().tests["fallback"].tone is Tone.GOOD


def test_the_members_screen_shows_itself(screen: _Screen) -> None:
    """The draft's screen is meant, also before it is saved."""
    screen.presenter.edit("display.screen", "HDMI-2")
    screen.presenter.test_display()
    assert screen.desk.shown == ["HDMI-2"]
    assert "display" in screen.state().tests


def test_a_scanner_is_learned(screen: _Screen) -> None:
    """What one scan taught becomes a change, to be saved like any other."""
    screen.presenter.learn_scanner()
    assert screen.desk.is_listening()
    assert screen.state().learning.stage is Stage.LISTENING
    lesson = LearnedScanner({"scanner.prefix": "F13"}, ("lower-case", "odd"))
    screen.presenter.scanner_learned(lesson)
    state = screen.state()
    assert state.learning.stage is Stage.LEARNED
    assert len(state.learning.findings) == 2
    assert state.cells["scanner.prefix"].is_changed
    screen.presenter.stop_learning()
    assert not screen.desk.is_listening()
    assert screen.state().learning.stage is Stage.OFF


def test_a_second_scanner_is_learned_by_what_it_sends_first(screen: _Screen) -> None:
    """Its speed and its end are the first one's: only the prefix tells the two apart."""
    screen.presenter.learn_member_scanner()
    lesson = LearnedScanner({"scanner.prefix": "F14", "scanner.suffix": "tab"}, ("sends-first",))
    screen.presenter.scanner_learned(lesson)
    cells = screen.state().cells
    assert cells["scanner.member_prefix"].text == "F14"
    assert not cells["scanner.prefix"].is_changed
    assert not cells["scanner.suffix"].is_changed


def test_a_second_scanner_without_a_prefix_cannot_be_learned(screen: _Screen) -> None:
    """The person is told what to set, and scans once more."""
    screen.presenter.learn_member_scanner()
    screen.presenter.scanner_learned(LearnedScanner({"scanner.prefix": ""}, ()))
    state = screen.state()
    assert state.learning.stage is Stage.FAILED
    assert "F14" in state.learning.findings[0]
    screen.presenter.scanner_learned(LearnedScanner({"scanner.prefix": "F14"}, ()))
    assert screen.state().learning.stage is Stage.LEARNED


def test_what_arrived_is_shown_beside_what_was_expected(screen: _Screen) -> None:
    """So that a person sees at which character the two part."""
    screen.presenter.learn_scanner()
    lesson = LearnedScanner({}, ("other-text",), expected="LT-YZ", received="LTßZY")
    screen.presenter.scanner_learned(lesson)
    learning = screen.state().learning
    assert (learning.expected, learning.received) == ("LT-YZ", "LTßZY")
    assert screen.desk.is_listening()


def test_a_scan_that_teaches_nothing(screen: _Screen) -> None:
    """The person is told why, and nothing is changed; a late answer is dropped."""
    screen.presenter.learn_scanner()
    screen.presenter.scanner_learned(LearnedScanner({}, ("nothing-arrived",)))
    assert screen.state().learning.stage is Stage.FAILED
    assert screen.state().changes == ()
    screen.presenter.choose(Section.STAFF)
    assert not screen.desk.is_listening()
    screen.presenter.scanner_learned(LearnedScanner({"scanner.prefix": "F13"}))
    assert screen.state().changes == ()


def test_esc_closes_one_thing_at_a_time(screen: _Screen) -> None:
    """Learning, comparison, form and question go before the settings themselves do."""
    screen.presenter.learn_scanner()
    screen.presenter.leave()
    screen.presenter.compare()
    screen.presenter.leave()
    assert not screen.state().is_comparing
    screen.staff.add()
    screen.presenter.leave()
    assert screen.state().staff.form is Form.NONE
    screen.program.edit("earn.points", "2")
    screen.presenter.choose(Section.PROGRAM)
    screen.presenter.save()
    screen.presenter.leave()
    assert screen.state().program.publishing is None
    assert screen.left == 0


def test_leaving_asks_when_something_would_be_lost(screen: _Screen) -> None:
    """Unsaved changes are mentioned once; the person decides."""
    screen.presenter.edit("shop.name", "A")
    screen.presenter.leave()
    message = screen.state().message
    assert message is not None
    assert [action for action, _words in message.actions] == ["leave", "stay"]
    screen.presenter.answer("stay")
    assert (screen.left, screen.state().cells["shop.name"].text) == (0, "A")
    screen.presenter.answer("leave")
    assert screen.left == 1
    assert screen.shelf.settings.shop.name == "Sonnenblume Naturkost"


def test_leaving_without_changes_just_leaves(screen: _Screen) -> None:
    """Nothing changed, nothing asked."""
    screen.presenter.leave()
    assert screen.left == 1


def test_undo_and_discard_follow_the_page(screen: _Screen) -> None:
    """On the program page they are about the program, elsewhere about the settings."""
    screen.presenter.edit("shop.name", "A")
    screen.presenter.choose(Section.PROGRAM)
    screen.program.edit("earn.points", "2")
    screen.presenter.undo()
    assert screen.state().program.changes == ()
    screen.program.edit("earn.points", "2")
    screen.presenter.discard()
    assert screen.state().program.changes == ()
    assert screen.state().cells["shop.name"].text == "A"
    assert screen.presenter.has_changes


def test_another_language(screen: _Screen) -> None:
    """Pages and lists change their words, values stay."""
    screen.presenter.edit("counter.theme", "dark")
    screen.presenter.speak(words_for("en"))
    (change,) = screen.state().changes
    assert (change.label, change.after) == ("Appearance", "Dark")
    assert screen.presenter.state == screen.state()


def test_a_till_stands_at_a_partner_of_the_program() -> None:
    """Its partners are offered by their names; one that has left is cautioned about."""
    korn = {"id": "korn", "name": "Bäckerei Korn", "settlement_value": "0.008"}
    screen = _Screen(partner=[korn])
    screen.presenter.open()
    cell = screen.state().cells["shop.partner"]
    assert (cell.choices, cell.is_hidden, cell.advice) == ((("korn", "Bäckerei Korn"),), False, "")
    screen.presenter.edit("shop.partner", "korn")
    (change,) = screen.state().changes
    assert (change.before, change.after) == ("uns im Laden", "Bäckerei Korn")
    screen.presenter.edit("shop.partner", "metzger")
    assert screen.state().cells["shop.partner"].advice != ""
    assert screen.state().changes[0].after == "metzger"


def test_without_partners_there_is_none_to_choose(screen: _Screen) -> None:
    """Nothing to decide, nothing to see; a value that is left over is shown all the same."""
    assert screen.state().cells["shop.partner"].is_hidden
    screen.presenter.edit("shop.partner", "metzger")
    assert not screen.state().cells["shop.partner"].is_hidden
    screen.presenter.save()
    screen.presenter.edit("shop.partner", "")
    assert not screen.state().cells["shop.partner"].is_hidden
