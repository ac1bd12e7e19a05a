"""The page about e-mail: a server is named, tried, and the last letters are listed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from pos_loyalty.config.keys import as_text, value_of, with_text
from pos_loyalty.config.settings import Settings, WrongSettingError
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.letter import Letter, LetterState, MailOutageError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.mail_ports import MailDesk, MailFacts
from pos_loyalty.terminal.screens.settings.mail_state import (
    PASSWORD,
    RECIPIENT,
    LetterRow,
    MailState,
)
from pos_loyalty.terminal.screens.settings.state import Cell, Message, Tone
from pos_loyalty.terminal.screens.settings.wording import setting_problem
from pos_loyalty.terminal.tasks import TaskRunner

KEYS: Final = ("mail.host", "mail.port", "mail.security", "mail.user", "mail.sender")
_OUTCOMES: Final = {
    LetterState.QUEUED: (mark("Waiting"), Tone.WARN),
    LetterState.SENT: (mark("Sent"), Tone.GOOD),
    LetterState.FAILED: (mark("Given up"), Tone.BAD),
}

Show = Callable[[MailState, Words], None]


class MailPresenter:
    """Keeps what was typed until it is saved; the password goes in and never comes out."""

    def __init__(self, desk: MailDesk, *, tasks: TaskRunner, words: Words, show: Show) -> None:
        self._desk = desk
        self._tasks = tasks
        self._words = words
        self._show = show
        self._facts: MailFacts | None = None
        self._typed: dict[str, str] = {}
        self._errors: dict[str, WrongSettingError] = {}
        self._state = MailState()

    @property
    def state(self) -> MailState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """Read what is in force; what was typed and not saved stays."""
        self._tasks.run(self._desk.load, self._loaded, self._refused)
        self._become(self._state)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, message=None))

    def close(self) -> bool:
        """Nothing lies over this page."""
        return False

    def edit(self, key: str, text: str) -> None:
        """A line was changed."""
        self._typed[key] = text
        self._errors.pop(key, None)
        self._become(replace(self._state, message=None))

    def save(self) -> None:
        """Put the server in force."""
        settings = self._checked()
        if settings is None or self._state.is_busy:
            return
        password = self._typed.get(PASSWORD)
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(
            lambda: self._desk.save(settings.mail, password),
            lambda _none: self._saved(),
            self._refused,
        )

    def try_out(self) -> None:
        """Send a letter to the address that was typed."""
        recipient = self._typed.get(RECIPIENT, "").strip()
        if not self._state.may_try or self._state.is_busy:
            return
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(
            lambda: self._desk.try_out(recipient),
            lambda _none: self._say(self._words.text("The mail server accepted the e-mail.")),
            self._refused,
        )

    def dismiss(self) -> None:
        """Put the message away."""
        self._become(replace(self._state, message=None))

    def _checked(self) -> Settings | None:
        """The settings with what was typed; None where a line cannot be read, and says so."""
        if self._facts is None:
            return None
        settings = replace(Settings(), mail=self._facts.mail)
        for key in KEYS:
            if key in self._typed:
                try:
                    settings = with_text(settings, key, self._typed[key].strip())
                except WrongSettingError as error:
                    self._errors[key] = error
        if self._errors:
            self._become(self._state)
            return None
        return settings

    def _loaded(self, facts: MailFacts) -> None:
        self._facts = facts
        self._become(self._state)

    def _saved(self) -> None:
        self._typed = {key: text for key, text in self._typed.items() if key == RECIPIENT}
        self._say(self._words.text("Saved. E-mails go through this server from now on."))
        self._tasks.run(self._desk.load, self._loaded, self._refused)

    def _say(self, text: str) -> None:
        self._become(replace(self._state, is_busy=False, message=Message(Tone.GOOD, text)))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(replace(self._state, is_busy=False, message=message))

    def _become(self, state: MailState) -> None:
        facts = self._facts
        if facts is not None:
            changed = self._typed.keys() - {RECIPIENT}
            state = replace(
                state,
                is_loaded=True,
                has_password=facts.has_password,
                cells=self._cells(facts),
                may_save=bool(changed),
                may_try=bool(facts.mail.host and self._typed.get(RECIPIENT, "").strip())
                and not changed,
                letters=tuple(_row(letter, self._words) for letter in facts.letters),
            )
        self._state = state
        self._show(state, self._words)

    def _cells(self, facts: MailFacts) -> Mapping[str, Cell]:
        settings = replace(Settings(), mail=facts.mail)
        cells = {}
        for key in KEYS:
            kept = as_text(value_of(settings, key))
            text = self._typed.get(key, kept)
            error = self._errors.get(key)
            said = setting_problem(error, self._words) if error else ""
            cells[key] = Cell(text, error=said, is_changed=text != kept)
        typed = self._typed.get(PASSWORD, "")
        cells[PASSWORD] = Cell(typed, is_changed=PASSWORD in self._typed)
        cells[RECIPIENT] = Cell(self._typed.get(RECIPIENT, ""))
        return cells


def _row(letter: Letter, words: Words) -> LetterRow:
    outcome, tone = _OUTCOMES[letter.state]
    why = message_for(MailOutageError(problem=letter.problem), words) if letter.problem else ""
    return LetterRow(words.formats.date_time(letter.created_at), words.text(outcome), tone, why)
