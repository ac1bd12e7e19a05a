"""The counter in all that can happen at it."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from pos_loyalty.domain.counter import ClubGlance, Link, LinkStatus
from pos_loyalty.domain.errors import OutageError, PointsElsewhereError
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    PrinterState,
    PrinterStatus,
    PrintProblem,
    QueueCounts,
)
from pos_loyalty.domain.till_receipt import OpenOffers
from pos_loyalty.services.shares import HubWord
from pos_loyalty.terminal.screens.cashier.facts import EnrollField
from pos_loyalty.terminal.screens.cashier.play_choices import PlaySection
from pos_loyalty.terminal.screens.cashier.presenter import CashierPresenter
from pos_loyalty.terminal.screens.cashier.screen import CashierScreen
from pos_loyalty.terminal.shell.state import ChipState, MenuEntry, ShellState
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.shell.wording import link_chip, printer_chip
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.look import SceneLook
from tests.support.counter import ANNA, CLAIM, LONG, NOW, SLIPS, FakeCounter, FakePrintouts
from tests.support.play import VISITS, FakePlay
from tests.support.till_prints import FakePrints, offer, recalled

Step = Callable[[CashierPresenter], object]

_READY = PrinterStatus(PrinterState.READY)
_LOW = PrinterStatus(PrinterState.PAPER_LOW)
_ASKING = PrinterStatus(PrinterState.READY, QueueCounts(waiting=1, held=1, uncertain=1))
_OUT = PrinterStatus(
    PrinterState.TROUBLE, QueueCounts(waiting=2), PrintProblem.PAPER_OUT, NOW.replace(second=40)
)
_SECOND = PrinterStatus(PrinterState.READY, printer=FALLBACK_PRINTER)

_SECTIONS = (
    PlaySection.ACTIONS,
    PlaySection.MEMBERSHIPS,
    PlaySection.CHALLENGES,
    PlaySection.DRAWS,
    PlaySection.WHEELS,
)
"""The others look like these."""


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The window with the counter in it, scene by scene."""
    yield "ready", _window(look, _LOW, offline=True)
    for name, steps in _steps(look).items():
        yield name, _window(look, _READY, *steps)
    for name, steps in _playing().items():
        yield name, _window(look, _READY, *steps, counter=_club_counter())
    club = FakeCounter(_club_counter().member(ANNA.member_id), club_percent=5)
    yield (
        "club-sale",
        _window(look, _READY, *_sale(), *_typed(look, "36.50"), _points, counter=club),
    )
    yield "queue", _window(look, _ASKING, _told, lambda counter: counter.queue_wanted())
    yield "queue-trouble", _window(look, _OUT, _relieved, lambda counter: counter.queue_wanted())
    yield (
        "queue-delete",
        _window(
            look,
            _ASKING,
            _told,
            lambda counter: counter.queue_wanted(),
            lambda counter: counter.slips.answered("j2", "drop"),
        ),
    )
    yield "slip", _window(look, _ASKING, _open_slip)
    yield "empty", _window(look, _READY, counter=_without_sales())
    failing = FakeCounter()
    yield (
        "outage",
        _window(
            look,
            _READY,
            *_sale(),
            *_typed(look, "36.50"),
            partial(_fail, failing, OutageError()),
            counter=failing,
        ),
    )
    yield "manager", _window(look, _READY, _void, counter=_with_cashier())
    reachable = FakeCounter(replace(LONG, mailbox="wo…@naturfreunde-oberrhein.example"))
    yield "mail", _window(look, _READY, *_sale("LT-LONG"), _mail, counter=reachable)
    yield "copied-card", _window(look, _READY, *_sale("LT-COPY"))
    yield from _apart(look)
    yield from _printing(look)


def _told(counter: CashierPresenter) -> None:
    counter.printers_changed((_ASKING,))


def _relieved(counter: CashierPresenter) -> None:
    counter.printers_changed((_OUT, _SECOND))


