from collections.abc import Callable

from pos_loyalty.domain.errors import LoyaltyError, NotAllowedError
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.sync.errors import NoShopYetError
from pos_loyalty.terminal.screens.join.presenter import JoinPresenter
from pos_loyalty.terminal.screens.join.state import JoinState
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner

CODE = "pair:https://hub.example.org#ABCDE12345"


class _Joiner:
    def __init__(self) -> None:
        self.joins: list[tuple[str, str, str]] = []
        self.certificates: list[str] = []
        self.leaves = 0
        self.fails_with: LoyaltyError | None = None

    def join(self, *, url: str, code: str, till: str, certificate: str) -> None:
        self.certificates.append(certificate)
        if self.fails_with is not None:
            raise self.fails_with
        self.joins.append((url, code, till))

    def invitation(self, text: str) -> tuple[str, str] | None:
        if not text.startswith("pair:"):
            return None
        url, _, code = text.removeprefix("pair:").partition("#")
        return url, code

    def leave(self) -> None:
        self.leaves += 1


class _Page:
    def __init__(self, tasks: TaskRunner | None = None) -> None:
        self.joiner = _Joiner()
        self.states: list[JoinState] = []
        self.joined: list[str] = []
        self.left: list[str] = []
        self.shown: list[Callable[[str], bool]] = []
        self.presenter = JoinPresenter(
            self.joiner,
            tasks=tasks or ImmediateTasks(),
            words=words_for("de"),
            show=self.states.append,
            joined=lambda: self.joined.append("joined"),
            left=lambda: self.left.append("left"),
            look=self._look,
        )
        self.presenter.open()

    @property
    def state(self) -> JoinState:
        return self.states[-1]

    def _look(self, _words: Words, take: Callable[[str], bool]) -> None:
        self.shown.append(take)

    def fill(self) -> None:
        self.presenter.type_url(" https://hub.example.org ")
        self.presenter.type_code("ABCDE12345")
        self.presenter.type_till("Kasse 2 ")


def test_a_filled_page_joins() -> None:
    """Nothing happens before each line is filled; then the till is made."""
    page = _Page()
    page.presenter.confirm()
    page.fill()
    page.presenter.confirm()
    assert page.joiner.joins == [("https://hub.example.org", "ABCDE12345", "Kasse 2")]
    assert page.joined == ["joined"]
    assert page.state == JoinState()


def test_the_hubs_code_fills_two_lines() -> None:
    """Scanned into whichever line the cursor is in."""
    for type_text in (JoinPresenter.type_url, JoinPresenter.type_code):
        page = _Page()
        type_text(page.presenter, CODE)
        assert (page.state.url, page.state.code) == ("https://hub.example.org", "ABCDE12345")


def test_the_hubs_code_by_camera() -> None:
    """Only that one is taken, and nothing while the till is being made."""
    tasks = HeldTasks()
    page = _Page(tasks)
    page.presenter.look()
    (take,) = page.shown
    assert not take("LT12345")
    assert take(CODE)
    assert (page.state.url, page.state.code) == ("https://hub.example.org", "ABCDE12345")
    page.fill()
    page.presenter.confirm()
    page.presenter.look()
    assert page.shown == [take]


def test_the_hubs_own_certificate_goes_along() -> None:
    """The file that was chosen last; what was wrong with it is told."""
    page = _Page()
    page.fill()
    page.presenter.choose_certificate("/media/usb/zentrale.pem")
    page.joiner.fails_with = NotAllowedError(reason="certificate-expired", file="zentrale.pem")
    page.presenter.confirm()
    assert page.state.failure.startswith("Das Zertifikat in zentrale.pem ist abgelaufen.")
    page.presenter.choose_certificate("")
    assert page.state.failure == ""
    page.joiner.fails_with = None
    page.presenter.confirm()
    assert page.joiner.certificates == ["/media/usb/zentrale.pem", ""]


def test_a_refusal_is_told_and_the_lines_stay() -> None:
    """Whoever typed puts it right and tries again."""
    page = _Page()
    page.joiner.fails_with = NoShopYetError()
    page.fill()
    page.presenter.confirm()
    assert page.state.failure.startswith("Die Zentrale hat noch kein Geschäft.")
    assert not page.state.is_busy
    assert page.state.till == "Kasse 2 "
    page.presenter.type_till("Kasse 3")
    assert page.state.failure == ""
    page.presenter.speak(words_for("en"))
    assert page.joined == []


def test_progress_is_shown_while_it_lasts() -> None:
    """How much of the shop was read; what comes too late changes nothing."""
    tasks = HeldTasks()
    page = _Page(tasks)
    page.presenter.progressed(1, 2)
    assert page.state.reading == ""
    page.fill()
    page.presenter.confirm()
    page.presenter.confirm()
    assert len(tasks) == 1
    page.presenter.progressed(2_000, 8_000)
    assert (page.state.share, page.state.reading) == (0.25, "2.000 von 8.000 gelesen")
    tasks.do_all()
    assert page.joined == ["joined"]


def test_a_joining_that_goes_on_is_stopped_first() -> None:
    """The way back stops it; only then it leads back."""
    tasks = HeldTasks()
    page = _Page(tasks)
    page.fill()
    page.presenter.confirm()
    page.presenter.leave()
    assert (page.joiner.leaves, page.left) == (1, [])
    tasks.do_all()
    page.presenter.leave()
    assert page.left == ["left"]


def test_a_name_that_is_too_long() -> None:
    """It is said beside the line, and nothing is joined."""
    page = _Page()
    page.fill()
    page.presenter.type_till("Kasse am Hintereingang links")
    assert page.state.till_error == "Höchstens 20 Zeichen."
    page.presenter.confirm()
    assert page.joiner.joins == []
