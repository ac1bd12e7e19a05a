from datetime import date, datetime

from pos_loyalty.domain.settlement import Movement
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.reporting.periods import Period, Span
from pos_loyalty.reporting.settlement_file import SettlementFileError
from pos_loyalty.terminal.screens.settings.partners_presenter import PartnersPresenter
from pos_loyalty.terminal.screens.settings.partners_state import Owed, PartnerRow, PartnersState
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks
from tests.support.builders import at
from tests.support.clock import FixedClock
from tests.support.settings_fakes import PARTNER_BOOKS, FakePartnerBooks


class _Page:
    """The presenter over books in memory, and what it showed last."""

    def __init__(self, now: str = "2026-03-05T09:00") -> None:
        self.books = FakePartnerBooks(*PARTNER_BOOKS, shop=Movement(issued=12_400))
        self.clock = FixedClock(at(now))
        self.words: Words = words_for("de")
        self.states: list[PartnersState] = []
        self.presenter = PartnersPresenter(
            self.books,
            tasks=ImmediateTasks(),
            clock=self.clock,
            words=self.words,
            show=self._show,
        )

    @property
    def state(self) -> PartnersState:
        return self.states[-1]

    @property
    def total(self) -> PartnerRow:
        assert self.state.total is not None
        return self.state.total

    @property
    def said(self) -> Message | None:
        return self.state.message

    def _show(self, state: PartnersState, words: Words) -> None:
        self.states.append(state)
        self.words = words


def test_it_begins_with_the_month_that_is_over() -> None:
    """That is what is settled."""
    page = _Page()
    page.presenter.open()
    assert page.books.asked == [Period(date(2026, 2, 1), date(2026, 2, 28))]
    assert (page.state.title, page.state.is_loaded, page.state.is_busy) == (
        "Februar 2026",
        True,
        False,
    )
    assert page.presenter.state is page.state


def test_a_row_says_who_pays_whom() -> None:
    """Net points with what was undone, the value, and the way the money goes."""
    page = _Page()
    page.presenter.open()
    korn, blume, rad = page.state.partners
    assert (korn.issued, korn.issued_detail) == ("4.700", "120 zurückgenommen")
    assert (korn.redeemed, korn.redeemed_detail) == ("800", "100 zurückgegeben")
    assert (korn.amount, korn.owed) == ("zahlt 31,20\u00a0€", Owed.PAYS)
    assert korn.value == "0,08\u00a0€ für 10 Punkte"
    assert (blume.amount, blume.owed) == ("erhält 11,25\u00a0€", Owed.RECEIVES)
    assert blume.value == "0,75\u00a0€ für 100 Punkte"
    assert (rad.amount, rad.owed) == ("ausgeglichen", Owed.NOTHING)
    assert rad.value == "0,01\u00a0€ für 1 Punkt"
    assert page.state.shop is not None
    assert (page.state.shop.issued, page.state.shop.amount) == ("12.400", "")
    assert (page.total.issued, page.total.amount) == (
        "17.100",
        "Laden erhält 19,95\u00a0€",
    )


def test_the_shops_own_side_is_the_other_way_round() -> None:
    """What partners receive in all, the shop pays; when all is even, nobody does."""
    page = _Page()
    page.books.partners = PARTNER_BOOKS[1:]
    page.presenter.open()
    assert (page.total.amount, page.total.owed) == ("Laden zahlt 11,25\u00a0€", Owed.PAYS)
    page.books.partners = PARTNER_BOOKS[2:]
    page.presenter.open()
    assert (page.total.amount, page.total.owed) == ("", Owed.NOTHING)


def test_periods_are_leafed_through_up_to_now() -> None:
    """Back as far as one likes, on until the period that runs."""
    page = _Page()
    page.presenter.go_back()
    page.presenter.go_on()
    page.presenter.choose_span(Span.YEAR)
    assert page.states == []
    page.presenter.open()
    page.presenter.go_back()
    assert (page.state.title, page.state.may_go_on) == ("Januar 2026", True)
    page.presenter.go_on()
    page.presenter.go_on()
    assert (page.state.title, page.state.may_go_on) == ("März 2026", False)
    page.presenter.go_on()
    assert page.state.title == "März 2026"


def test_a_span_keeps_to_what_is_shown() -> None:
    """From a month to its quarter and year, and never into the future."""
    page = _Page("2026-11-22T09:00")
    page.presenter.open()
    page.presenter.choose_span(Span.QUARTER)
    assert page.state.title == "4. Quartal 2026"
    page.presenter.choose_span(Span.YEAR)
    assert (page.state.title, page.state.span) == ("2026", Span.YEAR)
    asked = len(page.books.asked)
    page.presenter.choose_span(Span.YEAR)
    assert len(page.books.asked) == asked
    page.presenter.choose_span(Span.MONTH)
    assert (page.state.title, page.state.may_go_on) == ("November 2026", False)


def test_what_is_shown_is_saved_as_a_table() -> None:
    """And said; nothing is saved before there is anything."""
    page = _Page()
    page.presenter.export("zu-frueh.csv")
    assert page.books.exported == []
    page.presenter.open()
    page.presenter.export("februar.csv")
    ((path, settlement),) = page.books.exported
    assert (path, settlement.period) == ("februar.csv", page.books.asked[-1])
    assert page.said == Message(Tone.GOOD, "Die Tabelle ist gespeichert.")
    assert not page.state.is_busy
    page.presenter.dismiss()
    assert page.states[-1].message is None


def test_a_failure_is_told_and_leaves_the_page() -> None:
    """A full stick does not lose what is shown."""
    page = _Page()
    page.presenter.open()
    page.books.failure = SettlementFileError(path="/stick/februar.csv")
    page.presenter.export("/stick/februar.csv")
    assert page.state.message is not None
    assert page.state.message.tone is Tone.BAD
    assert "/stick/februar.csv" in page.state.message.text
    assert page.state.partners
    page.presenter.open()
    assert (page.state.is_loaded, page.state.partners) == (False, ())
    assert page.state.message is not None


def test_it_goes_on_in_another_language() -> None:
    """Everything that is shown is said anew."""
    page = _Page()
    page.presenter.speak(words_for("de"))
    assert (page.state.title, page.state.is_loaded) == ("", False)
    page.presenter.open()
    page.presenter.speak(words_for("en"))
    assert page.state.title == "February 2026"
    assert page.state.partners[0].amount == "pays €31.20"
    assert page.words.translator.language == "en"
    assert page.presenter.close() is False


def test_an_answer_that_comes_too_late_is_left_aside() -> None:
    """Whoever leafed on sees the period that stands above the table."""
    books, tasks = FakePartnerBooks(*PARTNER_BOOKS), HeldTasks()
    states: list[PartnersState] = []
    presenter = PartnersPresenter(
        books,
        tasks=tasks,
        clock=FixedClock(datetime.fromisoformat("2026-03-05T08:00:00+00:00")),
        words=words_for("de"),
        show=lambda state, _words: states.append(state),
    )
    presenter.open()
    presenter.go_back()
    tasks.do_next()
    assert (states[-1].title, states[-1].is_loaded) == ("Januar 2026", False)
    presenter.export("nothing.csv")
    assert len(tasks) == 1
    tasks.do_next()
    assert (states[-1].title, states[-1].is_loaded) == ("Januar 2026", True)
    presenter.export("januar.csv")
    presenter.export("januar.csv")
    assert len(tasks) == 1
