"""All that a member sees who serves themselves, already in their words, and what they can want."""

from dataclasses import field
from enum import Enum

from pos_loyalty.domain.play import BuyTickets, GivePoints, SpinWheel
from pos_loyalty.domain.values import dataclass


class Page(Enum):
    """What fills the screen."""

    AWAY = "away"
    """Nobody is here: the display shows the shop, or what the counter does."""
    HOME = "home"
    ASK = "ask"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class ToHome:
    """Back to the overview."""


@dataclass(frozen=True, slots=True)
class PrintStatement:
    """The balance on paper."""


@dataclass(frozen=True, slots=True)
class HearQuestion:
    """The shop's one question."""


@dataclass(frozen=True, slots=True)
class Score:
    """The answer to it; None: rather not."""

    value: int | None


@dataclass(frozen=True, slots=True)
class Leave:
    """The member goes."""


MemberDeed = GivePoints | BuyTickets | SpinWheel
"""What members may do by themselves."""


@dataclass(frozen=True, slots=True)
class ShowCauses:
    """What points can be given to."""


@dataclass(frozen=True, slots=True)
class ShowDraws:
    """What there are tickets for."""


@dataclass(frozen=True, slots=True)
class ShowWheels:
    """What can be spun."""


@dataclass(frozen=True, slots=True)
class AskDeed:
    """The question before points are spent."""

    deed: MemberDeed


@dataclass(frozen=True, slots=True)
class DoDeed:
    """Yes."""

    deed: MemberDeed


@dataclass(frozen=True, slots=True)
class ShowWishes:
    """What the member decides about themselves."""


@dataclass(frozen=True, slots=True)
class AllowContact:
    """The shop may write."""


@dataclass(frozen=True, slots=True)
class ForbidContact:
    """The shop may write no longer."""


@dataclass(frozen=True, slots=True)
class AlwaysSpeak:
    """This language, whenever the card is shown."""

    code: str


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The card's code, for the camera of a phone."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A key of the keyboard on the screen, or of one beside it."""

    character: str


@dataclass(frozen=True, slots=True)
class Erase:
    """The last character goes."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Capitals, or none."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """On with joining."""


@dataclass(frozen=True, slots=True)
class StepBack:
    """Back to what was asked before."""


@dataclass(frozen=True, slots=True)
class Accept:
    """The terms are accepted, or are not."""


@dataclass(frozen=True, slots=True)
class WantLetters:
    """The shop may write, or may not."""


@dataclass(frozen=True, slots=True)
class Join:
    """Become a member now."""


JoinIntent = Typed | Erase | Shift | NextStep | StepBack | Accept | WantLetters | Join

Wish = AllowContact | ForbidContact | AlwaysSpeak

MemberIntent = (
    JoinIntent
    | Wish
    | ShowWishes
    | ShowCard
    | ShowCauses
    | ShowDraws
    | ShowWheels
    | AskDeed
    | DoDeed
)
Intent = ToHome | Leave | PrintStatement | HearQuestion | Score | MemberIntent
"""What a press of a button asks for."""


@dataclass(frozen=True, slots=True)
class Option:
    """One button."""

    intent: Intent
    text: str
    icon: str = ""
    is_main: bool = False
    is_ready: bool = True
    is_ticked: bool | None = None
    """Whether its box is ticked; None for a button without one."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to choose, in its own name."""

    code: str
    name: str
    is_spoken: bool = False


@dataclass(frozen=True, slots=True)
class Pill:
    """The tier held, in the tier's color."""

    name: str
    color: str = ""
    icon: str = "star"


@dataclass(frozen=True, slots=True)
class Road:
    """The way to something: what stands left, what right, and how far one has come."""

    start: str
    end: str
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; ``is_ready`` where it can be had now."""

    text: str
    end: str = ""
    icon: str = ""
    is_ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The overview of an account."""

    above: str
    balance: str
    unit: str
    below: str = ""
    notes: tuple[str, ...] = ()
    pill: Pill | None = None
    roads: tuple[Road, ...] = ()
    rewards_title: str = ""
    rewards: tuple[Row, ...] = ()
    history_title: str = ""
    history: tuple[Row, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question or an answer: some lines and big buttons."""

    lines: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    back: Option | None = None
    icon: str = ""
    columns: int = 1
    code: tuple[tuple[bool, ...], ...] = field(default=(), repr=False)
    """A code to photograph, above the lines: rows of dark and light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to type, and the keys to do it with, row by row."""

    label: str = ""
    text: str = field(default="", repr=False)
    rows: tuple[str, ...] = ()
    shift: str = ""
    space: str = ""
    erase: str = ""
    back: Option | None = None
    onward: Option | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskState:
    """One picture of the screen. Holds nothing of anybody once the page is ``AWAY``."""

    page: Page = Page.AWAY
    heading: str = field(default="", repr=False)
    home: Home | None = field(default=None, repr=False)
    ask: Ask | None = field(default=None, repr=False)
    entry: Entry | None = field(default=None, repr=False)
    is_busy: bool = False
    news: str = ""
    """A sentence about what was just done, above the buttons."""
    tongues: tuple[Tongue, ...] = ()
    invitation: str = ""
    """What one can do here, while nobody does."""
    join: str = ""
    """The button for those who are no members yet; empty where nobody joins by themselves."""
    done: str = ""
    countdown: str = ""
    """How long it still takes until all this is forgotten; empty while that is not near."""
    stay: str = ""
    left_share: float = 1.0

    @property
    def is_away(self) -> bool:
        """Whether nobody uses the screen."""
        return self.page is Page.AWAY
