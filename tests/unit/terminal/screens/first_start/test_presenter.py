from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.first_start.ports import Wish
from pos_loyalty.terminal.screens.first_start.presenter import FirstStartPresenter
from pos_loyalty.terminal.screens.first_start.state import Entry, FirstStartState
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner

_DOCUMENT: Mapping[str, object] = {
    "schema": 1,
    "name": "Bonus",
    "currency": "EUR",
    "timezone": "Europe/Berlin",
    "unit": {"one": "Stern", "many": "Sterne"},
    "earn": {"points": 2, "per": "1.00"},
}


@dataclass
class _Preset:
    id: str
    content: Mapping[str, object] = field(default_factory=lambda: _DOCUMENT)
    summary: str = ""

    def document(self) -> Mapping[str, object]:
        return self.content


class _Founder:
    """Makes shops in memory, and fails when told to."""

    def __init__(self) -> None:
        self.wishes: list[Wish] = []
        self.managers: list[tuple[str, str]] = []
        self.fails = False

    def presets(self) -> Sequence[_Preset]:
        return (_Preset("bonus"), _Preset("odd", {"name": "Odd"}))

    def found(self, wish: Wish) -> None:
        self.wishes.append(wish)

    def add_manager(self, name: str, pin: str) -> Actor:
        if self.fails:
            raise OutageError
        self.managers.append((name, pin))
        return Actor("s1", name, Role.MANAGER)


class _Screen:
    """A presenter with all around it."""

    def __init__(self, tasks: TaskRunner | None = None) -> None:
        self.founder = _Founder()
        self.shown: list[FirstStartState] = []
        self.languages: list[str] = []
        self.done: list[Actor] = []
        self.presenter = FirstStartPresenter(
            self.founder,
            tasks=ImmediateTasks() if tasks is None else tasks,
            words=words_for("de"),
            show=self.shown.append,
            language_chosen=self.languages.append,
            is_guessable=lambda pin: pin == "1234",
            done=self.done.append,
        )

    def fill(self, *, pin: str = "4711", again: str = "4711") -> None:
        for entry, text in (
            (Entry.SHOP, " Sonnenblume "),
            (Entry.TILL, "Kasse 1"),
            (Entry.MANAGER, "Mira"),
            (Entry.PIN, pin),
            (Entry.PIN_AGAIN, again),
        ):
            self.presenter.edit(entry, text)

    def state(self) -> FirstStartState:
        return self.shown[-1]


@pytest.fixture
def screen() -> _Screen:
    """An empty page for a new shop."""
    made = _Screen()
    made.presenter.open(needs_shop=True, language="de")
    return made


def test_a_filled_page_becomes_a_shop(screen: _Screen) -> None:
    """Shop, program and manager are created, and the manager is handed on."""
    screen.fill()
    screen.presenter.confirm()
    assert screen.founder.wishes == [Wish("Sonnenblume", "Kasse 1", "de", "bonus")]
    assert screen.founder.managers == [("Mira", "4711")]
    assert [actor.name for actor in screen.done] == ["Mira"]
    assert "4711" not in repr(screen.shown)


def test_what_is_missing_is_said_beside_its_line(screen: _Screen) -> None:
    """Nobody is told off before trying; then every gap is named, and goes when it is filled."""
    screen.presenter.edit(Entry.PIN, "12")
    assert screen.state().errors == {}
    screen.presenter.confirm()
    assert set(screen.state().errors) == {Entry.SHOP, Entry.MANAGER, Entry.PIN, Entry.PIN_AGAIN}
    screen.fill()
    assert screen.state().errors == {}
    assert screen.founder.wishes == []


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤"])
def test_pins_have_four_to_eight_digits(screen: _Screen, pin: str) -> None:
    """Only digits of the keypad are a PIN."""
    screen.fill(pin=pin, again=pin)
    screen.presenter.confirm()
    assert set(screen.state().errors) == {Entry.PIN}


