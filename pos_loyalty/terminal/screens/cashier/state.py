"""All that the counter shows, already in words."""

from dataclasses import field
from enum import Enum

from pos_loyalty.domain.values import dataclass


class Stage(Enum):
    """What fills the middle of the screen."""

    READY = "ready"
    SALE = "sale"
    ENROLL = "enroll"


class Overlay(Enum):
    """What lies over it at the right."""

    NONE = "none"
    RECENT = "recent"
    AFTERWARDS = "afterwards"
    REDEEM = "redeem"
    SPLIT = "split"
    QUEUE = "queue"
    CLAIM = "claim"
    PLAY = "play"
    OFFERS = "offers"
    HELP = "help"


class Tone(Enum):
    """The meaning of a notice or a hint."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be pressed: what the presenter is told, and its words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, what it means, what can be done."""

    tone: Tone
    title: str
    detail: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    """A tier."""

    name: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The way to the next tier: what stands left, what right, and the bar."""

    held: str
    missing: str
    target: str
    share: float
    from_color: str
    to_color: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A line in color in the member's panel: birthday, note, block."""

    icon: str
    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class RewardLine:
    """A reward; without ``action`` it cannot be had now and ``detail`` says why."""

    id: str
    name: str
    detail: str
    action: str = ""
    is_chosen: bool = False
    icon: str = "gift"


@dataclass(frozen=True, slots=True)
class StampLine:
    """A stamp card."""

    text: str
    filled: int
    size: int


@dataclass(frozen=True, slots=True)
class MemberPanel:
    """The member at the counter."""

    name: str
    since: str
    badge: Badge
    balance: str
    unit: str
    worth: str
    progress: Progress | None = None
    hints: tuple[Hint, ...] = ()
    rewards: tuple[RewardLine, ...] = ()
    rewards_empty: str = ""
    memberships: str = ""
    challenge: Progress | None = None
    stamps: tuple[StampLine, ...] = ()
    mail: str = ""
    """What the button that sends the card says; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A label, a quiet note beside it, and a number at the right."""

    label: str
    number: str
    note: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class SalePanel:
    """The sale that is being typed."""

    amount_text: str = ""
    amount_error: str = ""
    caution: str = ""
    receipt_number: str = ""
    money: tuple[Line, ...] = ()
    addends: tuple[Line, ...] = ()
    earned: str = ""
    after: str = ""
    pending: str = ""
    lift: str = ""
    hint: str = ""
    confirm_words: str = ""
    can_confirm: bool = False
    is_recording: bool = False
    burn_words: str = ""
    can_burn: bool = False
    split_words: str = ""
    can_split: bool = False
    play_words: str = ""


@dataclass(frozen=True, slots=True)
class HitLine:
    """A member found."""

    member_id: str
    name: str
    detail: str
    tier: str


@dataclass(frozen=True, slots=True)
class FindPanel:
    """The search behind the prompt."""

    text: str = ""
    hits: tuple[HitLine, ...] = ()
    selected: int = 0
    summary: str = ""
    empty_title: str = ""
    empty_detail: str = ""
    is_searching: bool = False
    progress: str = ""


@dataclass(frozen=True, slots=True)
class RecentLine:
    """One past sale in the list."""

    id: str
    title: str
    detail: str
    points: str
    icon: str
    is_negative: bool = False
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class RecentPanel:
    """What was done last."""

    lines: tuple[RecentLine, ...] = ()
    totals: str = ""
    is_loading: bool = False


@dataclass(frozen=True, slots=True)
class EnrollPanel:
    """The form for a new member."""

    card: str = ""
    has_card: bool = False
    texts: tuple[tuple[str, str], ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    may_contact: bool = False
    asks_contact: bool = False
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class RedeemPanel:
    """Points and rewards for the member at the counter."""

    spendable: str = ""
    points_text: str = ""
    points_value: str = ""
    points_rule: str = ""
    has_points: bool = False
    can_less: bool = False
    can_more: bool = False
    rewards: tuple[RewardLine, ...] = ()
    empty: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class SplitLine:
    """One product group with the part of the amount that belongs to it."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SplitPanel:
    """How the amount is parted over product groups."""

    lines: tuple[SplitLine, ...] = ()
    rest: str = ""
    error: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ClaimPanel:
    """A claim slip for somebody without a card."""

    amount_text: str = ""
    error: str = ""
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class PlayTab:
    """A section of what there is to take part in."""

    id: str
    words: str
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class PlayLine:
    """One thing to take part in; without ``action`` nothing can be done with it now.

    ``share`` is the way to a goal, 0 to 1.
    """

    name: str
    detail: str
    action: str = ""
    icon: str = "sparkles"
    share: float | None = None
    facts: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayPanel:
    """What the member can take part in, the question before it is done, and the last result."""

    tabs: tuple[PlayTab, ...] = ()
    lines: tuple[PlayLine, ...] = ()
    note: str = ""
    empty: str = ""
    is_loading: bool = False
    done: Notice | None = None
    question: str = ""
    facts: tuple[Line, ...] = ()
    consequence: str = ""
    count: str = ""
    can_less: bool = False
    can_more: bool = False
    asks_pin: bool = False
    confirm_words: str = ""
    error: str = ""
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class AfterPanel:
    """One past sale and what can be done about it."""

    title: str = ""
    facts: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    question: str = ""
    consequence: str = ""
    asks_amount: bool = False
    amount_text: str = ""
    asks_pin: bool = False
    confirm_words: str = ""
    error: str = ""
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip in the queue, the question it waits for, and the answers.

    ``reasons`` are offered while it is being deleted; a reason can be typed as well.
    """

    job_id: str
    title: str
    detail: str
    tone: Tone
    question: str = ""
    choices: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class PrinterLine:
    """One of the till's printers and how it is."""

    name: str
    detail: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class QueuePanel:
    """The print queue, or one slip as it looks on paper."""

    summary: str = ""
    printers: tuple[PrinterLine, ...] = ()
    lines: tuple[SlipLine, ...] = ()
    picture: bytes = b""
    picture_title: str = ""
    is_loading: bool = False


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A receipt of the shop's till."""

    key: str
    title: str
    detail: str
    money: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class OfferPanel:
    """The receipts that nobody was credited for; ``proposed`` is the one in the amount."""

    lines: tuple[OfferLine, ...] = ()
    button: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class CashierState:
    """The whole screen."""

    stage: Stage = Stage.READY
    overlay: Overlay = Overlay.NONE
    is_busy: bool = False
    notice: Notice | None = None
    find: FindPanel = field(default_factory=FindPanel)
    member: MemberPanel | None = None
    sale: SalePanel = field(default_factory=SalePanel)
    recent: RecentPanel = field(default_factory=RecentPanel)
    enroll: EnrollPanel = field(default_factory=EnrollPanel)
    redeem: RedeemPanel = field(default_factory=RedeemPanel)
    split: SplitPanel = field(default_factory=SplitPanel)
    claim: ClaimPanel = field(default_factory=ClaimPanel)
    after: AfterPanel = field(default_factory=AfterPanel)
    queue: QueuePanel = field(default_factory=QueuePanel)
    play: PlayPanel = field(default_factory=PlayPanel)
    offers: OfferPanel = field(default_factory=OfferPanel)
