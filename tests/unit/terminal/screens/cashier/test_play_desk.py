from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pos_loyalty.domain.errors import LimitReachedError, MemberBlockedError, OutageError
from pos_loyalty.domain.play import (
    BuyTickets,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    PerformAction,
    PlayOffers,
    SpinWheel,
)
from pos_loyalty.terminal.screens.cashier.state import Overlay, PlayPanel
from tests.support.cashier import Desk
from tests.support.counter import ANNA, JONAS, MANAGER_PIN, FakeCounter
from tests.support.play import EVERYTHING, FakePlay


def _desk() -> Desk:
    """Anna, who can take part, is at the counter with the panel open."""
    members = (replace(ANNA, takes_part=True), replace(JONAS, takes_part=True))
    desk = Desk(FakeCounter(*members))
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.play_wanted()
    return desk


def _panel(desk: Desk) -> PlayPanel:
    return desk.state.play


def test_f12_opens_and_closes() -> None:
    """On the first tab, with the key and with Esc."""
    desk = _desk()
    assert desk.overlay() is Overlay.PLAY
    assert [tab.words for tab in _panel(desk).tabs if tab.is_shown] == ["Aktionen"]
    desk.presenter.play_wanted()
    assert desk.overlay() is Overlay.NONE
    desk.presenter.play_wanted()
    desk.presenter.cancel()
    assert desk.overlay() is Overlay.NONE


def test_there_is_nothing_without_a_member_or_a_program_for_it() -> None:
    """Neither at the prompt, nor in a program of purchases and rewards alone, nor when blocked."""
    desk = Desk()
    desk.presenter.play_wanted()
    assert desk.overlay() is Overlay.NONE
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.sale.play_words == ""
    desk.presenter.play_wanted()
    assert desk.overlay() is Overlay.NONE
    blocked = Desk(FakeCounter(replace(ANNA, takes_part=True, is_blocked=True)))
    blocked.presenter.card_scanned("LT-ANNA")
    blocked.presenter.play_wanted()
    assert blocked.overlay() is Overlay.NONE


def test_tabs_by_key_and_by_touch() -> None:
    """Arrows stop at both ends."""
    desk = _desk()
    play = desk.presenter.play
    play.section_moved(-1)
    play.section_moved(1)
    assert [tab.words for tab in _panel(desk).tabs if tab.is_shown] == ["Stempel"]
    play.section_chosen("donations")
    play.section_moved(1)
    assert [tab.words for tab in _panel(desk).tabs if tab.is_shown] == ["Spenden"]


def test_nothing_is_done_without_being_asked_about() -> None:
    """A press asks; Enter does it once, and the result is said above the list."""
    desk = _desk()
    play = desk.presenter.play
    play.chosen(0)
    assert _panel(desk).question == "Bewertung geschrieben"
    assert desk.play.deeds == []
    play.section_chosen("wheels")
    play.section_moved(1)
    play.chosen(1)
    assert _panel(desk).question == "Bewertung geschrieben"
    play.confirm("")
    ((_, deed),) = desk.play.deeds
    assert deed == PerformAction("review")
    assert _panel(desk).question == ""
    done = _panel(desk).done
    assert done is not None
    assert (done.title, done.detail) == (
        "Bewertung geschrieben: +25 Punkte",
        "Neuer Stand 1.309 Punkte",
    )
    play.result_dismissed()
    assert _panel(desk).done is None


def test_esc_goes_one_step_back() -> None:
    """From the question to the list, then away; nothing was done."""
    desk = _desk()
    desk.presenter.play.chosen(0)
    desk.presenter.cancel()
    assert (_panel(desk).question, desk.overlay()) == ("", Overlay.PLAY)
    desk.presenter.cancel()
    assert desk.overlay() is Overlay.NONE
    assert desk.play.deeds == []


def test_what_cannot_be_had_is_not_asked_about() -> None:
    """A line whose limit is reached does nothing."""
    desk = _desk()
    desk.presenter.play.chosen(2)
    assert _panel(desk).question == ""


@pytest.mark.parametrize(
    ("section", "line", "step", "deed"),
    [
        ("stamps", 0, "more", GiveStamps("coffee", 2)),
        ("memberships", 0, "", JoinClub("club")),
        ("draws", 0, "more", BuyTickets("summer", 2)),
        ("wheels", 0, "more", SpinWheel("wheel")),
        ("donations", 0, "more", GivePoints("tree", 200)),
    ],
)
def test_each_of_them_in_the_number_that_was_chosen(
    section: str, line: int, step: str, deed: object
) -> None:
    """Plus makes one more where there can be more."""
    desk = _desk()
    play = desk.presenter.play
    play.section_chosen(section)
    play.chosen(line)
    if step:
        play.more()
    play.confirm("")
    assert [done for _, done in desk.play.deeds] == [deed]


def test_another_number_is_another_request() -> None:
    """Plus and minus take new keys; what was not changed keeps its key over an outage."""
    desk = _desk()
    play = desk.presenter.play
    play.more()
    play.section_chosen("stamps")
    play.chosen(0)
    desk.play.fails_with = OutageError()
    play.confirm("")
    assert _panel(desk).error
    desk.play.fails_with = None
    tried = _key(desk)
    play.confirm("")
    assert [key for key, _ in desk.play.deeds] == [tried]
    play.chosen(0)
    before = _key(desk)
    play.more()
    play.fewer()
    assert _key(desk) != before
    play.confirm("")
    assert desk.play.deeds[1][1] == GiveStamps("coffee", 1)


