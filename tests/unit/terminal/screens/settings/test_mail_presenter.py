from dataclasses import replace

from pos_loyalty.domain.letter import (
    Letter,
    LetterKind,
    LetterProblem,
    LetterState,
    MailOutageError,
)
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.terminal.screens.settings.mail_presenter import MailPresenter
from pos_loyalty.terminal.screens.settings.mail_state import PASSWORD, RECIPIENT, MailState
from pos_loyalty.terminal.screens.settings.state import Tone
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner
from tests.support.mail_desk import MAIL, FakeMailDesk


class _Page:
    """The presenter over a desk in memory, and what it showed last."""

    def __init__(self, desk: FakeMailDesk | None = None, tasks: TaskRunner | None = None) -> None:
        self.desk = desk or FakeMailDesk(MAIL)
        self.states: list[MailState] = []
        self.presenter = MailPresenter(
            self.desk, tasks=tasks or ImmediateTasks(), words=words_for("de"), show=self._show
        )
        self.presenter.open()

    @property
    def state(self) -> MailState:
        return self.states[-1]

    def text(self, key: str) -> str:
        """What a line shows."""
        return self.state.cells[key].text

    def said(self) -> tuple[Tone, str]:
        """The message."""
        assert self.state.message is not None
        return self.state.message.tone, self.state.message.text

    def _show(self, state: MailState, words: Words) -> None:
        self.states.append(state)


def test_it_shows_what_is_in_force() -> None:
    """The server's lines, and that a password is kept, which is never shown."""
    page = _Page()
    assert page.text("mail.host") == "smtp.example.org"
    assert page.text("mail.port") == "587"
    assert page.text(PASSWORD) == ""
    assert page.state.has_password
    assert not page.state.may_save
    assert page.presenter.state is page.state
    assert not page.presenter.close()


def test_a_server_is_put_in_force() -> None:
    """What was typed is saved at once, the password apart, and then it is no draft any more."""
    page = _Page()
    page.presenter.edit("mail.host", " mail.example.org ")
    page.presenter.edit(PASSWORD, "geheim")
    assert page.state.may_save
    assert page.state.cells["mail.host"].is_changed
    page.presenter.save()
    assert page.desk.saved == [(replace(MAIL, host="mail.example.org"), "geheim")]
    assert page.said()[0] is Tone.GOOD
    assert (page.text("mail.host"), page.text(PASSWORD)) == ("mail.example.org", "")
    assert not page.state.may_save


def test_a_password_that_was_not_typed_stays() -> None:
    """Another port does not wipe it."""
    page = _Page()
    page.presenter.edit("mail.port", "465")
    page.presenter.save()
    assert page.desk.saved == [(replace(MAIL, port=465), None)]


def test_what_cannot_be_read_is_said_beside_its_line() -> None:
    """Nothing is saved until it is mended."""
    page = _Page()
    page.presenter.edit("mail.port", "viele")
    page.presenter.edit("mail.sender", "laden")
    page.presenter.save()
    assert page.desk.saved == []
    assert page.state.cells["mail.port"].error
    assert page.state.cells["mail.sender"].error
    page.presenter.edit("mail.port", "25")
    assert not page.state.cells["mail.port"].error
    page.presenter.edit("mail.sender", "laden@example.org")
    page.presenter.save()
    assert page.desk.saved == [(replace(MAIL, port=25, sender="laden@example.org"), None)]


def test_a_trial_goes_with_what_is_in_force() -> None:
    """Not while something is unsaved, and not without an address."""
    page = _Page()
    page.presenter.try_out()
    page.presenter.edit(RECIPIENT, " jonas@example.org ")
    page.presenter.edit("mail.port", "465")
    page.presenter.try_out()
    assert page.desk.tried == []
    page.presenter.save()
    page.presenter.try_out()
    assert page.desk.tried == ["jonas@example.org"]
    assert page.said() == (Tone.GOOD, "Der Mailserver hat den Brief angenommen.")
    page.presenter.dismiss()
    assert page.state.message is None


def test_what_the_server_says_is_told() -> None:
    """In words, and the page can be used again."""
    page = _Page()
    page.desk.fails_with = MailOutageError(problem=LetterProblem.LOGIN)
    page.presenter.edit(RECIPIENT, "jonas@example.org")
    page.presenter.try_out()
    tone, text = page.said()
    assert tone is Tone.BAD
    assert "Kennwort" in text
    assert not page.state.is_busy


def test_letters_say_what_became_of_them() -> None:
    """Waiting with a reason, sent, given up."""
    desk = FakeMailDesk(MAIL)
    letter = desk.letter("a")
    desk.letters = [
        letter,
        replace(letter, state=LetterState.SENT),
        replace(letter, state=LetterState.FAILED, problem=LetterProblem.RECIPIENT),
    ]
    rows = _Page(desk).state.letters
    assert [row.outcome for row in rows] == ["Wartet", "Verschickt", "Aufgegeben"]
    assert [row.tone for row in rows] == [Tone.WARN, Tone.GOOD, Tone.BAD]
    assert "gibt es nicht" in rows[2].detail
    assert letter.kind is LetterKind.CARD
    assert isinstance(letter, Letter)


def test_nothing_is_done_twice_while_it_is_being_done() -> None:
    """A second press while the first is on its way is no second letter."""
    tasks = HeldTasks()
    page = _Page(tasks=tasks)
    page.presenter.save()
    assert not page.state.is_loaded
    tasks.do_next()
    page.presenter.edit(RECIPIENT, "jonas@example.org")
    page.presenter.try_out()
    page.presenter.try_out()
    page.presenter.edit("mail.port", "25")
    page.presenter.save()
    tasks.do_next()
    assert len(tasks) == 0
    assert page.desk.tried == ["jonas@example.org"]
    assert page.desk.saved == []


def test_it_speaks_another_language() -> None:
    """What was typed stays."""
    page = _Page()
    page.presenter.edit("mail.host", "x.example.org")
    page.presenter.speak(words_for("en"))
    assert page.text("mail.host") == "x.example.org"
    assert page.state.cells["mail.port"].text == "587"
