from collections.abc import Sequence
from datetime import timedelta

import pytest

from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.security.lockout import PinLockedError
from pos_loyalty.security.pins import WrongPinError
from pos_loyalty.terminal.screens.sign_in.presenter import SignInPresenter
from pos_loyalty.terminal.screens.sign_in.state import Occasion, SignInState, StaffTile
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner
from tests.support.clock import FixedClock

_MIRA = StaffTile("s1", "Mira", Role.MANAGER)
_JONAS = StaffTile("s2", "Jonas", Role.CASHIER)


class _Door:
    """Knows one PIN for everybody, and locks after two wrong ones."""

    def __init__(self, clock: FixedClock, *people: StaffTile) -> None:
        self._clock = clock
        self._people = people
        self._wrong = 0
        self.tried: list[tuple[str, str]] = []

    def people(self) -> Sequence[StaffTile]:
        return self._people

    def sign_in(self, staff_id: str, pin: str) -> Actor:
        self.tried.append((staff_id, pin))
        if pin == "4711":
            return Actor(staff_id, "Mira", Role.MANAGER)
        self._wrong += 1
        if self._wrong > 1:
            until = self._clock.now() + timedelta(seconds=5)
            raise PinLockedError(staff=staff_id, until=until, reason="slow")
        raise WrongPinError(staff=staff_id)


class _Screen:
    """A presenter with all around it, and what came out."""

    def __init__(self, *people: StaffTile, tasks: TaskRunner | None = None) -> None:
        self.clock = FixedClock()
        self.door = _Door(self.clock, *people)
        self.shown: list[SignInState] = []
        self.signed_in: list[Actor] = []
        self.left = 0
        self.presenter = SignInPresenter(
            self.door,
            tasks=ImmediateTasks() if tasks is None else tasks,
            clock=self.clock,
            words=words_for("en"),
            show=self.shown.append,
            signed_in=self.signed_in.append,
            left=self._leave,
        )

    def _leave(self) -> None:
        self.left += 1

    def open(self, occasion: Occasion = Occasion.START, last_staff: str = "") -> None:
        self.presenter.open(occasion, shop_name="Shop", till="1", last_staff=last_staff)

    def type(self, digits: str) -> None:
        for digit in digits:
            self.presenter.digit(digit)

    @property
    def state(self) -> SignInState:
        return self.shown[-1]


@pytest.fixture
def screen() -> _Screen:
    """Two people, the first of them chosen."""
    made = _Screen(_MIRA, _JONAS)
    made.open(last_staff="s1")
    return made


def test_right_pin_signs_in(screen: _Screen) -> None:
    """Name, four digits, Enter: the person is handed on, and the PIN is forgotten."""
    screen.type("4711")
    assert screen.state.digits == 4
    assert screen.state.may_enter
    screen.presenter.enter()
    assert [actor.staff_id for actor in screen.signed_in] == ["s1"]
    assert screen.state.digits == 0
    assert "4711" not in repr(screen.shown)


def test_wrong_pin_is_said_and_cleared(screen: _Screen) -> None:
    """After a wrong PIN the person may try again at once, from the first digit."""
    screen.type("0000")
    screen.presenter.enter()
    assert screen.state.error == "Wrong PIN. Try again."
    assert screen.state.digits == 0
    screen.presenter.digit("4")
    assert screen.state.error == ""


def test_lock_counts_down_for_that_person_only(screen: _Screen) -> None:
    """While one person waits, nothing can be typed for them; another may sign in."""
    for _ in range(2):
        screen.type("0000")
        screen.presenter.enter()
    assert screen.state.waiting_s == 5
    screen.type("4711")
    assert screen.state.digits == 0
    screen.presenter.choose("s2")
    assert screen.state.waiting_s == 0
    screen.presenter.choose("s1")
    screen.clock.advance(timedelta(seconds=2, milliseconds=300))
    screen.presenter.ticked()
    assert screen.state.waiting_s == 3
    screen.clock.advance(timedelta(seconds=3))
    screen.presenter.ticked()
    assert screen.state.waiting_s == 0
    assert screen.state.error == ""
    screen.type("4711")
    screen.presenter.enter()
    assert len(screen.signed_in) == 1


