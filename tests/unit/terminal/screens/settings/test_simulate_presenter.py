import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pos_loyalty.config import paths
from pos_loyalty.domain.errors import NotAllowedError, Problem, WrongDocumentError
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook
from pos_loyalty.terminal.screens.settings.simulate_presenter import SimulatePresenter
from pos_loyalty.terminal.screens.settings.simulate_state import (
    Compared,
    SimulateStage,
    SimulateState,
    Subject,
)
from pos_loyalty.terminal.screens.settings.state import Tone
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.simulation import NAMES, REPORT, FakeSimulationRoom

_PRESET = paths.resources() / "programs" / "sonnenblume.toml"
_DRAFT: Mapping[str, Any] = tomllib.loads(_PRESET.read_text("utf-8"))
_OTHER: Mapping[str, Any] = {**_DRAFT, "name": "Aus der Datei"}


class _Page:
    """The presenter over a room that answers as it is told to, and what it showed last."""

    def __init__(self, *, has_sales: bool = True) -> None:
        self.room = FakeSimulationRoom(has_sales=has_sales)
        self.room.files["neu.toml"] = _OTHER
        self.draft: Mapping[str, Any] = _DRAFT
        self.states: list[SimulateState] = []
        self.presenter = SimulatePresenter(
            self.room,
            lambda: self.draft,
            tasks=ImmediateTasks(),
            words=words_for("de"),
            show=self._show,
        )
        self.presenter.open()

    @property
    def state(self) -> SimulateState:
        return self.states[-1]

    def done(self, report: SimulationReport = REPORT) -> SimulateState:
        self.presenter.start()
        self.room.now = SimulationLook(report=report, names=NAMES)
        self.presenter.look()
        return self.state

    def _show(self, state: SimulateState, _words: Words) -> None:
        self.states.append(state)


def test_a_shop_without_sales_is_told_so() -> None:
    """There is nothing to choose before there is something to try it on."""
    assert _Page(has_sales=False).state.is_empty
    page = _Page()
    assert not page.state.is_empty
    assert page.presenter.state is page.state


def test_the_draft_of_the_settings_is_tried_as_it_stands() -> None:
    """Also with what nobody has published yet."""
    page = _Page()
    page.draft = {**_DRAFT, "name": "Entwurf"}
    page.presenter.start()
    assert page.room.begun == [page.draft]
    assert (page.state.stage, page.state.progress) == (SimulateStage.RUNNING, "Wird vorbereitet …")


def test_a_file_is_read_before_it_is_tried() -> None:
    """Without one there is nothing to begin with."""
    page = _Page()
    page.presenter.choose(Subject.FILE)
    assert not page.state.can_start
    page.presenter.start()
    assert page.room.begun == []
    page.presenter.choose_file("neu.toml")
    assert (page.state.file_name, page.state.can_start) == ("neu.toml", True)
    page.presenter.start()
    assert page.room.begun == [_OTHER]


def test_it_says_how_far_it_is() -> None:
    """As a share and in numbers; what is asked for meanwhile is left aside."""
    page = _Page()
    page.presenter.start()
    page.room.now = SimulationLook(412_500, 1_250_000)
    page.presenter.look()
    assert (page.state.share, page.state.progress) == (0.33, "412.500 von 1.250.000")
    page.presenter.start()
    page.presenter.choose(Subject.FILE)
    page.presenter.choose_file("neu.toml")
    page.presenter.start_over()
    assert len(page.room.begun) == 1
    assert page.state.subject is Subject.DRAFT


def test_it_can_be_stopped_at_any_time() -> None:
    """By its button or by Escape; then one may choose again."""
    page = _Page()
    assert not page.presenter.close()
    page.presenter.stop()
    assert page.room.stopped == 0
    page.presenter.start()
    assert page.presenter.close()
    assert (page.room.stopped, page.state.stage) == (1, SimulateStage.CHOOSE)
    page.presenter.look()
    assert page.state.stage is SimulateStage.CHOOSE


def test_both_worlds_stand_beside_each_other() -> None:
    """Points and money, as it was and as it would have been."""
    state = _Page().done()
    assert state.stage is SimulateStage.DONE
    assert state.title == "Was „Sonnenblume Bonus“ gebracht hätte"
    assert state.subtitle == "Verkäufe: 3.716 · Mitglieder: 300 · bis 05.03.2026, 14:32"
    given, worth, redeemed, *_, liability = state.figures
    assert given == Compared("Ausgegeben", "112.940", "225.880", "+112.940")
    assert worth.change == "+1.129,40\u00a0€"
    assert (redeemed.tried, redeemed.change) == ("54.976", "–")
    assert (liability.label, liability.tried) == ("Verbindlichkeit", "1.159,28\u00a0€")
    assert state.message is not None
    assert state.message.tone is Tone.WARN
    assert state.message.detail == "3 Einlösungen oder Aktionen wären abgelehnt worden."


