from dataclasses import asdict, replace

import pytest

from pos_loyalty.domain.errors import InsufficientPointsError, MemberBlockedError, OutageError
from pos_loyalty.domain.play import BuyTickets, GivePoints, PlayOffers, SpinWheel
from pos_loyalty.domain.survey import Question
from pos_loyalty.services.kiosk import StatementPrintedError
from pos_loyalty.terminal.screens.kiosk.state import (
    AllowContact,
    AlwaysSpeak,
    AskDeed,
    DoDeed,
    ForbidContact,
    HearQuestion,
    Leave,
    Page,
    PrintStatement,
    Score,
    ShowCard,
    ShowCauses,
    ShowDraws,
    ShowWheels,
    ShowWishes,
    ToHome,
)
from pos_loyalty.terminal.tasks import HeldTasks
from tests.support.kiosk import CARD, VISIT
from tests.support.kiosk_screen import Screen
from tests.support.members import ANNA

_GIFT = GivePoints("tree", 500)


@pytest.fixture
def screen() -> Screen:
    """A screen that nobody uses."""
    return Screen()


def test_a_card_opens_the_account(screen: Screen) -> None:
    """First name, balance, tier, rewards and history, in plain words."""
    screen.presenter.card_shown(CARD)
    state = screen.state
    assert (state.page, state.heading) == (Page.HOME, "Hallo, Anna!")
    assert state.home is not None
    assert (state.home.balance, state.home.unit, state.home.below) == (
        "1.284",
        "Punkte",
        "= 12,84\xa0€",
    )
    assert [row.end for row in state.home.rewards] == [
        "500 Punkte",
        "500 Punkte",
        "noch 1.216 Punkte",
    ]
    assert state.home.history[0].text == "+65 Punkte für einen Einkauf"
    assert "Anna" in str(asdict(state))
    assert "Berger" not in str(asdict(state))
    assert screen.heard == ["accepted"]


def test_it_is_forgotten_after_a_warning(screen: Screen) -> None:
    """Some quiet seconds, then a countdown, then nothing of anybody is left."""
    screen.presenter.card_shown(CARD)
    screen.wait(11)
    assert screen.state.countdown == ""
    screen.wait(2)
    assert screen.state.countdown == "Endet in 7 Sekunden"
    screen.wait(7)
    assert screen.state.page is Page.AWAY
    assert (screen.state.home, screen.state.ask, screen.state.heading) == (None, None, "")
    assert screen.kiosk.asked == [f"greet {CARD}", "leave"]


def test_a_touch_keeps_it(screen: Screen) -> None:
    """Whoever presses "Weiter", or anything else, goes on reading."""
    screen.presenter.card_shown(CARD)
    screen.wait(15)
    screen.presenter.touched()
    assert screen.state.countdown == ""
    screen.wait(11)
    assert screen.state.page is Page.HOME


def test_a_clock_put_back_keeps_nobody(screen: Screen) -> None:
    """Time that runs backwards must not leave an account open for hours."""
    screen.presenter.card_shown(CARD)
    screen.wait(-3600)
    assert screen.state.page is Page.AWAY


def test_a_refused_card_is_told_politely(screen: Screen) -> None:
    """In a sentence for a member, without a word about the staff's ways; then it goes."""
    screen.kiosk.problem = MemberBlockedError(member="m")
    screen.presenter.card_shown(CARD)
    assert screen.state.page is Page.ASK
    assert screen.state.ask is not None
    assert screen.state.ask.lines == (
        "Hier ist erst etwas zu klären. Bitte fragen Sie an der Kasse.",
    )
    assert screen.heard == ["refused"]
    screen.presenter.chosen(ToHome())
    assert screen.state.is_away


def test_the_counter_comes_first(screen: Screen) -> None:
    """While it serves somebody no account opens; when it begins to, an open one closes."""
    screen.is_free = False
    screen.presenter.card_shown(CARD)
    assert screen.state.page is Page.AWAY
    assert screen.kiosk.asked == []
    screen.is_free = True
    screen.presenter.card_shown(CARD)
    screen.presenter.interrupted()
    assert screen.state.page is Page.AWAY
    assert screen.kiosk.asked[-1] == "leave"


def test_a_late_answer_opens_nothing() -> None:
    """Whoever has gone before the answer came is not shown to the next one."""
    tasks = HeldTasks()
    screen = Screen(tasks)
    screen.presenter.card_shown(CARD)
    screen.presenter.interrupted()
    tasks.do_all()
    assert screen.state.page is Page.AWAY
    assert screen.kiosk.asked[-1] == "leave"