def test_a_mistyped_pin_is_noticed(screen: _Screen) -> None:
    """Both PINs must be the same, for nobody sees what was typed."""
    screen.fill(again="4712")
    screen.presenter.confirm()
    assert set(screen.state().errors) == {Entry.PIN_AGAIN}


def test_names_have_room_on_the_slip(screen: _Screen) -> None:
    """A name longer than a slip is wide is refused at its line."""
    screen.fill()
    screen.presenter.edit(Entry.SHOP, "x" * 61)
    screen.presenter.edit(Entry.TILL, "x" * 21)
    screen.presenter.confirm()
    assert set(screen.state().errors) == {Entry.SHOP, Entry.TILL}


def test_easy_pins_are_warned_of(screen: _Screen) -> None:
    """A guessable PIN is possible, but not without a word."""
    screen.presenter.edit(Entry.PIN, "1234")
    assert screen.state().pin_hint.startswith("Leicht zu erraten")
    screen.presenter.edit(Entry.PIN, "4711")
    assert screen.state().pin_hint == "4 bis 8 Ziffern"


def test_programs_are_told_in_a_line(screen: _Screen) -> None:
    """Each program says how it earns; a broken file is listed by its name."""
    assert [(tile.name, tile.detail) for tile in screen.state().presets] == [
        ("Bonus", "2 Sterne je 1\u00a0€"),
        ("Odd", ""),
    ]
    screen.presenter.choose_preset("odd")
    assert screen.state().chosen == "odd"


def test_a_failure_is_said_and_the_shop_not_made_twice(screen: _Screen) -> None:
    """When the second step fails, trying again repeats only the second step."""
    screen.fill()
    screen.founder.fails = True
    screen.presenter.confirm()
    assert screen.state().failure
    assert not screen.state().is_busy
    screen.founder.fails = False
    screen.presenter.confirm()
    assert len(screen.founder.wishes) == 1
    assert len(screen.done) == 1


def test_impatience_makes_one_shop() -> None:
    """A second Enter while the shop is being made does nothing."""
    tasks = HeldTasks()
    screen = _Screen(tasks)
    screen.presenter.open(needs_shop=True, language="de")
    tasks.do_all()
    screen.fill()
    screen.presenter.confirm()
    screen.presenter.confirm()
    assert screen.state().is_busy
    tasks.do_all()
    assert len(screen.founder.wishes) == 1


def test_only_the_manager_is_missing() -> None:
    """Where there is a shop, neither its name nor a program is asked for."""
    screen = _Screen()
    screen.presenter.open(needs_shop=False, language="de")
    screen.presenter.confirm()
    assert Entry.SHOP not in screen.state().errors
    screen.fill()
    screen.presenter.confirm()
    assert screen.founder.wishes == []
    assert screen.founder.managers == [("Mira", "4711")]


def test_language_is_chosen_before_anything_else(screen: _Screen) -> None:
    """The choice is handed on; what comes back changes every word, and the shop's language."""
    screen.presenter.choose_language("en")
    assert screen.languages == ["en"]
    screen.presenter.speak(words_for("en"), "en")
    assert screen.state().presets[0].detail == "2 Sterne for €1"
    screen.fill()
    screen.presenter.confirm()
    assert screen.founder.wishes[0].language == "en"
    assert screen.presenter.state == screen.state()


def test_enter_before_the_programs_are_read_waits_for_them() -> None:
    """Whoever types faster than the disk reads gets the shop, not a refusal."""
    tasks = HeldTasks()
    screen = _Screen(tasks)
    screen.presenter.open(needs_shop=True, language="de")
    screen.fill()
    screen.presenter.confirm()
    assert screen.presenter.state.is_busy
    tasks.do_all()
    assert [wish.preset for wish in screen.founder.wishes] == ["bonus"]
    assert len(screen.done) == 1
