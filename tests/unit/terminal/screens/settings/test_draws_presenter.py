import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.services.draws import DrawPhase
from pos_loyalty.terminal.screens.settings.draws_presenter import DrawsPresenter
from pos_loyalty.terminal.screens.settings.draws_state import DrawShown, DrawsState, DrawTone
from pos_loyalty.terminal.screens.settings.state import Tone
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner
from tests.support.draws_room import ScratchDrawsRoom, fair
from tests.support.shop import scratch_shop


class _Page:
    """The presenter over a shop in memory, and what it showed last."""

    def __init__(self, room: ScratchDrawsRoom, tasks: TaskRunner | None = None) -> None:
        self.room = room
        self.states: list[DrawsState] = []
        self.presenter = DrawsPresenter(
            room, tasks=tasks or ImmediateTasks(), words=words_for("de"), show=self._show
        )

    @property
    def state(self) -> DrawsState:
        return self.states[-1]

    def draw(self, draw_id: str) -> DrawShown:
        return next(each for each in self.state.draws if each.id == draw_id)

    def said(self) -> tuple[Tone, str]:
        assert self.state.message is not None
        return self.state.message.tone, self.state.message.text

    def _show(self, state: DrawsState, _words: Words) -> None:
        self.states.append(state)


@pytest.fixture
def page() -> _Page:
    """The page as it opens over a shop with four draws."""
    page = _Page(ScratchDrawsRoom(fair()))
    page.presenter.open()
    return page


def test_each_draw_is_told_with_where_it_stands(page: _Page) -> None:
    """Over, running, unwanted and still to come: each says what can be done with it."""
    assert page.state.is_loaded
    advent, easter, bike, summer = page.state.draws
    assert (advent.tone, advent.phase) == (DrawTone.WAITING, "Vorbei, noch auszulosen")
    assert advent.tickets == "16 Lose bei 3 Mitgliedern"
    assert advent.source == "Ein Los je 10,00\u00a0€ eines Einkaufs"
    assert (advent.hold_label, advent.commit_label) == ("Gewinner auslosen", "")
    assert len(advent.seal.split(" ")) == 8
    assert (easter.tone, easter.phase) == (DrawTone.RUNNING, "Läuft bis 05.04.2026")
    assert (easter.hold_label, easter.hold_note) == ("", "Ausgelost werden kann ab 06.04.2026.")
    assert (bike.source, bike.tickets) == ("Ein Los für 20 Punkte", "Noch hat niemand ein Los")
    assert (bike.commit_label, bike.hold_label) == ("Siegel erzeugen", "")
    assert (summer.tone, summer.phase) == (DrawTone.IDLE, "Beginnt am 01.06.2026")
    assert summer.source == "Ein Los für eine Aktion"


def test_a_seal_is_made_and_shown(page: _Page) -> None:
    """The person is told to publish it."""
    page.presenter.commit("bike")
    assert page.said()[0] is Tone.GOOD
    bike = page.draw("bike")
    assert (bool(bike.seal), bike.commit_label, bike.hold_note) == (
        True,
        "",
        "Ohne Lose kann niemand gewinnen.",
    )


def test_a_draw_is_held_after_a_question(page: _Page) -> None:
    """Nothing is drawn by one press; then the winners stand there by number and first name."""
    page.presenter.hold("advent")
    assert not page.draw("advent").is_held
    page.presenter.ask("advent")
    assert page.draw("advent").question.startswith("Jetzt 3 Preise auslosen?")
    page.presenter.hold("advent")
    advent = page.draw("advent")
    assert (advent.is_held, advent.phase) == (True, "Ausgelost am 25.03.2026")
    assert [won.prize for won in advent.winners] == [
        "Picknickkorb",
        "Ein Jahr Brot",
        "Kaffee für zwei",
    ]
    named = {won.who.partition(" · ")[2] for won in advent.winners}
    assert named <= {"Anna", "Ben", ""}
    assert page.said()[0] is Tone.GOOD


def test_a_question_can_be_put_away(page: _Page) -> None:
    """With Esc, once; and with everything else that is done."""
    page.presenter.ask("advent")
    assert page.presenter.close()
    assert page.draw("advent").question == ""
    assert not page.presenter.close()
    page.presenter.ask("advent")
    page.presenter.commit("bike")
    assert page.draw("advent").question == ""


def test_a_result_is_printed_and_written(page: _Page) -> None:
    """The notice for the wall, and the file for whoever wants to check."""
    page.presenter.ask("advent")
    page.presenter.hold("advent")
    page.presenter.print_result("advent")
    assert (len(page.room.printed), page.said()[0]) == (1, Tone.GOOD)
    page.presenter.export("advent", "/somewhere/advent.json")
    assert page.room.exported == [("advent", "/somewhere/advent.json")]
    assert page.said()[1].startswith("advent.json ")
    page.presenter.dismiss()
    assert page.state.message is None


def test_a_refusal_and_an_outage_are_said(page: _Page) -> None:
    """The draws stay as they were, and the page is free again."""
    page.presenter.print_result("advent")
    tone, text = page.said()
    assert (tone, "noch nicht stattgefunden" in text) == (Tone.BAD, True)
    page.room.error = OutageError()
    page.presenter.commit("bike")
    assert (page.said()[0], page.state.is_busy) == (Tone.BAD, False)
    assert page.draw("bike").seal == ""


def test_one_thing_at_a_time() -> None:
    """While the room works nothing else is begun, and nothing is asked."""
    tasks = HeldTasks()
    page = _Page(ScratchDrawsRoom(fair()), tasks)
    page.presenter.open()
    assert not page.state.is_loaded
    tasks.do_all()
    page.presenter.commit("bike")
    page.presenter.commit("summer")
    page.presenter.ask("advent")
    assert page.state.is_busy
    tasks.do_all()
    assert (bool(page.draw("bike").seal), page.draw("summer").seal) == (True, "")
    assert (page.draw("advent").question, page.state.is_busy) == ("", False)


def test_a_draw_without_an_end_can_be_held_on_any_day() -> None:
    """And says that it runs."""
    room = ScratchDrawsRoom(fair(committed=()))
    shop = room.shop
    endless = {"id": "e", "name": "Immer", "prizes": ["A"], "ticket": {"spend": "1.00"}}
    document = {**shop.application.programs.document(1), "draw": [endless]}
    shop.application.programs.publish(shop.request(), document)
    shop.sell(shop.enroll(), "3.00")
    shop.application.draws.commit(shop.request(), "e")
    page = _Page(room)
    page.presenter.open()
    shown = page.draw("e")
    assert (shown.phase, shown.hold_label) == ("Läuft", "Gewinner auslosen")
    assert room.overview()[0].phase is DrawPhase.OPEN


def test_a_shop_without_draws_shows_none() -> None:
    """Loaded, and empty; also when they cannot be read."""
    page = _Page(ScratchDrawsRoom(scratch_shop()))
    page.presenter.open()
    assert (page.state.is_loaded, page.state.draws) == (True, ())
    page.room.error = OutageError()
    page.presenter.open()
    assert page.said()[0] is Tone.BAD


def test_it_goes_on_in_another_language(page: _Page) -> None:
    """What was said in the other one is gone."""
    page.presenter.commit("bike")
    page.presenter.speak(words_for("en"))
    assert (page.draw("advent").phase, page.state.message) == ("Ended, not drawn yet", None)
