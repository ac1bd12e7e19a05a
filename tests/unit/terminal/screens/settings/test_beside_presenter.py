from dataclasses import replace

from pos_loyalty.config.private_files import DamagedPrivateFileError
from pos_loyalty.config.settings import Gateway
from pos_loyalty.config.settings_file import SettingsFileError
from pos_loyalty.domain.errors import LoyaltyError, NotAllowedError
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.terminal.companion_state import CompanionState, Running
from pos_loyalty.terminal.screens.settings.beside_presenter import BesidePresenter
from pos_loyalty.terminal.screens.settings.beside_state import BesideState
from pos_loyalty.terminal.screens.settings.state import Tone
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks
from tests.support.beside import TOKEN, FakeBeside


class _Page:
    """The presenter over a made-up desk, and what it showed last."""

    def __init__(self, desk: FakeBeside | None = None) -> None:
        self.desk = desk or FakeBeside()
        self.words: Words = words_for("en")
        self.states: list[BesideState] = []
        self.presenter = BesidePresenter(
            self.desk, tasks=ImmediateTasks(), words=self.words, show=self._show
        )
        self.desk.tell(self.presenter.companions_changed)
        self.presenter.open()

    @property
    def state(self) -> BesideState:
        return self.states[-1]

    @property
    def said(self) -> tuple[Tone, str]:
        assert self.state.message is not None
        return self.state.message.tone, self.state.message.text

    def _show(self, state: BesideState, words: Words) -> None:
        self.states.append(state)
        self.words = words


def test_nothing_is_on_at_first() -> None:
    """Nobody is let in who was not asked in; the token is hidden."""
    state = _Page().state
    assert (state.is_loaded, state.api.is_on, state.api.port) == (True, False, "8765")
    assert state.api.standing is state.folder.standing is None
    assert TOKEN not in state.api.token


def test_the_api_is_switched_on_at_the_port_that_is_typed() -> None:
    """It counts at once; then it is told how the process is doing, and switched off again."""
    page = _Page()
    page.presenter.type_port("9000")
    page.presenter.switch_api()
    assert page.desk.kept == Gateway(api=True, api_port=9000)
    page.desk.become(api=CompanionState(Running.STARTING))
    assert page.state.api.standing is not None
    assert page.state.api.standing.tone is Tone.INFO
    page.desk.become(api=CompanionState(Running.ON, "http://127.0.0.1:9000"))
    assert page.state.api.standing is not None
    assert "http://127.0.0.1:9000" in page.state.api.standing.text
    page.presenter.switch_api()
    assert page.states[-1].api == replace(page.state.api, is_on=False, standing=None)


def test_a_port_that_is_none_is_told_beside_it() -> None:
    """Nothing is switched; typing on takes the word away."""
    page = _Page()
    for text in ("", "80", "65536", "abc", "²"):
        page.presenter.type_port(text)
        page.presenter.switch_api()
        assert page.state.api.port_error
        assert not page.desk.kept.api
    page.presenter.type_port("8766")
    assert page.state.api.port_error == ""


def test_a_companion_that_failed_says_why() -> None:
    """In its own words, or in ours when it had none."""
    page = _Page(FakeBeside(Gateway(api=True, watched_folder="/drop")))
    page.desk.become(
        api=CompanionState(Running.FAILED, "The port is taken."),
        watch=CompanionState(Running.FAILED),
    )
    assert page.state.api.standing is not None
    assert page.state.folder.standing is not None
    assert page.state.api.standing.text == "The port is taken."
    assert page.state.folder.standing.text
    page.desk.become(watch=CompanionState(Running.ON))
    assert page.state.folder.standing.tone is Tone.GOOD


def test_the_token_is_seen_only_while_it_is_wanted() -> None:
    """Shown, hidden, and hidden again by whoever opens the page next."""
    page = _Page()
    page.presenter.toggle_token()
    assert (page.state.api.token, page.state.api.is_token_shown) == (TOKEN, True)
    page.presenter.toggle_token()
    assert not page.state.api.is_token_shown
    page.presenter.toggle_token()
    page.presenter.open()
    assert not page.state.api.is_token_shown


def test_the_token_is_copied_unseen() -> None:
    """Over the shoulder nobody reads it."""
    page = _Page()
    page.presenter.copy_token()
    assert page.desk.copied == [TOKEN]
    assert not page.state.api.is_token_shown
    assert page.said[0] is Tone.GOOD
    page.presenter.dismiss()
    assert page.state.message is None


def test_a_new_token_is_told_to_be_entered() -> None:
    """The other software is a stranger until then."""
    page = _Page()
    page.presenter.renew_token()
    assert page.state.api.token == f"{TOKEN}1"
    assert page.said[0] is Tone.WARN


def test_the_api_is_tried_as_others_use_it() -> None:
    """It answers with whose till it is."""
    page = _Page(FakeBeside(Gateway(api=True, api_port=9000)))
    page.presenter.test_api()
    assert page.said == (Tone.GOOD, "It answers: Sonnenblume · Kasse 1 · 9000")


def test_a_folder_is_chosen_and_given_up() -> None:
    """Each counts at once."""
    page = _Page()
    page.presenter.choose_folder("/drop")
    assert (page.desk.kept.watched_folder, page.state.folder.path) == ("/drop", "/drop")
    page.presenter.choose_folder("")
    assert (page.desk.kept.watched_folder, page.state.folder.path) == ("", "")


def test_what_is_refused_is_said() -> None:
    """And the page goes on."""
    refusals: list[LoyaltyError] = [
        NotAllowedError(reason="role"),
        SettingsFileError(path="settings.toml", reason="unwritable"),
        DamagedPrivateFileError(file="api-token"),
    ]
    for refusal in refusals:
        page = _Page()
        page.desk.refusal = refusal
        page.presenter.switch_api()
        assert page.said[0] is Tone.BAD
        assert not page.state.is_busy


def test_one_thing_after_the_other() -> None:
    """While something is being kept, a second press does nothing."""
    desk, tasks = FakeBeside(), HeldTasks()
    states: list[BesideState] = []
    presenter = BesidePresenter(
        desk, tasks=tasks, words=words_for("en"), show=lambda state, _words: states.append(state)
    )
    presenter.open()
    presenter.switch_api()
    presenter.choose_folder("/drop")
    presenter.test_api()
    assert states[-1].is_busy
    assert desk.kept == Gateway()


def test_it_goes_on_in_another_language() -> None:
    """Nothing lies over the page that would have to be put away."""
    page = _Page(FakeBeside(Gateway(api=True)))
    page.presenter.speak(words_for("de"))
    assert page.state.api.standing is not None
    assert page.state.api.standing.text == "Startet …"
    assert page.presenter.close() is False
