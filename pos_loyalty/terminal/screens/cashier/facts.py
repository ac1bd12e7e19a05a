"""What the counter knows at a moment, before it is put into words.

A change of language words the same facts anew, so nothing in here is a sentence.
"""

from collections.abc import Callable
from dataclasses import field, replace
from enum import Enum

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.counter import (
    Category,
    MemberGlance,
    QueuedSlip,
    RecentActivity,
    RecentSale,
    SalePreview,
    SearchResult,
)
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.play import PlayDeed, Played, PlayOffers
from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.domain.till_receipt import Offer, OpenOffers
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.play_choices import PlaySection, sections_of
from pos_loyalty.terminal.screens.cashier.state import Notice, Overlay, Stage

Worded = Callable[[Words], Notice]


class EnrollField(Enum):
    """The lines of the form for a new member, in reading order."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    BIRTHDAY = "birthday"
    REFERRER = "referrer_number"


class AfterStep(Enum):
    """Where somebody is who takes a past sale back."""

    CHOOSE = "choose"
    GIVE_BACK = "give-back"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """The sale that is being typed.

    ``amount_minor`` is ``None`` while the text is empty or no amount. ``key`` stays the
    same while the content does, so that pressing Enter twice records once.
    """

    key: str = ""
    amount_text: str = ""
    amount_minor: int | None = None
    amount_problem: LoyaltyError | None = None
    is_missing: bool = False
    receipt_number: str = ""
    code: str = ""
    burn: Burn = field(default_factory=Burn)
    parts: tuple[tuple[str, str], ...] = ()
    part_minors: tuple[tuple[str, int], ...] = ()
    split_problem: LoyaltyError | None = None
    preview: SalePreview | None = None
    problem: LoyaltyError | None = None
    is_recording: bool = False
    offer: Offer | None = None
    """The receipt of the till that was proposed or chosen, while the amount is its own."""
    is_offer_chosen: bool = False
    """Whether somebody chose it: then no newer one takes its place."""
    refused_offer: str = ""
    """The key of the one that was typed over: it is not proposed to this member again."""

    @property
    def has_burn(self) -> bool:
        """Whether points or rewards are to be burned."""
        return bool(self.burn.points or self.burn.rewards)

    @property
    def rest_minor(self) -> int:
        """What is left of the amount beside its product groups."""
        return (self.amount_minor or 0) - sum(minor for _, minor in self.part_minors)

    @property
    def is_untouched(self) -> bool:
        """Whether leaving it loses nothing."""
        is_typed = self.amount_text or self.receipt_number
        return not self.has_burn and (not is_typed or (self.offer is not None and not self.parts))

    def basket(self) -> Basket:
        """The purchase as far as it is typed; groups first, the rest as a line without one.

        That of a receipt is as it was read from it, line by line where it was.
        """
        if self.offer is not None and not self.part_minors:
            return replace(self.offer.basket, code=self.code, burn=self.burn)
        lines = [
            BasketLine(minor, category=category) for category, minor in self.part_minors if minor
        ]
        if self.rest_minor > 0 or not lines:
            lines.append(BasketLine(max(self.rest_minor, 0)))
        return Basket(lines=tuple(lines), code=self.code, burn=self.burn)


@dataclass(frozen=True, slots=True)
class EnrollFacts:
    """The form for a new member."""

    key: str = ""
    card_text: str = field(default="", repr=False)
    texts: tuple[tuple[EnrollField, str], ...] = field(default=(), repr=False)
    problems: tuple[tuple[EnrollField, LoyaltyError | None], ...] = ()
    may_contact: bool = False
    is_busy: bool = False

    def text(self, line: EnrollField) -> str:
        """What was typed in a line."""
        return dict(self.texts).get(line, "")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """The claim slip that is being typed; ``key`` changes with the amount."""

    key: str = ""
    amount_text: str = ""
    amount_minor: int | None = None
    problem: LoyaltyError | None = None
    is_missing: bool = False
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class AfterFacts:
    """A past sale, and how far taking it back has come."""

    sale: RecentSale | None = None
    step: AfterStep = AfterStep.CHOOSE
    key: str = ""
    amount_text: str = ""
    asks_pin: bool = False
    problem: LoyaltyError | None = None
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """The print queue; ``None`` while it is being read.

    ``key`` is that of all answers to what was read: a press that counts double is given once.
    ``dropping`` is the slip that somebody deletes and has given no reason for yet.
    """

    slips: tuple[QueuedSlip, ...] | None = None
    picture: bytes = field(default=b"", repr=False)
    shown: QueuedSlip | None = None
    key: str = ""
    dropping: str = ""


@dataclass(frozen=True, slots=True)
class PlayFacts:
    """What the member can take part in, ``None`` while it is read, and what is being done.

    Without a chosen ``section`` the first is shown. ``deed`` is asked about before it is done;
    ``key`` stays the same while it does. ``done`` is the last result.
    """

    offers: PlayOffers | None = None
    section: PlaySection | None = None
    deed: PlayDeed | None = None
    key: str = ""
    asks_pin: bool = False
    problem: LoyaltyError | None = None
    is_busy: bool = False
    done: Played | None = None

    @property
    def shown(self) -> PlaySection | None:
        """The section that is shown."""
        sections = sections_of(self.offers) if self.offers is not None else ()
        if self.section in sections:
            return self.section
        return sections[0] if sections else None


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """Everything."""

    stage: Stage = Stage.READY
    overlay: Overlay = Overlay.NONE
    is_busy: bool = False
    notice: Worded | None = None
    find_text: str = ""
    found: SearchResult | None = None
    selected: int = 0
    member: MemberGlance | None = None
    sale: SaleFacts = field(default_factory=SaleFacts)
    categories: tuple[Category, ...] = ()
    recent: RecentActivity | None = None
    fresh_id: str = ""
    enroll: EnrollFacts = field(default_factory=EnrollFacts)
    claim: ClaimFacts = field(default_factory=ClaimFacts)
    after: AfterFacts = field(default_factory=AfterFacts)
    queue: QueueFacts = field(default_factory=QueueFacts)
    play: PlayFacts = field(default_factory=PlayFacts)
    offers: OpenOffers = field(default_factory=OpenOffers)
    printers: tuple[PrinterStatus, ...] = ()