def test_another_card_is_another_person(screen: Screen) -> None:
    """Whoever scans next sees their own account and nothing of the last one."""
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(PrintStatement())
    screen.kiosk.visit = replace(VISIT, id="v2", glance=replace(ANNA, first_name="Bert"))
    screen.presenter.card_shown("another")
    assert screen.state.heading == "Hallo, Bert!"
    assert screen.state.news == ""
    assert screen.option(PrintStatement()).is_ready


def test_a_statement_is_printed_once(screen: Screen) -> None:
    """The button is spent; the slip speaks the language that is read."""
    screen.presenter.card_shown(CARD)
    screen.presenter.language_chosen("en")
    for _press in range(3):
        screen.presenter.chosen(PrintStatement())
    assert screen.kiosk.printed == ["en"]
    assert screen.state.news == "Your statement is being printed."
    assert not screen.option(PrintStatement()).is_ready


@pytest.mark.parametrize(
    ("problem", "is_ready"),
    [(StatementPrintedError(member="m"), False), (OutageError(reason="disk"), True)],
)
def test_what_did_not_work_is_said(
    screen: Screen, problem: StatementPrintedError | OutageError, *, is_ready: bool
) -> None:
    """The member is still there; what broke may be tried again, what was refused may not."""
    screen.presenter.card_shown(CARD)
    screen.kiosk.problem = problem
    screen.presenter.chosen(PrintStatement())
    assert screen.state.page is Page.HOME
    assert screen.state.news
    assert screen.option(PrintStatement()).is_ready is is_ready
    assert screen.heard == ["accepted", "refused"]


def test_languages_come_and_go(screen: Screen) -> None:
    """A language is chosen by hand or by the member's wish; the shop's comes back by itself."""
    screen.presenter.language_chosen("en")
    assert [tongue.code for tongue in screen.state.tongues if tongue.is_spoken] == ["en"]
    screen.wait(20)
    assert screen.spoken == ["en", "de"]
    screen.kiosk.visit = replace(VISIT, language="en")
    screen.presenter.card_shown(CARD)
    assert screen.state.heading == "Hello, Anna!"
    screen.presenter.done()
    assert screen.spoken == ["en", "de", "en", "de"]
    screen.kiosk.visit = replace(VISIT, language="fr")
    screen.presenter.card_shown(CARD)
    assert screen.state.heading == "Hallo, Anna!"


def test_settings_change_under_it(screen: Screen) -> None:
    """Another language of the shop, more patience: what is open goes on."""
    screen.presenter.use(language="en", patience_s=60)
    screen.presenter.card_shown(CARD)
    screen.wait(59)
    assert screen.state.heading == "Hello, Anna!"
    assert screen.state.countdown == ""


def _asked(screen: Screen) -> None:
    screen.kiosk.visit = replace(VISIT, question=Question.RECOMMEND)
    screen.presenter.card_shown(CARD)


def test_the_question_is_asked_on_the_way_out(screen: Screen) -> None:
    """Once; the answer is kept, thanks are said, and the next press ends it."""
    _asked(screen)
    screen.presenter.done()
    assert [option.text for option in screen.options()] == [str(score) for score in range(11)]
    screen.presenter.chosen(Score(9))
    assert screen.kiosk.asked[-1] == "answer recommend 9"
    assert screen.state.heading == "Danke!"
    screen.presenter.chosen(Leave())
    assert screen.state.page is Page.AWAY


def test_the_question_can_be_sought_and_declined(screen: Screen) -> None:
    """Whoever answers before goes on, and is not asked again on the way out."""
    _asked(screen)
    screen.presenter.chosen(HearQuestion())
    screen.presenter.chosen(Score(None))
    assert screen.kiosk.asked[-1] == "answer recommend None"
    assert screen.state.page is Page.HOME
    assert HearQuestion() not in [option.intent for option in screen.options()]
    screen.presenter.done()
    assert screen.state.is_away


def test_who_will_not_answer_may_go(screen: Screen) -> None:
    """The second "Fertig" is an answer, too."""
    _asked(screen)
    screen.presenter.done()
    screen.presenter.done()
    assert screen.state.page is Page.AWAY
    assert screen.kiosk.asked == [f"greet {CARD}", "leave"]


def test_points_are_given_after_a_question(screen: Screen) -> None:
    """Cause and amount, then yes; the overview is read anew behind it."""
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(ShowCauses())
    assert [option.text for option in screen.options()] == [
        "100 Punkte = 5,00\xa0€ für Ein Baum",
        "200 Punkte = 10,00\xa0€ für Ein Baum",
        "500 Punkte = 25,00\xa0€ für Ein Baum",
    ]
    screen.presenter.chosen(AskDeed(_GIFT))
    assert screen.lines() == ("500 Punkte an Ein Baum spenden?", "Ihnen bleiben 784 Punkte.")
    screen.presenter.chosen(DoDeed(_GIFT))
    assert screen.lines()[0] == "Danke für 5,00\xa0€!"
    screen.presenter.chosen(ToHome())
    assert screen.kiosk.asked[1:] == [f"take part k2 {_GIFT}", "look again"]
    assert screen.state.page is Page.HOME