def test_a_refusal_is_said_and_takes_a_new_key() -> None:
    """The question stays, so that it can be tried again or left."""
    desk = _desk()
    play = desk.presenter.play
    play.chosen(0)
    desk.play.fails_with = LimitReachedError(subject="x", limit="day")
    before = _key(desk)
    play.confirm("")
    assert _panel(desk).error.startswith("Die Höchstzahl dafür ist erreicht")
    assert _panel(desk).question
    assert _key(desk) != before


def test_what_takes_a_manager_asks_for_the_pin() -> None:
    """Once the service says so; a wrong PIN is said and asked for again."""
    desk = _desk()
    play = desk.presenter.play
    play.section_chosen("memberships")
    play.chosen(2)
    play.confirm("")
    assert (_panel(desk).asks_pin, _panel(desk).error) == (True, "")
    play.confirm("0000")
    assert _panel(desk).asks_pin
    assert _panel(desk).error
    play.confirm(MANAGER_PIN)
    assert [deed for _, deed in desk.play.deeds] == [LeaveClub("b1")]
    assert not _panel(desk).asks_pin


def test_the_member_is_shown_as_of_now() -> None:
    """Balance and offers are read anew, the preview too, and the member sees the result."""
    desk = _desk()
    desk.presenter.sale.amount_edited("10")
    previews, asked = desk.counter.previews, desk.play.asked
    desk.presenter.play.section_chosen("wheels")
    desk.presenter.play.chosen(0)
    desk.presenter.play.confirm("")
    assert desk.counter.previews == previews + 1
    assert desk.play.asked == asked + 1
    assert desk.audience.told[-1] == ("played", "Glücksrad")


def test_a_member_who_may_not_closes_the_panel() -> None:
    """Why is said where everything is said."""
    members = FakeCounter(replace(ANNA, takes_part=True))
    play = FakePlay()
    play.fails_with = MemberBlockedError(member="X")
    desk = Desk(members, play=play)
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.play_wanted()
    assert desk.overlay() is Overlay.NONE
    assert desk.notice


def test_what_is_gone_is_not_asked_about_any_more() -> None:
    """Offers that were read in between no longer have it."""
    tasks = _LaterTasks()
    desk = Desk(FakeCounter(replace(ANNA, takes_part=True)), tasks=tasks)
    tasks.all()
    desk.presenter.card_scanned("LT-ANNA")
    tasks.all()
    desk.presenter.play_wanted()
    desk.presenter.play.chosen(0)
    desk.presenter.play.section_moved(1)
    assert _panel(desk).is_loading
    tasks.all()
    desk.presenter.play.chosen(0)
    desk.presenter.play.confirm("")
    desk.presenter.play.confirm("")
    desk.presenter.cancel()
    assert _panel(desk).is_busy
    desk.presenter.play.more()
    tasks.one()
    desk.presenter.play.chosen(1)
    desk.play.offered = PlayOffers(spendable=0)
    tasks.all()
    assert (_panel(desk).question, _panel(desk).empty) == (
        "",
        "Heute gibt es nichts zum Mitmachen.",
    )
    assert len(desk.play.deeds) == 1


def test_another_card_in_between() -> None:
    """What comes back late for the first member changes nothing for the second."""
    tasks = _LaterTasks()
    members = (replace(ANNA, takes_part=True), replace(JONAS, takes_part=True))
    desk = Desk(FakeCounter(*members), tasks=tasks)
    tasks.all()
    desk.presenter.card_scanned("LT-ANNA")
    tasks.all()
    desk.presenter.play_wanted()
    tasks.all()
    desk.presenter.play.chosen(0)
    desk.presenter.play.confirm("")
    tasks.one()
    desk.presenter.card_scanned("LT-JONAS")
    tasks.last()
    tasks.all()
    assert desk.state.member is not None
    assert desk.state.member.name == "Jonas Weber"
    assert ("played", "Bewertung geschrieben") not in desk.audience.told
    assert desk.play.offered == EVERYTHING


def test_nothing_happens_without_a_member() -> None:
    """A late key or press after the counter was left."""
    desk = _desk()
    desk.presenter.play.chosen(0)
    desk.presenter.cancel()
    desk.presenter.cancel()
    desk.presenter.cancel()
    assert desk.state.member is None
    desk.presenter.play.open()
    desk.presenter.play.confirm("")
    desk.presenter.play.chosen(0)
    assert desk.play.deeds == []


def _key(desk: Desk) -> str:
    return desk.presenter._board.facts.play.key  # noqa: SLF001 - no panel shows a key


class _LaterTasks:
    """Does what it is given when the test says so, in any order."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def run(self, work: Any, done: Any, failed: Any) -> None:  # noqa: ANN401 - a TaskRunner's
        self._waiting.append(lambda: done(work()))

    def one(self) -> None:
        """The oldest."""
        self._waiting.pop(0)()

    def last(self) -> None:
        """The newest."""
        self._waiting.pop()()

    def all(self) -> None:
        """Until nothing waits."""
        while self._waiting:
            self.one()
