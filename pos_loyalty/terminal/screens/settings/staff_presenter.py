"""The staff page: who may sign in, and with which PIN."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.ports import StaffList
from pos_loyalty.terminal.screens.settings.state import Form, Message, Person, StaffState, Tone
from pos_loyalty.terminal.tasks import TaskRunner

_SHORTEST_PIN: Final = 4
_LONGEST_PIN: Final = 8


class StaffPresenter:
    """Lists people, and takes them on, changes them and lets them go."""

    def __init__(
        self,
        staff: StaffList,
        *,
        tasks: TaskRunner,
        words: Words,
        is_guessable: Callable[[str], bool],
    ) -> None:
        self._staff = staff
        self._tasks = tasks
        self._words = words
        self._is_guessable = is_guessable
        self._show: Callable[[StaffState], None] = _nobody
        self._pin = ""
        self._again = ""
        self._asked = False
        self._state = StaffState()

    def follow(self, show: Callable[[StaffState], None]) -> None:
        """Tell ``show`` of every new state."""
        self._show = show

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, message=None))

    def open(self) -> None:
        """Read who is there."""
        self._become(StaffState())
        self._reload()

    def add(self) -> None:
        """Open an empty form."""
        self._open_form(Form.ADD, None)

    def choose(self, staff_id: str) -> None:
        """Open the form of somebody."""
        person = next((each for each in self._state.people if each.id == staff_id), None)
        if person is not None:
            self._open_form(Form.EDIT, person)

    def close_form(self) -> bool:
        """Put the form away; whether there was one."""
        if self._state.form is Form.NONE:
            return False
        self._pin = self._again = ""
        self._become(replace(self._state, form=Form.NONE, person=None, errors={}))
        return True

    def edit_name(self, name: str) -> None:
        """Take the name that was typed."""
        self._become(replace(self._state, name=name))

    def choose_role(self, role: Role) -> None:
        """Take a role."""
        self._become(replace(self._state, role=role))

    def edit_pin(self, pin: str) -> None:
        """Take the PIN that was typed."""
        self._pin = pin
        self._become(self._state)

    def edit_pin_again(self, pin: str) -> None:
        """Take the PIN that was typed a second time."""
        self._again = pin
        self._become(self._state)

    def save(self) -> None:
        """Take somebody on, or change them; or say what is missing."""
        state = self._state
        if state.form is Form.NONE or state.is_busy:
            return
        self._asked = True
        self._become(state)
        if self._state.errors:
            return
        name, role, pin = state.name.strip(), state.role, self._pin
        self._become(replace(self._state, is_busy=True, message=None))
        person = state.person
        if person is None:
            self._run(lambda: self._staff.add(name, role, pin))
        else:
            self._run(lambda: self._staff.change(person.id, name=name, role=role, pin=pin or None))

    def set_active(self, *, is_active: bool) -> None:
        """Let somebody go, or take them back."""
        person = self._state.person
        if person is not None and not self._state.is_busy:
            self._become(replace(self._state, is_busy=True, message=None))
            self._run(lambda: self._staff.change(person.id, is_active=is_active))

    def _open_form(self, form: Form, person: Person | None) -> None:
        self._pin = self._again = ""
        self._asked = False
        self._become(
            replace(
                self._state,
                form=form,
                person=person,
                name=person.name if person else "",
                role=person.role if person else Role.CASHIER,
                message=None,
            )
        )

    def _run(self, work: Callable[[], None]) -> None:
        self._tasks.run(work, self._done, self._refused)

    def _done(self, _answer: None) -> None:
        self._state = replace(self._state, is_busy=False)
        self.close_form()
        self._reload()

    def _reload(self) -> None:
        self._tasks.run(self._staff.people, self._found, self._refused)

    def _found(self, people: Sequence[Person]) -> None:
        ordered = sorted(people, key=lambda person: (not person.is_active, person.name.casefold()))
        self._become(replace(self._state, is_loaded=True, people=tuple(ordered)))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(replace(self._state, is_loaded=True, is_busy=False, message=message))

    def _become(self, state: StaffState) -> None:
        errors = self._errors(state) if self._asked and state.form is not Form.NONE else {}
        self._state = replace(state, errors=errors, pin_hint=self._pin_hint(state))
        self._show(self._state)

    def _pin_hint(self, state: StaffState) -> str:
        if len(self._pin) >= _SHORTEST_PIN and self._is_guessable(self._pin):
            return self._words.text("Easy to guess. Better choose another one.")
        if state.form is Form.EDIT:
            return self._words.text("Leave empty to keep the PIN.")
        return self._words.text("4 to 8 digits")

    def _errors(self, state: StaffState) -> dict[str, str]:
        text = self._words.text
        errors = {}
        if not state.name.strip():
            errors["name"] = text("Please fill this in.")
        keeps_pin = state.form is Form.EDIT and not self._pin
        if not keeps_pin and not _is_pin(self._pin):
            errors["pin"] = text("A PIN has 4 to 8 digits.")
        if self._pin != self._again:
            errors["pin-again"] = text("The two PINs differ.")
        return errors


def _is_pin(text: str) -> bool:
    return _SHORTEST_PIN <= len(text) <= _LONGEST_PIN and text.isascii() and text.isdigit()


def _nobody(_state: StaffState) -> None:
    """Before anybody follows."""
