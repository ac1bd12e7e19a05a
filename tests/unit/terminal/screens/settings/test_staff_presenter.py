import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.staff_presenter import StaffPresenter
from pos_loyalty.terminal.screens.settings.state import Form, StaffState
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner
from tests.support.settings_fakes import FakeStaff


class _Page:
    """The staff page with people behind it."""

    def __init__(self, tasks: TaskRunner | None = None) -> None:
        self.staff = FakeStaff()
        self.shown: list[StaffState] = []
        self.presenter = StaffPresenter(
            self.staff,
            tasks=ImmediateTasks() if tasks is None else tasks,
            words=words_for("de"),
            is_guessable=lambda pin: pin == "1234",
        )
        self.presenter.follow(self.shown.append)
        self.presenter.open()

    def type_pin(self, pin: str, again: str) -> None:
        self.presenter.edit_pin(pin)
        self.presenter.edit_pin_again(again)

    def state(self) -> StaffState:
        return self.shown[-1]


@pytest.fixture
def page() -> _Page:
    """The page as it opens."""
    return _Page()


def test_those_who_sign_in_come_first(page: _Page) -> None:
    """Everybody is listed, by name, the ones who left at the end."""
    names = [person.name for person in page.state().people]
    assert names == ["Jonas Weber", "Mira Köhler", "Leyla Aydın"]


def test_somebody_is_added(page: _Page) -> None:
    """Name, role and PIN make a new person; the form closes, the list is read anew."""
    page.presenter.add()
    page.presenter.edit_name(" Tomasz ")
    page.presenter.choose_role(Role.MANAGER)
    page.type_pin("4711", "4711")
    page.presenter.save()
    added = page.staff.everybody[-1]
    assert (added.name, added.role) == ("Tomasz", Role.MANAGER)
    assert page.staff.pins[added.id] == "4711"
    assert page.state().form is Form.NONE
    assert "Tomasz" in [person.name for person in page.state().people]
    assert "4711" not in repr(page.shown)


def test_what_is_missing_is_said(page: _Page) -> None:
    """Beside each line, after the first try, and gone when it is mended."""
    page.presenter.add()
    assert page.state().errors == {}
    page.presenter.save()
    assert set(page.state().errors) == {"name", "pin"}
    page.presenter.edit_name("Tomasz")
    page.type_pin("4711", "4712")
    assert set(page.state().errors) == {"pin-again"}
    page.type_pin("471", "471")
    assert set(page.state().errors) == {"pin"}


def test_an_empty_pin_keeps_the_old_one(page: _Page) -> None:
    """Name and role can be changed without knowing the PIN."""
    page.presenter.choose("s2")
    assert page.state().name == "Jonas Weber"
    assert page.state().pin_hint == "Leer lässt die PIN, wie sie ist."
    page.presenter.edit_name("Jonas W.")
    page.presenter.save()
    assert page.staff.everybody[1].name == "Jonas W."
    assert page.staff.pins == {}


def test_a_pin_is_changed(page: _Page) -> None:
    """A new PIN takes the old one's place; an easy one is warned of."""
    page.presenter.choose("s2")
    page.type_pin("1234", "1234")
    assert page.state().pin_hint.startswith("Leicht zu erraten")
    page.presenter.save()
    assert page.staff.pins["s2"] == "1234"


def test_somebody_leaves_and_comes_back(page: _Page) -> None:
    """Nobody is deleted: who left is listed, and can be let in again."""
    page.presenter.choose("s2")
    page.presenter.set_active(is_active=False)
    assert not page.staff.everybody[1].is_active
    assert page.state().form is Form.NONE
    page.presenter.choose("s3")
    page.presenter.set_active(is_active=True)
    assert page.staff.everybody[2].is_active


def test_a_refusal_keeps_the_form(page: _Page) -> None:
    """The last manager cannot leave; what was typed stays."""
    page.presenter.choose("s1")
    page.presenter.edit_name("Mira")
    page.staff.failure = NotAllowedError(reason="last-manager", staff="s1")
    page.presenter.set_active(is_active=False)
    state = page.state()
    assert state.form is Form.EDIT
    assert state.name == "Mira"
    assert state.message is not None
    assert not state.is_busy


def test_forms_close_and_forget(page: _Page) -> None:
    """A PIN that was typed and not saved is not there in the next form."""
    page.presenter.add()
    page.presenter.edit_name("Tomasz")
    page.type_pin("4711", "4711")
    assert page.presenter.close_form()
    assert not page.presenter.close_form()
    page.presenter.add()
    assert page.state().name == ""
    page.presenter.edit_name("Eva")
    page.presenter.save()
    assert set(page.state().errors) == {"pin"}


def test_nothing_happens_twice() -> None:
    """While somebody is being saved, further presses do nothing."""
    tasks = HeldTasks()
    page = _Page(tasks)
    tasks.do_all()
    page.presenter.save()
    page.presenter.choose("unknown")
    assert page.state().form is Form.NONE
    page.presenter.choose("s2")
    page.presenter.save()
    page.presenter.save()
    page.presenter.set_active(is_active=False)
    assert page.state().is_busy
    tasks.do_all()
    assert page.staff.everybody[1].is_active


def test_another_language(page: _Page) -> None:
    """Words change in place."""
    page.presenter.add()
    page.presenter.speak(words_for("en"))
    assert page.state().pin_hint == "4 to 8 digits"
