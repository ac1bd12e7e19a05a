"""Pictures of the members' screen while a member uses it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from pos_loyalty.domain.errors import MemberBlockedError
from pos_loyalty.domain.play import GivePoints, SpinWheel
from pos_loyalty.domain.survey import Question
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.member_window import MemberWindow
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from pos_loyalty.terminal.screens.customer_display.wording import display_state
from pos_loyalty.terminal.screens.kiosk.presenter import KioskPresenter, Surroundings
from pos_loyalty.terminal.screens.kiosk.screen import KioskScreen
from pos_loyalty.terminal.screens.kiosk.state import (
    Accept,
    AskDeed,
    DoDeed,
    HearQuestion,
    Intent,
    KioskState,
    NextStep,
    PrintStatement,
    ShowCard,
    ShowCauses,
    ShowDraws,
    ShowWheels,
    ShowWishes,
    Typed,
)
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.theme_stage import DARK_STAGE, LIGHT_STAGE
from tests.screenshots.look import SceneLook
from tests.support.clock import FixedClock
from tests.support.kiosk import CARD, VISIT, FakeKiosk
from tests.support.members import NOBODY, NOON

Step = Callable[[KioskPresenter], object]

_LONG = replace(
    VISIT,
    glance=replace(
        VISIT.glance,
        first_name="Maximiliane-Wolfeschlegelsteinhausenbergerdorff",
        balance=9_876_543,
        value_minor=9_876_543,
    ),
)
_BARE = replace(VISIT, glance=NOBODY, history=(), offers=replace(VISIT.offers, draws=()))


_PAGES: Mapping[str, tuple[Intent, ...]] = {
    "wishes": (ShowWishes(),),
    "card": (ShowCard(),),
    "causes": (ShowCauses(),),
    "draws": (ShowDraws(),),
    "wheels": (ShowWheels(),),
    "sure": (AskDeed(GivePoints("tree", 500)),),
    "won": (ShowWheels(), DoDeed(SpinWheel("wheel"))),
}


_JOINING: Mapping[str, tuple[Intent, ...]] = {
    "join": (),
    "join-name": (NextStep(), *map(Typed, "Zoë")),
    "join-terms": (NextStep(), NextStep(), Typed("z"), NextStep(), Accept()),
}


def _choosing(intent: Intent) -> Step:
    return lambda kiosk: kiosk.chosen(intent)


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The screen in every moment worth looking at."""
    yield "idle", _idle(look)
    yield "home", _screen(look, FakeKiosk())
    yield "home-long", _screen(look, FakeKiosk(_LONG))
    yield "home-bare", _screen(look, FakeKiosk(_BARE))
    yield "printed", _screen(look, FakeKiosk(), lambda kiosk: kiosk.chosen(PrintStatement()))
    yield "refused", _screen(look, FakeKiosk(problem=MemberBlockedError(member="m")))
    for name, joining in _JOINING.items():
        steps = (KioskPresenter.join_wanted, *(_choosing(intent) for intent in joining))
        yield name, _screen(look, FakeKiosk(), KioskPresenter.done, *steps)
    asked = replace(VISIT, question=Question.RECOMMEND)
    yield "question", _screen(look, FakeKiosk(asked), lambda kiosk: kiosk.chosen(HearQuestion()))
    for name, intents in _PAGES.items():
        yield name, _screen(look, FakeKiosk(), *(_choosing(intent) for intent in intents))
    yield "countdown", _screen(look, FakeKiosk(), wait_s=15)


def _idle(look: SceneLook) -> QWidget:
    """The shop's own face, with the strip under it."""
    display = CustomerDisplayView(look.words)
    display.wear(DARK_STAGE if look.theme == "dark" else LIGHT_STAGE)
    display.draw(display_state(words=look.words, shop_name="Sonnenblume Naturkost", now=NOON))
    window = MemberWindow(display)
    screen = _kiosk_screen(look, FakeKiosk(), FixedClock())
    window.place_foot(screen.foot)
    screen.foot.show()
    screen.setParent(window)
    screen.view.setParent(window)
    screen.view.hide()
    return window


def _screen(look: SceneLook, kiosk: FakeKiosk, *steps: Step, wait_s: int = 0) -> QWidget:
    clock = FixedClock()
    screen = _kiosk_screen(look, kiosk, clock)
    screen.presenter.card_shown(CARD)
    for step in steps:
        step(screen.presenter)
    if wait_s:
        clock.advance(timedelta(seconds=wait_s))
        screen.presenter.ticked()
    # The view keeps the screen alive for as long as somebody looks at it.
    screen.setParent(screen.view)
    return screen.view


def _kiosk_screen(look: SceneLook, kiosk: FakeKiosk, clock: FixedClock) -> KioskScreen:

    def around(draw: Callable[[KioskState], None]) -> Surroundings:
        return Surroundings(
            show=draw,
            words=words_for,
            spoken=lambda _code: None,
            is_free=lambda: True,
            may_join=lambda: True,
            accepted=lambda: None,
            refused=lambda: None,
        )

    screen = KioskScreen(
        kiosk,
        around,
        tasks=ImmediateTasks(),
        clock=clock,
        language=look.language,
        patience_s=12,
    )
    screen.view.wear(DARK_STAGE if look.theme == "dark" else LIGHT_STAGE)
    return screen