def test_winners_losers_and_moves_are_bars() -> None:
    """The longest is whole, what falls points the other way, and rules are named."""
    state = _Page().done()
    first, second = state.winners.bars
    assert (first.label, first.value, first.share) == ("Anna Alt", "+2.269", 1.0)
    assert first.detail == "Basis +2.165 · Doppelter Dienstag +104"
    assert second.share == 1810 / 2269
    assert [bar.share for bar in state.losers.bars] == [-1.0, -40 / 220]
    assert [(bar.label, bar.value, bar.share) for bar in state.moves.bars] == [
        ("Basis → Silber", "47", 1.0),
        ("Gold → Silber", "3", -3 / 47),
    ]
    assert [bar.label for bar in state.rules.bars] == ["Basis", "Doppelter Dienstag", "Verfallen"]


def test_budgets_say_when_they_were_used_up() -> None:
    """And what is left says so by its length."""
    budget, stock = _Page().done().limits.gauges
    assert budget.said == "3.000 von 3.000, aufgebraucht am 27.01.2026"
    assert (stock.label, stock.said, stock.share) == ("Geschenkkorb", "12 von 40", 0.3)


def test_the_same_rules_are_good_news() -> None:
    """Nothing would be different; then there is nothing to draw either."""
    same = replace(
        REPORT, differing=0, tried=REPORT.recorded, winners=(), losers=(), tier_moves=(), refused=()
    )
    state = _Page().done(same)
    assert state.message is not None
    assert (state.message.tone, state.message.detail) == (Tone.GOOD, "")
    assert (state.winners.bars, state.moves.bars) == ((), ())
    more = replace(REPORT, lost=0)
    told = _Page().done(more).message
    assert told is not None
    assert told.tone is Tone.INFO


def test_a_result_is_told_in_another_language() -> None:
    """Whoever speaks it need not wait for it again; and then one may try something else."""
    page = _Page()
    page.done()
    page.presenter.speak(words_for("en"))
    assert page.state.title == "What “Sonnenblume Bonus” would have changed"
    page.presenter.start_over()
    assert (page.state.stage, page.state.figures) == (SimulateStage.CHOOSE, ())
    page.presenter.speak(words_for("de"))
    assert page.state.stage is SimulateStage.CHOOSE


def test_what_cannot_be_tried_is_said() -> None:
    """A wrong draft, a file that is none, a role that may not, and a process that was lost."""
    page = _Page()
    page.draft = {}
    page.presenter.start()
    assert page.state.message is not None
    assert page.state.message.tone is Tone.BAD
    page.draft = _DRAFT
    page.room.error = WrongDocumentError((Problem("", "unreadable", (("file", "neu.toml"),)),))
    page.presenter.choose_file("neu.toml")
    assert page.state.message.tone is Tone.BAD
    page.room.error = NotAllowedError(reason="role")
    page.presenter.start()
    assert page.state.stage is SimulateStage.CHOOSE
    page.room.error = None
    page.presenter.start()
    page.room.now = SimulationLook(error=NotAllowedError(reason="currency-or-timezone-fixed"))
    page.presenter.look()
    assert page.state.stage is SimulateStage.CHOOSE
    assert page.state.message.tone is Tone.BAD


def test_a_member_without_a_tier_moves_too() -> None:
    """Nothing is called nothing, and losing the last tier is a fall."""
    moves = tuple(replace(move, after=None) for move in REPORT.tier_moves)
    state = _Page().done(replace(REPORT, tier_moves=moves))
    assert state.moves.bars[0].label == "Basis → keine Stufe"
    assert state.moves.bars[0].share < 0


def test_remembered_purchases_are_priced_when_wanted() -> None:
    """The wish stays for the next trial, and cannot change under one that runs."""
    page = _Page()
    page.presenter.switch_remembered()
    assert page.state.prices_remembered
    page.presenter.start()
    page.presenter.switch_remembered()
    page.room.now = SimulationLook(report=REPORT, names=NAMES)
    page.presenter.look()
    page.presenter.start_over()
    assert page.state.prices_remembered
    page.presenter.switch_remembered()
    page.presenter.start()
    assert page.room.remembered == [Remembered.PRICED, Remembered.EARN_NOTHING]


def test_what_became_of_remembered_purchases_is_said() -> None:
    """Beside the verdict, with what was refused."""
    page = _Page()
    without = page.done(replace(REPORT, remembered=2, refused=()))
    assert without.message is not None
    assert without.message.detail == "2 gemerkte Einkäufe brachten wie bisher keine Punkte."
    page.presenter.start_over()
    priced = page.done(replace(REPORT, remembered=1, treatment=Remembered.PRICED))
    assert priced.message is not None
    assert priced.message.detail.startswith("1 gemerkter Einkauf wurde wie die anderen gerechnet. ")