def _playing() -> dict[str, tuple[Step, ...]]:
    """What there is to take part in, tab by tab, and some questions and results."""
    opened: tuple[Step, ...] = (*_sale(), lambda counter: counter.play_wanted())
    tabs = {f"play-{section.value}": (*opened, _to_section(section)) for section in _SECTIONS}
    return {
        **tabs,
        "play-club": (*opened, _to_section(PlaySection.MEMBERSHIPS), _press(0)),
        "play-cancel": (
            *opened,
            _to_section(PlaySection.MEMBERSHIPS),
            _press(2),
            lambda counter: counter.play.confirm(""),
        ),
        "play-tickets": (
            *opened,
            _to_section(PlaySection.DRAWS),
            _press(0),
            lambda counter: counter.play.more(),
        ),
        "play-won": (
            *opened,
            _to_section(PlaySection.WHEELS),
            _press(0),
            lambda counter: counter.play.confirm(""),
        ),
    }


def _to_section(section: PlaySection) -> Step:
    return lambda counter: counter.play.section_chosen(section.value)


def _press(line: int) -> Step:
    return lambda counter: counter.play.chosen(line)


def _club_counter() -> FakeCounter:
    """A member who is in a club, on the way to a goal."""
    club = ClubGlance("club", "Sonnenclub", NOW.replace(year=2027), date(2027, 11, 20))
    member = replace(ANNA, clubs=(club,), badges=("Vielfalt",), challenge=VISITS, takes_part=True)
    return FakeCounter(member)


def _steps(look: SceneLook) -> dict[str, tuple[Step, ...]]:
    paid = (*_sale(), *_typed(look, "36.50"))
    forgotten: tuple[Step, ...] = (
        lambda counter: counter.claim_wanted(),
        lambda counter: counter.claim.amount_edited(_written(look, "12.80")),
    )
    return {
        "sale": paid,
        "success": (*paid, lambda counter: counter.confirm()),
        "long-name": (*_sale("LT-LONG"), *_typed(look, "1250.00")),
        "no-points": _sale("LT-JONAS"),
        "burn": (
            *paid,
            lambda counter: counter.sale.reward_toggled("coffee"),
            lambda counter: counter.sale.more_points(),
        ),
        "bad-amount": (*_sale(), *_typed(look, "36.505")),
        "redeem": (
            *paid,
            lambda counter: counter.redeem_wanted(),
            lambda counter: counter.sale.more_points(),
        ),
        "split": (
            *paid,
            lambda counter: counter.split_wanted(),
            lambda counter: counter.sale.part_edited("kaffee", "4"),
        ),
        "search": (lambda counter: counter.search_edited("er"),),
        "nobody": (lambda counter: counter.search_edited("Zappa"),),
        "search-joining": (lambda counter: counter.search_edited("An"),),
        "nobody-joining": (lambda counter: counter.search_edited("Nadj"),),
        "unknown-card": _sale("LT-SMUDGED"),
        "forged-card": _sale("LT-FORGED"),
        "foreign-card": _sale("LT-FOREIGN"),
        "blocked": _sale("LT-BLOCKED"),
        "enroll": (
            lambda counter: counter.enrollment_wanted(),
            lambda counter: counter.enroll.edited(EnrollField.FIRST_NAME, "Maja"),
            lambda counter: counter.enroll.edited(EnrollField.EMAIL, "maja@"),
            lambda counter: counter.confirm(),
        ),
        "afterwards": (lambda counter: counter.after.show("old-1"),),
        "return": (
            lambda counter: counter.after.show("old-1"),
            lambda counter: counter.after.chosen("give-back"),
        ),
        "claim": forgotten,
        "claim-missing": (
            lambda counter: counter.claim_wanted(),
            lambda counter: counter.claim.confirm(),
        ),
        "claim-printed": (*forgotten, lambda counter: counter.claim.confirm()),
        "claim-first": _sale(CLAIM),
        "claim-sale": (
            *paid,
            lambda counter: counter.card_scanned(CLAIM),
        ),
        "recent": (lambda counter: counter.recent_wanted(),),
        "help": (lambda counter: counter.help_wanted(),),
    }


def _sale(card: str = "LT-ANNA") -> tuple[Step, ...]:
    return (lambda counter: counter.card_scanned(card),)