def test_ticks_without_waiting_change_nothing(screen: _Screen) -> None:
    """A stray tick draws nothing."""
    before = len(screen.shown)
    screen.presenter.ticked()
    assert len(screen.shown) == before


def test_short_pins_are_not_tried(screen: _Screen) -> None:
    """Fewer than four digits, letters and a ninth digit are not taken."""
    screen.type("12x3")
    screen.presenter.enter()
    assert screen.door.tried == []
    screen.type("456789")
    assert screen.state.digits == 8
    screen.presenter.delete()
    assert screen.state.digits == 7


def test_nothing_is_typed_without_a_name() -> None:
    """First the name, then the PIN."""
    screen = _Screen(_MIRA, _JONAS)
    screen.open()
    screen.type("4711")
    assert screen.state.digits == 0
    assert screen.state.person is None


def test_a_single_person_is_chosen_already() -> None:
    """In a shop of one, nobody is asked who they are."""
    screen = _Screen(_MIRA)
    screen.open(last_staff="gone")
    assert screen.state.chosen == "s1"


def test_choosing_another_name_drops_the_digits(screen: _Screen) -> None:
    """Digits meant for one person are never tried for another."""
    screen.type("47")
    screen.presenter.choose("s2")
    assert screen.state.digits == 0


def test_arrows_walk_through_the_names() -> None:
    """From the last name on to the first, and back."""
    screen = _Screen(_MIRA, _JONAS)
    screen.open()
    chosen = []
    for step in (1, 1, 1, -1):
        screen.presenter.choose_neighbor(step)
        chosen.append(screen.state.chosen)
    assert chosen == ["s1", "s2", "s1", "s2"]


def test_arrows_in_an_empty_shop() -> None:
    """With nobody there, arrows choose nobody."""
    screen = _Screen()
    screen.open()
    screen.presenter.choose_neighbor(1)
    assert screen.state.chosen == ""
    assert screen.state.is_loaded


@pytest.mark.parametrize(
    ("occasion", "ways_out"), [(Occasion.START, 0), (Occasion.LOCKED, 0), (Occasion.CHANGE, 1)]
)
def test_only_a_change_can_be_given_up(occasion: Occasion, ways_out: int) -> None:
    """Esc clears the PIN first; then it leads back, but never past a lock."""
    screen = _Screen(_MIRA)
    screen.open(occasion)
    screen.type("47")
    screen.presenter.escape()
    assert screen.state.digits == 0
    screen.presenter.escape()
    assert screen.left == ways_out


def test_while_a_pin_is_checked_nothing_else_counts() -> None:
    """The answer is for the person and the PIN that were asked about."""
    tasks = HeldTasks()
    screen = _Screen(_MIRA, _JONAS, tasks=tasks)
    screen.open(last_staff="s1")
    assert not screen.state.is_loaded
    tasks.do_all()
    screen.type("4711")
    screen.presenter.enter()
    assert screen.state.is_busy
    screen.presenter.choose("s2")
    screen.presenter.enter()
    screen.type("1")
    screen.presenter.delete()
    screen.presenter.escape()
    tasks.do_all()
    assert screen.door.tried == [("s1", "4711")]
    assert len(screen.signed_in) == 1


def test_another_language(screen: _Screen) -> None:
    """Words change while the screen is up; an old message does not stay in the old language."""
    screen.type("0000")
    screen.presenter.enter()
    screen.presenter.speak(words_for("de"))
    assert screen.state.error == ""
    screen.type("0000")
    screen.presenter.enter()
    assert "falsche" in screen.presenter.state.error