def test_yes_is_one_deed_however_often_it_is_pressed() -> None:
    """Two presses before the answer came are one, and a third after it is none."""
    tasks = HeldTasks()
    screen = Screen(tasks)
    screen.presenter.card_shown(CARD)
    tasks.do_all()
    screen.presenter.chosen(AskDeed(_GIFT))
    for _press in range(2):
        screen.presenter.chosen(DoDeed(_GIFT))
    tasks.do_all()
    screen.presenter.chosen(DoDeed(_GIFT))
    tasks.do_all()
    deeds = [each for each in screen.kiosk.asked if each.startswith("take")]
    assert deeds == [f"take part k1 {_GIFT}"]


def test_tickets_and_wheel(screen: Screen) -> None:
    """Only what is sold and can be spun may be pressed; what came of it is said."""
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(ShowDraws())
    texts = [option.text for option in screen.options()]
    assert texts == ["1 Los für 50 Punkte", "2 Lose für 100 Punkte", "5 Lose für 250 Punkte"]
    screen.presenter.chosen(AskDeed(BuyTickets("summer", 2)))
    screen.presenter.chosen(DoDeed(BuyTickets("summer", 2)))
    assert screen.lines()[0] == "Sie haben jetzt 4 Lose. Viel Glück!"
    screen.presenter.chosen(ToHome())
    screen.presenter.chosen(ShowWheels())
    assert [option.is_ready for option in screen.options()] == [True, False, False]
    screen.presenter.chosen(DoDeed(SpinWheel("wheel")))
    assert screen.lines()[0] == "Gewonnen: 50 Punkte"
    screen.kiosk.played = replace(screen.kiosk.played, earned=0)
    screen.presenter.chosen(ShowWheels())
    screen.presenter.chosen(DoDeed(SpinWheel("wheel")))
    assert screen.lines()[0] == "Diesmal kein Gewinn."


def test_what_is_refused_costs_nothing(screen: Screen) -> None:
    """It is said, and the member is back at the overview."""
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(AskDeed(_GIFT))
    screen.kiosk.problem = InsufficientPointsError(needed=500, held=1)
    screen.presenter.chosen(DoDeed(_GIFT))
    assert screen.state.page is Page.HOME
    assert screen.state.news == "Dafür reichen die Punkte nicht."


def test_without_anything_to_take_part_in_there_are_no_buttons(screen: Screen) -> None:
    """No button leads to an empty page."""
    screen.kiosk.visit = replace(VISIT, offers=PlayOffers(spendable=5000))
    screen.presenter.card_shown(CARD)
    assert [option.intent for option in screen.options()] == [PrintStatement(), ShowWishes()]
    screen.kiosk.visit = replace(VISIT, offers=replace(VISIT.offers, spendable=9))
    screen.presenter.card_shown(CARD)
    assert [option.intent for option in screen.options()] == [
        PrintStatement(),
        ShowWheels(),
        ShowWishes(),
    ]


def test_wishes_are_kept(screen: Screen) -> None:
    """Consent is given and taken back by the same hand; a language is kept for next time."""
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(ShowWishes())
    assert screen.lines() == ("Wir schreiben Ihnen nicht.",)
    screen.presenter.chosen(AllowContact())
    assert screen.option(ForbidContact()).is_ready
    screen.presenter.chosen(ForbidContact())
    assert screen.option(AllowContact()).is_ready
    screen.presenter.chosen(AlwaysSpeak("en"))
    assert not screen.option(AlwaysSpeak("en")).is_ready
    assert screen.kiosk.asked[1:] == ["allow", "forbid", "speak en"]


def test_the_card_is_shown_where_the_shop_wants_it(screen: Screen) -> None:
    """Without a word in the settings nobody in the queue sees anybody's code."""
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(ShowWishes())
    assert ShowCard() not in [option.intent for option in screen.options()]
    screen.kiosk.visit = replace(VISIT, can_show_card=True)
    screen.presenter.card_shown(CARD)
    screen.presenter.chosen(ShowWishes())
    assert screen.option(ShowCard()).is_ready
    screen.presenter.chosen(ShowCard())
    assert screen.state.ask is not None
    assert len(screen.state.ask.code) == 33
    assert screen.lines()[0] == "K4821-7P2M9X-B"