def _typed(look: SceneLook, amount: str) -> tuple[Step, ...]:
    return (lambda counter: counter.sale.amount_edited(_written(look, amount)),)


def _written(look: SceneLook, amount: str) -> str:
    """An amount as the language of the picture writes it."""
    return amount.replace(".", look.words.formats.decimal_sign)


def _points(counter: CashierPresenter) -> None:
    counter.sale.more_points()


def _mail(counter: CashierPresenter) -> None:
    counter.mail_wanted()


def _open_slip(counter: CashierPresenter) -> None:
    counter.queue_wanted()
    counter.slips.answered("j5", "look")


def _void(counter: CashierPresenter) -> None:
    counter.after.show("old-1")
    counter.after.chosen("void")
    counter.after.confirm("")


def _fail(services: FakeCounter, error: OutageError, counter: CashierPresenter) -> None:
    services.fails_with = error
    counter.confirm()


def _apart(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """A till that keeps part of a member's points, and is asked for more without a network."""
    here = FakeCounter(replace(ANNA, redeemable_here=300))
    paid = (*_sale(), *_typed(look, "36.50"))
    redeeming = (*paid, lambda counter: counter.redeem_wanted())
    yield "redeem-apart", _window(look, _READY, *redeeming, counter=here)
    for reason in sorted(set(HubWord) - {HubWord.GIVEN}):
        short = FakeCounter()
        error = PointsElsewhereError(member="anna", needed=1000, here=300, reason=reason)
        failing = partial(_fail, short, error)
        yield f"points-{reason}", _window(look, _READY, *paid, failing, counter=short)


def _without_sales() -> FakeCounter:
    counter = FakeCounter()
    counter.sales.clear()
    return counter


def _with_cashier() -> FakeCounter:
    counter = FakeCounter()
    counter.needs_manager = True
    return counter


def _printing(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The till's receipts, proposed and listed, and one that was voided after all."""
    several = (offer(), offer("4710", 1280, minutes_ago=7), offer("4709", 890, minutes_ago=12))
    yield "offer", _window(look, _READY, *_sale(), prints=FakePrints(*several))
    yield (
        "offers",
        _window(
            look,
            _READY,
            *_sale(),
            lambda counter: counter.claim_wanted(),
            prints=FakePrints(*several),
        ),
    )
    voided = FakePrints()
    voided.found = OpenOffers(recalled=(recalled("old-1"),))
    yield (
        "offer-voided",
        _window(look, _READY, lambda counter: counter.offers.look(), prints=voided),
    )


def _window(
    look: SceneLook,
    printer: PrinterStatus,
    *steps: Step,
    counter: FakeCounter | None = None,
    play: FakePlay | None = None,
    prints: FakePrints | None = None,
    offline: bool = False,
) -> MainWindow:
    words = look.words
    keys = itertools.count()
    screen = CashierScreen(
        counter=counter or FakeCounter(),
        printouts=FakePrintouts(*SLIPS),
        play=play or FakePlay(),
        prints=prints,
        tasks=ImmediateTasks(),
        words=words,
        new_key=lambda: str(next(keys)),
    )
    window = MainWindow()
    window.resize(look.width, look.height)
    link = LinkStatus(Link.OFFLINE, NOW.replace(hour=11, minute=31), 14)
    window.draw(
        ShellState(
            shop_name="Sonnenblume Naturkost",
            till_name="Kasse 2" if look.language == "de" else "Till 2",
            printer=printer_chip((printer, _SECOND) if printer is _OUT else (printer,), words),
            link=link_chip(link if offline else LinkStatus(Link.CONNECTED), words),
            staff=ChipState("Mira K."),
            time=words.formats.time(NOW),
            menu=(MenuEntry("settings", "…", "settings"),),
            menu_name="…",
        )
    )
    window.show_screen(screen.view)
    # The focus goes where it would in a shop only in a window that is there.
    window.show()
    screen.start()
    for step in steps:
        step(screen.presenter)
    # The view calls into its presenter, which nothing else would keep alive.
    window.setProperty("screen", screen)
    return window
