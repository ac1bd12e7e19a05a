"""Other software beside the till: its API is switched, its token handed out, its folder chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from pos_loyalty.config.settings import Gateway, WrongSettingError
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.companion_state import CompanionState, Running
from pos_loyalty.terminal.screens.settings.beside_state import BesideState, FolderState
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.screens.settings.wording import setting_problem
from pos_loyalty.terminal.tasks import TaskRunner

_HIDDEN: Final = "•" * 16

Show = Callable[[BesideState, Words], None]


class BesideDesk(Protocol):
    """What runs beside the window. ``settings`` to ``ask`` run in the worker."""

    def settings(self) -> Gateway:
        """What is wanted now."""
        ...

    def keep(self, wanted: Gateway) -> Gateway:
        """Put it in force. Raises NotAllowedError and SettingsFileError."""
        ...

    def token(self) -> str:
        """The token of the API. Raises NotAllowedError and PrivateFileError."""
        ...

    def renew_token(self) -> str:
        """Another token. Raises NotAllowedError and PrivateFileError."""
        ...

    def ask(self, port: int) -> str:
        """What the API answers to a question: the name of the till. Raises OutageError."""
        ...

    def standing(self) -> tuple[CompanionState, CompanionState]:
        """How the API and the watch are; asked in the window's thread."""
        ...

    def copy(self, text: str) -> None:
        """Put a text where it can be pasted from; called in the window's thread."""
        ...


class BesidePresenter:
    """Each switch counts at once: there is nothing to save on this page."""

    def __init__(self, desk: BesideDesk, *, tasks: TaskRunner, words: Words, show: Show) -> None:
        self._desk = desk
        self._tasks = tasks
        self._words = words
        self._show = show
        self._kept = Gateway()
        self._token = ""
        self._state = BesideState()

    @property
    def state(self) -> BesideState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """Read what is wanted; the token is hidden again."""
        self._token = ""
        self._become(BesideState(is_busy=True))
        self._tasks.run(self._desk.settings, self._loaded, self._refused)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, message=None))

    def close(self) -> bool:
        """Nothing lies over this page."""
        return False

    def companions_changed(self) -> None:
        """One of them has begun or ended."""
        self._become(self._state)

    def switch_api(self) -> None:
        """Turn the API on, at the port that is typed, or off."""
        if self._state.is_busy:
            return
        port = self._port()
        if port is None:
            return
        self._keep(replace(self._kept, api=not self._kept.api, api_port=port))

    def type_port(self, text: str) -> None:
        """Another port; it counts when the API is switched on."""
        self._become(replace(self._state, api=replace(self._state.api, port=text, port_error="")))

    def toggle_token(self) -> None:
        """Show the token, or hide it."""
        if self._token:
            self._token = ""
            self._become(self._state)
            return
        self._tasks.run(self._desk.token, self._show_token, self._refused)

    def copy_token(self) -> None:
        """Put the token where it can be pasted from, unseen."""
        self._tasks.run(self._desk.token, self._copied, self._refused)

    def renew_token(self) -> None:
        """Make another token; software that knows the old one has to be told."""
        self._tasks.run(self._desk.renew_token, self._renewed, self._refused)

    def test_api(self) -> None:
        """Ask the API as other software does."""
        if self._state.is_busy:
            return
        port = self._kept.api_port
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(lambda: self._desk.ask(port), self._answered, self._refused)

    def choose_folder(self, path: str) -> None:
        """Take purchases from this folder; from none when it is empty."""
        if not self._state.is_busy:
            self._keep(replace(self._kept, watched_folder=path))

    def dismiss(self) -> None:
        """Put the message away."""
        self._become(replace(self._state, message=None))

    def _port(self) -> int | None:
        """The port that is typed; None, and a word about it, when it is none."""
        text = self._state.api.port.strip()
        try:
            port = int(text) if text.isascii() and text.isdigit() else 0
            return Gateway(api_port=port).api_port
        except WrongSettingError as error:
            wrong = replace(self._state.api, port_error=setting_problem(error, self._words))
            self._become(replace(self._state, api=wrong))
            return None

    def _keep(self, wanted: Gateway) -> None:
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(lambda: self._desk.keep(wanted), self._loaded, self._refused)

    def _loaded(self, kept: Gateway) -> None:
        self._kept = kept
        api = replace(self._state.api, port=str(kept.api_port), port_error="")
        self._become(replace(self._state, is_loaded=True, is_busy=False, api=api))

    def _show_token(self, token: str) -> None:
        self._token = token
        self._become(self._state)

    def _copied(self, token: str) -> None:
        self._desk.copy(token)
        self._say(Tone.GOOD, self._words.text("The token is copied."))

    def _renewed(self, token: str) -> None:
        self._token = token
        self._say(
            Tone.WARN,
            self._words.text("The token has changed. Enter the new one in the other software."),
        )

    def _answered(self, till: str) -> None:
        self._say(Tone.GOOD, self._words.text("It answers: {till}", till=till))

    def _refused(self, error: LoyaltyError) -> None:
        self._say(Tone.BAD, message_for(error, self._words))

    def _say(self, tone: Tone, text: str) -> None:
        self._become(replace(self._state, is_busy=False, message=Message(tone, text)))

    def _become(self, state: BesideState) -> None:
        api, watch = self._desk.standing()
        words, kept = self._words, self._kept
        self._state = replace(
            state,
            api=replace(
                state.api,
                is_on=kept.api,
                standing=_api_standing(api, words) if kept.api else None,
                token=self._token or _HIDDEN,
                is_token_shown=bool(self._token),
            ),
            folder=FolderState(
                kept.watched_folder,
                _watch_standing(watch, words) if kept.watched_folder else None,
            ),
        )
        self._show(self._state, words)


def _api_standing(api: CompanionState, words: Words) -> Message:
    if api.running is Running.ON:
        return Message(Tone.GOOD, words.text("Listening at {url}", url=api.said))
    return _waiting(api, words)


def _watch_standing(watch: CompanionState, words: Words) -> Message:
    if watch.running is Running.ON:
        return Message(Tone.GOOD, words.text("Watching this folder for purchases"))
    return _waiting(watch, words)


def _waiting(companion: CompanionState, words: Words) -> Message:
    if companion.running is Running.FAILED:
        unsaid = words.text("It stopped unexpectedly and will restart shortly.")
        return Message(Tone.BAD, companion.said or unsaid)
    return Message(Tone.INFO, words.text("Starting …"))
