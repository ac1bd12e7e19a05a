from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.config.settings import Relay
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.relay_presenter import RelayLook, RelayPresenter
from pos_loyalty.terminal.screens.settings.relay_state import Piece, RelayPageState, Target
from pos_loyalty.terminal.screens.settings.state import Tone
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.relay_room import NOW, RUNNING, STATUS, FakeRelayRoom, kept


class _Page:
    def __init__(self, room: FakeRelayRoom) -> None:
        self.room = room
        self.shown: list[RelayPageState] = []
        self.presenter = RelayPresenter(
            room,
            tasks=ImmediateTasks(),
            words=words_for("de"),
            show=lambda state, _words: self.shown.append(state),
        )
        self.presenter.open()

    @property
    def state(self) -> RelayPageState:
        return self.shown[-1]

    def pieces(self) -> list[Piece]:
        assert self.state.sheet is not None
        return [piece for line in self.state.sheet.lines for piece in line]

    def place_of(self, text: str) -> str:
        return next(piece.place for piece in self.pieces() if piece.text == text)

    def marked(self) -> dict[Target, str]:
        return {piece.marked: piece.text for piece in self.pieces() if piece.marked}


def _teaching(*receipts: str) -> _Page:
    found = RelayLook(NOW, STATUS, tuple(kept(number=each) for each in receipts or ("4711",)))
    return _Page(FakeRelayRoom(RUNNING, found))


def test_it_is_switched_on_with_what_is_typed() -> None:
    """Both addresses count when they make sense, and not before."""
    page = _Page(FakeRelayRoom())
    page.presenter.switch()
    assert page.state.printer_error
    page.presenter.type_printer("192.168.1.50")
    page.presenter.switch()
    assert page.state.printer_error
    page.presenter.type_printer("network://192.168.1.50")
    page.presenter.type_listen("nowhere")
    page.presenter.switch()
    assert page.state.listen_error
    page.presenter.type_listen("0.0.0.0:9100")
    page.presenter.switch()
    wanted = Relay(on=True, listen="0.0.0.0:9100", printer="network://192.168.1.50")
    assert page.room.wanted == wanted
    assert page.state.is_on
    page.presenter.switch()
    assert page.room.wanted == replace(wanted, on=False)


def test_switches_count_at_once() -> None:
    """Blocks and teaching are turned on and off by themselves."""
    page = _Page(FakeRelayRoom())
    page.presenter.switch_block()
    page.presenter.switch_teaching()
    assert (page.state.wants_block, page.state.is_teaching) == (True, True)
    page.presenter.switch_block()
    page.presenter.switch_teaching()
    assert page.room.wanted == Relay()


def test_how_long_a_receipt_is_proposed_counts_when_the_field_is_left() -> None:
    """While the relay runs, too; what was typed elsewhere on the page stays."""
    page = _Page(FakeRelayRoom(RUNNING))
    assert page.state.minutes == "5"
    page.presenter.type_printer("network://half")
    page.presenter.type_minutes(" 15 ")
    assert page.room.wanted.propose_minutes == RUNNING.propose_minutes
    page.presenter.keep_minutes()
    assert page.room.wanted == replace(RUNNING, propose_minutes=15)
    assert page.state.printer == "network://half"
    assert not page.state.is_busy
    page.presenter.switch()
    assert page.room.wanted == replace(RUNNING, propose_minutes=15, on=False)


@pytest.mark.parametrize("text", ["", "0", "61", "-5", "2,5", "bald"])
def test_a_time_that_makes_no_sense_is_not_kept(text: str) -> None:
    """What is allowed is said beside the field, until it is typed anew."""
    page = _Page(FakeRelayRoom(RUNNING))
    page.presenter.type_minutes(text)
    assert page.state.minutes_error == ""
    page.presenter.keep_minutes()
    assert page.state.minutes_error == "Erlaubt: 1–60."
    assert page.room.wanted == RUNNING
    page.presenter.type_minutes("60")
    assert page.state.minutes_error == ""
    page.presenter.keep_minutes()
    assert page.room.wanted.propose_minutes == 60


def test_a_time_that_cannot_be_kept_does_not_ride_along() -> None:
    """It is said, and the next switch does not bring it in force behind one's back."""
    page = _Page(FakeRelayRoom(RUNNING))
    page.room.refusal = NotAllowedError(reason="edit-settings")
    page.presenter.type_minutes("30")
    page.presenter.keep_minutes()
    assert page.state.message is not None
    page.room.refusal = None
    page.presenter.switch_block()
    assert page.room.wanted == replace(RUNNING, block=True)


@pytest.mark.parametrize(
    ("problem", "tone"), [("", Tone.GOOD), ("printer", Tone.BAD), ("database", Tone.WARN)]
)
def test_the_page_says_how_it_is(problem: str, tone: Tone) -> None:
    """What is out of order, and what it did so far."""
    found = RelayLook(NOW, replace(STATUS, problem=problem))
    page = _Page(FakeRelayRoom(RUNNING, found))
    assert page.state.standing is not None
    assert page.state.standing.tone is tone
    assert "198" in page.state.figures


def test_a_relay_that_has_not_said_anything_is_starting() -> None:
    """Last words of an earlier one are no sign of life."""
    old = replace(STATUS, at=NOW - timedelta(minutes=5))
    for status in (None, old):
        page = _Page(FakeRelayRoom(RUNNING, RelayLook(NOW, status)))
        assert page.state.standing is not None
        assert page.state.standing.tone is Tone.INFO
    assert _Page(FakeRelayRoom()).state.standing is None


def test_a_receipt_is_taught_by_one_press() -> None:
    """What can be guessed is marked; learned, all receipts say what is recognized on them."""
    page = _teaching("4711", "4712")
    assert "noch nicht" in page.state.kept[0].detail
    page.presenter.choose("bakery-4711")
    assert page.marked() == {
        Target.TOTAL: "36,50",
        Target.NUMBER: "4711",
        Target.DATE: "22.11.2026",
    }
    assert page.state.kept[0].is_selected
    page.presenter.learn()
    assert [line.detail for line in page.state.kept] == [
        "Bon 4711 · 36,50\u00a0€",
        "Bon 4712 · 36,50\u00a0€",
    ]
    assert page.state.sheet is None
    assert page.state.tills[0].name == "kasse"
    (template,) = page.room.found.templates
    assert template.header == ("Bäckerei Sonnenschein", "Hauptstraße {n}, Köln")


def test_what_is_marked_wrongly_is_marked_anew() -> None:
    """Aim, press; the next press is for what is still missing."""
    found = RelayLook(NOW, STATUS, (kept("kiosk"),))
    page = _Page(FakeRelayRoom(RUNNING, found))
    page.presenter.choose("kiosk-4711")
    assert page.marked() == {}
    sheet = page.state.sheet
    assert sheet is not None
    assert (sheet.target, sheet.can_learn) == (Target.TOTAL, False)
    page.presenter.learn()
    page.presenter.point(page.place_of("24,00"))
    page.presenter.point(page.place_of("4711"))
    page.presenter.aim(Target.TOTAL)
    page.presenter.point(page.place_of("36,50"))
    assert page.marked() == {Target.TOTAL: "36,50", Target.NUMBER: "4711"}
    page.presenter.learn()
    assert page.state.kept[0].detail == "Bon 4711 · 36,50\u00a0€"


def test_what_cannot_be_learned_says_why() -> None:
    """A total that is none, and a receipt that would not be read."""
    page = _teaching()
    page.presenter.choose("bakery-4711")
    page.presenter.aim(Target.TOTAL)
    page.presenter.point(page.place_of("22.11.2026"))
    page.presenter.learn()
    assert page.state.message is not None
    assert page.state.message.tone is Tone.BAD
    page.presenter.dismiss()
    report = replace(kept(), lines=(*kept().lines, "Z-BERICHT"))
    page.room.found = RelayLook(NOW, STATUS, (report,))
    page.presenter.look()
    page.presenter.choose(report.name)
    page.presenter.learn()
    assert page.state.message is not None
    assert "Bericht" in page.state.message.text


def test_a_second_till_gets_a_name_of_its_own() -> None:
    """Neither takes the other's place; one can be forgotten."""
    page = _teaching()
    for _ in range(2):
        page.presenter.choose("bakery-4711")
        page.presenter.learn()
    assert [till.name for till in page.state.tills] == ["kasse", "kasse-2"]
    page.presenter.forget("kasse")
    assert [till.name for till in page.state.tills] == ["kasse-2"]


def test_back_puts_the_receipt_away() -> None:
    """One step back, then the page."""
    page = _teaching()
    page.presenter.choose("bakery-4711")
    assert page.presenter.close()
    assert page.state.sheet is None
    assert not page.presenter.close()
    page.presenter.aim(Target.DATE)
    page.presenter.point("0-0-1")
    page.presenter.choose("nothing")
    assert page.state.sheet is None


def test_a_receipt_that_is_gone_is_put_away() -> None:
    """Teaching was switched off meanwhile, and what was kept for it went."""
    page = _teaching()
    page.presenter.choose("bakery-4711")
    page.room.found = RelayLook(NOW, STATUS)
    page.presenter.look()
    assert page.state.sheet is None


def test_a_refusal_is_told() -> None:
    """Nothing has changed, and the page can be used on."""
    page = _teaching()
    page.room.refusal = NotAllowedError(reason="role")
    page.presenter.switch_block()
    assert page.state.message is not None
    assert not page.state.is_busy


def test_another_language_says_the_same() -> None:
    """Words change, what is marked does not."""
    page = _teaching()
    page.presenter.choose("bakery-4711")
    page.presenter.speak(words_for("en"))
    assert page.state.sheet is not None
    assert "marked" in page.state.sheet.prompt
    assert page.marked()[Target.NUMBER] == "4711"
